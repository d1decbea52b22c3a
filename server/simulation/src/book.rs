//! What is written down of a run so that it can be judged: every token that was sent, every renewal that was cut off.

use std::collections::{BTreeMap, BTreeSet};

use domain::{network::Network, time::Timestamp};
use engine::vault::TokenDigest;

use crate::store::Key;

/// Why nobody may know what came of a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cut {
    /// The process died between intent and result.
    Crashed,
    /// The network's answer was lost.
    AnswerLost,
    /// The store could not write the result down.
    StoreRefused,
}

/// A renewal between intent and result.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    pub(crate) spends: TokenDigest,
    pub(crate) process: usize,
    pub(crate) incarnation: u32,
}

/// The numbers of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Token requests that were sent.
    pub renewals: u64,
    /// Processes that died.
    pub crashes: u64,
    /// Processes that were stopped for a while.
    pub pauses: u64,
    /// Answers of networks that were lost.
    pub lost_answers: u64,
    /// Profiles that turned red.
    pub turned_red: u64,
    /// Of these, by a rotation whose successor never arrived.
    pub rotations_lost: u64,
    /// Reconnects that landed.
    pub landed: u64,
    /// Posts that are out.
    pub published: u64,
    /// Comments that are known, once, in each workspace they belong to.
    pub comments: u64,
    /// Answers to comments that are there.
    pub answers: u64,
    /// Figures that are what the network tells for good.
    pub figures: u64,
    /// Pages of comments that were read.
    pub pages_read: u64,
    /// Pages that what was new would have filled; a look is one at least.
    pub pages_needed: u64,
    /// Virtual hours.
    pub hours: u64,
}

/// The book.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) violations: Vec<(u8, String)>,
    pub(crate) counts: Counts,
    /// Renewals under way at strict networks, by profile.
    pub(crate) open: BTreeMap<Key, Open>,
    /// What cut renewals off, by the token they spent.
    pub(crate) cuts: BTreeMap<[u8; 32], Cut>,
    /// Whether the network spent it, for every strict token that was sent.
    pub(crate) sent: BTreeMap<[u8; 32], bool>,
    /// Rotations lost: by what, and whether the network had spent the token.
    pub(crate) losses: BTreeMap<(Cut, bool), u64>,
    /// Token requests under way, by token.
    pub(crate) under_way: BTreeSet<String>,
    /// Every call to every network, oldest first.
    pub(crate) calls: BTreeMap<Network, Vec<Timestamp>>,
    /// When a person or a network's message made a network be asked, once for each profile.
    pub(crate) wishes: BTreeMap<Network, Vec<Timestamp>>,
    /// When processes were started.
    pub(crate) starts: Vec<Timestamp>,
}

impl Book {
    /// What was under way in a process that died can no longer be known.
    pub(crate) fn died(&mut self, process: usize, incarnation: u32) {
        self.counts.crashes += 1;
        let of = |open: &Open| open.process == process && open.incarnation == incarnation;
        for open in self.open.values().filter(|open| of(open)) {
            self.cuts.entry(open.spends.0).or_insert(Cut::Crashed);
        }
        self.open.retain(|_, open| !of(open));
    }
}
