//! Days without figures: which, why, and the one thing to do about it.

use domain::{
    channel::LinkedChannel,
    figure::{DayRange, Missing},
    id::ChannelId,
    network::Network,
    time::Timestamp,
};
use leptos::prelude::*;
use words::say;

use super::days;
use crate::{
    backend::{Mending, analytics::Figures},
    parts::{Helps, Icon},
    paths,
};

/// Days that channels miss together, for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hole {
    /// The sign by which the charts name it.
    pub(super) mark: usize,
    /// Which days.
    pub(super) days: DayRange,
    /// Why.
    why: Missing,
    /// Who misses them.
    channels: Vec<LinkedChannel>,
}

impl Hole {
    /// Whether a channel misses a day here.
    pub(super) fn holds(&self, channel: ChannelId, day: Timestamp) -> bool {
        self.days.contains(day) && self.channels.iter().any(|one| one.id == channel)
    }

    /// What is missing, and why. `is_alone`: nothing else is shown, so nobody needs its name.
    fn says(&self, is_alone: bool) -> String {
        let first = self.channels.first();
        let network = first.map_or(Network::Facebook, |channel| channel.network);
        let who = first.and_then(|channel| channel.links.first());
        let who = who.map(|link| link.name.as_str()).unwrap_or_default();
        let why = words::missing(&self.why, who, network);
        if is_alone {
            return why;
        }
        let names = self.channels.iter().map(|channel| channel.name.clone()).collect();
        let names = words::some_of(names).join(", ");
        format!("{} {why}", say!(analytics.gap.of, names, network = network.name()))
    }
}

/// The gaps of all channels that are shown, those together that have one reason; what can be mended comes first.
pub(super) fn holes(figures: &Figures) -> Vec<Hole> {
    let mut holes: Vec<Hole> = Vec::new();
    for (channel, of) in figures.shown() {
        for gap in &of.gaps {
            let is_same = |hole: &&mut Hole| {
                let first = hole.channels.first();
                let by = |channel: &LinkedChannel| channel.links.first().map(|link| link.profile);
                hole.days == gap.days
                    && reason(&hole.why) == reason(&gap.why)
                    && first.is_some_and(|first| {
                        by(first) == by(channel) && first.network == channel.network
                    })
            };
            match holes.iter_mut().find(is_same) {
                Some(hole) => hole.channels.push(channel.clone()),
                None => holes.push(Hole {
                    mark: 0,
                    days: gap.days,
                    why: gap.why.clone(),
                    channels: vec![channel.clone()],
                }),
            }
        }
    }
    holes.sort_by_key(|hole| (matches!(hole.why, Missing::Forgotten { .. }), hole.days.from));
    for (place, hole) in holes.iter_mut().enumerate() {
        hole.mark = place + 1;
    }
    holes
}

/// Whether it can be mended, and why it is; since when differs from channel to channel by seconds.
const fn reason(why: &Missing) -> (bool, Option<&domain::cause::Cause>) {
    match why {
        Missing::Lost { cause, .. } => (true, Some(cause)),
        Missing::Forgotten { cause } => (false, cause.as_ref()),
    }
}

/// The list that the charts' signs lead to, or nothing.
#[component]
pub(super) fn Gaps(holes: Vec<Hole>, mending: Mending, is_alone: bool) -> impl IntoView {
    (!holes.is_empty()).then(|| {
        let rows = holes
            .into_iter()
            .map(|hole| {
                let says = hole.says(is_alone);
                let helps = match &hole.why {
                    Missing::Lost { cause, .. } => {
                        let cause = cause.clone();
                        Some(view! { " " <Helps cause /> })
                    }
                    Missing::Forgotten { .. } => None,
                };
                let link = hole.channels.first().and_then(|channel| channel.links.first()).cloned();
                let cure = link
                    .filter(|_| matches!(hole.why, Missing::Lost { .. }))
                    .map(|link| view! { <Cure profile=link.profile name=link.name mending=mending.clone() /> });
                view! {
                    <li id=format!("gap-{}", hole.mark)>
                        <span class="gap-mark" aria-hidden="true">
                            {hole.mark}
                        </span>
                        <div>
                            <p>
                                <strong>{days::of(&hole.days)}</strong>
                                " "
                                {says}
                                {helps}
                            </p>
                            {cure}
                        </div>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="notice gaps" aria-labelledby="gaps">
                <h2 id="gaps">{say!(analytics.gap.title)}</h2>
                <p class="quiet">{say!(analytics.gap.lead)}</p>
                <ol>{rows}</ol>
            </section>
        }
    })
}

/// Refresh for a Master Account; whom to ask, for everybody else.
#[component]
fn Cure(profile: domain::id::ProfileId, name: String, mending: Mending) -> impl IntoView {
    match mending {
        Mending::Refresh => view! {
            <a class="button" rel="external" href=paths::connect(profile) data-window="">
                <Icon name="refresh" />
                {say!(row.refresh_name, name = name.as_str())}
            </a>
        }
        .into_any(),
        Mending::Ask { masters, .. } => {
            let names: Vec<_> = masters.iter().map(|master| master.name.as_str()).collect();
            let names = names.join(say!(unreached.or));
            view! { <p>{say!(analytics.gap.ask, names, profile = name)}</p> }.into_any()
        }
    }
}
