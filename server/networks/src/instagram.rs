//! Instagram business and creator accounts, through Instagram's own login (Graph API v26.0).
//!
//! The account is the one channel. Its token lives 60 days and is prolonged while it lives; there is no other refresh
//! token, no introspection and no way to revoke.

pub(crate) mod account;

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
        DayRange, Departure, Figure, Granted, Heard, Issuer, NewPost, NoDeparture, PostRefusal,
        Published, PushMessage, ReadBack, Renewal, Renewed, ReplyTo, Revoking, SentPost, Tested,
        Unheard, Ways, Who,
    },
    vault::{Token, Tokens},
};
use http::{HeaderMap, StatusCode};

use crate::{
    config::{Credentials, Fault, RealHosts},
    graph::{Dialect, Graph, sliding::Sliding},
    json,
    registry::Parts,
    sole,
};

pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "www.instagram.com/oauth/authorize",
    token: "api.instagram.com/oauth/access_token",
    api: "graph.instagram.com",
};

const DIALECT: Dialect = Dialect {
    name: "instagram",
    issuer: "https://www.instagram.com",
    version: "v26.0",
    scopes: &[
        "instagram_business_basic",
        "instagram_business_content_publish",
        "instagram_business_manage_comments",
        "instagram_business_manage_insights",
    ],
    // Documented for Facebook's login only.
    proves: false,
};

const SLIDING: Sliding = Sliding { exchange: "ig_exchange_token", refresh: "ig_refresh_token" };

/// What makes Instagram ask who it is. Which of the first two is heeded is not settled: the documentation names one, the
/// addresses Meta generates the other. The third leaves out the way round them, by who is logged in at Facebook.
const ASK_AGAIN: [(&str, &str); 3] =
    [("force_reauth", "true"), ("force_authentication", "1"), ("enable_fb_login", "0")];

/// The adapter.
pub(crate) struct Instagram {
    graph: Graph,
}

impl Instagram {
    pub(crate) fn new(credentials: Credentials, parts: Parts) -> Result<Self, Fault> {
        Ok(Self { graph: Graph::new(DIALECT, credentials, parts)? })
    }
}

/// What an answer of Instagram means for the token it was asked with.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    DIALECT.verdict(status, headers, body)
}

#[async_trait]
impl Adapter for Instagram {
    fn ways(&self) -> Ways {
        Ways {
            pkce: false,
            issuer: Issuer::Fixed(DIALECT.issuer),
            asks: Asks::Nothing,
            renewal: Renewal::Reusable,
            revoking: Revoking::Impossible,
            login_replaces_grant: false,
            identity_per_login: false,
            reads_comments: true,
            // Each medium with comments is a call of its own.
            listen_every: Span::minutes(5),
            keeps_comments: None,
            lists_replies_at_once: true,
            moderation: account::MODERATION,
            remembers_key: None,
            keeps_statistics: Some(account::KEEPS),
            statistics_late: account::LATE,
            ask_every: Span::hours(1),
            // 4,800 a day for each account and impression (Graph API, rate limiting): never the app's.
            pace: Pace { calls: 10, per: Span::seconds(1) },
            limits_all: false,
        }
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        let extra: &[_] = match request.who {
            Who::Whoever => &[],
            Who::AnotherAccount => &ASK_AGAIN,
        };
        let location = self.graph.authorize(request.redirect_uri, request.state, extra);
        Ok(Departure { location, issuer: DIALECT.issuer.to_owned(), memo: None })
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        let Arrival { code, redirect_uri, now, .. } = *arrival;
        SLIDING.exchange(&self.graph, code, redirect_uri, now).await
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        let query = [("fields", "id,user_id,username,name,account_type,profile_picture_url")];
        let me = self.graph.get(&["me"], &query, access).await?;
        let me = json::unwrapped(&me);
        // `id` is another number for each app, by which callbacks name the account; `user_id` is the account's own, which
        // calls are made with.
        let (Some(subject), Some(handle)) = (json::id(&me["user_id"]), json::name(&me["username"]))
        else {
            return Err(Verdict::Unavailable);
        };
        Ok(Identity {
            issuer: DIALECT.issuer.to_owned(),
            subject,
            name: json::name(&me["name"]).unwrap_or_else(|| handle.clone()),
            handle: Some(handle),
            avatar: json::link(&me["profile_picture_url"]),
            login: None,
            told_as: json::id(&me["id"]),
        })
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        Ok(sole::channel(self.identify(access).await?, known))
    }

    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        account::test(&self.graph, &account::BY_ITSELF, channel.remote_id, channel).await
    }

    /// It tells nothing about the grant.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        self.graph.get(&["me"], &[("fields", "user_id")], access).await?;
        Ok(grant.clone())
    }

    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        SLIDING.renew(&self.graph, refresh, grant, now, self.probe(refresh, grant)).await
    }

    /// There is no way ([`Revoking::Impossible`]).
    async fn revoke(&self, _tokens: &Tokens, _subject: &str) -> Answer<()> {
        Err(Verdict::Ours { code: "unsupported".to_owned() })
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        account::publish(&self.graph, channel.remote_id, channel.token, post).await
    }

    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        account::read_back(&self.graph, channel.remote_id, channel.token, sent).await
    }

    async fn reply(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        text: &str,
        _key: &str,
        _now: Timestamp,
    ) -> Published {
        account::reply(&self.graph, to.comment, text, channel.token).await
    }

    async fn hide(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        hidden: bool,
    ) -> Result<(), PostRefusal> {
        account::hide(&self.graph, to.comment, hidden, channel.token).await
    }

    async fn comments(
        &self,
        channel: &ChannelAccess<'_>,
        since: Timestamp,
    ) -> Answer<Vec<Comment>> {
        account::comments(&self.graph, channel.remote_id, channel.token, since).await
    }

    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>> {
        account::statistics(&self.graph, channel.remote_id, channel.token, range).await
    }

    async fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        self.graph.hear(message)
    }
}
