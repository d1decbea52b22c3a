//! Facebook pages, through a personal login (Graph API v26.0).
//!
//! There is no refresh token: the login's token lives about 60 days, and a page's own token, bought with it, as long as
//! nothing happens to the login, the page or the person's role on it. One person has one grant for our app, and each
//! login replaces its set of pages. The Instagram account behind a page is a channel of its own, opened by the page's token.

mod abilities;
mod channels;
mod content;

use async_trait::async_trait;
use domain::{
    budget::Pace,
    grant::{Grant, Renews},
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Adapter, Answer, Arrival, Asks, AuthorizeRequest, ChannelAccess, Comment, Covered,
        DayRange, Departure, Figure, Granted, Heard, Issuer, LISTEN_EVERY, Moderation, NewPost,
        NoDeparture, PostRefusal, Published, PushMessage, ReadBack, Renewal, Renewed, ReplyTo,
        Revoking, SentPost, Tested, Unheard, Ways, Who,
    },
    vault::{Token, Tokens},
};
use http::{HeaderMap, StatusCode};

use crate::{
    config::{Credentials, Fault, RealHosts},
    graph::{
        Dialect, Graph,
        introspection::{Expiry, Introspection, introspect},
        moderation,
    },
    instagram::account,
    json,
    publishing::refusal,
    registry::Parts,
};

pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "www.facebook.com/v26.0/dialog/oauth",
    token: "graph.facebook.com/v26.0/oauth/access_token",
    api: "graph.facebook.com",
};

const DIALECT: Dialect =
    Dialect { name: "facebook", issuer: ISSUER, version: "v26.0", scopes: &SCOPES, proves: true };

const SCOPES: [&str; 11] = [
    "pages_show_list",
    "pages_manage_posts",
    "pages_read_engagement",
    "pages_manage_engagement",
    "pages_read_user_content",
    "read_insights",
    "business_management",
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
];

const ISSUER: &str = "https://www.facebook.com";

/// The documented lifetime of a long-lived token, where no answer says better.
const LONG_LIVED: Span = Span::days(60);

/// The adapter.
pub(crate) struct Facebook {
    graph: Graph,
}

impl Facebook {
    pub(crate) fn new(credentials: Credentials, parts: Parts) -> Result<Self, Fault> {
        Ok(Self { graph: Graph::new(DIALECT, credentials, parts)? })
    }
}

/// What an answer of Facebook means for the token it was asked with, or, at `debug_token`, asked about.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    DIALECT.verdict(status, headers, body)
}

