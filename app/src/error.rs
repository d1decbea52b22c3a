//! What can go wrong between page and server, as the wire carries it. It cannot carry text from below.

use domain::time::Timestamp;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::wire::Json;

/// An error a page can explain. One variant a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Error {
    /// Nobody is signed in (401).
    NotSignedIn,
    /// E-mail and password do not fit (401).
    WrongCredentials,
    /// The viewer may not (403).
    Forbidden,
    /// There is no such thing, or not in this workspace (404).
    NotFound,
    /// The page was made for another workspace than the session is in now (409).
    WorkspaceSwitched,
    /// What was sent cannot be; the field names what (422).
    Invalid {
        /// The field, as the form names it.
        field: String,
    },
    /// Too many attempts (429).
    Locked {
        /// Until when.
        until: Timestamp,
    },
    /// The server cannot just now (503).
    Unavailable,
    /// The server did not answer, or not in our words: the way to it is cut (no status of its own).
    Unreachable,
    /// Something is wrong with us; the log knows (500).
    Internal,
}

impl Error {
    /// The HTTP status it leaves with.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotSignedIn | Self::WrongCredentials => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::WorkspaceSwitched => 409,
            Self::Invalid { .. } => 422,
            Self::Locked { .. } => 429,
            Self::Unavailable => 503,
            Self::Internal | Self::Unreachable => 500,
        }
    }
}

impl FromServerFnError for Error {
    type Encoder = Json;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_) => Self::Invalid { field: String::new() },
            _ => Self::Internal,
        }
    }
}
