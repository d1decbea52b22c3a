//! Cross-Account Protection: what Google tells of a person's account, as signed tokens (RFC 8417) that are pushed
//! (RFC 8935). They name the login's own `sub`, whichever of its identities the client knows.
//!
//! Source: developers.google.com, "Protect user accounts with Cross-Account Protection"; the events are those of the
//! OpenID RISC profile.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::answers::ok;
use super::{EMAIL, PROFILE, certs};
use crate::call::Call;
use crate::push::{About, Handshake, Message, News, Pen, Push};
use crate::random;
use crate::world::clients::Address;
use crate::world::clock::SECOND;

/// With its slash, which Google's other tokens do not have.
const ISSUER: &str = "https://accounts.google.com/";
const SCHEMA: &str = "https://schemas.openid.net/secevent/";
const KIND: &str = "secevent+jwt";

/// The part of an event's name before its last word.
const OAUTH: &str = "oauth/event-type/";
const RISC: &str = "risc/event-type/";

pub(super) struct CrossAccountProtection;

impl Push for CrossAccountProtection {
    /// What `stream:verify` does: an event that says nothing but a word of ours.
    fn handshake(&self, _address: &Address, pen: &Pen<'_>) -> Result<Handshake, String> {
        let event = json!({ "state": random::token(12) });
        let message = write(RISC, "verification", event, pen);
        message.map(Handshake::Send).ok_or_else(|| "the sandbox cannot sign".to_owned())
    }

    fn write(&self, news: &News, about: &About<'_>, pen: &Pen<'_>) -> Vec<Message> {
        // Who may see neither profile nor address of a person hears nothing of them.
        let knows = |scope: &str| about.grant.scopes.iter().any(|granted| granted == scope);
        if !(pen.forged || knows(EMAIL) || knows(PROFILE)) {
            return Vec::new();
        }
        let events: &[(&str, &'static str)] = match news {
            News::AppRemoved => &[(OAUTH, "tokens-revoked")],
            // The person is signed out everywhere too.
            News::PasswordChanged => {
                &[(RISC, "account-credential-change-required"), (RISC, "sessions-revoked")]
            }
            News::Disabled => &[(RISC, DISABLED)],
            News::Enabled => &[(RISC, "account-enabled")],
            News::GivenBack
            | News::DeletionRequested
            | News::PermissionTaken(_)
            | News::PermissionGiven(_) => &[],
        };
        let message = |(family, name): &(&str, &'static str)| {
            let sub = about.person.id.as_str();
            let mut event = json!({
                "subject": { "subject_type": "iss-sub", "iss": ISSUER, "sub": sub },
            });
            if *name == DISABLED {
                event["reason"] = json!("hijacking");
            }
            write(family, name, event, pen)
        };
        events.iter().filter_map(message).collect()
    }

    /// Google does not tell how long it tries; these are growing pauses over a day.
    fn waits(&self) -> &'static [i64] {
        &[30, 300, 3_600, 82_470]
    }
}

const DISABLED: &str = "account-disabled";

/// One event in a token of its own.
fn write(family: &str, name: &'static str, event: Value, pen: &Pen<'_>) -> Option<Message> {
    let events = Map::from_iter([(format!("{SCHEMA}{family}{name}"), event)]);
    let claims = json!({
        "iss": ISSUER,
        "aud": pen.client.client_id,
        "iat": pen.now / SECOND,
        "jti": random::token(24),
        "events": events,
    });
    Some(Message {
        kind: name,
        headers: vec![
            ("content-type", "application/secevent+jwt".to_owned()),
            ("accept", "application/json".to_owned()),
        ],
        body: certs::sign(KIND, &claims, pen)?,
        wants_receipt: false,
    })
}

/// Where a receiver begins (OpenID RISC profile): who signs, and where the keys are.
pub(super) async fn configuration(call: Call) -> Response {
    ok(&json!({
        "issuer": ISSUER,
        "jwks_uri": call.site.url("/oauth2/v3/certs"),
        "delivery_methods_supported":
            ["https://schemas.openid.net/secevent/risc/delivery-method/push"],
    }))
}
