//! What networks tell of their own accord: that an app was removed, a token revoked, an account deleted.

use domain::{cause::Cause, time::Timestamp};

/// A request to our push address, not yet believed.
#[derive(Debug, Clone, Copy)]
pub struct PushMessage<'a> {
    /// Whether it only asks whether we are there (a GET: `hub.challenge`, `crc_token`).
    pub is_handshake: bool,
    /// The query, decoded.
    pub query: &'a [(String, String)],
    /// The headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// The body as it came; bounded by the server.
    pub body: &'a [u8],
    /// When it came.
    pub now: Timestamp,
}

/// A message that was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What to answer.
    pub answer: PushAnswer,
    /// What it says; empty for a handshake.
    pub signals: Vec<Signal>,
}

/// What the network wants to hear back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The media type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

/// That something happened to one identity's grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// The network's id of the message, or a digest of it: the same message twice has the same.
    pub id: String,
    /// Whose grant: issuer and subject as in [`domain::profile::Identity`].
    pub issuer: String,
    /// See `issuer`.
    pub subject: String,
    /// What it says happened. Only a probe may turn anything red: a signal says when to ask.
    pub cause: Cause,
    /// When it happened, by the network's clock.
    pub at: Timestamp,
}

/// Why a message is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unheard {
    /// This network sends none.
    NotOffered,
    /// It cannot be read.
    Malformed,
    /// It is not signed, or not by the network.
    BadSignature,
    /// It is too old to be believed once more.
    Stale,
    /// The keys to verify it with could not be fetched; the network will send it again.
    Unavailable,
}
