//! X accounts (OAuth 2.0 with PKCE, API v2).
//!
//! The account is the one channel. Access tokens live two hours; a refresh token is spent by its use and brings the next.
//! X logs in whoever is logged in there: it cannot be asked for somebody else, whatever [`Who`] says.
//!
//! [`Who`]: engine::ports::networks::Who

mod errors;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    cause::Cause,
    grant::Grant,
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Adapter, Answer, Arrival, Asks, AuthorizeRequest, ChannelAccess, Comment, Covered,
        DayRange, Departure, Figure, Granted, Issuer, NewPost, NoDeparture, PostRefusal, Published,
        Renewal, Renewed, Revoking, Tested, Ways,
    },
    vault::{Token, Tokens},
};
use futures::future::join;
use serde_json::Value;

pub use errors::{token_verdict, verdict};

use crate::{
    config::{Credentials, Endpoints, RealHosts},
    http::{Http, below},
    json,
    oauth::{Life, NoTokens, OAuth},
    sole,
};

pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "x.com/i/oauth2/authorize",
    token: "api.x.com/2/oauth2/token",
    api: "api.x.com",
};

/// What every login asks for. Without `offline.access` there is no refresh token.
const SCOPES: [&str; 4] = ["tweet.read", "tweet.write", "users.read", "offline.access"];

const ISSUER: &str = "https://x.com";

/// The documented lifetimes, where no answer says better.
const LIFE: Life = Life { access: Some(Span::hours(2)), refresh: None, scopes: &SCOPES };

/// The adapter.
pub(crate) struct X {
    credentials: Credentials,
    endpoints: Endpoints,
    oauth: OAuth,
    http: Arc<Http>,
}

impl X {
    pub(crate) fn new(credentials: Credentials, endpoints: Endpoints, http: Arc<Http>) -> Self {
        let oauth = OAuth::new(&credentials, &endpoints, Arc::clone(&http), token_verdict);
        Self { oauth, credentials, endpoints, http }
    }

    async fn me(&self, access: &Token) -> Answer<Identity> {
        let url = below(&self.endpoints.api_url, &["2", "users", "me"]);
        let request = self
            .http
            .get(url)
            .query(&[("user.fields", "profile_image_url,username,verified")])
            .bearer_auth(access.expose());
        let answer = match self.http.send(request).await {
            Ok(answer) => answer,
            Err(_) => return Err(Verdict::Unavailable),
        };
        match verdict(answer.status, &answer.headers, &answer.body) {
            Verdict::Alive => identity(&answer.body).ok_or(Verdict::Unavailable),
            verdict => {
                tracing::debug!(status = %answer.status, ?verdict, "x refused");
                Err(verdict)
            }
        }
    }

    async fn forget(&self, token: &Token, hint: &str) -> Answer<()> {
        let url = below(&self.endpoints.api_url, &["2", "oauth2", "revoke"]);
        // As RFC 6749, section 2.3.1 wants it: escaped before it is joined.
        let escaped = |text: &str| -> String {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
        };
        let request = self
            .http
            .post(url)
            .basic_auth(
                escaped(&self.credentials.client_id),
                Some(escaped(self.credentials.client_secret.expose())),
            )
            .form(&[("token", token.expose()), ("token_type_hint", hint)]);
        let answer = match self.http.send(request).await {
            Ok(answer) => answer,
            Err(_) => return Err(Verdict::Unavailable),
        };
        // The status is all that counts (RFC 7009, section 2.2).
        if answer.status.is_success() {
            return Ok(());
        }
        Err(token_verdict(answer.status, &answer.headers, &answer.body))
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
        Ok(sole::channel(self.me(access).await?, known))
    }

    /// Judged by the scopes alone: every read is billed, and that the token lives is the probe's business.
    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        let having = |scope: &str| {
            if channel.scopes.iter().any(|given| given == scope) {
                Verdict::Alive
            } else {
                Verdict::Dead(Cause::PermissionLost { missing: vec![scope.to_owned()] })
            }
        };
        Tested {
            publish: having("tweet.write"),
            comments: having("tweet.read"),
            statistics: having("tweet.read"),
        }
    }

    /// X has no introspection, so this is a billed read. It tells nothing about the grant.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        self.me(access).await.map(|_| grant.clone())
    }

    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        match self.oauth.refresh(refresh).await {
            Ok(answer) => Renewed::Granted(answer.granted(&LIFE, Some(grant), now)),
            Err(NoTokens::Refused(verdict)) => Renewed::NotSpent(verdict),
            Err(NoTokens::Unknown) => Renewed::Unknown,
        }
    }

    async fn revoke(&self, tokens: &Tokens, _subject: &str) -> Answer<()> {
        let access = self.forget(&tokens.access, "access_token");
        match &tokens.refresh {
            Some(refresh) => {
                let (access, refresh) = join(access, self.forget(refresh, "refresh_token")).await;
                refresh.and(access)
            }
            None => access.await,
        }
    }

    async fn publish(&self, _channel: &ChannelAccess<'_>, _post: &NewPost<'_>) -> Published {
        Published::Refused(PostRefusal::Channel(Verdict::Unavailable))
    }

    async fn comments(&self, _: &ChannelAccess<'_>, _since: Timestamp) -> Answer<Vec<Comment>> {
        Err(Verdict::Unavailable)
    }

    async fn statistics(&self, _: &ChannelAccess<'_>, _: &DayRange) -> Answer<Vec<Figure>> {
        Err(Verdict::Unavailable)
    }
}

fn identity(body: &[u8]) -> Option<Identity> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let data = &body["data"];
    Some(Identity {
        issuer: ISSUER.to_owned(),
        subject: json::id(&data["id"])?,
        name: json::name(&data["name"])?,
        handle: json::name(&data["username"]),
        avatar: json::link(&data["profile_image_url"]),
        login: None,
    })
}
