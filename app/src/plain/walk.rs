//! Fix all: one page between two networks.

use domain::{
    authorization::WayBack,
    cause::Cause,
    id::{ProfileId, WorkspaceId},
    network::Network,
    outcome::Face,
    time::Timestamp,
    walk::Passed,
};
use leptos::prelude::*;
use words::{say, several};

use super::{
    document::Frame,
    steps::{aside, back, onward},
};
use crate::{parts::Helps, paths, when};

/// Where a walk stands.
#[derive(Debug, Clone)]
pub struct WalkStop {
    /// The workspace; the page's forms name it.
    pub workspace: WorkspaceId,
    /// The profile to mend now; `None` at the end.
    pub next: Option<Open>,
    /// How many of the walk work again.
    pub done: usize,
    /// How many there are in all.
    pub all: usize,
    /// What was passed and is still open, with why.
    pub passed: Vec<(Open, Passed)>,
    /// The server's time.
    pub now: Timestamp,
}

/// A profile that needs a person.
#[derive(Debug, Clone)]
pub struct Open {
    /// Which.
    pub profile: ProfileId,
    /// Its network.
    pub network: Network,
    /// Who it is there.
    pub who: Face,
    /// What its person signs in with, where that is not the profile itself.
    pub login: Option<String>,
    /// How many channels hang on it.
    pub channels: u32,
    /// Why it, or a channel of it, is lost, and since when; `None` while it works.
    pub lost: Option<(Cause, Timestamp)>,
    /// When it stops working, if that is soon.
    pub ends: Option<Timestamp>,
    /// Whether its network has trouble as a whole.
    pub is_in_trouble: bool,
}

/// The page.
#[must_use]
pub fn walk_page(stop: WalkStop, frame: &Frame<'_>) -> String {
    let title = match (&stop.next, stop.passed.is_empty()) {
        (Some(next), _) => {
            say!(walk.next, name = next.who.name.as_str(), network = next.network.name())
        }
        (None, true) => say!(walk.done).to_owned(),
        (None, false) => say!(walk.left).to_owned(),
    };
    if stop.next.is_none() {
        let is_good = stop.passed.is_empty();
        return frame.draw_verdict(&title, is_good, None, move || end(stop));
    }
    frame.draw(&title, move || way(stop))
}

fn way(stop: WalkStop) -> AnyView {
    let WalkStop { workspace, next, done, all, now, .. } = stop;
    let Some(next) = next else { return ().into_any() };
    let network = next.network.name();
    let name = next.who.name.as_str();
    let sign_in = match (&next.login, &next.who.handle) {
        (Some(login), _) => say!(walk.sign_in_login, name, network, login = login.as_str()),
        (None, Some(handle)) => say!(walk.sign_in_handle, name, network, handle = handle.as_str()),
        (None, None) => say!(walk.sign_in, name, network),
    };
    let trouble = next.is_in_trouble.then(|| view! { <p>{say!(walk.trouble, network)}</p> });
    let how = next.lost.as_ref().map(|(cause, _)| {
        view! {
            <p>{words::cure(cause, next.network, next.channels)}</p>
            <p><Helps cause=cause.clone() /></p>
        }
    });
    let back_here = WayBack::Walk;
    let percent = (done * 100).checked_div(all).unwrap_or(100);
    view! {
        <p class="quiet">{say!(walk.progress, done, all)}</p>
        <progress max="100" value=percent.to_string() aria-label=say!(walk.progress, done, all)></progress>
        <p class="lead">{why(&next, now)}</p>
        {how}
        {trouble}
        <p>{sign_in}</p>
        <p class="steps">
            {onward(paths::connect_as_before(next.profile, back_here), say!(walk.go, network))}
            {aside(paths::connect_another_account(next.profile, back_here), say!(outcome.another))}
        </p>
        <form class="steps" method="post" action=paths::WALK>
            <input type="hidden" name="workspace" value=workspace.to_string() />
            <input type="hidden" name="skip" value=next.profile.to_string() />
            <button class="button button-quiet">{say!(walk.skip)}</button>
        </form>
        <p class="quiet">{say!(walk.resume)}</p>
        <p class="steps">{back()}</p>
    }
    .into_any()
}

/// Why a profile needs a person.
fn why(open: &Open, now: Timestamp) -> String {
    let channels = words::channels(open.channels);
    match (&open.lost, open.ends) {
        (Some((cause, since)), _) => {
            let why = words::lost_because(cause, &open.who.name, open.network);
            format!("{why} {}. {channels}.", when::lasting(*since, now))
        }
        (None, Some(ends)) => say!(walk.ends, span = when::ahead(ends, now), channels),
        (None, None) => channels,
    }
}

fn end(stop: WalkStop) -> AnyView {
    let WalkStop { workspace, done, all, passed, now, .. } = stop;
    if passed.is_empty() {
        let says = if all == 0 {
            say!(walk.nothing).to_owned()
        } else {
            several!(done; walk.all_done_one | walk.all_done | walk.all_done, count = done)
        };
        return view! {
            <p class="lead">{says}</p>
            <p class="steps">{back()}</p>
        }
        .into_any();
    }
    let rows = passed
        .into_iter()
        .map(|(open, passed)| {
            let name = open.who.name.as_str();
            let heading = say!(unreached.who, name, network = open.network.name());
            let refresh = say!(row.refresh_name, name);
            let ask = say!(walk.ask_name, name);
            view! {
                <li>
                    <h2>{heading}</h2>
                    <p>{words::passed(passed)}</p>
                    <p class="quiet">{why(&open, now)}</p>
                    <p class="steps">
                        {aside(paths::connect_as_before(open.profile, WayBack::Walk), refresh)}
                        {aside(paths::new_link(open.profile), ask)}
                    </p>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="lead">{say!(walk.left_lead, done, all)}</p>
        <ul class="left-open">{rows}</ul>
        <form class="steps" method="post" action=paths::WALK>
            <input type="hidden" name="workspace" value=workspace.to_string() />
            <button class="button button-main" name="anew" value="1">{say!(walk.anew)}</button>
            {back()}
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
