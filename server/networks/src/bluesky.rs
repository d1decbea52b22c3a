//! Bluesky accounts, on any server of its network (atproto's profile of OAuth).
//!
//! There is no place to log in and no registered app: a handle leads to an account's DID, that to the server that keeps its
//! data, and that to the one which gives access. Requests are pushed there beforehand (RFC 9126), tokens are bound to a key
//! of each login (RFC 9449), and a refresh token is spent by its use: a replay ends the session. The account is the one
//! channel, and its DID the identity, whatever server it moves to.

mod address;
mod client;
mod content;
mod data;
mod discovery;
mod errors;
mod key;
mod oauth;
mod proof;
mod reading;
mod session;
mod talk;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    budget::Pace,
    cause::Cause,
    grant::Grant,
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Adapter, Answer, Arrival, Asks, AuthorizeRequest, ChannelAccess, Comment, Covered,
        DayRange, Departure, Figure, Granted, Issuer, LISTEN_EVERY, Moderation, NewPost,
        NoDeparture, PostRefusal, Published, ReadBack, Renewal, Renewed, ReplyTo, Revoking,
        SentPost, Tested, Ways,
    },
    vault::{Token, Tokens},
};

pub use errors::{token_verdict, verdict};

use self::{client::Client, data::Data, discovery::Discovery, proof::Prover};
use crate::{
    config::{Fault, RealHosts},
    figures, json,
    publishing::{closed, not_now},
    registry::Parts,
    sole,
};

/// The public API finds accounts; all else is wherever their documents say.
pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "bsky.social/oauth/authorize",
    token: "bsky.social/oauth/token",
    api: "public.api.bsky.app",
};

/// What every login asks for. The second one is everything but private messages and the account itself.
const SCOPES: [&str; 2] = ["atproto", "transition:generic"];

/// DIDs are the same on every server.
const ISSUER: &str = "atproto";

/// The adapter.
pub(crate) struct Bluesky {
    client: Client,
    discovery: Discovery,
    prover: Prover,
}

impl Bluesky {
    pub(crate) fn new(parts: Parts) -> Result<Self, Fault> {
        let Parts { endpoints, http, outside, tools, public_url, signing_keys } = parts;
        Ok(Self {
            client: Client::new(public_url, &signing_keys)?,
            prover: Prover::new(Arc::clone(&outside), tools),
            discovery: Discovery { endpoints, http, outside },
        })
    }

    /// A call that any living session may make; it tells whether the account is active.
    async fn session(&self, data: &Data<'_>) -> Answer<Option<String>> {
        let session = data.get("com.atproto.server.getSession", &[]).await?;
        if session["did"] != data.did() {
            return Err(Verdict::Unavailable);
        }
        Ok(session["handle"].as_str().and_then(address::handle))
    }

    /// Whether the account claims the handle and the handle leads to it. Where that cannot be told now, its server's word
    /// is taken: a name on a page must not change with the weather.
    async fn is_verified(&self, handle: &str, did: &str) -> bool {
        let claimed = match self.discovery.document(did).await {
            Ok(document) => document.handles.iter().any(|claimed| claimed == handle),
            Err(missing) => missing != discovery::Missing::Nothing,
        };
        claimed && self.discovery.did_of(handle).await.map_or(true, |it| it.as_deref() == Some(did))
    }

    async fn me(&self, access: &Token) -> Answer<Identity> {
        let data = Data::open(&self.prover, access)?;
        let did = data.did();
        let mut handle = self.session(&data).await?;
        if let Some(claimed) = &handle
            && !self.is_verified(claimed, did).await
        {
            handle = None;
        }
        // The profile is drawn from the whole network: a server whose part in that is down still knows its accounts.
        let profile = data.get("app.bsky.actor.getProfile", &[("actor", did)]).await;
        let profile = profile.unwrap_or_default();
        Ok(Identity {
            issuer: ISSUER.to_owned(),
            subject: did.to_owned(),
            name: json::name(&profile["displayName"])
                .or_else(|| handle.clone())
                .unwrap_or_else(|| did.to_owned()),
            handle,
            avatar: json::link(&profile["avatar"]),
            login: None,
            told_as: None,
        })
    }
}

