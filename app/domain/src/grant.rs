//! What a network gave us for a personal profile, without the tokens: scopes and lifetimes.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The facts of a grant. Its tokens are sealed in the store and typed by the engine's vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The scopes the network said it gave, as it spells them.
    pub scopes: Vec<String>,
    /// When it was given.
    pub issued_at: Timestamp,
    /// When the access token dies; `None` where it does not, or the network does not say.
    pub access_until: Option<Timestamp>,
    /// Whether, and how long, a new access token comes without a person.
    pub renews: Renews,
}

/// How a grant stays alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Renews {
    /// A refresh token is held (RFC 6749, section 6).
    Alone {
        /// When the refresh token dies; `None` while it is used often enough.
        until: Option<Timestamp>,
    },
    /// Only a new login brings a new token.
    ByPerson,
}

impl Grant {
    /// When a person will be needed; `None` if that is not known to happen.
    #[must_use]
    pub const fn person_needed_at(&self) -> Option<Timestamp> {
        match self.renews {
            Renews::Alone { until } => until,
            Renews::ByPerson => self.access_until,
        }
    }
}
