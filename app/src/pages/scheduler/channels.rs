//! Which channels a post goes to: by network, each with what stands in its way.

use domain::{
    channel::LinkedChannel,
    health::Ability,
    id::{ChannelId, ProfileId},
    network::Network,
    scheduling::SchedulerRole,
};
use leptos::prelude::*;
use words::say;

use super::badge::{Mend, backup, names};
use crate::{
    backend::scheduler::Desk,
    parts::{Helps, Icon},
};

/// A box for each channel.
#[component]
pub(super) fn Channels(desk: Desk, ticked: Vec<ChannelId>) -> impl IntoView {
    // What a profile has lost is told once, at the first of its channels; the others only say so.
    let mut told: Vec<ProfileId> = Vec::new();
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
                        let profile = channel.links.first().map(|link| link.profile);
                        let is_lost = channel.loss(Ability::Publish).is_some();
                        let is_first = profile.is_some_and(|profile| !told.contains(&profile));
                        told.extend(profile.filter(|_| is_lost && is_first));
                        view! { <Box channel is_ticked is_first desk=desk.clone() /> }
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
    let lead = match none {
        true if desk.mends => say!(scheduler.write_page.no_channels).to_owned(),
        true => say!(scheduler.write_page.no_role, names = names(&desk)),
        false => say!(scheduler.write_page.channels_lead).to_owned(),
    };
    let proposes: Vec<_> = desk
        .linked()
        .filter(|channel| !desk.may(channel.id, SchedulerRole::may_publish))
        .map(|channel| channel.name.as_str())
        .collect();
    let proposes = (!proposes.is_empty()).then(|| {
        let says = say!(scheduler.write_page.proposes, channels = proposes.join(", "));
        view! { <p class="quiet">{says}</p> }
    });
    view! {
        <fieldset class="choice">
            <legend>{say!(scheduler.write_page.channels)}</legend>
            <p class="quiet">
                {lead}
            </p>
            {proposes}
            <ul class="choice-networks">{networks}</ul>
        </fieldset>
    }
}

#[component]
fn Box(channel: LinkedChannel, is_ticked: bool, is_first: bool, desk: Desk) -> impl IntoView {
    let first = channel.links.first().cloned();
    let loss = channel.loss(Ability::Publish);
    let is_lost = loss.is_some();
    let lost = loss.zip(first).filter(|_| is_first).map(|(loss, link)| {
        let cause = words::cause(&loss.cause, &link.name, channel.network);
        view! {
            <div class="choice-lost">
                <p>{say!(scheduler.write_page.cannot, cause)} " " <Helps cause=loss.cause.clone() /></p>
                <Mend desk profile=link.profile name=link.name />
            </div>
        }
    });
    let held = is_lost.then(|| {
        view! {
            <span class="choice-held">
                <Icon name="pause" />
                {say!(scheduler.write_page.would_hold)}
            </span>
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
                {held}
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
