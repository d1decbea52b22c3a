//! Sessions: what a client holds for a person from one consent until it ends. Its tokens are a family.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::NETWORK;
use super::answers::{OAuth, Refusal};
use super::client::Client;
use crate::random;
use crate::world::clock::{DAY, SECOND};
use crate::world::notes::{self, Book};
use crate::world::tokens::{Death, Kind, Token};
use crate::world::{Result, Tx, grants, tokens};

const BOOK: Book = Book { network: NETWORK, kind: "session" };

/// Seconds an access token lives.
const ACCESS: i64 = 3_600;

const WEEK: i64 = 7 * DAY;
const YEAR: i64 = 365 * DAY + DAY / 4;

/// What the tokens of a family have in common.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Session {
    created_at: i64,
    /// The key by which the client proved itself when it began, where it did.
    pub(super) client_key: Option<String>,
}

/// The family of the tokens that a code becomes, so that a code presented again finds them.
pub(super) fn family_of(code: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(code))
}

pub(super) fn find(tx: &Tx<'_>, family: &str) -> Result<Option<Session>> {
    notes::find(tx, BOOK, family)
}

/// Ends a session with all its tokens.
pub(super) fn end(tx: &Tx<'_>, family: &str, death: Death) -> Result<()> {
    tokens::kill_family(tx, family, death)?;
    notes::take::<Session>(tx, BOOK, family).map(drop)
}

impl Session {
    pub(super) fn begin(tx: &Tx<'_>, client_key: Option<String>) -> Self {
        Self { created_at: tx.now, client_key }
    }

    /// A client that can prove itself is trusted for longer: so long may a session last, and so long be unused.
    fn refresh_until(&self, now: i64) -> i64 {
        let (whole, unused) = match self.client_key {
            Some(_) => (2 * YEAR, YEAR / 4),
            None => (2 * WEEK, 2 * WEEK),
        };
        (now + unused).min(self.created_at + whole)
    }
}

/// To whom tokens are given.
pub(super) struct Holder<'a> {
    pub(super) client: &'a Client,
    pub(super) person_id: &'a str,
    pub(super) family: &'a str,
    /// The key they are bound to.
    pub(super) jkt: &'a str,
    pub(super) scopes: &'a [String],
}

/// Writes the session and its next tokens.
pub(super) fn issue(tx: &Tx<'_>, holder: &Holder<'_>, session: &Session) -> Result<Value, Refusal> {
    let granted = grants::find(tx, holder.person_id, &holder.client.id)?;
    if granted.is_none_or(|grant| grant.removed) {
        return Err(OAuth::grant("Invalid code").into());
    }
    notes::put(tx, BOOK, holder.family, session, i64::MAX)?;
    let access = Token {
        value: random::token(64),
        network: NETWORK.to_owned(),
        kind: Kind::Access,
        person_id: holder.person_id.to_owned(),
        client_id: holder.client.id.clone(),
        channel_id: None,
        parent: None,
        family: holder.family.to_owned(),
        scopes: holder.scopes.to_vec(),
        long_lived: false,
        issued_at: tx.now,
        expires_at: Some(tx.now + ACCESS * SECOND),
        data_access_expires_at: None,
        binding: Some(holder.jkt.to_owned()),
        death: None,
    };
    tokens::put(tx, &access)?;
    let mut answer = json!({
        "access_token": access.value,
        "token_type": "DPoP",
        "scope": holder.scopes.join(" "),
        "expires_in": ACCESS,
        "sub": holder.person_id,
    });
    if holder.client.refreshes {
        let refresh = Token {
            value: format!("ref-{}", random::token(32)),
            kind: Kind::Refresh,
            expires_at: Some(session.refresh_until(tx.now)),
            ..access
        };
        tokens::put(tx, &refresh)?;
        if let Some(fields) = answer.as_object_mut() {
            fields.insert("refresh_token".into(), json!(refresh.value));
        }
    }
    Ok(answer)
}
