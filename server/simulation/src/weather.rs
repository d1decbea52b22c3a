//! What goes wrong at networks and at the store, and when: decided before anything happens.

use std::collections::BTreeMap;

use domain::{
    network::Network,
    time::{Span, Timestamp},
};

use crate::{dice::Dice, network::kinds::NETWORKS};

/// What a network in trouble does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It does not answer.
    Silence,
    /// It answers with a page that says sorry.
    Sorry,
    /// It takes no connection.
    Closed,
    /// It refuses because of too many calls, and says until when.
    LimitedUntil,
    /// It refuses because of too many calls, and does not say until when.
    Limited,
}

/// Trouble for some time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) trouble: Trouble,
}

/// How often what happens by chance, in millionths of the steps it may happen at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chances {
    /// A process dies at any step.
    pub(crate) crash: u32,
    /// A process dies at a step of a renewal or a reconnect.
    pub(crate) crash_in_renewal: u32,
    /// A process is stopped for a while in a renewal.
    pub(crate) pause: u32,
    /// The network does its work and its answer is lost.
    pub(crate) lost: u32,
    /// One call fails although the network is up.
    pub(crate) hiccup: u32,
    /// A network is slow to answer.
    pub(crate) slow: u32,
    /// The store refuses one unit of work.
    pub(crate) refusal: u32,
}

/// The weather of a run.
#[derive(Debug)]
pub(crate) struct Weather {
    networks: BTreeMap<Network, Vec<Window>>,
    store: Vec<(Timestamp, Timestamp)>,
    pub(crate) chances: Chances,
}

impl Weather {
    /// Weather between `from` and `until`.
    pub(crate) fn new(dice: &mut Dice, from: Timestamp, until: Timestamp) -> Self {
        let rough = dice.within(0, 3);
        let scale = u32::try_from([0, 1, 3, 10][usize::try_from(rough).unwrap_or(0)]).unwrap_or(0);
        let mut some = |most: u32| if dice.chance(300_000) { 0 } else { most * scale };
        let chances = Chances {
            crash: some(60),
            crash_in_renewal: some(2_500),
            pause: some(1_500),
            lost: some(1_500),
            hiccup: some(2_000),
            slow: some(4_000),
            refusal: some(300),
        };
        let days = until.since(from).as_millis() / Span::days(1).as_millis() + 1;
        let networks = NETWORKS.into_iter().map(|network| (network, windows(dice, from, until)));
        let networks = networks.collect();
        let outages = dice.within(0, if rough > 0 { days } else { 0 });
        let store = (0..outages)
            .map(|_| {
                let begin = moment(dice, from, until);
                let longest = if dice.chance(800_000) { 90 } else { 1800 };
                (begin, begin.after(Span::seconds(dice.within(1, longest))).min(until))
            })
            .collect();
        Self { networks, store, chances }
    }

    /// The trouble a network has.
    pub(crate) fn at(&self, network: Network, now: Timestamp) -> Option<Window> {
        let windows = self.networks.get(&network)?;
        windows.iter().find(|window| window.from <= now && now < window.until).copied()
    }

    /// All trouble of a network.
    pub(crate) fn of(&self, network: Network) -> &[Window] {
        self.networks.get(&network).map_or(&[], Vec::as_slice)
    }

    /// Whether the store cannot be reached.
    pub(crate) fn is_store_down(&self, now: Timestamp) -> bool {
        self.store.iter().any(|(from, until)| *from <= now && now < *until)
    }
}

fn windows(dice: &mut Dice, from: Timestamp, until: Timestamp) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut begin = from;
    while dice.chance(600_000) && windows.len() < 4 {
        begin = moment(dice, begin, until);
        let longest = if dice.chance(600_000) { 40 } else { 600 };
        let end = begin.after(Span::minutes(dice.within(1, longest))).min(until);
        let troubles = [
            Trouble::Silence,
            Trouble::Sorry,
            Trouble::Closed,
            Trouble::LimitedUntil,
            Trouble::Limited,
        ];
        let Some(trouble) = dice.pick(&troubles) else { break };
        windows.push(Window { from: begin, until: end, trouble });
        begin = end.after(Span::minutes(1));
        if begin >= until {
            break;
        }
    }
    windows
}

fn moment(dice: &mut Dice, from: Timestamp, until: Timestamp) -> Timestamp {
    Timestamp::from_millis(dice.within(from.millis(), until.millis()))
}
