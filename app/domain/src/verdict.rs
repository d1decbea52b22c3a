//! What one answer of a network means for the token it was asked with.

use serde::{Deserialize, Serialize};

use crate::{cause::Cause, time::Timestamp};

/// The meaning of one network answer.
///
/// Only `Dead` may ever turn anything red, and an adapter returns it only for an answer it recognises as being about
/// the token. Everything doubtful is `Unavailable`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The network took the token.
    Alive,
    /// The network recognisably refused the token.
    Dead(Cause),
    /// We asked too often; says nothing about the token.
    Limited {
        /// When asking again is allowed, where the network says.
        until: Option<Timestamp>,
    },
    /// The network, or the way to it, has trouble: timeouts, 5xx, HTML, garbage.
    Unavailable,
    /// The network refused *us*: wrong client credentials, an unapproved app, a request it cannot read.
    Ours {
        /// The network's code for it; for our log and the network's banner.
        code: String,
    },
}
