//! How far each channel is heard, and what will never be heard of it.

use std::sync::Arc;

use domain::{health::Ability, time::Timestamp, zone::Zone};
use leptos::prelude::*;
use words::{clock, say, several};

use crate::{
    backend::community::{Counter, Heard},
    parts::NetworkMark,
};

/// A line a channel, folded: the line above them says what is wrong.
#[component]
pub(super) fn Ears(counter: Arc<Counter>) -> impl IntoView {
    let listened = counter.channels.iter().filter(|heard| is_listened_to(heard)).count();
    let blind = counter.channels.iter().filter(|heard| blind_since(heard).is_some()).count();
    let has_gaps = counter.channels.iter().any(|heard| !heard.unheard.is_empty());
    let mut sums = vec![match listened {
        0 => say!(community.ears.title_none).to_owned(),
        1 => say!(community.ears.title_one).to_owned(),
        count => say!(community.ears.title, count),
    }];
    match blind {
        0 => {}
        1 => sums.push(say!(community.ears.blind_one).to_owned()),
        count => {
            sums.push(several!(count; community.ears.blind_few | community.ears.blind_many, count))
        }
    }
    sums.extend(has_gaps.then(|| say!(community.ears.gaps).to_owned()));
    let lines = counter
        .channels
        .iter()
        .map(|heard| {
            view! { <Line heard=heard.clone() zone=counter.zone.clone() now=counter.now /> }
        })
        .collect_view();
    (!counter.channels.is_empty()).then(|| {
        view! {
            <details class="ears" id="ears" data-follows="comments channels">
                <summary>{sums.join(", ")}</summary>
                <ul>{lines}</ul>
            </details>
        }
    })
}

#[component]
fn Line(heard: Heard, zone: Zone, now: Timestamp) -> impl IntoView {
    let network = heard.channel.network.name();
    let time = |at| clock::since(at, &zone, now);
    let blind = blind_since(&heard);
    let says = match (heard.channel.links.is_empty(), heard.reads, blind, heard.heard_until) {
        (true, ..) => say!(community.ears.removed).to_owned(),
        (_, false, ..) => say!(community.ears.deaf, network),
        (_, _, Some(since), _) => say!(community.ears.blind, time = time(since)),
        (_, _, None, Some(until)) => say!(community.ears.until, time = time(until)),
        (_, _, None, None) => say!(community.ears.never).to_owned(),
    };
    let gaps = heard
        .unheard
        .iter()
        .map(|(from, until)| {
            let says =
                say!(community.ears.unheard, network, from = time(*from), until = time(*until));
            view! { <p>{says}</p> }
        })
        .collect_view();
    let role = say!(community.ears.role, role = words::community_role(heard.role));
    view! {
        <li data-blind=blind.map(|_| "")>
            <p class="post-channel">
                <NetworkMark channel=Some(heard.channel.clone()) />
                <strong>{heard.channel.name.clone()}</strong>
                <span>{says}</span>
                <span class="quiet">{role}</span>
            </p>
            {gaps}
        </li>
    }
}

fn is_listened_to(heard: &Heard) -> bool {
    heard.reads && !heard.channel.links.is_empty()
}

/// Since when a channel is not heard: the last moment that is known whole, else since it was lost.
pub(super) fn blind_since(heard: &Heard) -> Option<Timestamp> {
    let loss = heard.channel.loss(Ability::Comments).filter(|_| heard.reads)?;
    Some(heard.heard_until.unwrap_or(loss.since))
}
