//! Authorizations that a browser has begun at a network's dialog and not finished.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::codes::Challenge;
use super::{Result, Tx, clock};
use crate::random;

/// What the client asked for, already checked against its registration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) scopes: Vec<String>,
    /// The password must be typed even by somebody who is signed in.
    pub(crate) reauthenticate: bool,
    pub(crate) challenge: Option<Challenge>,
    /// What else this network remembers of the request until the code is redeemed.
    #[serde(default)]
    pub(crate) extras: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) id: String,
    pub(crate) ask: Ask,
    /// Who typed their password during this flow.
    pub(crate) typed: Option<String>,
}

const PATIENCE: i64 = clock::DAY;

pub(crate) fn begin(tx: &Tx<'_>, network: &str, ask: Ask) -> Result<Flow> {
    tx.sql.execute("DELETE FROM flows WHERE created_at < ?1", [tx.now - PATIENCE])?;
    let flow = Flow { id: random::token(16), ask, typed: None };
    tx.sql.execute(
        "INSERT INTO flows (id, network, ask, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![flow.id, network, serde_json::to_string(&flow.ask)?, tx.now],
    )?;
    Ok(flow)
}

pub(crate) fn find(tx: &Tx<'_>, network: &str, id: &str) -> Result<Option<Flow>> {
    let found: Option<(String, Option<String>)> = tx
        .sql
        .prepare_cached("SELECT ask, typed FROM flows WHERE network = ?1 AND id = ?2")?
        .query_row([network, id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((ask, typed)) = found else { return Ok(None) };
    Ok(Some(Flow { id: id.to_owned(), ask: serde_json::from_str(&ask)?, typed }))
}

/// Notes who typed the password, or that somebody else shall.
pub(crate) fn typed(tx: &Tx<'_>, flow: &Flow, person_id: Option<&str>) -> Result<()> {
    tx.sql.execute("UPDATE flows SET typed = ?2 WHERE id = ?1", params![flow.id, person_id])?;
    Ok(())
}

pub(crate) fn end(tx: &Tx<'_>, flow: &Flow) -> Result<()> {
    tx.sql.execute("DELETE FROM flows WHERE id = ?1", [&flow.id])?;
    Ok(())
}
