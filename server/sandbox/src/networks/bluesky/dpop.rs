//! Proof of possession (RFC 9449): each call is signed by the key to which the tokens are bound, with a word that the
//! server gave a moment ago.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::NETWORK;
use super::answers::{OAuth, Refusal, kept};
use super::jose::Jwt;
use crate::call::Call;
use crate::random;
use crate::world::clock::{self, SECOND};
use crate::world::notes::{self, Book};
use crate::world::{self, Tx};

const SECRETS: Book = Book { network: NETWORK, kind: "secret" };
const SEEN: Book = Book { network: NETWORK, kind: "proof" };

/// A nonce is given for the minute to come and is good from the minute before to the minute after: three in all.
const TURN: i64 = 60 * SECOND;
const LONGEST: i64 = 3 * TURN;

/// How old a proof may be, in seconds, beside what clocks may differ.
const FRESH: i64 = 10;

/// What is proven: that whoever calls holds the key of this name.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    pub(super) jkt: String,
}

/// The call that a proof must be about.
#[derive(Clone, Debug)]
pub(super) struct Target {
    method: &'static str,
    url: String,
    proofs: Vec<String>,
}

impl Target {
    pub(super) fn of(call: &Call, method: &'static str, path: &str) -> Self {
        Self { method, url: call.site.url(path), proofs: proofs(&call.headers) }
    }
}

fn proofs(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all("dpop").iter();
    lines.map(|line| line.to_str().unwrap_or_default().to_owned()).collect()
}

/// Checks the proof of a call to the authorization server; gives the nonce for the next one too.
pub(super) async fn open(
    call: &Call,
    path: &str,
) -> world::Result<(String, Result<Option<Proof>, Refusal>)> {
    let target = Target::of(call, "POST", path);
    let done = call.world.act(move |tx| Ok((next(tx)?, kept(check(tx, &target, None))?)));
    done.await
}

/// The nonce to use from now on.
pub(super) fn next(tx: &Tx<'_>) -> world::Result<String> {
    nonce(tx, 1)
}

fn nonce(tx: &Tx<'_>, ahead: i64) -> world::Result<String> {
    let secret = match notes::find::<String>(tx, SECRETS, "nonce")? {
        Some(secret) => secret,
        None => {
            let secret = random::token(32);
            notes::put(tx, SECRETS, "nonce", &secret, i64::MAX)?;
            secret
        }
    };
    let turn = tx.now.div_euclid(TURN) + ahead;
    // A key of any length will do, so there is nothing to fail.
    let tag = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map(|mut mac| {
        mac.update(&turn.to_be_bytes());
        mac.finalize().into_bytes()
    });
    Ok(tag.map(|tag| URL_SAFE_NO_PAD.encode(tag)).unwrap_or_default())
}

fn is_current(tx: &Tx<'_>, given: &str) -> world::Result<bool> {
    for ahead in [1, 0, -1] {
        if nonce(tx, ahead)? == given {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The moments, in seconds, that may be now to a client: it knows the machine's clock, not how far a switch moved this
/// one. So either will do; that a proof is fresh is told by its nonce anyway.
fn nows(tx: &Tx<'_>) -> world::Result<[i64; 2]> {
    let now = tx.now / SECOND;
    Ok([now, now - clock::ahead(tx)?])
}

/// Whether something dated so, in seconds, is at most so old.
pub(super) fn is_fresh(tx: &Tx<'_>, at: i64, seconds: i64, skew: i64) -> world::Result<bool> {
    Ok(nows(tx)?.into_iter().any(|now| (-skew..=seconds + skew).contains(&(now - at))))
}

/// Whether something that ends at this moment, in seconds, has ended.
pub(super) fn has_ended(tx: &Tx<'_>, end: i64, skew: i64) -> world::Result<bool> {
    Ok(nows(tx)?.into_iter().all(|now| end <= now - skew))
}

/// Checks the proof of a call, where it has one; with a token the proof must name it.
pub(super) fn check(
    tx: &Tx<'_>,
    target: &Target,
    token: Option<&str>,
) -> Result<Option<Proof>, Refusal> {
    let text = match target.proofs.as_slice() {
        [] => return Ok(None),
        [text] if !text.is_empty() => text,
        [_] => return Err(OAuth::proof("DPoP header cannot be empty").into()),
        _ => return Err(OAuth::proof("DPoP header must contain a single proof").into()),
    };
    let failed = || OAuth::proof("Failed to verify DPoP proof");
    let proof = Jwt::read(text).ok_or_else(failed)?;
    let key = proof.header.jwk.as_ref().ok_or_else(failed)?;
    let typed = proof.header.typ.as_deref() == Some("dpop+jwt");
    if !typed || !proof.is_signed_by(key) {
        return Err(failed().into());
    }
    let at = proof.moment("iat").ok_or_else(failed)?;
    if !is_fresh(tx, at, FRESH, LONGEST / SECOND)? {
        return Err(failed().into());
    }
    let jti = proof.text("jti").filter(|jti| !jti.is_empty());
    let jti = jti.ok_or_else(|| OAuth::proof("DPoP \"jti\" missing"))?;
    if proof.text("htm") != Some(target.method) {
        return Err(OAuth::proof("DPoP \"htm\" mismatch").into());
    }
    if !proof.text("htu").is_some_and(|htu| same_address(htu, &target.url)) {
        return Err(OAuth::proof("DPoP \"htu\" mismatch").into());
    }
    match proof.text("nonce") {
        None => {
            let words = "Authorization server requires nonce in DPoP proof";
            return Err(OAuth::nonce(words).into());
        }
        Some(nonce) if !is_current(tx, nonce)? => {
            return Err(OAuth::nonce("DPoP \"nonce\" mismatch").into());
        }
        Some(_) => {}
    }
    let hash = token.map(|token| URL_SAFE_NO_PAD.encode(Sha256::digest(token)));
    match hash {
        Some(hash) if proof.text("ath") != Some(&hash) => {
            return Err(OAuth::proof("DPoP \"ath\" mismatch").into());
        }
        None if proof.has("ath") => {
            return Err(OAuth::proof("DPoP \"ath\" claim not allowed").into());
        }
        _ => {}
    }
    if notes::find::<bool>(tx, SEEN, jti)?.is_some() {
        return Err(OAuth::proof("DPoP proof replayed").into());
    }
    notes::put(tx, SEEN, jti, &true, tx.now + 2 * LONGEST)?;
    Ok(Some(Proof { jkt: key.thumbprint() }))
}

/// Query and fragment do not count, nor does who ended the encryption on the way here.
fn same_address(htu: &str, url: &str) -> bool {
    let (Ok(htu), Ok(url)) = (Url::parse(htu), Url::parse(url)) else { return false };
    let place = |url: &Url| (url.host_str().map(str::to_owned), url.port(), url.path().to_owned());
    matches!(htu.scheme(), "http" | "https")
        && htu.username().is_empty()
        && place(&htu) == place(&url)
}
