//! What happened in a workspace, as its pages hear it.
//!
//! An event carries facts, never sentences and never secrets. Its number is a counter of the workspace, raised in the
//! transaction that wrote what the event tells of; so a page that has read the data at number n and asks for what came
//! after n can miss nothing.

use serde::{Deserialize, Serialize};

use crate::{
    health::{Health, Losses},
    id::{ChannelId, ProfileId},
    network::Network,
    standing::Standing,
    time::Timestamp,
};

/// The number of an event within its workspace; 0 is before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub u64);

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number.
    pub id: EventId,
    /// When it was written.
    pub at: Timestamp,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A profile was asked about, or mended; this is how it stands. The set of its channels is as before.
    Checked {
        /// Which.
        profile: ProfileId,
        /// Its grant's health.
        health: Health,
        /// When the network answered.
        checked_at: Option<Timestamp>,
        /// What each of its channels has lost by itself; all channels of the profile are named.
        channels: Vec<(ChannelId, Losses)>,
        /// Whether it was in the red frame before and after.
        mending: Change,
    },
    /// A profile was linked, or its set of channels or its names changed: read it anew.
    Linked {
        /// Which.
        profile: ProfileId,
        /// Whether it was in the red frame before and after.
        mending: Change,
    },
    /// A profile was removed.
    Removed {
        /// Which.
        profile: ProfileId,
        /// Whether it was in the red frame before; never after.
        mending: Change,
    },
    /// Posts of a channel changed: scheduled, held, published, failed.
    Posts {
        /// Of which.
        channel: ChannelId,
    },
    /// Comments of a channel arrived, or were answered, hidden, assigned.
    Comments {
        /// Of which.
        channel: ChannelId,
    },
    /// Figures of a channel arrived.
    Statistics {
        /// Of which.
        channel: ChannelId,
    },
    /// Somebody asked for a profile to be reconnected.
    Asked {
        /// Which.
        profile: ProfileId,
    },
    /// Somebody mended or added a profile by a reconnect link. Pages hear it as [`What::Channels`]: they have no use for it, and
    /// what the browser never reads it need not be able to.
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    LinkUsed {
        /// Which profile.
        profile: ProfileId,
    },
    /// Something about how channels are reached changed. What regular accounts hear in place of what happened to profiles.
    Channels,
    /// A network as a whole got into trouble, or out of it.
    Standing {
        /// Which.
        network: Network,
        /// How it stands.
        standing: Standing,
    },
}

impl What {
    /// The same, as Social Profiles hears it.
    #[must_use]
    pub fn for_pages(self) -> Self {
        match self {
            Self::LinkUsed { .. } => Self::Channels,
            what => what,
        }
    }

    /// The same, as far as it is any business of somebody who does not see Social Profiles.
    #[must_use]
    pub fn for_regular_accounts(self) -> Self {
        match self {
            Self::Checked { .. }
            | Self::Linked { .. }
            | Self::Removed { .. }
            | Self::Asked { .. }
            | Self::LinkUsed { .. }
            | Self::Standing { .. } => Self::Channels,
            what => what,
        }
    }
}

/// Whether a profile needed mending before and after an event; so that a page can keep a count without holding every
/// profile of the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Before.
    pub before: bool,
    /// After.
    pub after: bool,
}
