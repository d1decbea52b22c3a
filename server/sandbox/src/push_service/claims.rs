//! Who sends a message, by a signed token (RFC 8292).

use axum::http::StatusCode;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::Deserialize;

use super::{Refusal, decode};

/// The longest that a token may still count, in seconds.
const LONGEST: i64 = 24 * 60 * 60;

#[derive(Deserialize)]
struct Header {
    typ: Option<String>,
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    aud: String,
    exp: i64,
    sub: Option<String>,
}

/// The key of whoever sends, once everything they claim is true.
pub(super) fn key_of(authorization: &str, audience: &str, now: i64) -> Result<String, Refusal> {
    let unknown = |why| Refusal(StatusCode::UNAUTHORIZED, why);
    let forbidden = |why| Refusal(StatusCode::FORBIDDEN, why);
    let (scheme, parameters) = authorization.split_once(' ').ok_or(unknown("no Authorization"))?;
    if !scheme.eq_ignore_ascii_case("vapid") {
        return Err(unknown("Authorization is not vapid"));
    }
    let parameter = |name: &str| {
        let pairs = parameters.split(',').filter_map(|pair| pair.trim().split_once('='));
        let mut values = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value);
        values.next()
    };
    let (Some(token), Some(key)) = (parameter("t"), parameter("k")) else {
        return Err(unknown("t or k is missing"));
    };
    let point = decode(key).filter(|bytes| bytes.len() == 65).unwrap_or_default();
    let verifying = VerifyingKey::from_sec1_bytes(&point).map_err(|_| forbidden("k is no key"))?;
    let (signed, signature) = token.rsplit_once('.').ok_or(forbidden("t is no token"))?;
    let (head, claims) = signed.split_once('.').ok_or(forbidden("t is no token"))?;
    let signature = decode(signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
    let is_signed = signature.is_some_and(|it| verifying.verify(signed.as_bytes(), &it).is_ok());
    let head = decode(head).and_then(|json| serde_json::from_slice::<Header>(&json).ok());
    let is_known = head.is_some_and(|head| {
        head.alg == "ES256" && head.typ.is_none_or(|typ| typ.eq_ignore_ascii_case("jwt"))
    });
    if !is_signed || !is_known {
        return Err(forbidden("t is not signed by k"));
    }
    let claims = decode(claims).and_then(|json| serde_json::from_slice::<Claims>(&json).ok());
    let claims = claims.ok_or(forbidden("aud or exp is missing"))?;
    if claims.aud != audience {
        return Err(forbidden("aud is another origin"));
    }
    if claims.exp <= now || claims.exp > now + LONGEST {
        return Err(forbidden("exp is over, or more than a day ahead"));
    }
    let is_contact = |sub: &String| sub.starts_with("mailto:") || sub.starts_with("https://");
    // The standard lets it be missing; Apple's service does not.
    if !claims.sub.as_ref().is_some_and(is_contact) {
        return Err(forbidden("sub is no contact"));
    }
    Ok(key.to_owned())
}
