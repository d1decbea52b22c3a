//! Next steps: each a link with a name.

use domain::{id::ProfileId, network::Network};
use leptos::prelude::*;
use words::say;

use crate::paths;

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
pub(super) fn again(profile: Option<ProfileId>, network: Network, windowed: bool) -> String {
    match (profile, windowed) {
        (Some(profile), true) => paths::connect_in_window(profile),
        (Some(profile), false) => paths::connect(profile),
        (None, true) => paths::connect_new_in_window(network),
        (None, false) => paths::connect_new(network),
    }
}

fn step(href: String, words: String, class: &'static str) -> AnyView {
    view! {
        <a class=class href=href>
            {words}
        </a>
    }
    .into_any()
}
