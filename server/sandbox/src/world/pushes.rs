//! What networks tell clients of their own accord, and what came of it.

use rusqlite::{OptionalExtension, Params, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::{Result, Tx};

/// A message that is not sent yet.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) network: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) person_id: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) headers: &'a [(&'static str, String)],
    pub(crate) body: &'a str,
    /// Whether its signature is wrong.
    pub(crate) forged: bool,
    /// Whether the answer must say by what the matter is known from now on.
    pub(crate) wants_receipt: bool,
}

/// A message and what came of it; what is secret to whom it is for stays out of what is shown.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Push {
    pub(crate) id: i64,
    pub(crate) network: String,
    pub(crate) client_id: String,
    #[serde(rename = "person")]
    pub(crate) person_id: String,
    pub(crate) kind: String,
    pub(crate) at: i64,
    pub(crate) tries: u32,
    pub(crate) delivered: bool,
    /// What the last try was answered with; none before it, or where nobody answered.
    pub(crate) status: Option<u16>,
    /// Why that does not do.
    pub(crate) trouble: Option<String>,
    /// What a request to delete was answered with.
    pub(crate) receipt: Option<Value>,
    pub(crate) forged: bool,
    #[serde(skip)]
    pub(crate) wants_receipt: bool,
    #[serde(skip)]
    pub(crate) headers: Vec<(String, String)>,
    #[serde(skip)]
    pub(crate) body: String,
    #[serde(skip)]
    pub(crate) due: Option<i64>,
}

/// What came of one try.
#[derive(Debug, Default)]
pub(crate) struct Try {
    pub(crate) status: Option<u16>,
    /// Why it does not do; none where the message was taken.
    pub(crate) trouble: Option<String>,
    pub(crate) receipt: Option<Value>,
}

/// Older messages are forgotten.
const KEPT: i64 = 2_000;

/// Writes a message down, to be sent as soon as this is committed; gives its id.
pub(crate) fn put(tx: &Tx<'_>, draft: &Draft<'_>) -> Result<i64> {
    // A forgery is sent by whoever ordered it, once.
    let due = (!draft.forged).then_some(tx.now);
    tx.sql.execute(
        "INSERT INTO pushes (network, client_id, person_id, kind, headers, body, forged, wants_receipt, at, due)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            draft.network,
            draft.client_id,
            draft.person_id,
            draft.kind,
            serde_json::to_string(draft.headers)?,
            draft.body,
            draft.forged,
            draft.wants_receipt,
            tx.now,
            due,
        ],
    )?;
    let id = tx.sql.last_insert_rowid();
    tx.sql.execute("DELETE FROM pushes WHERE id <= ?1", [id - KEPT])?;
    tx.ring();
    Ok(id)
}

const COLUMNS: &str = "id, network, client_id, person_id, kind, at, tries, delivered, status, trouble, receipt, forged,
    wants_receipt, headers, body, due";

fn read(row: &Row<'_>) -> rusqlite::Result<(Push, Option<String>, String)> {
    let push = Push {
        id: row.get(0)?,
        network: row.get(1)?,
        client_id: row.get(2)?,
        person_id: row.get(3)?,
        kind: row.get(4)?,
        at: row.get(5)?,
        tries: row.get(6)?,
        delivered: row.get(7)?,
        status: row.get(8)?,
        trouble: row.get(9)?,
        receipt: None,
        forged: row.get(11)?,
        wants_receipt: row.get(12)?,
        headers: Vec::new(),
        body: row.get(14)?,
        due: row.get(15)?,
    };
    Ok((push, row.get(10)?, row.get(13)?))
}

fn check((push, receipt, headers): (Push, Option<String>, String)) -> Result<Push> {
    let receipt = receipt.map(|receipt| serde_json::from_str(&receipt)).transpose()?;
    Ok(Push { receipt, headers: serde_json::from_str(&headers)?, ..push })
}

/// All of them, newest last.
pub(crate) fn all(tx: &Tx<'_>) -> Result<Vec<Push>> {
    let query = format!("SELECT {COLUMNS} FROM pushes ORDER BY id");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([], read)?;
    rows.map(|row| check(row?)).collect()
}

/// Those about one person, newest first.
pub(crate) fn of_person(tx: &Tx<'_>, person_id: &str) -> Result<Vec<Push>> {
    let query = format!("SELECT {COLUMNS} FROM pushes WHERE person_id = ?1 ORDER BY id DESC");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([person_id], read)?;
    rows.map(|row| check(row?)).collect()
}

pub(crate) fn find(tx: &Tx<'_>, id: i64) -> Result<Option<Push>> {
    let query = format!("SELECT {COLUMNS} FROM pushes WHERE id = ?1");
    tx.sql.prepare_cached(&query)?.query_row([id], read).optional()?.map(check).transpose()
}

/// What is to be sent now, and when the next one will be.
pub(crate) fn due(tx: &Tx<'_>) -> Result<(Vec<i64>, Option<i64>)> {
    let ids = ids(tx, "due <= ?1", [tx.now])?;
    let next = tx
        .sql
        .prepare_cached("SELECT min(due) FROM pushes WHERE due > ?1")?
        .query_row([tx.now], |row| row.get(0))?;
    Ok((ids, next))
}

/// What nobody has taken yet, given up or not.
pub(crate) fn undelivered(tx: &Tx<'_>) -> Result<Vec<i64>> {
    ids(tx, "delivered = 0 AND forged = 0", [])
}

fn ids(tx: &Tx<'_>, which: &str, params: impl Params) -> Result<Vec<i64>> {
    let query = format!("SELECT id FROM pushes WHERE {which} ORDER BY id");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map(params, |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes down what came of a try, and when the next one is due. What was taken once stays delivered.
pub(crate) fn record(tx: &Tx<'_>, id: i64, came: &Try, due: Option<i64>) -> Result<()> {
    tx.sql.execute(
        "UPDATE pushes SET tries = tries + 1, status = ?2, trouble = ?3, receipt = coalesce(?4, receipt),
            delivered = delivered OR ?5, due = CASE WHEN delivered OR ?5 THEN NULL ELSE ?6 END
         WHERE id = ?1",
        params![
            id,
            came.status,
            came.trouble,
            came.receipt.as_ref().map(Value::to_string),
            came.trouble.is_none(),
            due,
        ],
    )?;
    // Whoever sends what is due has not seen it while somebody else carried it.
    tx.ring();
    Ok(())
}
