//! Who the identity behind a token is, and what the token is.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::answers::{OAuthError, Refusal, ok};
use super::bearer::{self, Bearer, Need, answer};
use super::{EMAIL, PROFILE};
use crate::call::{Call, Site};
use crate::world::clock::SECOND;

/// OpenID Connect's own endpoint speaks OAuth's form of error.
pub(super) async fn openid(call: Call) -> Response {
    let credentials = bearer::credentials(&call);
    let site = call.site.clone();
    let done = call.world.act(move |tx| {
        let refused =
            |text: &str| OAuthError::new(StatusCode::UNAUTHORIZED, "invalid_request", text);
        let value = credentials.ok_or_else(|| refused("Missing access token"))?;
        let bearer = bearer::find(tx, &value)?.ok_or_else(|| refused("Invalid Credentials"))?;
        if !["openid", EMAIL, PROFILE].iter().any(|scope| bearer.token.allows(scope)) {
            let text = "Request had insufficient authentication scopes.";
            return Err(OAuthError::new(StatusCode::FORBIDDEN, "insufficient_scope", text).into());
        }
        Ok::<_, Refusal>(ok(&claims(&site, &bearer, "sub", "email_verified")))
    });
    done.await.unwrap_or_else(IntoResponse::into_response)
}

const GET: Need = Need {
    service: "oauth2.googleapis.com",
    method: "google.identity.oauth2.v2.OAuth2.GetUserInfo",
    scopes: &[&["openid", EMAIL, PROFILE]],
};

/// The older endpoint, with the older names and the APIs' form of error.
pub(super) async fn google(call: Call) -> Response {
    let site = call.site.clone();
    answer(&call, &GET, move |_tx, bearer| Ok(ok(&claims(&site, bearer, "id", "verified_email"))))
        .await
}

fn claims(site: &Site, bearer: &Bearer, id: &str, verified: &str) -> Value {
    let mut claims = Map::new();
    let channel = bearer.channel.as_ref();
    claims.insert(id.to_owned(), json!(bearer::sub(&bearer.person, channel)));
    if bearer.token.allows(PROFILE) {
        let name = bearer.name();
        let (given, family) = name.split_once(' ').unwrap_or((name, ""));
        claims.insert("name".into(), json!(name));
        claims.insert("given_name".into(), json!(given));
        if !family.is_empty() {
            claims.insert("family_name".into(), json!(family));
        }
        let picture = channel.map_or(&bearer.person.id, |channel| &channel.id);
        claims.insert("picture".into(), json!(site.url(&format!("/-/avatars/{picture}.svg"))));
    }
    if bearer.token.allows(EMAIL) {
        claims.insert("email".into(), json!(bearer.person.login));
        claims.insert(verified.to_owned(), json!(true));
    }
    Value::Object(claims)
}

pub(super) async fn tokeninfo(call: Call) -> Response {
    let credentials = bearer::credentials(&call);
    let done = call.world.act(move |tx| {
        let value = credentials.ok_or_else(|| {
            let text = "either access_token, id_token, or token_handle required";
            OAuthError::bad("invalid_request", text)
        })?;
        let bearer = bearer::find(tx, &value)?
            .ok_or_else(|| OAuthError::bad("invalid_token", "Invalid Value"))?;
        Ok::<_, Refusal>(ok(&facts(&bearer, tx.now)))
    });
    done.await.unwrap_or_else(IntoResponse::into_response)
}

/// Numbers and truths are text here.
fn facts(bearer: &Bearer, now: i64) -> Value {
    let token = &bearer.token;
    let end = token.expires_at.unwrap_or(now);
    let mut facts = Map::new();
    facts.insert("azp".into(), json!(token.client_id));
    facts.insert("aud".into(), json!(token.client_id));
    facts.insert("sub".into(), json!(bearer::sub(&bearer.person, bearer.channel.as_ref())));
    facts.insert("scope".into(), json!(token.scopes.join(" ")));
    facts.insert("exp".into(), json!((end / SECOND).to_string()));
    facts.insert("expires_in".into(), json!(((end - now) / SECOND).to_string()));
    if token.allows(EMAIL) {
        facts.insert("email".into(), json!(bearer.person.login));
        facts.insert("email_verified".into(), json!("true"));
    }
    facts.insert("access_type".into(), json!(if token.long_lived { "offline" } else { "online" }));
    Value::Object(facts)
}
