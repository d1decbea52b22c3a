//! Moving everything from a SQLite file into PostgreSQL.
//!
//! The file's write lock is held from the first row read to the mark that it was moved: a server that still runs on it can
//! write nothing meanwhile, and nothing afterwards. In the target everything is one transaction, which is committed only if
//! both sides, read in the order of keys, have the same rows. Whatever ends it early leaves the target empty and the file as
//! it was.

mod tables;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, path::Path, time::Duration};

use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, SqliteConnection};
use tokio::time::{Instant, sleep};

use self::tables::{Sum, TABLES, Table};
use crate::{OpenError, postgres, sqlite};

/// How long a renewal is waited for that somebody began: longer than one may take, so that whoever began it is gone then.
const RENEWAL: Duration = Duration::from_secs(200);
/// How long to wait for a moment in which nobody renews.
const PATIENCE: Duration = Duration::from_secs(600);
/// How many rows are written at once.
const BATCH: usize = 500;

/// What was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveReport {
    /// Each table, with how many rows it has and their digest (SHA-256), which both sides agree on.
    pub tables: Vec<(&'static str, u64, [u8; 32])>,
}

/// Why nothing was moved; the last of all is told apart.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// Not a SQLite file that is there.
    #[error("there is nothing to move: name a SQLite file of Relink with sqlite://")]
    NoSource,
    /// Not a PostgreSQL database.
    #[error("moving goes to PostgreSQL only: name a database with postgres://")]
    NoTarget,
    /// One of the two does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is something in the target.
    #[error("the target is not empty: its table {0} has rows; name an empty database")]
    NotEmpty(&'static str),
    /// Tokens are being renewed all the time.
    #[error("tokens are being renewed without a pause: stop the server, then move")]
    Renewing,
    /// Both sides do not have the same.
    #[error("after copying, table {0} differs: nothing was moved")]
    Differs(&'static str),
    /// One of the two did not answer.
    #[error("nothing was moved: {0}")]
    Failed(#[source] sqlx::Error),
    /// Everything is in the target, and the file does not know it.
    #[error(
        "everything was moved, but the file could not be marked: start no server on it again ({0})"
    )]
    NotMarked(#[source] sqlx::Error),
}

impl From<sqlx::Error> for MoveError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error)
    }
}

/// Moves everything from the SQLite file at `from` into the empty PostgreSQL database at `to`.
///
/// A server may still run on the file: its writes fail from here on as if the disk were full. Renewals that it began are
/// waited for.
///
/// # Errors
/// [`MoveError`], whose message is one line for the person who moves.
pub async fn move_all(from: &str, to: &str) -> Result<MoveReport, MoveError> {
    move_watching(from, to, RENEWAL).await
}

async fn move_watching(from: &str, to: &str, renewal: Duration) -> Result<MoveReport, MoveError> {
    if !to.starts_with("postgres://") && !to.starts_with("postgresql://") {
        return Err(MoveError::NoTarget);
    }
    let path = from.strip_prefix("sqlite://").ok_or(MoveError::NoSource)?;
    if !Path::new(path.split('?').next().unwrap_or(path)).is_file() {
        return Err(MoveError::NoSource);
    }
    let (mut source, _, _) = sqlite::connect(from).await?;
    let (target, place) = postgres::connect(to).await?;
    let mut target = target.connect().await?;
    for table in &TABLES {
        let any = format!("SELECT EXISTS (SELECT 1 FROM {})", table.name);
        if sqlx::query_scalar(AssertSqlSafe(any)).fetch_one(&mut target).await? {
            return Err(MoveError::NotEmpty(table.name));
        }
    }
    lock(&mut source, renewal).await?;
    let mut moving = target.begin().await?;
    let mut report = MoveReport { tables: Vec::new() };
    for table in &TABLES {
        let read = copy(table, &mut source, &mut moving).await?;
        if sum(table, &mut moving).await? != read {
            return Err(MoveError::Differs(table.name));
        }
        report.tables.push((table.name, read.0, read.1));
    }
    // The next entry's number follows the last one's.
    sqlx::query(
        "SELECT setval(pg_get_serial_sequence('audit', 'id'), id) FROM audit ORDER BY id DESC LIMIT 1",
    )
    .execute(&mut *moving)
    .await?;
    moving.commit().await?;
    mark(&mut source, &place).await.map_err(MoveError::NotMarked)?;
    Ok(report)
}

/// Takes the write lock in a moment in which nobody renews: what a network answers to a renewal must find the row that it
/// belongs to. A lease that was watched for longer than a renewal can take was left behind by somebody who is gone.
async fn lock(source: &mut SqliteConnection, renewal: Duration) -> Result<(), MoveError> {
    let began = Instant::now();
    let mut watched: HashMap<(String, String, i64), Instant> = HashMap::new();
    loop {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *source).await?;
        let leases: Vec<(String, String, i64)> =
            sqlx::query_as("SELECT workspace, id, fence FROM profiles WHERE leased")
                .fetch_all(&mut *source)
                .await?;
        let now = Instant::now();
        let young = |lease| now - *watched.entry(lease).or_insert(now) < renewal;
        if leases.into_iter().map(young).filter(|young| *young).count() == 0 {
            return Ok(());
        }
        sqlx::query("ROLLBACK").execute(&mut *source).await?;
        if began.elapsed() > PATIENCE {
            return Err(MoveError::Renewing);
        }
        sleep(Duration::from_millis(200)).await;
    }
}

/// Copies a table, and sums up what was read.
async fn copy(
    table: &Table,
    source: &mut SqliteConnection,
    target: &mut PgConnection,
) -> sqlx::Result<(u64, [u8; 32])> {
    let mut read = Sum::default();
    let mut batch = Vec::with_capacity(BATCH);
    let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(source);
    loop {
        let row = rows.try_next().await?;
        let is_last = row.is_none();
        if let Some(row) = row {
            let values = table.read_sqlite(&row)?;
            read.add(&values);
            batch.push(values);
        }
        if !batch.is_empty() && (is_last || batch.len() == BATCH) {
            let mut insert = table.insert(std::mem::take(&mut batch));
            insert.build().persistent(false).execute(&mut *target).await?;
        }
        if is_last {
            return Ok(read.finish());
        }
    }
}

/// Sums up what is in the target.
async fn sum(table: &Table, target: &mut PgConnection) -> sqlx::Result<(u64, [u8; 32])> {
    let mut sum = Sum::default();
    let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(target);
    while let Some(row) = rows.try_next().await? {
        sum.add(&table.read_postgres(&row)?);
    }
    Ok(sum.finish())
}

/// Writes into the file where everything is now, and lets go of it.
async fn mark(source: &mut SqliteConnection, place: &str) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO installation (fact, value) VALUES ($1, $2)")
        .bind(sqlite::MOVED)
        .bind(place)
        .execute(&mut *source)
        .await?;
    sqlx::query("COMMIT").execute(source).await.map(drop)
}
