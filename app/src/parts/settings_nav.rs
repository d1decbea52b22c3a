//! The pages around Social Profiles, named on each of them.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use words::say;

use crate::paths;

/// The ways to the pages below Settings; Social Profiles itself stands in the header.
#[component]
pub(crate) fn SettingsNav() -> impl IntoView {
    let places = [
        (paths::CALENDAR, say!(header.calendar)),
        (paths::LINKS, say!(header.links)),
        (paths::NOTICES, say!(notice.title)),
        (paths::OVERVIEW, say!(overview.title)),
        (paths::AUDIT, say!(audit.title)),
        (paths::TEAM, say!(header.team)),
        (paths::MAIL, say!(letter.title)),
        (paths::HOOKS, say!(hook.title)),
        (paths::API_KEYS, say!(api.title)),
    ];
    let path = use_location().pathname;
    let links = places
        .into_iter()
        .map(|(href, words)| {
            let is_here = move || path.with(|path| path == href).then_some("page");
            view! {
                <a href=href rel="external" aria-current=is_here>
                    {words}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="nav places" aria-label=say!(header.settings)>
            {links}
        </nav>
    }
}
