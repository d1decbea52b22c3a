//! Threads profiles (Threads API v1.0).
//!
//! The profile is the one channel. Its token lives 60 days and is prolonged while it lives, as at Instagram; it is looked up
//! with itself. Threads logs in whoever is logged in there: it cannot be asked for somebody else, whatever [`Who`] says.
//!
//! [`Who`]: engine::ports::networks::Who

mod content;

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
        PostRefusal, Published, PushMessage, ReadBack, Renewal, Renewed, ReplyTo, Revoking,
        SentPost, Tested, Unheard, Ways,
    },
    vault::{Token, Tokens},
};
use http::{HeaderMap, StatusCode};

use crate::{
    config::{Credentials, Fault, RealHosts},
    graph::{
        Dialect, Graph, abilities,
        introspection::{Expiry, introspect_itself},
        sliding::Sliding,
    },
    json,
    registry::Parts,
    sole,
};

pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "www.threads.net/oauth/authorize",
    token: "graph.threads.net/oauth/access_token",
    api: "graph.threads.net",
};

const DIALECT: Dialect = Dialect {
    name: "threads",
    issuer: "https://www.threads.net",
    version: "v1.0",
    scopes: &[
        "threads_basic",
        "threads_content_publish",
        "threads_read_replies",
        "threads_manage_replies",
        "threads_manage_insights",
    ],
    // Documented for Facebook's login only.
    proves: false,
};

const SLIDING: Sliding = Sliding { exchange: "th_exchange_token", refresh: "th_refresh_token" };

/// How the API names whose token it is.
const ME: &str = "me";

/// The adapter.
pub(crate) struct Threads {
    graph: Graph,
}

impl Threads {
    pub(crate) fn new(credentials: Credentials, parts: Parts) -> Result<Self, Fault> {
        Ok(Self { graph: Graph::new(DIALECT, credentials, parts)? })
    }
}

/// What an answer of Threads means for the token it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    DIALECT.verdict(status, headers, body)
}

#[async_trait]
impl Adapter for Threads {
    fn ways(&self) -> Ways {
        Ways {
            pkce: false,
            issuer: Issuer::Fixed(DIALECT.issuer),
            asks: Asks::Nothing,
            renewal: Renewal::Reusable,
            // Not documented; what is reported to work takes back every permission of the person.
            revoking: Revoking::WholePerson,
            login_replaces_grant: false,
            identity_per_login: false,
            reads_comments: true,
            // Each post is a call of its own.
            listen_every: Span::minutes(5),
            keeps_comments: None,
            lists_replies_at_once: true,
            moderation: Moderation { reply: true, hide: true, like: false },
            remembers_key: None,
            keeps_statistics: Some(content::KEEPS),
            statistics_late: content::LATE,
            ask_every: Span::hours(1),
            // 4,800 a day for each account and impression (Threads API, rate limiting): never the app's.
            pace: Pace { calls: 10, per: Span::seconds(1) },
            limits_all: false,
        }
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        let location = self.graph.authorize(request.redirect_uri, request.state, &[]);
        Ok(Departure { location, issuer: DIALECT.issuer.to_owned(), memo: None })
    }

    /// The token endpoint does not say what was given; the look-up does. Where that fails, the first probe will tell.
    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        let Arrival { code, redirect_uri, now, .. } = *arrival;
        let granted = SLIDING.exchange(&self.graph, code, redirect_uri, now).await?;
        let Ok(grant) = self.probe(&granted.tokens.access, &granted.grant).await else {
            return Ok(granted);
        };
        // The lifetime is what the exchange said.
        let grant = Grant { access_until: granted.grant.access_until, ..grant };
        Ok(Granted { grant, ..granted })
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        let query = [("fields", "id,username,name,threads_profile_picture_url")];
        let me = self.graph.get(&[ME], &query, access).await?;
        let (Some(subject), Some(handle)) = (json::id(&me["id"]), json::name(&me["username"]))
        else {
            return Err(Verdict::Unavailable);
        };
        Ok(Identity {
            issuer: DIALECT.issuer.to_owned(),
            subject,
            name: json::name(&me["name"]).unwrap_or_else(|| handle.clone()),
            handle: Some(handle),
            avatar: json::link(&me["threads_profile_picture_url"]),
            login: None,
            told_as: None,
        })
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        Ok(sole::channel(self.identify(access).await?, known))
    }

    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        abilities::test(&self.graph, &content::TRIALS, ME, channel).await
    }

    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        let known = introspect_itself(&self.graph, access).await?;
        Ok(Grant {
            scopes: if known.scopes.is_empty() { grant.scopes.clone() } else { known.scopes },
            access_until: match known.expiry {
                Expiry::At(at) => Some(at),
                Expiry::Never => None,
                Expiry::Unsaid => grant.access_until,
            },
            ..grant.clone()
        })
    }

    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        SLIDING.renew(&self.graph, refresh, grant, now, self.probe(refresh, grant)).await
    }

    async fn revoke(&self, tokens: &Tokens, _subject: &str) -> Answer<()> {
        let answer = self.graph.delete(&[ME, "permissions"], &tokens.access).await?;
        if answer["success"] == true { Ok(()) } else { Err(Verdict::Unavailable) }
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        content::publish(&self.graph, channel, post).await
    }

    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        content::read_back(&self.graph, channel, sent).await
    }

    async fn reply(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        text: &str,
        key: &str,
        now: Timestamp,
    ) -> Published {
        content::reply(&self.graph, channel, to.comment, text, key, now).await
    }

    async fn hide(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        hidden: bool,
    ) -> Result<(), PostRefusal> {
        content::hide(&self.graph, to.comment, hidden, channel.token).await
    }

    async fn comments(
        &self,
        channel: &ChannelAccess<'_>,
        since: Timestamp,
    ) -> Answer<Vec<Comment>> {
        content::comments(&self.graph, channel, since).await
    }

    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>> {
        content::statistics(&self.graph, channel, range).await
    }

    async fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        self.graph.hear(message)
    }
}
