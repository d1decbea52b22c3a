//! The ways within the Scheduler.

use leptos::prelude::*;
use words::say;

use crate::{backend::scheduler::Desk, parts::Icon, paths};

/// Links to the Scheduler's pages; `here` is the path of this one. Roles are a Master Account's.
#[component]
pub(super) fn Tabs(desk: Desk, here: &'static str) -> impl IntoView {
    let decisions = match desk.asking {
        0 => say!(scheduler.decisions).to_owned(),
        count => say!(scheduler.decisions_count, count),
    };
    let tab = |href: &'static str, words: String| {
        view! {
            <a href=href aria-current=(href == here).then_some("page")>
                {words}
            </a>
        }
    };
    view! {
        <div class="app-top" id="tabs" data-follows="posts">
            <nav class="tabs" aria-label=say!(scheduler.nav)>
                {tab(paths::SCHEDULER, say!(scheduler.calendar).to_owned())}
                {tab(paths::DECISIONS, decisions)}
                {tab(paths::SLOTS, say!(scheduler.slots).to_owned())}
                {tab(paths::TIMETABLE, say!(scheduler.settings).to_owned())}
                {desk.mends.then(|| tab(paths::COMMUNITY_ROLES, say!(community.roles).to_owned()))}
            </nav>
            {(here != paths::NEW_POST && desk.writes())
                .then(|| {
                    view! {
                        <a class="button button-main" href=paths::NEW_POST>
                            <Icon name="plus" />
                            {say!(scheduler.write)}
                        </a>
                    }
                })}
        </div>
    }
}
