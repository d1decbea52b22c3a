//! Logging in: what goes to the network, what comes back, what it covers.

use domain::{grant::Grant, health::Ability, profile::Identity, time::Timestamp, verdict::Verdict};

use crate::vault::{Token, Tokens};

/// What goes into an authorize address.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizeRequest<'a> {
    /// Where the network sends the person back to.
    pub redirect_uri: &'a str,
    /// 256 random bits, in clear only here.
    pub state: &'a Token,
    /// The PKCE verifier, where [`super::Ways::pkce`].
    pub verifier: Option<&'a Token>,
    /// Whom to ask for.
    pub who: Who,
    /// Whose profile is to be mended, where the network can be told ([`Who::Whoever`]), and which server they are on.
    pub expected: Option<&'a Identity>,
    /// What the person typed where the network asks for it ([`super::Ways::asks`]): nothing in it can be trusted.
    pub typed: Option<&'a str>,
}

/// A person is ready to be sent to the network.
#[derive(Debug, Clone)]
pub struct Departure {
    /// The address to send them to.
    pub location: String,
    /// What `iss` must say in the answer.
    pub issuer: String,
    /// What the adapter must know again when they come back; kept sealed. Only this adapter reads it.
    pub memo: Option<Token>,
}

/// Why a person cannot be sent to the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoDeparture {
    /// What was typed names nobody, or no server of this network that may be connected to.
    NotFound,
    /// The network answered otherwise.
    Refused(Verdict),
}

/// A person came back with a code.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// The code.
    pub code: &'a Token,
    /// The PKCE verifier, where [`super::Ways::pkce`].
    pub verifier: Option<&'a Token>,
    /// The redirect URI of [`AuthorizeRequest`].
    pub redirect_uri: &'a str,
    /// What [`Departure::memo`] was.
    pub memo: Option<&'a Token>,
    /// When the request starts: lifetimes are counted from it.
    pub now: Timestamp,
}

/// Whom the network should ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Whoever is logged in there; permissions that were declined are asked for again.
    Whoever,
    /// Somebody else than who is logged in there, as far as the network can force it.
    AnotherAccount,
}

/// What an exchange or a renewal brought.
#[derive(Debug, Clone)]
pub struct Granted {
    /// The tokens. `refresh` is `None` where the answer had none: then an older one, if any, stays valid.
    pub tokens: Tokens,
    /// Scopes and lifetimes.
    pub grant: Grant,
}

/// How a renewal ended.
#[derive(Debug, Clone)]
pub enum Renewed {
    /// New tokens.
    Granted(Granted),
    /// The network answered, and certainly did not spend the refresh token: it may be used again later. `Dead` means it
    /// refused the refresh token for good.
    NotSpent(Verdict),
    /// Nobody knows whether the refresh token was spent: the answer was lost or unreadable.
    Unknown,
}

/// A channel and what opens it.
#[derive(Debug, Clone, Copy)]
pub struct ChannelAccess<'a> {
    /// The network's id of the channel.
    pub remote_id: &'a str,
    /// The channel's own token where the network has those, else the grant's.
    pub token: &'a Token,
    /// The scopes of the grant.
    pub scopes: &'a [String],
}

/// What a login covers.
#[derive(Debug, Clone, Default)]
pub struct Covered {
    /// The channels it opens.
    pub channels: Vec<RemoteChannel>,
    /// For each known channel that it does not open: what the network said when asked for it.
    pub missing: Vec<(String, Verdict)>,
}

/// A channel as the network describes it.
#[derive(Debug, Clone)]
pub struct RemoteChannel {
    /// The network's id of it.
    pub remote_id: String,
    /// Its name.
    pub name: String,
    /// Where its picture is.
    pub avatar: Option<String>,
    /// Its own token, where the network has those.
    pub token: Option<Token>,
}

/// A verdict for each ability of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// Publishing.
    pub publish: Verdict,
    /// Comments.
    pub comments: Verdict,
    /// Statistics.
    pub statistics: Verdict,
}

impl Tested {
    /// The same verdict for every ability.
    #[must_use]
    pub fn all(verdict: &Verdict) -> Self {
        Self { publish: verdict.clone(), comments: verdict.clone(), statistics: verdict.clone() }
    }

    /// The verdict about `ability`.
    #[must_use]
    pub const fn of(&self, ability: Ability) -> &Verdict {
        match ability {
            Ability::Publish => &self.publish,
            Ability::Comments => &self.comments,
            Ability::Statistics => &self.statistics,
        }
    }
}
