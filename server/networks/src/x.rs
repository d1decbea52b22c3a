//! X accounts (OAuth 2.0 with PKCE, API v2).
//!
//! The account is the one channel. Access tokens live two hours; a refresh token is spent by its use and brings the next.
//! X logs in whoever is logged in there: it cannot be asked for somebody else, whatever [`Who`] says.
//!
//! [`Who`]: engine::ports::networks::Who

mod api;
mod content;
mod errors;
mod push;
mod statistics;
mod talk;

use async_trait::async_trait;
use domain::{
    budget::Pace,
    grant::Grant,
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Adapter, Answer, Arrival, Asks, AuthorizeRequest, ChannelAccess, Comment, Covered,
        DayRange, Departure, Figure, Granted, Heard, Issuer, Moderation, NewPost, NoDeparture,
        Published, PushMessage, ReadBack, Renewal, Renewed, ReplyTo, Revoking, SentPost, Tested,
        Unheard, Ways,
    },
    vault::{Token, Tokens},
};
use futures::future::join;
use serde_json::Value;

pub use errors::{token_verdict, verdict};

use crate::{
    config::{Credentials, Fault, RealHosts},
    figures, json,
    oauth::{self, Life, OAuth},
    registry::Parts,
    scopes, sole,
};
use api::Api;
use push::Webhook;

pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "x.com/i/oauth2/authorize",
    token: "api.x.com/2/oauth2/token",
    api: "api.x.com",
};

/// What every login asks for. Without `offline.access` there is no refresh token.
const SCOPES: [&str; 4] = [READ, WRITE, "users.read", "offline.access"];
const READ: &str = "tweet.read";
const WRITE: &str = "tweet.write";

const ISSUER: &str = "https://x.com";

/// The documented lifetimes, where no answer says better.
const LIFE: Life = Life { access: Some(Span::hours(2)), refresh: None, scopes: &SCOPES };

/// The adapter.
pub(crate) struct X {
    oauth: OAuth,
    api: Api,
    webhook: Webhook,
}

impl X {
    pub(crate) fn new(credentials: Credentials, parts: Parts) -> Result<Self, Fault> {
        let oauth = OAuth::new(&credentials, &parts.endpoints, parts.http.clone(), token_verdict);
        let webhook = Webhook::new(&credentials)?;
        Ok(Self { oauth, webhook, api: Api::new(credentials, parts) })
    }

    async fn me(&self, access: &Token) -> Answer<Identity> {
        let me = self.api.me("profile_image_url,username,verified", access).await?;
        identity(&me).ok_or(Verdict::Unavailable)
    }
}

#[async_trait]
impl Adapter for X {
    fn ways(&self) -> Ways {
        Ways {
            pkce: true,
            issuer: Issuer::Fixed(ISSUER),
            asks: Asks::Nothing,
            renewal: Renewal::SingleUse,
            revoking: Revoking::ThisToken,
            login_replaces_grant: false,
            identity_per_login: false,
            reads_comments: true,
            // Every post and reply that is read is billed.
            listen_every: Span::minutes(15),
            keeps_comments: Some(talk::REACH),
            lists_replies_at_once: false,
            // Hiding would take `tweet.moderate.write` and liking `like.write`, which no login has given so far.
            moderation: Moderation { reply: true, hide: false, like: false },
            remembers_key: None,
            keeps_statistics: Some(statistics::KEEPS),
            statistics_late: figures::GROWS,
            ask_every: Span::hours(6),
            // 75 reads of the account in a quarter of an hour for each person, and every read is billed.
            pace: Pace { calls: 10, per: Span::seconds(1) },
            limits_all: false,
        }
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        let location = self.oauth.authorize(request, &SCOPES, &[]);
        Ok(Departure { location, issuer: ISSUER.to_owned(), memo: None })
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        let answer = self.oauth.exchange(arrival).await?;
        Ok(answer.granted(&LIFE, None, arrival.now))
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        self.me(access).await
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        let me = self.me(access).await?;
        Ok(sole::channel(me, known))
    }

    /// Judged by the scopes alone: every read is billed, and that the token lives is the probe's business.
    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        Tested {
            publish: scopes::having(channel, WRITE),
            comments: scopes::having(channel, READ),
            statistics: scopes::having(channel, READ),
        }
    }

    /// X has no introspection, so this is a billed read. It tells nothing about the grant.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        self.me(access).await.map(|_| grant.clone())
    }

    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        oauth::renewed(self.oauth.refresh(refresh).await, &LIFE, grant, now)
    }

    async fn revoke(&self, tokens: &Tokens, _subject: &str) -> Answer<()> {
        let access = self.api.forget(&tokens.access, "access_token");
        match &tokens.refresh {
            Some(refresh) => {
                let (access, refresh) =
                    join(access, self.api.forget(refresh, "refresh_token")).await;
                refresh.and(access)
            }
            None => access.await,
        }
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        content::publish(&self.api, channel, post).await
    }

    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        content::read_back(&self.api, channel, sent).await
    }

    async fn reply(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        text: &str,
        _key: &str,
        _now: Timestamp,
    ) -> Published {
        talk::reply(&self.api, channel, to.comment, text).await
    }

    async fn comments(
        &self,
        channel: &ChannelAccess<'_>,
        since: Timestamp,
    ) -> Answer<Vec<Comment>> {
        talk::comments(&self.api, channel, since).await
    }

    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>> {
        statistics::statistics(&self.api, channel, range).await
    }

    async fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        self.webhook.hear(message)
    }
}

fn identity(me: &Value) -> Option<Identity> {
    let data = &me["data"];
    Some(Identity {
        issuer: ISSUER.to_owned(),
        subject: json::id(&data["id"])?,
        name: json::name(&data["name"])?,
        handle: json::name(&data["username"]),
        avatar: json::link(&data["profile_image_url"]),
        login: None,
        told_as: None,
    })
}
