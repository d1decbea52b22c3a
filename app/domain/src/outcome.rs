//! What came of an authorization: the facts that its last page shows.

use serde::{Deserialize, Serialize};

use crate::{
    authorization::WayBack, cause::Cause, id::ProfileId, network::Network, time::Timestamp,
};

/// Somebody at a network, as shown to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    /// The name there.
    pub name: String,
    /// The handle, without `@`, where the network has one.
    pub handle: Option<String>,
    /// Where the picture is.
    pub avatar: Option<String>,
}

/// How an authorization ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The right person came back and the profile works again, or works now for the first time.
    Connected {
        /// The profile.
        profile: ProfileId,
        /// Who it is.
        who: Face,
        /// What became of its channels.
        channels: Coverage,
    },
    /// Another person than the profile's came back: nothing was written.
    WrongPerson {
        /// The profile that was to be mended.
        profile: ProfileId,
        /// Whose it is.
        expected: Face,
        /// Who came.
        came: Face,
        /// The red profile of the same workspace that belongs to who came, if there is one.
        heals: Option<ProfileId>,
    },
    /// It did not get as far as knowing who came. Nothing was written.
    Failed {
        /// The profile that was to be mended; `None` where a new one was to be added.
        profile: Option<ProfileId>,
        /// Why.
        failure: Failure,
    },
}

impl Outcome {
    /// Whether nothing is left to say or do, so that the window may close by itself.
    #[must_use]
    pub fn is_full_success(&self) -> bool {
        matches!(self, Self::Connected { channels, .. } if channels.missing.is_empty() && channels.unproven.is_empty())
    }
}

/// What a login covers, compared with what was linked before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Linked channels that work, by name.
    pub restored: Vec<String>,
    /// Linked channels that do not work.
    pub missing: Vec<Missing>,
    /// Channels that are linked now for the first time, by name.
    pub new: Vec<String>,
    /// Linked channels the network could not tell about just now, by name; they keep their state and are checked again.
    pub unproven: Vec<String>,
}

/// A linked channel that a login did not bring back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Its name.
    pub name: String,
    /// Why.
    pub cause: Cause,
}

/// Why an authorization ended without an identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The person pressed Cancel at the network.
    Cancelled,
    /// It took longer than it may.
    TooLate,
    /// The network sent an error instead of a code.
    NetworkError {
        /// The `error` parameter, printable and bounded.
        code: String,
    },
    /// The network sent neither a code nor an error.
    MissingCode,
    /// The answer names another issuer than the one that was asked (RFC 9207).
    MixedUp,
    /// The network refused the code.
    CodeRefused {
        /// Its error code, printable and bounded.
        code: String,
    },
    /// The network did not answer, or not in its own words. The person can try again at once.
    Unavailable,
    /// The network asks us to slow down.
    Limited {
        /// Until when, where it says.
        until: Option<Timestamp>,
    },
    /// The network refused our client credentials, or they are not set.
    Misconfigured {
        /// Its code for it.
        code: String,
    },
    /// What the person typed names no server of this network, or one that must not be connected to.
    NoSuchServer,
    /// The profile was removed meanwhile.
    ProfileGone,
    /// The link that led here was used, revoked or ran out meanwhile.
    LinkEnded,
}

/// Why a callback was turned away before anything in it was believed. Such a callback has no authorization to report on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no `state`, or nobody handed it out, or another browser did.
    Unknown,
    /// This state was used before.
    Replayed,
    /// The state was handed out for another network's redirect URI (RFC 9700, section 4.4).
    OtherNetwork,
}

/// The network whose name a page shows beside an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Where it happened.
    pub network: Network,
    /// What happened.
    pub outcome: Outcome,
    /// Where it leads back to.
    pub back: WayBack,
}
