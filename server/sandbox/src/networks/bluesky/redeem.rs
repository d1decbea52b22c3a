//! From a code to the first tokens of a session.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::NETWORK;
use super::answers::{OAuth, Refusal};
use super::authorize::{CLIENT_KEY, JKT, REQUEST};
use super::par::{Pushed, REQUESTS};
use super::sessions::{self, Holder, Session, family_of, issue};
use super::token::{Caller, Request, reachable, same_caller};
use crate::world::clock::DAY;
use crate::world::codes::{Challenge, Code};
use crate::world::notes::{self, Book};
use crate::world::tokens::Death;
use crate::world::{Tx, codes};

/// A challenge works once; it is remembered for a day.
const CHALLENGES: Book = Book { network: NETWORK, kind: "challenge" };

const SHORTEST_VERIFIER: usize = 43;

/// A code is gone as soon as it is presented, whatever is wrong with the rest; presented again, it ends what it became.
pub(super) fn redeem(tx: &Tx<'_>, request: &Request, caller: &Caller) -> Result<Value, Refusal> {
    let value = request.code.as_deref().unwrap_or_default();
    let code = codes::find(tx, NETWORK, value)?.ok_or_else(|| OAuth::grant("Invalid code"))?;
    if code.used {
        sessions::end(tx, &family_of(value), Death::Replayed)?;
        return Err(OAuth::grant("Invalid code").into());
    }
    codes::spend(tx, &code)?;
    if let Some(uri) = code.extras.get(REQUEST) {
        notes::take::<Pushed>(tx, REQUESTS, uri)?;
    }
    if code.expires_at <= tx.now {
        return Err(OAuth::grant("This code has expired").into());
    }
    let bound = code.extras.get(JKT);
    same_caller(caller, &code.client_id, code.extras.get(CLIENT_KEY), bound)?;
    if request.redirect_uri.as_deref() != Some(&code.redirect_uri) {
        let words =
            "The redirect_uri parameter must match the one used in the authorization request";
        return Err(OAuth::grant(words).into());
    }
    verify(tx, &code, request.code_verifier.as_deref())?;
    reachable(tx, &code.person_id, "Invalid code")?;
    let session = Session::begin(tx, caller.key.clone());
    let holder = Holder {
        client: &caller.client,
        person_id: &code.person_id,
        family: &family_of(value),
        jkt: &caller.jkt,
        scopes: &code.scopes,
    };
    issue(tx, &holder, &session)
}

fn verify(tx: &Tx<'_>, code: &Code, verifier: Option<&str>) -> Result<(), Refusal> {
    let verifier = verifier.ok_or_else(|| OAuth::grant("code_verifier is required"))?;
    if verifier.len() < SHORTEST_VERIFIER {
        return Err(OAuth::grant("code_verifier too short").into());
    }
    let wrong = || OAuth::grant("Invalid code_verifier");
    let Challenge { value, .. } = code.challenge.as_ref().ok_or_else(wrong)?;
    if *value != URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) {
        return Err(wrong().into());
    }
    if notes::find::<bool>(tx, CHALLENGES, value)?.is_some() {
        return Err(OAuth::grant("Code challenge already used").into());
    }
    notes::put(tx, CHALLENGES, value, &true, tx.now + DAY)?;
    Ok(())
}
