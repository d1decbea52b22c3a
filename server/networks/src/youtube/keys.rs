//! Google's public keys, and signatures made with them (RS256; RFC 7518, section 3.3).

use std::sync::{Arc, Mutex};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::ports::networks::Unheard;
use http::{StatusCode, header::CACHE_CONTROL};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;
use url::Url;

use crate::http::{Http, HttpAnswer};

/// How long keys are kept, whatever their answer says of it: a key that Google withdrew must go, and Google must not be
/// asked at every message.
const SHORTEST: Span = Span::minutes(5);
const LONGEST: Span = Span::days(1);
/// How soon to ask again for a key that is not among those kept: anybody can name one.
const PAUSE: Span = Span::minutes(1);

/// The keys, fetched when they are needed.
pub(super) struct Keys {
    http: Arc<Http>,
    url: Url,
    kept: Mutex<Kept>,
}

#[derive(Clone, Default)]
struct Kept {
    keys: Arc<[Key]>,
    /// When they were fetched, and until when they are good; `None` before the first time.
    since: Option<(Timestamp, Timestamp)>,
}

struct Key {
    id: String,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl Keys {
    pub(super) fn new(http: Arc<Http>, url: Url) -> Self {
        Self { http, url, kept: Mutex::default() }
    }

    /// The claims of a signed token (RFC 7515, section 7.1) in JSON, if the signature is Google's.
    pub(super) async fn claims(&self, token: &str, now: Timestamp) -> Result<Value, Unheard> {
        let (message, signature) = token.rsplit_once('.').ok_or(Unheard::Malformed)?;
        let (header, claims) = message.split_once('.').ok_or(Unheard::Malformed)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Unheard::Malformed);
        let (header, claims, signature) = (decode(header)?, decode(claims)?, decode(signature)?);
        let header: Value = serde_json::from_slice(&header).map_err(|_| Unheard::Malformed)?;
        // The one algorithm of these keys: a message does not choose how it is verified.
        let (true, Some(id)) = (header["alg"] == "RS256", header["kid"].as_str()) else {
            return Err(Unheard::BadSignature);
        };
        let keys = self.having(id, now).await?;
        let is_googles = keys.iter().filter(|key| key.id == id).any(|key| {
            RsaPublicKeyComponents { n: &key.modulus, e: &key.exponent }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature)
                .is_ok()
        });
        if !is_googles {
            return Err(Unheard::BadSignature);
        }
        serde_json::from_slice(&claims).map_err(|_| Unheard::Malformed)
    }

    /// The keys, with the one of this id if Google has it.
    async fn having(&self, id: &str, now: Timestamp) -> Result<Arc<[Key]>, Unheard> {
        let kept = self.kept.lock().map_err(|_| Unheard::Unavailable)?.clone();
        if let Some((fetched, until)) = kept.since {
            let is_there = kept.keys.iter().any(|key| key.id == id);
            if now < until && (is_there || now < fetched.after(PAUSE)) {
                return Ok(kept.keys);
            }
        }
        let (keys, life) = self.fetch().await.map_err(|_| Unheard::Unavailable)?;
        let mut kept = self.kept.lock().map_err(|_| Unheard::Unavailable)?;
        *kept = Kept { keys: Arc::clone(&keys), since: Some((now, now.after(life))) };
        Ok(keys)
    }

    async fn fetch(&self) -> Result<(Arc<[Key]>, Span), Verdict> {
        let request = self.http.get(self.url.clone());
        let answer = self.http.send(request).await?;
        let keys: Arc<[Key]> = match answer.json()["keys"].as_array() {
            Some(keys) if answer.status == StatusCode::OK => keys.iter().filter_map(key).collect(),
            _ => return Err(Verdict::Unavailable),
        };
        Ok((keys, life(&answer).clamp(SHORTEST, LONGEST)))
    }
}

fn key(key: &Value) -> Option<Key> {
    let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str()?).ok();
    if key["kty"] != "RSA" {
        return None;
    }
    let id = key["kid"].as_str()?.to_owned();
    Some(Key { id, modulus: number("n")?, exponent: number("e")? })
}

/// `max-age` (RFC 9111, section 5.2.2.1).
fn life(answer: &HttpAnswer) -> Span {
    let control = answer.headers.get(CACHE_CONTROL).and_then(|value| value.to_str().ok());
    let age = control
        .unwrap_or_default()
        .split(',')
        .find_map(|directive| directive.trim().strip_prefix("max-age=")?.parse().ok());
    Span::seconds(age.unwrap_or(0))
}
