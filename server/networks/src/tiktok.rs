//! TikTok accounts (Login Kit, Content Posting, API v2).
//!
//! The account is the one channel. A refresh token is spent by its use and brings the next. TikTok has had two generations
//! of lifetimes of access tokens (24 hours, now 2), so what an answer says counts.

mod api;
mod content;
mod errors;
mod push;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    budget::Pace,
    cause::Cause,
    grant::{Grant, Renews},
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::{
        Clock,
        networks::{
            Adapter, Answer, Arrival, Asks, AuthorizeRequest, ChannelAccess, Comment, Covered,
            DayRange, Departure, Figure, Granted, Heard, Issuer, LISTEN_EVERY, Moderation, NewPost,
            NoDeparture, Published, PushMessage, ReadBack, Renewal, Renewed, Revoking, SentPost,
            Tested, Unheard, Ways,
        },
    },
    vault::{Token, Tokens},
};
use futures::future::join;

pub use errors::verdict;

use crate::{
    config::{Credentials, Fault, RealHosts},
    figures,
    http::Http,
    json,
    oauth::{self, Life},
    push::Secret,
    registry::Parts,
    scopes, sole,
};
use api::Api;

pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "www.tiktok.com/v2/auth/authorize/",
    token: "open.tiktokapis.com/v2/oauth/token/",
    api: "open.tiktokapis.com",
};

/// What every login asks for. A person may leave out any but the first.
const SCOPES: [&str; 5] =
    ["user.info.basic", "user.info.profile", FOLLOWERS_SCOPE, FILMS_SCOPE, PUBLISHING_SCOPE];

const FOLLOWERS_SCOPE: &str = "user.info.stats";
const FILMS_SCOPE: &str = "video.list";
const PUBLISHING_SCOPE: &str = "video.publish";

const ISSUER: &str = "https://www.tiktok.com";

/// The shorter of the documented lifetimes, where no answer says better. A refresh token lives 180 days "after it is issued",
/// and each renewal issues the next one (Manage OAuth Access Tokens, November 2026): a grant that is used has no end.
const LIFE: Life = Life { access: Some(Span::hours(2)), refresh: None, scopes: &SCOPES };

/// The adapter.
pub(crate) struct TikTok {
    api: Api,
    /// For the address that a film is handed over at.
    outside: Arc<Http>,
    clock: Arc<dyn Clock>,
    secret: Secret,
}

impl TikTok {
    pub(crate) fn new(credentials: Credentials, parts: Parts) -> Result<Self, Fault> {
        let Parts { endpoints, http, outside, tools, .. } = parts;
        let secret = Secret::new(&credentials)?;
        let api = Api::new(credentials, endpoints, http);
        Ok(Self { api, outside, clock: tools.clock, secret })
    }

    /// The account, with its user name if the person let us see that.
    async fn me(&self, access: &Token) -> Answer<Identity> {
        let basic = "open_id,union_id,avatar_url,display_name";
        let user = match self.api.user(&format!("{basic},username"), access).await {
            Err(Verdict::Dead(Cause::PermissionLost { .. })) => {
                self.api.user(basic, access).await?
            }
            user => user?,
        };
        let subject = json::id(&user["open_id"]).ok_or(Verdict::Unavailable)?;
        let handle = json::name(&user["username"]);
        let name = json::name(&user["display_name"]).or_else(|| handle.clone());
        Ok(Identity {
            issuer: ISSUER.to_owned(),
            name: name.ok_or(Verdict::Unavailable)?,
            subject,
            handle,
            avatar: json::link(&user["avatar_url"]),
            login: None,
            told_as: None,
        })
    }
}

#[async_trait]
impl Adapter for TikTok {
    /// No PKCE: TikTok documents it for apps on a device only, where the challenge is written in hex and not as RFC 7636
    /// has it. What it does with one from the web nobody says, and a guess could cost every login.
    fn ways(&self) -> Ways {
        Ways {
            pkce: false,
            issuer: Issuer::Fixed(ISSUER),
            asks: Asks::Nothing,
            renewal: Renewal::SingleUse,
            revoking: Revoking::WholePerson,
            login_replaces_grant: false,
            identity_per_login: false,
            reads_comments: false,
            listen_every: LISTEN_EVERY,
            keeps_comments: None,
            lists_replies_at_once: false,
            moderation: Moderation::default(),
            remembers_key: None,
            keeps_statistics: Some(content::KEEPS),
            statistics_late: figures::GROWS,
            ask_every: Span::hours(2),
            // 600 a minute for each endpoint, sliding (TikTok API v2, rate limits).
            pace: Pace { calls: 600, per: Span::minutes(1) },
            limits_all: true,
        }
    }

    /// Always with the consent page, which shows whose account it is and asks again for what was left out. More than that
    /// TikTok does not offer for somebody else.
    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        let mut url = self.api.endpoints.authorize_url.clone();
        url.query_pairs_mut()
            .append_pair("client_key", &self.api.credentials.client_id)
            .append_pair("response_type", "code")
            .append_pair("scope", &SCOPES.join(","))
            .append_pair("redirect_uri", request.redirect_uri)
            .append_pair("state", request.state.expose())
            .append_pair("disable_auto_auth", "1");
        Ok(Departure { location: url.into(), issuer: ISSUER.to_owned(), memo: None })
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", arrival.code.expose()),
            ("redirect_uri", arrival.redirect_uri),
        ];
        let answer = self.api.tokens(&form).await?;
        Ok(endless(answer.granted(&LIFE, None, arrival.now)))
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        self.me(access).await
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        Ok(sole::channel(self.me(access).await?, known))
    }

    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        let (me, audience) = join(
            self.api.user("open_id", channel.token),
            content::audience(&self.api, channel.token),
        )
        .await;
        if let Err(verdict) = me {
            return Tested::all(&verdict);
        }
        Tested {
            publish: match (scopes::having(channel, PUBLISHING_SCOPE), audience) {
                (Verdict::Alive, Err(banned @ Verdict::Dead(_))) => banned,
                (verdict, _) => verdict,
            },
            // Nobody may read them, so nothing about them can break.
            comments: Verdict::Alive,
            statistics: scopes::having(channel, FILMS_SCOPE),
        }
    }

    /// There is no introspection, and a living token tells nothing of its grant.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        self.api.user("open_id", access).await.map(|_| grant.clone())
    }

    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
        match oauth::renewed(self.api.tokens(&form).await, &LIFE, grant, now) {
            Renewed::Granted(granted) => Renewed::Granted(endless(granted)),
            renewed => renewed,
        }
    }

    async fn revoke(&self, tokens: &Tokens, _subject: &str) -> Answer<()> {
        self.api.revoke(&tokens.access).await
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        content::publish(&self.api, &self.outside, channel.token, post).await
    }

    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        content::read_back(&self.api, channel.token, sent).await
    }

    async fn comments(&self, _: &ChannelAccess<'_>, _since: Timestamp) -> Answer<Vec<Comment>> {
        Ok(Vec::new())
    }

    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>> {
        content::statistics(&self.api, channel, range, self.clock.now()).await
    }

    async fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        push::hear(message, &self.api.credentials.client_id, &self.secret)
    }
}

/// Whatever end was told before, each renewal moves it.
fn endless(granted: Granted) -> Granted {
    let renews = match granted.grant.renews {
        Renews::Alone { .. } => Renews::Alone { until: None },
        Renews::ByPerson => Renews::ByPerson,
    };
    Granted { grant: Grant { renews, ..granted.grant }, ..granted }
}
