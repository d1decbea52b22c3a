//! What a token endpoint gives, as tokens and facts.

use std::time::Duration;

use domain::{
    grant::{Grant, Renews},
    time::Timestamp,
    verdict::Verdict,
};
use engine::{
    ports::networks::Granted,
    vault::{Token, Tokens},
};
use http::StatusCode;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse, basic::BasicTokenType};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use super::{Life, NoTokens};
use crate::{
    call::Judge,
    http::{Failure, HttpAnswer},
    json,
};

/// What a token endpoint gives. Unlike the standard's strict form it forgives odd lifetimes, separators and token types: a
/// refresh token that was spent for these must not be lost over a number.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct TokenAnswer {
    #[serde(deserialize_with = "filled")]
    access_token: AccessToken,
    #[serde(skip, default = "bearer")]
    token_type: BasicTokenType,
    #[serde(default, rename = "expires_in")]
    lifetime: Value,
    #[serde(default, deserialize_with = "filled_if_any")]
    refresh_token: Option<RefreshToken>,
    /// Not of the standard, but of several networks.
    #[serde(default, rename = "refresh_token_expires_in", alias = "refresh_expires_in")]
    refresh_lifetime: Value,
    #[serde(default, rename = "scope", deserialize_with = "separated")]
    scopes: Option<Vec<Scope>>,
}

impl TokenAnswer {
    /// When the refresh token dies, where the answer itself says.
    pub(crate) fn refresh_until(&self, now: Timestamp) -> Option<Timestamp> {
        json::lifetime(&self.refresh_lifetime).map(|lifetime| now.after(lifetime))
    }

    /// What a token endpoint answered to a call that is not the standard's.
    pub(crate) fn read(sent: Result<HttpAnswer, Failure>, judge: Judge) -> Result<Self, NoTokens> {
        let answer = match sent {
            Ok(answer) => answer,
            Err(Failure::NeverSent) => return Err(NoTokens::Refused(Verdict::Unavailable)),
            Err(Failure::Lost) => return Err(NoTokens::Unknown),
        };
        match answer.means(judge) {
            Verdict::Alive if answer.status == StatusCode::OK => {
                serde_json::from_slice(&answer.body).map_err(|_| NoTokens::Unknown)
            }
            // It went well, and what came of it cannot be read.
            Verdict::Alive | Verdict::Unavailable if answer.status.is_success() => {
                Err(NoTokens::Unknown)
            }
            verdict => Err(NoTokens::Refused(verdict)),
        }
    }

    /// As tokens and facts. `before` are the facts these follow on, at a renewal.
    pub(crate) fn granted(&self, life: &Life, before: Option<&Grant>, now: Timestamp) -> Granted {
        let scopes = match (&self.scopes, before) {
            (Some(scopes), _) => scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            (None, Some(before)) => before.scopes.clone(),
            (None, None) => life.scopes.iter().map(ToString::to_string).collect(),
        };
        let refresh = self.refresh_token.as_ref().map(RefreshToken::secret);
        let until = || {
            let life = json::lifetime(&self.refresh_lifetime).filter(|_| life.refresh.is_some());
            life.map(|life| now.after(life))
        };
        let renews = match (refresh, before) {
            (Some(_), None) => {
                Renews::Alone { until: until().or(life.refresh.map(|l| now.after(l))) }
            }
            (Some(_), Some(before)) => Renews::Alone { until: until().or(ends(before)) },
            (None, Some(before)) => before.renews,
            (None, None) => Renews::ByPerson,
        };
        let lifetime = json::lifetime(&self.lifetime).or(life.access);
        Granted {
            tokens: Tokens {
                access: Token::new(self.access_token.secret().clone()),
                refresh: refresh.map(|secret| Token::new(secret.clone())),
            },
            grant: Grant {
                scopes,
                issued_at: now,
                access_until: lifetime.map(|lifetime| now.after(lifetime)),
                renews,
            },
        }
    }
}

const fn ends(grant: &Grant) -> Option<Timestamp> {
    match grant.renews {
        Renews::Alone { until } => until,
        Renews::ByPerson => None,
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

/// An empty text is no token.
fn filled<'de, D: Deserializer<'de>>(token: D) -> Result<AccessToken, D::Error> {
    let token = String::deserialize(token)?;
    if token.is_empty() {
        return Err(D::Error::custom("an empty access token"));
    }
    Ok(AccessToken::new(token))
}

/// Nor one that would be kept in place of the last.
fn filled_if_any<'de, D: Deserializer<'de>>(token: D) -> Result<Option<RefreshToken>, D::Error> {
    let token = Option::<String>::deserialize(token)?;
    Ok(token.filter(|token| !token.is_empty()).map(RefreshToken::new))
}

/// The standard separates scopes by spaces; Pinterest by commas.
fn separated<'de, D: Deserializer<'de>>(scopes: D) -> Result<Option<Vec<Scope>>, D::Error> {
    let scopes = Value::deserialize(scopes)?;
    Ok(scopes.as_str().map(|text| json::scopes(text).into_iter().map(Scope::new).collect()))
}
