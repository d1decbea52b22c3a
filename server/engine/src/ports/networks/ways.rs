//! How a network differs where the use cases must know it.

pub use domain::network::Asks;

use super::content::Moderation;
use domain::{
    budget::Pace,
    time::{Span, Timestamp},
};

/// How often comments are read where nothing stands against it.
pub const LISTEN_EVERY: Span = Span::minutes(2);

/// What the use cases must know about a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// Whether it takes PKCE (RFC 7636).
    pub pkce: bool,
    /// Who vouches for its identities.
    pub issuer: Issuer,
    /// What a person must say before they can be sent there.
    pub asks: Asks,
    /// How tokens are renewed without a person.
    pub renewal: Renewal,
    /// What dies when a token is revoked.
    pub revoking: Revoking,
    /// Whether a login replaces what earlier logins of the same person were given, so that their profiles must be
    /// looked at again at once.
    pub login_replaces_grant: bool,
    /// Whether one login of a person is for one of several identities they have there, so that each is a profile of its
    /// own (YouTube's channels).
    pub identity_per_login: bool,
    /// Whether comments can be read at all.
    pub reads_comments: bool,
    /// How often they are read.
    pub listen_every: Span,
    /// How far back the network tells them; `None`: as long as they stand.
    pub keeps_comments: Option<Span>,
    /// Whether an answer is among them as soon as the network took it, so that one which is not there was not taken.
    pub lists_replies_at_once: bool,
    /// What can be done with them.
    pub moderation: Moderation,
    /// Whether the network knows an attempt again by [`super::NewPost::key`], so that sending twice publishes once, and for
    /// how long it does.
    pub remembers_key: Option<Span>,
    /// How far back the network tells statistics; `None`: nothing but what is now.
    pub keeps_statistics: Option<Span>,
    /// How long after a day ended its figures may still be missing, or change.
    pub statistics_late: Span,
    /// How often a healthy grant is asked about at most, whatever the installation wants: reads may be billed, or few.
    pub ask_every: Span,
    /// What the network, or each of its servers, is known to bear from all of us together.
    pub pace: Pace,
    /// Whether a refusal for too many calls is about all of us, and not about one person's calls.
    pub limits_all: bool,
}

/// Who vouches for a network's identities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// One for everybody: what `iss` must say in an answer that has it (RFC 9207).
    Fixed(&'static str),
    /// The server the person is on. [`super::Departure::issuer`] names it, and the answer must name the same.
    EachServer,
}

/// How a network renews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Not at all: a person logs in again.
    None,
    /// With a refresh token that is spent by its use (RFC 9700, section 2.2.2).
    SingleUse,
    /// With a refresh token that stays.
    Reusable,
}

/// What a revocation kills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoking {
    /// The tokens named, and nothing else.
    ThisToken,
    /// Everything the person ever granted our app.
    WholePerson,
    /// The network has no way to revoke.
    Impossible,
}

/// What is left of a network's limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// So many calls, or hundredths of what is allowed.
    pub calls: u32,
    /// When the limit begins anew.
    pub until: Timestamp,
    /// Whether it certainly is everybody's; else [`Ways::limits_all`] tells.
    pub of_all: bool,
}