#[async_trait]
impl Adapter for Bluesky {
    fn ways(&self) -> Ways {
        Ways {
            pkce: true,
            issuer: Issuer::EachServer,
            asks: Asks::Handle,
            renewal: Renewal::SingleUse,
            revoking: Revoking::ThisToken,
            login_replaces_grant: false,
            identity_per_login: false,
            reads_comments: true,
            listen_every: LISTEN_EVERY,
            keeps_comments: None,
            lists_replies_at_once: false,
            moderation: Moderation { reply: true, hide: true, like: true },
            remembers_key: Some(content::REMEMBERS),
            keeps_statistics: Some(reading::KEEPS),
            statistics_late: figures::GROWS,
            ask_every: Span::hours(1),
            // Bluesky's servers: 3,000 requests in five minutes for each address (docs.bsky.app, rate limits).
            pace: Pace { calls: 3000, per: Span::minutes(5) },
            limits_all: true,
        }
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        self.depart(request).await
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        self.arrive(arrival).await
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        self.me(access).await
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        Ok(sole::channel(self.me(access).await?, known))
    }

    /// By the session, which tells whether the account is active, and the scope.
    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        let data = match Data::open(&self.prover, channel.token) {
            Ok(data) => data,
            Err(verdict) => return Tested::all(&verdict),
        };
        if data.did() != channel.remote_id {
            return Tested::all(&Verdict::Dead(Cause::NotGranted));
        }
        let scope = SCOPES[1];
        Tested::all(&match self.session(&data).await {
            Ok(_) if channel.scopes.iter().any(|given| given == scope) => Verdict::Alive,
            Ok(_) => Verdict::Dead(Cause::PermissionLost { missing: vec![scope.to_owned()] }),
            Err(verdict) => verdict,
        })
    }

    /// There is no introspection. The session tells nothing about the grant.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        self.session(&Data::open(&self.prover, access)?).await.map(|_| grant.clone())
    }

    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        self.prolong(refresh, grant, now).await
    }

    async fn revoke(&self, tokens: &Tokens, _subject: &str) -> Answer<()> {
        self.forget(tokens.refresh.as_ref().unwrap_or(&tokens.access)).await
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        content::publish(&self.prover, channel, post).await
    }

    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        content::read_back(&Data::open(&self.prover, channel.token)?, sent).await
    }

    async fn reply(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        text: &str,
        key: &str,
        now: Timestamp,
    ) -> Published {
        match Data::open(&self.prover, channel.token) {
            Ok(data) => talk::reply(&data, to.comment, text, key, now).await,
            Err(verdict) => not_now(verdict),
        }
    }

    async fn hide(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        hidden: bool,
    ) -> Result<(), PostRefusal> {
        let data = Data::open(&self.prover, channel.token).map_err(closed)?;
        talk::hide(&data, to, hidden, self.prover.tools.clock.now()).await
    }

    async fn like(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        liked: bool,
    ) -> Result<(), PostRefusal> {
        let data = Data::open(&self.prover, channel.token).map_err(closed)?;
        talk::like(&data, to.comment, liked, self.prover.tools.clock.now()).await
    }

    async fn comments(
        &self,
        channel: &ChannelAccess<'_>,
        since: Timestamp,
    ) -> Answer<Vec<Comment>> {
        reading::comments(&Data::open(&self.prover, channel.token)?, since).await
    }

    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>> {
        let now = self.prover.tools.clock.now();
        reading::statistics(&Data::open(&self.prover, channel.token)?, range, now).await
    }

    fn document(&self, name: &str) -> Option<String> {
        self.client.document(name)
    }
}
