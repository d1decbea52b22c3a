//! Which channels a post goes to: by network, each with what stands in its way.

use domain::{channel::LinkedChannel, health::Ability, id::ChannelId, network::Network};
use leptos::prelude::*;
use words::say;

use super::badge::{Mend, backup};
use crate::{backend::scheduler::Desk, parts::Icon};

/// A box for each channel.
#[component]
pub(super) fn Channels(desk: Desk, ticked: Vec<ChannelId>) -> impl IntoView {
    let networks = Network::ALL
        .into_iter()
        .filter_map(|network| {
            let of: Vec<_> =
                desk.linked().filter(|channel| channel.network == network).cloned().collect();
            (!of.is_empty()).then(|| {
                let boxes = of
                    .into_iter()
                    .map(|channel| {
                        let is_ticked = ticked.contains(&channel.id);
                        view! { <Box channel is_ticked desk=desk.clone() /> }
                    })
                    .collect_view();
                view! {
                    <li class="choice-network">
                        <p class="choice-name">
                            <span class="network" data-network=network.slug() aria-hidden="true"></span>
                            {network.name()}
                        </p>
                        <ul>{boxes}</ul>
                    </li>
                }
            })
        })
        .collect_view();
    let none = desk.linked().next().is_none();
    view! {
        <fieldset class="choice">
            <legend>{say!(scheduler.write_page.channels)}</legend>
            <p class="quiet">
                {if none {
                    say!(scheduler.write_page.no_channels)
                } else {
                    say!(scheduler.write_page.channels_lead)
                }}
            </p>
            <ul class="choice-networks">{networks}</ul>
        </fieldset>
    }
}

#[component]
fn Box(channel: LinkedChannel, is_ticked: bool, desk: Desk) -> impl IntoView {
    let first = channel.links.first().cloned();
    let lost = channel.loss(Ability::Publish).zip(first).map(|(loss, link)| {
        let cause = words::cause(&loss.cause, &link.name, channel.network);
        view! {
            <div class="choice-lost">
                <p>
                    <Icon name="pause" />
                    <span>{say!(scheduler.write_page.cannot, cause)}</span>
                </p>
                <Mend desk profile=link.profile name=link.name />
            </div>
        }
    });
    let backup = backup(&channel);
    view! {
        <li>
            <label class="tick">
                <input
                    type="checkbox"
                    name="channel"
                    id=box_id(channel.id)
                    value=channel.id.to_string()
                    checked=is_ticked
                />
                <span>{channel.name}</span>
                {backup.map(|says| view! { <span class="quiet">{says}</span> })}
            </label>
            {lost}
        </li>
    }
}

/// The id of a channel's box.
pub(super) fn box_id(channel: ChannelId) -> String {
    format!("to-{channel}")
}
