//! The networks, as the use cases see them: one adapter each, every answer already read into values.
//!
//! An adapter holds no state about people: tokens come in as arguments and leave as values. It never decides about
//! health; it says what an answer means ([`Verdict`]).

use async_trait::async_trait;
use domain::{
    grant::Grant, health::Ability, network::Network, profile::Identity, time::Timestamp,
    verdict::Verdict,
};

use crate::vault::{Token, Tokens};

/// All networks that are configured.
pub trait Networks: Send + Sync {
    /// The adapter of `network`; `None` where no client credentials are set.
    fn adapter(&self, network: Network) -> Option<&dyn Adapter>;
}

/// What a call brought, or what its answer meant instead. The verdict in `Err` is never [`Verdict::Alive`].
pub type Answer<T> = Result<T, Verdict>;

/// One network.
#[async_trait]
pub trait Adapter: Send + Sync {
    /// How this network differs where the use cases must know it.
    fn ways(&self) -> Ways;

    /// The address to send the person to.
    fn authorize_url(&self, request: &AuthorizeRequest<'_>) -> String;

    /// The code for tokens, including the exchange for a long-lived token where the network has one.
    ///
    /// `now` is the moment the request starts: lifetimes are counted from it.
    async fn exchange(
        &self,
        code: &Token,
        verifier: Option<&Token>,
        redirect_uri: &str,
        now: Timestamp,
    ) -> Answer<Granted>;

    /// Whose tokens these are.
    async fn identify(&self, access: &Token) -> Answer<Identity>;

    /// What this login covers: every channel it lists, and each of `known` (network ids) asked for by itself where the
    /// list leaves it out.
    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered>;

    /// Whether each ability works on one channel. Never changes anything at the network.
    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested;

    /// Whether the tokens are alive, by the cheapest call the network has for it, and what it tells about the grant.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant>;

    /// New tokens for a refresh token. Only where [`Ways::renewal`] says so.
    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed;

    /// Tells the network to forget these tokens. What else it forgets with them is [`Ways::revoking`].
    async fn revoke(&self, tokens: &Tokens, subject: &str) -> Answer<()>;
}

/// What the use cases must know about a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// Whether it takes PKCE (RFC 7636).
    pub pkce: bool,
    /// The issuer of its identities; also what `iss` must say where it is sent (RFC 9207).
    pub issuer: &'static str,
    /// How tokens are renewed without a person.
    pub renewal: Renewal,
    /// What dies when a token is revoked.
    pub revoking: Revoking,
    /// Whether a login replaces what earlier logins of the same person were given, so that their profiles must be
    /// looked at again at once.
    pub login_replaces_grant: bool,
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

/// What goes into an authorize address.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizeRequest<'a> {
    /// Where the network sends the person back to.
    pub redirect_uri: &'a str,
    /// 256 random bits, in clear only here.
    pub state: &'a Token,
    /// The PKCE verifier, where [`Ways::pkce`].
    pub verifier: Option<&'a Token>,
    /// Whom to ask for.
    pub who: Who,
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
