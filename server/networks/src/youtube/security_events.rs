//! Cross-Account Protection: what Google tells of a person's account by itself, as signed tokens (RFC 8417).
//!
//! It names the Google account, not the channel: [`Signal::subject`] is the account's own `sub`.

use domain::{
    cause::Cause,
    time::{Span, Timestamp},
};
use engine::ports::networks::{Heard, PushAnswer, PushMessage, Signal, Unheard};
use serde_json::Value;

use super::{ISSUER, keys::Keys};
use crate::{config::Credentials, http::below, json, registry::Parts};

/// What stands before every event's name.
const SCHEMA: &str = "https://schemas.openid.net/secevent/";

type Event = (&'static str, fn() -> Cause);

/// Events by their names, and what each says. `token-revoked` is about one refresh token, told by a hash of it: it names
/// nobody, so the next probe finds it. `verification` is only a trial.
const EVENTS: &[Event] = &[
    ("oauth/event-type/tokens-revoked", || Cause::AppRemoved),
    ("risc/event-type/sessions-revoked", || Cause::LoggedOut),
    ("risc/event-type/account-disabled", || Cause::AccountDisabled),
    ("risc/event-type/account-purged", || Cause::AccountDisabled),
    ("risc/event-type/account-credential-change-required", || Cause::PasswordChanged),
    // Good news: what was dead may live again.
    ("risc/event-type/account-enabled", || Cause::Unrecognised {
        code: "account-enabled".to_owned(),
    }),
];

/// Google tries for a while to deliver; what is older is a message sent once more by somebody else.
const OLDEST: Span = Span::days(7);
/// How far clocks may be apart.
const AHEAD: Span = Span::minutes(5);

/// The receiver.
pub(super) struct SecurityEvents {
    client_id: String,
    keys: Keys,
}

impl SecurityEvents {
    pub(super) fn new(credentials: &Credentials, parts: &Parts) -> Self {
        let url = below(&parts.endpoints.host("www.googleapis.com"), &["oauth2", "v3", "certs"]);
        let keys = Keys::new(parts.http.clone(), url);
        Self { client_id: credentials.client_id.clone(), keys }
    }

    pub(super) async fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        let token = str::from_utf8(message.body).map_err(|_| Unheard::Malformed)?;
        let claims = self.keys.claims(token.trim(), message.now).await?;
        if !self.is_for_us(&claims) {
            return Err(Unheard::BadSignature);
        }
        let at = json::moment(&claims["iat"]).ok_or(Unheard::Malformed)?;
        if at < message.now.before(OLDEST) || at > message.now.after(AHEAD) {
            return Err(Unheard::Stale);
        }
        let id = json::id(&claims["jti"]).ok_or(Unheard::Malformed)?;
        let answer = PushAnswer { status: 202, content_type: "text/plain", body: String::new() };
        Ok(Heard { answer, signals: signals(&claims, &id, at) })
    }

    /// These keys sign for every app there is. Google writes itself with and without a slash at the end.
    fn is_for_us(&self, claims: &Value) -> bool {
        let issuer = claims["iss"].as_str().map(|issuer| issuer.trim_end_matches('/'));
        let audience = &claims["aud"];
        let ours = self.client_id.as_str();
        let is_ours = audience == ours
            || audience.as_array().is_some_and(|all| all.iter().any(|one| one == ours));
        issuer == Some(ISSUER) && is_ours
    }
}

fn signals(claims: &Value, id: &str, at: Timestamp) -> Vec<Signal> {
    let Some(events) = claims["events"].as_object() else { return Vec::new() };
    let read = |(name, event): (&String, &Value)| {
        let name = name.strip_prefix(SCHEMA)?;
        let (_, cause) = EVENTS.iter().find(|(known, _)| *known == name)?;
        let subject = json::id(&event["subject"]["sub"])?;
        Some(Signal { id: id.to_owned(), issuer: ISSUER.to_owned(), subject, cause: cause(), at })
    };
    events.iter().filter_map(read).collect()
}
