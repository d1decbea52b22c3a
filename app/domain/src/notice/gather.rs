//! What somebody is told now: everything that is new to them, in one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Choices, Incident, Subject};
use crate::{
    id::ListenerId,
    network::Network,
    time::{Span, Timestamp},
    zone::Zone,
};

/// So many windows is the first of many waited with, while more and more comes.
const MOST_WINDOWS: i64 = 5;

/// What is new of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// It is so; the number of the step, from 1. A later one is a reminder.
    Step(usize),
    /// It is over.
    Over,
}

/// When notices are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// When.
    pub now: Timestamp,
    /// How long more of the same is waited for.
    pub window: Span,
    /// Where the workspace is.
    pub zone: &'a Zone,
}

/// What somebody is told now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gathered {
    /// What of which incident, by its place in the list.
    pub news: Vec<(usize, News)>,
    /// When to look again; `None` if only something new makes it necessary.
    pub again_at: Option<Timestamp>,
}

/// Gathers what somebody is told now. Nothing is told while more of it still comes in, nor in their quiet hours.
#[must_use]
pub fn gather(
    incidents: &[Incident],
    listener: ListenerId,
    choices: &Choices,
    turn: Turn<'_>,
) -> Gathered {
    let Turn { now, window, zone } = turn;
    let troubled: BTreeSet<Network> = incidents.iter().filter_map(in_trouble).collect();
    let next = incidents.iter().enumerate().filter_map(|(place, incident)| {
        let Next { news, at } = next_of(incident, listener, choices, now)?;
        let waits = incident.fact.subject.waits_for_its_network();
        let network = incident.fact.network;
        // Whoever waits for a network is looked at again when that one is over.
        (!waits || !troubled.contains(&network)).then(|| {
            let at = if waits { at.max(fine_since(incidents, network)) } else { at };
            (place, news, at)
        })
    });
    let next: Vec<_> = next.collect();
    let due = || next.iter().filter(|(_, _, at)| *at <= now);
    let later = next.iter().map(|(_, _, at)| *at).filter(|at| *at > now).min();
    let later = later.map(|at| at.after(window));
    let Some(oldest) = due().map(|(_, _, at)| *at).min() else {
        return Gathered { news: Vec::new(), again_at: later };
    };
    let youngest = due().map(|(_, _, at)| *at).max().unwrap_or(oldest);
    let most = Span::millis(window.as_millis().saturating_mul(MOST_WINDOWS));
    let ripe_at = youngest.after(window).min(oldest.after(most));
    let quiet = choices
        .quiet
        .and_then(|quiet| quiet.end(choices.zone.as_ref().unwrap_or(zone), now.max(ripe_at)));
    if let Some(at) = quiet.or_else(|| (ripe_at > now).then_some(ripe_at)) {
        return Gathered { news: Vec::new(), again_at: Some(later.map_or(at, |it| it.min(at))) };
    }
    let is_ripe = |at: Timestamp| at.after(window) <= now;
    let (told, left): (Vec<_>, Vec<_>) = due().copied().partition(|(_, _, at)| is_ripe(*at));
    let left = left.into_iter().map(|(_, _, at)| at.after(window)).min();
    Gathered {
        news: told.into_iter().map(|(place, news, _)| (place, news)).collect(),
        again_at: [later, left].into_iter().flatten().min(),
    }
}

/// What somebody is told next of an incident, and since when or from when on.
struct Next {
    news: News,
    at: Timestamp,
}

fn next_of(
    incident: &Incident,
    listener: ListenerId,
    choices: &Choices,
    now: Timestamp,
) -> Option<Next> {
    let subject = incident.fact.subject;
    let told = incident.told.get(&listener).copied().unwrap_or(0);
    if let Some(at) = incident.over_at {
        let is_told = told > 0 && subject.topic_of_end().is_some_and(|it| choices.wants(it));
        return is_told.then_some(Next { news: News::Over, at });
    }
    if !choices.wants(subject.topic()) {
        return None;
    }
    let ladder = incident.ladder();
    // Whoever was told nothing for a while is told once, not once a step.
    let passed = incident.steps(now).max(told);
    let step = if passed > told { passed } else { told + 1 };
    let at = *ladder.get(step.checked_sub(1)?)?;
    Some(Next { news: News::Step(step), at })
}

/// The network that has trouble.
fn in_trouble(incident: &Incident) -> Option<Network> {
    match incident.fact.subject {
        Subject::Outage(network) if incident.over_at.is_none() => Some(network),
        _ => None,
    }
}

/// Since when a network has no more trouble, if that is not long ago.
fn fine_since(incidents: &[Incident], network: Network) -> Timestamp {
    let outages = incidents.iter().filter(|it| it.fact.subject == Subject::Outage(network));
    let over = outages.filter_map(|it| it.over_at).max();
    over.unwrap_or(Timestamp::from_millis(i64::MIN))
}
