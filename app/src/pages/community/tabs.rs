//! The ways within Community Management.

use leptos::prelude::*;
use words::say;

use crate::paths;

/// Links to its pages; `here` is the path of this one. Roles are a Master Account's.
#[component]
pub(super) fn Tabs(mends: bool, here: &'static str, children: Children) -> impl IntoView {
    let tab = |href: &'static str, words: &'static str| {
        view! {
            <a href=href aria-current=(href == here).then_some("page")>
                {words}
            </a>
        }
    };
    view! {
        <div class="app-top">
            <nav class="tabs" aria-label=say!(community.nav)>
                {tab(paths::COMMUNITY, say!(community.queue))}
                {mends.then(|| tab(paths::COMMUNITY_ROLES, say!(community.roles)))}
            </nav>
            {children()}
        </div>
    }
}
