//! The key by which Google's signatures are known here, published where Google publishes its own.
//!
//! It lies in the source, so that every sandbox has it at once: making an RSA key takes an unoptimised build several
//! seconds. Nobody but a client that was told to believe this sandbox believes it, so there is nothing to protect.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::answers::ok;
use crate::push::Pen;

/// As long as Google says that its keys may be kept, six hours or so.
const KEPT: &str = "public, max-age=21600, must-revalidate, no-transform";

/// None only if the file is no key, which the stories would notice.
static KEY: LazyLock<Option<KeyPair>> = LazyLock::new(|| {
    let key = KeyPair::from_pkcs8(include_bytes!("signing-key.pk8"));
    key.inspect_err(|error| tracing::error!(%error, "the sandbox cannot sign as Google")).ok()
});

/// The keys as a set (RFC 7517, section 5).
pub(super) async fn certs() -> Response {
    let keys: Vec<Value> = KEY.iter().map(describe).collect();
    ([(header::CACHE_CONTROL, KEPT)], ok(&json!({ "keys": keys }))).into_response()
}

fn describe(key: &KeyPair) -> Value {
    let public = components(key);
    json!({
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "kid": id(&public),
        "n": URL_SAFE_NO_PAD.encode(&public.n),
        "e": URL_SAFE_NO_PAD.encode(&public.e),
    })
}

fn components(key: &KeyPair) -> PublicKeyComponents<Vec<u8>> {
    key.public_key().into()
}

/// Google's ids are forty hexadecimal digits.
fn id(public: &PublicKeyComponents<Vec<u8>>) -> String {
    hex::encode(Sha256::digest(&public.n).get(..20).unwrap_or_default())
}

/// A signed token (RFC 7515, section 7.1) with these claims; none where there is no key.
pub(super) fn sign(kind: &str, claims: &Value, pen: &Pen<'_>) -> Option<String> {
    let key = KEY.as_ref()?;
    let header = json!({ "alg": "RS256", "kid": id(&components(key)), "typ": kind });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(&header), part(claims));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).ok()?;
    Some(format!("{text}.{}", URL_SAFE_NO_PAD.encode(pen.spoil(signature))))
}
