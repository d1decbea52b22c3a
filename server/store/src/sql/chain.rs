//! The chains of the audit log: one for each workspace, and one for what belongs to none.

use domain::{id::WorkspaceId, time::Timestamp};
use engine::ports::store::{
    Stored,
    accounts::AuditEntry,
    audits::{Head, Logged},
};
use sqlx::FromRow;

use super::{
    Connection, Db,
    rows::{At, number, text},
    unavailable,
};
/// How many entries of before are chained in one unit of work.
const BATCH: i64 = 500;

/// An entry to be written, as its columns hold it: what is hashed is what can be read back.
pub(in super::super) struct Audited {
    entry: AuditEntry,
    facts: Option<String>,
}

impl Audited {
    pub(super) fn new(entry: &AuditEntry, facts: Option<String>) -> Self {
        let mut entry = entry.clone();
        entry.about = text(&entry.about).into_owned();
        entry.from = text(&entry.from).into_owned();
        Self { entry, facts: facts.map(|facts| text(&facts).into_owned()) }
    }

    /// The key of its chain.
    pub(super) fn chain(&self) -> String {
        key(self.entry.workspace)
    }
}

/// A chain's key in the tables: the workspace's id, or nothing.
pub(super) fn key(workspace: Option<WorkspaceId>) -> String {
    workspace.map(|id| id.to_string()).unwrap_or_default()
}

/// Writes an entry at the end of its chain.
pub(super) async fn append(connection: &mut Connection, audited: &Audited) -> Stored<()> {
    let Audited { entry, facts } = audited;
    let head = lock(connection, &audited.chain()).await?.next(entry, facts.as_deref());
    sqlx::query(
        "INSERT INTO audit (workspace, person, what, about, from_address, at, number, hash, facts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(entry.workspace.map(|id| id.to_string()))
    .bind(entry.person.map(|id| id.to_string()))
    .bind(&entry.what)
    .bind(&entry.about)
    .bind(&entry.from)
    .bind(entry.at.millis())
    .bind(number(head.number))
    .bind(head.hash.as_slice())
    .bind(facts.as_deref())
    .execute(&mut *connection)
    .await
    .map_err(unavailable)?;
    move_on(connection, &audited.chain(), head).await
}

/// The end of a chain, locked for this unit. A chain begins here.
async fn lock(connection: &mut Connection, chain: &str) -> Stored<Head> {
    let (number, hash): (i64, Vec<u8>) = sqlx::query_as(
        "INSERT INTO audit_heads (chain, number, hash) VALUES ($1, 0, $2)
         ON CONFLICT (chain) DO UPDATE SET number = audit_heads.number RETURNING number, hash",
    )
    .bind(chain)
    .bind(Head::NONE.hash.as_slice())
    .fetch_one(connection)
    .await
    .map_err(unavailable)?;
    head(chain, number, &hash)
}

/// A head as its row tells it.
pub(super) fn head(chain: &str, number: i64, hash: &[u8]) -> Stored<Head> {
    let at = At::new("audit_heads", &chain);
    Ok(Head { number: at.count("number", number)?, hash: at.bytes("hash", hash)? })
}

async fn move_on(connection: &mut Connection, chain: &str, head: Head) -> Stored<()> {
    sqlx::query("UPDATE audit_heads SET number = $1, hash = $2 WHERE chain = $3")
        .bind(number(head.number))
        .bind(head.hash.as_slice())
        .bind(chain)
        .execute(connection)
        .await
        .map_err(unavailable)?;
    Ok(())
}

/// An entry as its row tells it.
#[derive(FromRow)]
pub(super) struct LoggedRow {
    workspace: Option<String>,
    person: Option<String>,
    what: String,
    about: String,
    from_address: String,
    at: i64,
    number: i64,
    hash: Vec<u8>,
    facts: Option<String>,
}

impl LoggedRow {
    pub(super) fn read(self) -> Stored<Logged> {
        let at = At::new("audit", &self.number);
        let workspace = self.workspace.as_deref();
        let person = self.person.as_deref();
        Ok(Logged {
            number: at.count("number", self.number)?,
            hash: at.bytes("hash", &self.hash)?,
            facts: self.facts,
            entry: AuditEntry {
                workspace: workspace.map(|id| at.word("workspace", id)).transpose()?,
                person: person.map(|id| at.word("person", id)).transpose()?,
                what: self.what,
                about: self.about,
                from: self.from_address,
                at: Timestamp::from_millis(self.at),
            },
        })
    }
}

/// An entry of before: its row's id, workspace, person, what, about, from and at.
type UnchainedRow = (i64, Option<String>, Option<String>, String, String, String, i64);

impl Db {
    /// Chains the entries that were written before there was a chain, in their order. Nothing happens if there are none.
    pub(crate) async fn chain_what_is_not(&self) -> Stored<()> {
        while self.chain_some().await? {}
        Ok(())
    }

    /// False if nothing is left.
    async fn chain_some(&self) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let rows: Vec<UnchainedRow> = sqlx::query_as(concat!(
            "SELECT id, workspace, person, what, about, from_address, at
             FROM audit WHERE number IS NULL ORDER BY id LIMIT $1",
            for_update!()
        ))
        .bind(BATCH)
        .fetch_all(unit.connection())
        .await
        .map_err(unavailable)?;
        if rows.is_empty() {
            return Ok(false);
        }
        let rows = rows.into_iter().map(unchained).collect::<Stored<Vec<_>>>();
        let mut rows = rows?;
        rows.sort_by_key(|(_, audited)| audited.chain());
        for (id, audited) in rows {
            let chain = audited.chain();
            let head = lock(unit.connection(), &chain).await?.next(&audited.entry, None);
            sqlx::query("UPDATE audit SET number = $1, hash = $2 WHERE id = $3")
                .bind(number(head.number))
                .bind(head.hash.as_slice())
                .bind(id)
                .execute(unit.connection())
                .await
                .map_err(unavailable)?;
            move_on(unit.connection(), &chain, head).await?;
        }
        unit.commit().await?;
        Ok(true)
    }
}

fn unchained(row: UnchainedRow) -> Stored<(i64, Audited)> {
    let (id, workspace, person, what, about, from_address, at) = row;
    let (number, hash, facts) = (0, Head::NONE.hash.to_vec(), None);
    let row = LoggedRow { workspace, person, what, about, from_address, at, number, hash, facts };
    Ok((id, Audited { entry: row.read()?.entry, facts: None }))
}
