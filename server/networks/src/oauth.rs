//! Standard OAuth (RFC 6749, RFC 7636) for the networks that keep to it: authorize addresses, codes and refresh tokens for
//! new tokens. What an error means is each network's own table.

mod answer;

use std::sync::Arc;

use domain::{
    grant::Grant,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{Arrival, AuthorizeRequest, Renewed},
    vault::Token,
};
use futures::future::BoxFuture;
use http::StatusCode;
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret,
    CsrfToken, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, PkceCodeChallenge,
    PkceCodeVerifier, RefreshToken, RequestTokenError, Scope, StandardRevocableToken, TokenUrl,
    basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse},
};

pub(crate) use self::answer::TokenAnswer;
use crate::{
    call::Judge,
    config::{Credentials, Endpoints},
    http::{Failure, Http},
};

type Standard = Client<
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

/// Our app at a network's authorization server. Its credentials go by HTTP Basic (RFC 6749, section 2.3.1).
pub(crate) struct OAuth {
    client: Standard,
    http: Arc<Http>,
    judge: Judge,
}

/// What a network documents of its tokens, where an answer does not say better.
pub(crate) struct Life {
    /// How long an access token lives; `None` where it does not end by itself.
    pub(crate) access: Option<Span>,
    /// How long a refresh token lives from its issue, where using it does not prolong it.
    pub(crate) refresh: Option<Span>,
    /// What a login gives where the answer leaves it out, because it is what was asked for (RFC 6749, section 5.1).
    pub(crate) scopes: &'static [&'static str],
}

/// Why there are no new tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoTokens {
    /// The network answered, or was never asked: what was handed in is not spent.
    Refused(Verdict),
    /// Nobody knows whether it was spent.
    Unknown,
}

impl From<NoTokens> for Verdict {
    /// For a code: whether it was spent matters to nobody, because a new one is a click away.
    fn from(none: NoTokens) -> Self {
        match none {
            NoTokens::Refused(verdict) => verdict,
            NoTokens::Unknown => Self::Unavailable,
        }
    }
}

/// How a renewal ended whose refresh token is spent by its use.
pub(crate) fn renewed(
    answer: Result<TokenAnswer, NoTokens>,
    life: &Life,
    before: &Grant,
    now: Timestamp,
) -> Renewed {
    match answer {
        Ok(answer) => Renewed::Granted(answer.granted(life, Some(before), now)),
        Err(NoTokens::Refused(verdict)) => Renewed::NotSpent(verdict),
        Err(NoTokens::Unknown) => Renewed::Unknown,
    }
}

impl OAuth {
    pub(crate) fn new(
        credentials: &Credentials,
        endpoints: &Endpoints,
        http: Arc<Http>,
        judge: Judge,
    ) -> Self {
        let secret = credentials.client_secret.expose().to_owned();
        let client = Client::new(ClientId::new(credentials.client_id.clone()))
            .set_client_secret(ClientSecret::new(secret))
            .set_auth_uri(AuthUrl::from_url(endpoints.authorize_url.clone()))
            .set_token_uri(TokenUrl::from_url(endpoints.token_url.clone()));
        Self { client, http, judge }
    }

    /// The same, with the credentials in the body, for networks that read them only there.
    pub(crate) fn with_credentials_in_body(self) -> Self {
        Self { client: self.client.set_auth_type(AuthType::RequestBody), ..self }
    }

    /// The address to send a person to: scopes, state, the challenge of the verifier if there is one, and what the network
    /// wants beside them.
    pub(crate) fn authorize(
        &self,
        request: &AuthorizeRequest<'_>,
        scopes: &[&str],
        extra: &[(&str, &str)],
    ) -> String {
        let state = request.state.expose().to_owned();
        let mut url = self
            .client
            .authorize_url(|| CsrfToken::new(state))
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())))
            .add_extra_param("redirect_uri", request.redirect_uri.to_owned());
        for (name, value) in extra {
            url = url.add_extra_param((*name).to_owned(), (*value).to_owned());
        }
        // RFC 7636, section 4.1; `oauth2` panics at another length, while a network only refuses.
        let verifier =
            request.verifier.filter(|verifier| (43..=128).contains(&verifier.expose().len()));
        if let Some(verifier) = verifier {
            let verifier = PkceCodeVerifier::new(verifier.expose().to_owned());
            url = url.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        }
        url.url().0.into()
    }

    pub(crate) async fn exchange(&self, arrival: &Arrival<'_>) -> Result<TokenAnswer, NoTokens> {
        self.exchange_with(arrival, &[]).await
    }

    /// As [`OAuth::exchange`], with what the network wants beside the standard's.
    pub(crate) async fn exchange_with(
        &self,
        arrival: &Arrival<'_>,
        extra: &[(&str, &str)],
    ) -> Result<TokenAnswer, NoTokens> {
        let mut request = self
            .client
            .exchange_code(AuthorizationCode::new(arrival.code.expose().to_owned()))
            // Sent as it is, not as a parser would write it: networks compare letter by letter.
            .add_extra_param("redirect_uri", arrival.redirect_uri.to_owned());
        if let Some(verifier) = arrival.verifier {
            let verifier = PkceCodeVerifier::new(verifier.expose().to_owned());
            request = request.set_pkce_verifier(verifier);
        }
        for (name, value) in extra {
            request = request.add_extra_param((*name).to_owned(), (*value).to_owned());
        }
        request.request_async(&self.sending()).await.map_err(NoTokens::from)
    }

    pub(crate) async fn refresh(&self, refresh: &Token) -> Result<TokenAnswer, NoTokens> {
        let refresh = RefreshToken::new(refresh.expose().to_owned());
        let request = self.client.exchange_refresh_token(&refresh);
        request.request_async(&self.sending()).await.map_err(NoTokens::from)
    }

    /// A token of our app itself (RFC 6749, section 4.4): the cheapest way to see whether a server still knows us.
    pub(crate) async fn app_token(&self, scope: &str) -> Result<TokenAnswer, NoTokens> {
        let request = self.client.exchange_client_credentials();
        let request = request.add_scope(Scope::new(scope.to_owned()));
        request.request_async(&self.sending()).await.map_err(NoTokens::from)
    }

    fn sending(&self) -> Sending<'_> {
        Sending { http: &self.http, judge: self.judge }
    }
}

/// One call of the token endpoint.
struct Sending<'a> {
    http: &'a Http,
    judge: Judge,
}

/// Why the token endpoint gave `oauth2` nothing to read.
#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error("the network refused")]
    Answered(Verdict),
    #[error("the network was not reached")]
    NeverSent,
    #[error("the network's answer was lost")]
    Lost,
}

impl<'c> AsyncHttpClient<'c> for Sending<'_> {
    type Error = CallError;
    type Future = BoxFuture<'c, Result<HttpResponse, CallError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(|_| CallError::NeverSent)?;
            let answer = self.http.execute(request).await.map_err(|failure| match failure {
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
                    Err(CallError::Answered((self.judge)(refused, &answer.headers, &answer.body)))
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
