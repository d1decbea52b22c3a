//! Next steps: each a link with a name.

use domain::{
    authorization::WayBack, help::Topic, id::ProfileId, network::Network, outcome::Outcome,
};
use leptos::prelude::*;
use words::say;

use crate::{parts::About, paths};

/// Back to Social Profiles.
pub(super) fn back() -> AnyView {
    step(paths::SOCIAL_PROFILES.to_owned(), say!(outcome.back).to_owned(), "button")
}

/// The one step that leads on.
pub(super) fn onward(href: String, words: impl Into<String>) -> AnyView {
    step(href, words.into(), "button button-main")
}

/// A step for somebody who knows better.
pub(super) fn aside(href: String, words: impl Into<String>) -> AnyView {
    step(href, words.into(), "button")
}

/// Where the same round trip begins again.
pub(super) fn again(profile: Option<ProfileId>, network: Network, back: WayBack) -> String {
    match (profile, back) {
        (Some(profile), back) => paths::connect_as_before(profile, back),
        (None, WayBack::Window) => paths::connect_new_in_window(network),
        (None, _) => paths::connect_new(network),
    }
}

/// Away from where a round trip ended: on with the walk, or back.
pub(super) fn leave(way: WayBack) -> AnyView {
    match way {
        WayBack::Walk => step(paths::WALK.to_owned(), say!(walk.on).to_owned(), "button"),
        WayBack::Tab | WayBack::Window | WayBack::Link(_) => back(),
    }
}

/// Where it is explained how a round trip ended.
pub(super) fn topics(outcome: &Outcome) -> AnyView {
    let topics = Topic::of(outcome).into_iter().map(|topic| view! { <p><About topic /></p> });
    topics.collect_view().into_any()
}

fn step(href: String, words: String, class: &'static str) -> AnyView {
    view! {
        <a class=class href=href>
            {words}
        </a>
    }
    .into_any()
}
