//! The mark of a channel's network.

use domain::channel::LinkedChannel;
use leptos::prelude::*;

/// The mark, and the network's name for those who do not see it; nothing for a channel that is not known.
#[component]
pub(crate) fn NetworkMark(
    #[prop(optional_no_strip)] channel: Option<LinkedChannel>,
) -> impl IntoView {
    channel.map(|channel| {
        view! {
            <span class="network" data-network=channel.network.slug() aria-hidden="true"></span>
            <span class="hidden">{channel.network.name()}</span>
        }
    })
}