#[async_trait]
impl Adapter for Facebook {
    fn ways(&self) -> Ways {
        Ways {
            pkce: false,
            issuer: Issuer::Fixed(ISSUER),
            asks: Asks::Nothing,
            renewal: Renewal::None,
            revoking: Revoking::WholePerson,
            login_replaces_grant: true,
            identity_per_login: false,
            reads_comments: true,
            listen_every: LISTEN_EVERY,
            keeps_comments: None,
            lists_replies_at_once: true,
            // An Instagram account behind a page has no likes to give: it refuses them.
            moderation: Moderation { reply: true, hide: true, like: true },
            remembers_key: None,
            keeps_statistics: Some(content::KEEPS),
            statistics_late: content::LATE,
            ask_every: Span::hours(1),
            // 200 an hour for each person who uses the app (Graph API, rate limiting), so it grows with them.
            pace: Pace { calls: 10, per: Span::seconds(1) },
            limits_all: false,
        }
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        // Facebook cannot be asked for a certain person; the most it offers is to make everybody log in again.
        let auth_type = match request.who {
            Who::Whoever => "rerequest",
            Who::AnotherAccount => "reauthenticate",
        };
        let extra = [("auth_type", auth_type)];
        let location = self.graph.authorize(request.redirect_uri, request.state, &extra);
        Ok(Departure { location, issuer: ISSUER.to_owned(), memo: None })
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        let Arrival { code, redirect_uri, now, .. } = *arrival;
        let query = [("redirect_uri", redirect_uri), ("code", code.expose())];
        let short = self.graph.get_tokens(&query).await?;
        let short = json::secret(&short["access_token"]).ok_or(Verdict::Unavailable)?;

        // Page tokens live as long as the login's token they were bought with, so the short one is never used for that.
        let long = self
            .graph
            .get_tokens(&[
                ("grant_type", "fb_exchange_token"),
                ("fb_exchange_token", short.expose()),
            ])
            .await?;
        let access = json::secret(&long["access_token"]).ok_or(Verdict::Unavailable)?;

        let known = introspect(&self.graph, &access).await?;
        let expiry = match (json::lifetime(&long["expires_in"]), &known.expiry) {
            (Some(lifetime), _) => Some(now.after(lifetime)),
            (None, Expiry::At(at)) => Some(*at),
            (None, Expiry::Never) => None,
            (None, Expiry::Unsaid) => Some(now.after(LONG_LIVED)),
        };
        Ok(Granted {
            grant: Grant {
                issued_at: now,
                access_until: earlier(expiry, known.data_access_until),
                renews: Renews::ByPerson,
                scopes: known.scopes,
            },
            tokens: Tokens { access, refresh: None },
        })
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        let query = [("fields", "id,name,picture{url}")];
        let me = self.graph.get(&["me"], &query, access).await?;
        match (json::id(&me["id"]), json::name(&me["name"])) {
            (Some(subject), Some(name)) => Ok(Identity {
                issuer: ISSUER.to_owned(),
                subject,
                name,
                handle: None,
                login: None,
                told_as: None,
                avatar: json::link(&me["picture"]["data"]["url"]),
            }),
            _ => Err(Verdict::Unavailable),
        }
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        channels::channels(&self.graph, access, known).await
    }

    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        match channel.remote_id.strip_prefix(channels::INSTAGRAM) {
            Some(id) => account::test(&self.graph, &account::THROUGH_A_PAGE, id, channel).await,
            None => abilities::test(&self.graph, channel).await,
        }
    }

    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        let Introspection { expiry, data_access_until, scopes, .. } =
            introspect(&self.graph, access).await?;
        let access_until = match expiry {
            Expiry::At(at) => earlier(Some(at), data_access_until),
            Expiry::Never => data_access_until,
            Expiry::Unsaid => earlier(grant.access_until, data_access_until),
        };
        Ok(Grant { scopes, issued_at: grant.issued_at, access_until, renews: Renews::ByPerson })
    }

    /// There is nothing to renew with ([`Renewal::None`]), so nothing is spent either.
    async fn renew(&self, _refresh: &Token, _grant: &Grant, _now: Timestamp) -> Renewed {
        Renewed::NotSpent(Verdict::Ours { code: "unsupported_grant_type".to_owned() })
    }

    async fn revoke(&self, tokens: &Tokens, subject: &str) -> Answer<()> {
        let answer = self.graph.delete(&[subject, "permissions"], &tokens.access).await?;
        if answer["success"] == true { Ok(()) } else { Err(Verdict::Unavailable) }
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        match channel.remote_id.strip_prefix(channels::INSTAGRAM) {
            Some(id) => account::publish(&self.graph, id, channel.token, post).await,
            None => content::publish(&self.graph, channel, post).await,
        }
    }

    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        match channel.remote_id.strip_prefix(channels::INSTAGRAM) {
            Some(id) => account::read_back(&self.graph, id, channel.token, sent).await,
            None => content::read_back(&self.graph, channel, sent).await,
        }
    }

    async fn reply(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        text: &str,
        _key: &str,
        _now: Timestamp,
    ) -> Published {
        if channel.remote_id.starts_with(channels::INSTAGRAM) {
            return account::reply(&self.graph, to.comment, text, channel.token).await;
        }
        moderation::reply(&self.graph, to.comment, "comments", text, channel.token).await
    }

    async fn hide(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        hidden: bool,
    ) -> Result<(), PostRefusal> {
        if channel.remote_id.starts_with(channels::INSTAGRAM) {
            return account::hide(&self.graph, to.comment, hidden, channel.token).await;
        }
        content::hide(&self.graph, to.comment, hidden, channel.token).await
    }

    async fn like(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        liked: bool,
    ) -> Result<(), PostRefusal> {
        if channel.remote_id.starts_with(channels::INSTAGRAM) {
            return Err(refusal("unsupported", ""));
        }
        content::like(&self.graph, to.comment, liked, channel.token).await
    }

    async fn comments(
        &self,
        channel: &ChannelAccess<'_>,
        since: Timestamp,
    ) -> Answer<Vec<Comment>> {
        match channel.remote_id.strip_prefix(channels::INSTAGRAM) {
            Some(id) => account::comments(&self.graph, id, channel.token, since).await,
            None => content::comments(&self.graph, channel, since).await,
        }
    }

    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>> {
        match channel.remote_id.strip_prefix(channels::INSTAGRAM) {
            Some(id) => account::statistics(&self.graph, id, channel.token, range).await,
            None => content::statistics(&self.graph, channel, range).await,
        }
    }

    async fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        self.graph.hear(message)
    }
}

/// When a person is needed: at the end of the token or of the 90 days of data access, whichever comes first. Only a
/// login moves either of them.
fn earlier(expiry: Option<Timestamp>, data_access: Option<Timestamp>) -> Option<Timestamp> {
    [expiry, data_access].into_iter().flatten().min()
}
