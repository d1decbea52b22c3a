//! Authorization codes: single use, short-lived, bound to client and redirect URI.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Result, Tx};

#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) value: String,
    pub(crate) network: String,
    pub(crate) client_id: String,
    pub(crate) person_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) challenge: Option<Challenge>,
    /// What was ticked, where the dialog lets the person choose.
    pub(crate) channels: Vec<String>,
    /// What the network remembers of the request ([`super::flows::Ask`]).
    pub(crate) extras: BTreeMap<String, String>,
    pub(crate) expires_at: i64,
    pub(crate) used: bool,
}

/// What the client must prove when it redeems the code (PKCE).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Challenge {
    pub(crate) value: String,
    pub(crate) method: Method,
}

impl Challenge {
    /// Whether this verifier is the one the challenge was made from.
    pub(crate) fn meets(&self, verifier: &str) -> bool {
        match self.method {
            Method::Plain => self.value == verifier,
            Method::S256 => {
                let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
                self.value.trim_end_matches('=') == hash
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Method {
    S256,
    Plain,
}

impl Method {
    /// Popular clients send `s256`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "s256" => Some(Self::S256),
            "plain" => Some(Self::Plain),
            _ => None,
        }
    }
}

pub(crate) fn put(tx: &Tx<'_>, code: &Code) -> Result<()> {
    let challenge = code.challenge.as_ref().map(serde_json::to_string).transpose()?;
    tx.sql.execute(
        "INSERT INTO codes (value, network, client_id, person_id, redirect_uri, scopes, challenge, expires_at,
            channels, extras)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            code.value,
            code.network,
            code.client_id,
            code.person_id,
            code.redirect_uri,
            serde_json::to_string(&code.scopes)?,
            challenge,
            code.expires_at,
            serde_json::to_string(&code.channels)?,
            serde_json::to_string(&code.extras)?,
        ],
    )?;
    Ok(())
}

pub(crate) fn find(tx: &Tx<'_>, network: &str, value: &str) -> Result<Option<Code>> {
    let mut statement = tx.sql.prepare_cached(
        "SELECT client_id, person_id, redirect_uri, scopes, challenge, expires_at, used, channels, extras
         FROM codes WHERE network = ?1 AND value = ?2",
    )?;
    let found = statement
        .query_row([network, value], |row| {
            let code = Code {
                value: value.to_owned(),
                network: network.to_owned(),
                client_id: row.get(0)?,
                person_id: row.get(1)?,
                redirect_uri: row.get(2)?,
                scopes: Vec::new(),
                challenge: None,
                channels: Vec::new(),
                extras: BTreeMap::new(),
                expires_at: row.get(5)?,
                used: row.get(6)?,
            };
            let challenge = row.get::<_, Option<String>>(4)?;
            Ok((code, challenge, [row.get::<_, String>(3)?, row.get(7)?, row.get(8)?]))
        })
        .optional()?;
    let Some((code, challenge, [scopes, channels, extras])) = found else { return Ok(None) };
    Ok(Some(Code {
        scopes: serde_json::from_str(&scopes)?,
        channels: serde_json::from_str(&channels)?,
        extras: serde_json::from_str(&extras)?,
        challenge: challenge.as_deref().map(serde_json::from_str).transpose()?,
        ..code
    }))
}

pub(crate) fn spend(tx: &Tx<'_>, code: &Code) -> Result<()> {
    tx.sql.execute("UPDATE codes SET used = 1 WHERE value = ?1", [&code.value])?;
    Ok(())
}

/// Codes on their way die with what they would have become.
pub(crate) fn void(tx: &Tx<'_>, person_id: &str, client_id: Option<&str>) -> Result<()> {
    tx.sql.execute(
        "UPDATE codes SET used = 1 WHERE person_id = ?1 AND (?2 IS NULL OR client_id = ?2)",
        params![person_id, client_id],
    )?;
    Ok(())
}
