//! Pinterest accounts (API v5).
//!
//! The account is the one channel; its boards are not, since figures and permissions are the account's. Refresh tokens are
//! "continuous": each renewal brings the next, which lives 60 days from then, and the one before is taken for spent.

mod content;
mod errors;

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
    ports::{
        Clock,
        networks::{
            Adapter, Answer, Arrival, Asks, AuthorizeRequest, ChannelAccess, Comment, Covered,
            DayRange, Departure, Figure, Granted, Issuer, LISTEN_EVERY, Moderation, NewPost,
            NoDeparture, Published, ReadBack, Renewal, Renewed, Revoking, SentPost, Tested, Ways,
        },
    },
    vault::{Token, Tokens},
};
use reqwest::RequestBuilder;
use serde::Serialize;
use serde_json::Value;
use url::Url;

use errors::REFUSED;
pub use errors::{token_verdict, verdict};

use crate::{
    call::ask,
    config::{Credentials, RealHosts},
    http::{Http, below},
    json,
    oauth::{self, Life, NoTokens, OAuth},
    registry::Parts,
    scopes, sole,
};

pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "www.pinterest.com/oauth/",
    token: "api.pinterest.com/v5/oauth/token",
    api: "api.pinterest.com",
};

/// What every login asks for.
const SCOPES: [&str; 5] =
    ["boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read"];

/// What Pinterest wants for a pin; reading the board belongs to it.
const PUBLISHING: [&str; 4] = ["boards:read", "boards:write", "pins:read", "pins:write"];

const COUNTING: [&str; 2] = ["user_accounts:read", "pins:read"];

/// What a token of our app itself would be for.
const APP_SCOPE: &str = "user_accounts:read";

const ISSUER: &str = "https://www.pinterest.com";

/// The documented lifetime, where no answer says better. A refresh token's is prolonged by using it.
const LIFE: Life = Life { access: Some(Span::days(30)), refresh: None, scopes: &SCOPES };

/// The adapter.
pub(crate) struct Pinterest {
    api: Api,
    oauth: OAuth,
    clock: Arc<dyn Clock>,
}

/// The API.
pub(crate) struct Api {
    url: Url,
    http: Arc<Http>,
}

impl Pinterest {
    pub(crate) fn new(credentials: &Credentials, parts: Parts) -> Self {
        let Parts { endpoints, http, tools, .. } = parts;
        let oauth = OAuth::new(credentials, &endpoints, Arc::clone(&http), token_verdict);
        Self { api: Api { url: endpoints.api_url, http }, oauth, clock: tools.clock }
    }

    async fn who(&self, access: &Token) -> Answer<Identity> {
        let me = self.api.me(access).await?;
        identity(&me).ok_or(Verdict::Unavailable)
    }

    /// The token endpoint refuses wrong credentials and what was handed in with right ones in the same words. Asked for a
    /// token of our app itself it sees the credentials alone; any other answer than the same refusal is about something
    /// else, so they are right.
    async fn told_apart(&self, verdict: Verdict) -> Verdict {
        let Verdict::Ours { code } = &verdict else { return verdict };
        if code != REFUSED {
            return verdict;
        }
        match self.oauth.app_token(APP_SCOPE).await {
            Err(NoTokens::Refused(about)) if about == verdict => verdict,
            Err(NoTokens::Refused(Verdict::Unavailable | Verdict::Limited { .. })) => {
                Verdict::Unavailable
            }
            Ok(_) | Err(_) => Verdict::Dead(Cause::Unrecognised { code: code.clone() }),
        }
    }
}

impl Api {
    /// The account.
    async fn me(&self, access: &Token) -> Answer<Value> {
        self.get::<[(&str, &str)]>(&["user_account"], &[], access).await
    }

    async fn get<Q: Serialize + ?Sized>(
        &self,
        path: &[&str],
        query: &Q,
        access: &Token,
    ) -> Answer<Value> {
        let request = self.http.get(self.address(path)).query(query);
        ask(&self.http, request.bearer_auth(access.expose()), verdict).await
    }

    fn post(&self, path: &[&str], body: &Value, access: &Token) -> RequestBuilder {
        self.http.post(self.address(path)).json(body).bearer_auth(access.expose())
    }

    fn address(&self, path: &[&str]) -> Url {
        below(&below(&self.url, &["v5"]), path)
    }
}

#[async_trait]
impl Adapter for Pinterest {
    fn ways(&self) -> Ways {
        Ways {
            pkce: false,
            issuer: Issuer::Fixed(ISSUER),
            asks: Asks::Nothing,
            renewal: Renewal::SingleUse,
            // There is an endpoint, but it takes the tokens of system users only.
            revoking: Revoking::Impossible,
            login_replaces_grant: false,
            identity_per_login: false,
            reads_comments: false,
            listen_every: LISTEN_EVERY,
            keeps_comments: None,
            lists_replies_at_once: false,
            moderation: Moderation::default(),
            remembers_key: None,
            keeps_statistics: Some(content::KEPT),
            statistics_late: content::LATE,
            ask_every: Span::hours(12),
            // 100 a second for each person and app; a trial app has 1,000 a day.
            pace: Pace { calls: 10, per: Span::seconds(1) },
            limits_all: false,
        }
    }

    /// Pinterest cannot be asked for anybody in particular.
    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        // By commas, unlike the standard.
        let scope = SCOPES.join(",");
        let location = self.oauth.authorize(request, &[], &[("scope", &scope)]);
        Ok(Departure { location, issuer: ISSUER.to_owned(), memo: None })
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        // Apps from before September 2025 must ask for the refresh tokens that everybody else is given.
        let continuous = [("continuous_refresh", "true")];
        match self.oauth.exchange_with(arrival, &continuous).await {
            Ok(answer) => Ok(answer.granted(&LIFE, None, arrival.now)),
            Err(NoTokens::Refused(verdict)) => Err(self.told_apart(verdict).await),
            Err(unknown) => Err(unknown.into()),
        }
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        self.who(access).await
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        Ok(sole::channel(self.who(access).await?, known))
    }

    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        if let Err(verdict) = self.who(channel.token).await {
            return Tested::all(&verdict);
        }
        Tested {
            publish: scopes::having_all(channel, &PUBLISHING),
            // Nobody may read them, so nothing about them can break.
            comments: Verdict::Alive,
            statistics: scopes::having_all(channel, &COUNTING),
        }
    }

    /// There is no introspection for apps, and a living token tells nothing of its grant.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        self.who(access).await.map(|_| grant.clone())
    }

    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        match oauth::renewed(self.oauth.refresh(refresh).await, &LIFE, grant, now) {
            Renewed::NotSpent(verdict) => Renewed::NotSpent(self.told_apart(verdict).await),
            renewed => renewed,
        }
    }

    /// Nothing can be given back ([`Revoking::Impossible`]).
    async fn revoke(&self, _tokens: &Tokens, _subject: &str) -> Answer<()> {
        Err(Verdict::Ours { code: "unsupported_token_type".to_owned() })
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        content::publish(&self.api, channel.token, post).await
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
        content::statistics(&self.api, channel.token, range, self.clock.now()).await
    }
}

fn identity(me: &Value) -> Option<Identity> {
    let username = json::name(&me["username"])?;
    Some(Identity {
        issuer: ISSUER.to_owned(),
        subject: json::id(&me["id"])?,
        name: json::name(&me["business_name"]).unwrap_or_else(|| username.clone()),
        handle: Some(username),
        avatar: json::link(&me["profile_image"]),
        login: None,
        told_as: None,
    })
}
