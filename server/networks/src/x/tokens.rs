//! X's token endpoint: codes and refresh tokens for new tokens (RFC 6749, RFC 7636).

use std::time::Duration;

use domain::{
    grant::{Grant, Renews},
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::Granted,
    vault::{Token, Tokens},
};
use futures::future::BoxFuture;
use http::StatusCode;
use oauth2::{
    AccessToken, AsyncHttpClient, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, PkceCodeVerifier, RefreshToken,
    RequestTokenError, Scope, StandardRevocableToken, TokenResponse, TokenUrl,
    basic::{
        BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
        BasicTokenType,
    },
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{SCOPES, errors::token_verdict};
use crate::{
    config::{Credentials, Endpoints},
    http::{Failure, Http},
    json,
};

/// The documented lifetime of an access token, where no answer says better.
const ACCESS: Span = Span::hours(2);

/// The OAuth client of our app.
pub(super) type OAuth = Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

pub(super) fn client(credentials: &Credentials, endpoints: &Endpoints) -> OAuth {
    let secret = credentials.client_secret.expose().to_owned();
    Client::new(ClientId::new(credentials.client_id.clone()))
        .set_client_secret(ClientSecret::new(secret))
        .set_auth_uri(AuthUrl::from_url(endpoints.authorize_url.clone()))
        .set_token_uri(TokenUrl::from_url(endpoints.token_url.clone()))
}

/// Why there are no new tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoTokens {
    /// X answered, or was never asked: what was handed in is not spent.
    Refused(Verdict),
    /// Nobody knows whether it was spent.
    Unknown,
}

pub(super) async fn exchange(
    oauth: &OAuth,
    http: &Http,
    code: &Token,
    verifier: Option<&Token>,
    redirect_uri: &str,
) -> Result<TokenAnswer, NoTokens> {
    let mut request = oauth
        .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
        // Sent as it is, not as a parser would write it: X compares letter by letter.
        .add_extra_param("redirect_uri", redirect_uri.to_owned());
    if let Some(verifier) = verifier {
        request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()));
    }
    request.request_async(http).await.map_err(NoTokens::from)
}

pub(super) async fn refresh(
    oauth: &OAuth,
    http: &Http,
    refresh: &Token,
) -> Result<TokenAnswer, NoTokens> {
    let refresh = RefreshToken::new(refresh.expose().to_owned());
    oauth.exchange_refresh_token(&refresh).request_async(http).await.map_err(NoTokens::from)
}

/// What the token endpoint gives. Unlike the standard's strict form it forgives odd lifetimes: a refresh token that was
/// spent for these must not be lost over a number.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct TokenAnswer {
    access_token: AccessToken,
    #[serde(skip, default = "bearer")]
    token_type: BasicTokenType,
    #[serde(default, rename = "expires_in")]
    lifetime: Value,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    #[serde(default, rename = "scope", deserialize_with = "spaced")]
    scopes: Option<Vec<Scope>>,
}

impl TokenAnswer {
    /// As tokens and facts. `before` are the facts these follow on, at a renewal.
    pub(super) fn granted(&self, before: Option<&Grant>, now: Timestamp) -> Granted {
        let scopes = match (&self.scopes, before) {
            (Some(scopes), _) => scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            (None, Some(before)) => before.scopes.clone(),
            // Left out where it is what was asked for (RFC 6749, section 5.1).
            (None, None) => SCOPES.map(str::to_owned).to_vec(),
        };
        let refresh = self.refresh_token.as_ref().map(RefreshToken::secret);
        let renews = match (refresh, before) {
            (Some(_), _) => Renews::Alone { until: None },
            (None, Some(before)) => before.renews,
            (None, None) => Renews::ByPerson,
        };
        let lifetime = json::lifetime(&self.lifetime).unwrap_or(ACCESS);
        Granted {
            tokens: Tokens {
                access: Token::new(self.access_token.secret().clone()),
                refresh: refresh.map(|secret| Token::new(secret.clone())),
            },
            grant: Grant {
                scopes,
                issued_at: now,
                access_until: Some(now.after(lifetime)),
                renews,
            },
        }
    }
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        let lifetime = json::lifetime(&self.lifetime)?;
        u64::try_from(lifetime.as_millis()).ok().map(Duration::from_millis)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scopes.as_ref()
    }
}

const fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

fn spaced<'de, D: Deserializer<'de>>(scopes: D) -> Result<Option<Vec<Scope>>, D::Error> {
    let scopes = Value::deserialize(scopes)?;
    Ok(scopes.as_str().map(|text| {
        text.split_ascii_whitespace().map(|scope| Scope::new(scope.to_owned())).collect()
    }))
}

/// Why the token endpoint gave `oauth2` nothing to read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error("X refused")]
    Answered(Verdict),
    #[error("X was not reached")]
    NeverSent,
    #[error("the answer of X was lost")]
    Lost,
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = CallError;
    type Future = BoxFuture<'c, Result<HttpResponse, CallError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(|_| CallError::NeverSent)?;
            let answer = self.execute(request).await.map_err(|failure| match failure {
                Failure::NeverSent => CallError::NeverSent,
                Failure::Lost => CallError::Lost,
            })?;
            match answer.status {
                StatusCode::OK => {
                    let mut response = HttpResponse::new(answer.body);
                    *response.headers_mut() = answer.headers;
                    Ok(response)
                }
                other if other.is_success() => Err(CallError::Lost),
                // Judged here, because the status and the headers do not survive `oauth2`.
                refused => {
                    Err(CallError::Answered(token_verdict(refused, &answer.headers, &answer.body)))
                }
            }
        })
    }
}

impl From<RequestTokenError<CallError, BasicErrorResponse>> for NoTokens {
    fn from(error: RequestTokenError<CallError, BasicErrorResponse>) -> Self {
        match error {
            RequestTokenError::Request(CallError::Answered(verdict)) => Self::Refused(verdict),
            RequestTokenError::Request(CallError::NeverSent) => Self::Refused(Verdict::Unavailable),
            RequestTokenError::Request(CallError::Lost) => Self::Unknown,
            // The status was 200 and the body is not what belongs to it. The error holds the body: it goes no further.
            RequestTokenError::ServerResponse(_)
            | RequestTokenError::Parse(..)
            | RequestTokenError::Other(_) => Self::Unknown,
        }
    }
}
