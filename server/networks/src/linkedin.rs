//! LinkedIn organizations, through a member's login (OAuth 2.0, the versioned API).
//!
//! The organizations a member manages are the channels, opened by the member's own token; the member's profile is none.
//! An access token lives 60 days. Only apps that LinkedIn chose get a refresh token, which lives a year from the login
//! however often it is used; at all others a person logs in again.
//!
//! Invariant: every login asks for the same scopes. Asking for others would end all earlier tokens of the member.
//!
//! LinkedIn logs in whoever is logged in there: it cannot be asked for somebody else, whatever [`Who`] says.
//!
//! [`Who`]: engine::ports::networks::Who

mod api;
mod content;
mod errors;
mod organizations;
mod picture;
mod statistics;
mod talk;

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
        DayRange, Departure, Figure, Granted, Issuer, Moderation, NewPost, NoDeparture,
        PostRefusal, Published, ReadBack, Renewal, Renewed, ReplyTo, Revoking, SentPost, Tested,
        Ways,
    },
    vault::{Token, Tokens},
};
use serde_json::Value;

pub use errors::verdict;

use crate::{
    config::{Credentials, RealHosts},
    json,
    oauth::{Life, OAuth},
    registry::Parts,
};
use api::Api;

pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "www.linkedin.com/oauth/v2/authorization",
    token: "www.linkedin.com/oauth/v2/accessToken",
    api: "api.linkedin.com",
};

/// What every login asks for.
const SCOPES: [&str; 5] = ["openid", "profile", ADMINISTER, WRITE, READ];
/// Whose organizations they are, and their figures.
const ADMINISTER: &str = "rw_organization_admin";
const WRITE: &str = "w_organization_social";
const READ: &str = "r_organization_social";

const ISSUER: &str = "https://www.linkedin.com";

/// The documented lifetimes, where no answer says better.
const LIFE: Life =
    Life { access: Some(Span::days(60)), refresh: Some(Span::days(365)), scopes: &SCOPES };

/// How long LinkedIn may take a new token for a revoked one.
const SETTLING: Span = Span::seconds(10);

/// The adapter.
pub(crate) struct LinkedIn {
    oauth: OAuth,
    api: Api,
}

impl LinkedIn {
    pub(crate) fn new(credentials: Credentials, parts: Parts) -> Self {
        let oauth = OAuth::new(&credentials, &parts.endpoints, parts.http.clone(), verdict)
            .with_credentials_in_body();
        Self { oauth, api: Api::new(credentials, parts) }
    }
}

#[async_trait]
impl Adapter for LinkedIn {
    fn ways(&self) -> Ways {
        Ways {
            pkce: false,
            issuer: Issuer::Fixed(ISSUER),
            asks: Asks::Nothing,
            renewal: Renewal::Reusable,
            // Whether it spares the member's other tokens is not documented, so it counts as if it did not.
            revoking: Revoking::WholePerson,
            login_replaces_grant: false,
            identity_per_login: false,
            reads_comments: true,
            // Twenty calls and more, and a member has few.
            listen_every: Span::minutes(15),
            keeps_comments: None,
            lists_replies_at_once: false,
            // Comments can be deleted, but not hidden.
            moderation: Moderation { reply: true, hide: false, like: true },
            remembers_key: None,
            keeps_statistics: Some(statistics::KEEPS),
            statistics_late: statistics::LATE,
            ask_every: Span::hours(12),
            // 100,000 a day for most apps, and a number of its own for each member.
            pace: Pace { calls: 100_000, per: Span::days(1) },
            limits_all: false,
        }
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        let location = self.oauth.authorize(request, &SCOPES, &[]);
        Ok(Departure { location, issuer: ISSUER.to_owned(), memo: None })
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        Ok(self.oauth.exchange(arrival).await?.granted(&LIFE, None, arrival.now))
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        let me = self.api.me(access).await.map_err(settled)?;
        identity(&me).ok_or(Verdict::Unavailable)
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        organizations::channels(&self.api, access, known).await.map_err(settled)
    }

    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        organizations::test(&self.api, channel).await
    }

    /// Introspection, which knows why a token is dead.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        let known = self.api.introspect(access).await?;
        if known["active"] == true {
            let scopes = known["scope"].as_str().map(json::scopes);
            return Ok(Grant {
                scopes: scopes
                    .filter(|scopes| !scopes.is_empty())
                    .unwrap_or_else(|| grant.scopes.clone()),
                issued_at: grant.issued_at,
                access_until: json::moment(&known["expires_at"]).or(grant.access_until),
                renews: grant.renews,
            });
        }
        let is_new = self.api.clock.now() < grant.issued_at.after(SETTLING);
        Err(match known["status"].as_str() {
            Some("expired") => Verdict::Dead(Cause::Expired),
            Some("revoked") if !is_new => Verdict::Dead(Cause::AppRemoved),
            // Also a token of another app of ours, which is not active here and nothing more.
            _ => Verdict::Unavailable,
        })
    }

    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        match self.oauth.refresh(refresh).await {
            Ok(answer) => Renewed::Granted(answer.granted(&LIFE, Some(grant), now)),
            // Its use does not spend it.
            Err(none) => Renewed::NotSpent(none.into()),
        }
    }

    async fn revoke(&self, tokens: &Tokens, _subject: &str) -> Answer<()> {
        self.api.revoke(&tokens.access).await
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

    async fn like(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        liked: bool,
    ) -> Result<(), PostRefusal> {
        talk::like(&self.api, channel, to.comment, liked).await
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
}

/// What an answer means in calls that follow a login, or a probe that found the token alive: LinkedIn calls a token
/// revoked for some seconds after it gave it.
fn settled(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Dead(Cause::AppRemoved) => Verdict::Unavailable,
        verdict => verdict,
    }
}

fn identity(me: &Value) -> Option<Identity> {
    Some(Identity {
        issuer: ISSUER.to_owned(),
        subject: json::id(&me["sub"])?,
        name: json::name(&me["name"])?,
        handle: None,
        avatar: json::link(&me["picture"]),
        login: None,
        told_as: None,
    })
}
