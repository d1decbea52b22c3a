//! The channels of a profile, each with its own health.

use leptos::prelude::*;
use words::{say, several};

use crate::live::{Channel, Row};

/// The channels shown, and how many more there are.
#[component]
pub(crate) fn ChannelList(row: Row) -> impl IntoView {
    let Row { channels, who, health, .. } = row;
    let label = {
        let who = who.clone();
        move || who.with(|who| say!(row.channels_of, name = who.name.as_str()))
    };
    let hidden = {
        let channels = channels.clone();
        move || {
            let shown = channels.with(Vec::len);
            let all = usize::try_from(who.with(|who| who.channel_count)).unwrap_or(usize::MAX);
            all.checked_sub(shown).filter(|hidden| *hidden > 0)
        }
    };
    view! {
        <ul class="channels" aria-label=label>
            <For
                each=move || channels.get()
                key=Channel::key
                let:channel
            >
                <Item channel health=health.clone() />
            </For>
        </ul>
        {move || hidden().map(|count| view! { <p class="more">{several!(count; row.more_channels_one | row.more_channels_few | row.more_channels, count)}</p> })}
    }
}

/// Four nodes: there may be five hundred of these on a page.
#[component]
fn Item(channel: Channel, health: ArcRwSignal<domain::health::Health>) -> impl IntoView {
    let kind = {
        let (channel, health) = (channel.clone(), health.clone());
        move || health.with(|profile| channel.health(profile).kind().slug())
    };
    let losses = channel.losses;
    let state =
        move || health.with(|profile| losses.with(|losses| words::channel_state(profile, losses)));
    view! {
        <li data-channel=channel.id.to_string() data-health=kind>
            {channel.name}
            <span>{state}</span>
        </li>
    }
}
