//! The store in one SQLite file.
//!
//! One connection writes, because SQLite has one writer anyway: waiting for it happens here, in order, instead of in
//! busy loops there. Reads have connections of their own, which write-ahead logging lets run beside the writer.

mod accounts;
mod authorizations;
mod checks;
mod events;
mod file;
mod forecasts;
mod grants;
mod held;
mod landing;
mod profiles;
mod renewals;
mod rows;
mod secrets;
mod servers;
mod signals;
#[cfg(test)]
mod tests;
mod unit;

use std::time::Duration;

use domain::id::WorkspaceId;
use engine::ports::store::{StoreError, Stored};
use sqlx::{
    Connection as _, SqlitePool, Transaction,
    sqlite::{SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::broadcast;

use self::unit::Unit;
use crate::OpenError;

/// How many wake-ups a listener may lag behind; one that lags further reads the log anyway.
const ALARMS: usize = 1024;
/// How many reads run at once.
const READERS: u32 = 4;
/// How long to wait for another process that writes (the command line beside the server), and for a free connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// A store in one SQLite file.
pub(crate) struct Sqlite {
    writer: SqlitePool,
    readers: SqlitePool,
    alarm: broadcast::Sender<WorkspaceId>,
}

impl Sqlite {
    /// Opens the file a `sqlite:` URL names.
    pub(crate) async fn open(url: &str) -> Result<Self, OpenError> {
        let (path, options) = file::prepare(url)?;
        let pool = SqlitePoolOptions::new()
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            // A file does not hang up.
            .test_before_acquire(false)
            // Where the disk is full SQLite ends a transaction by itself; sqlx then believes it open for good, and
            // such a connection begins no other. It is closed, and another one opened in its place.
            .before_acquire(|connection, _| {
                let idle = !connection.is_in_transaction();
                Box::pin(async move { Ok(idle) })
            });
        let writing = options
            .clone()
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let writer =
            pool.clone().max_connections(1).connect_with(writing).await.map_err(|source| {
                OpenError::Database { path: path.clone(), source: source.into() }
            })?;
        sqlx::migrate!("migrations/sqlite")
            .run(&writer)
            .await
            .map_err(|source| OpenError::Migration { path, source: source.into() })?;
        let readers = pool
            .max_connections(READERS)
            .connect_lazy_with(options.read_only(true).busy_timeout(PATIENCE));
        let (alarm, _) = broadcast::channel(ALARMS);
        Ok(Self { writer, readers, alarm })
    }

    /// A snapshot to read from.
    async fn snapshot(&self) -> Stored<Transaction<'static, sqlx::Sqlite>> {
        self.readers.begin().await.map_err(unavailable)
    }

    /// A unit of work. The write lock is taken at its beginning, so that nothing it reads can change under it.
    async fn unit(&self) -> Stored<Unit> {
        let transaction = self.writer.begin_with("BEGIN IMMEDIATE").await;
        let transaction = transaction.map_err(unavailable)?;
        Ok(Unit::new(transaction, self.alarm.clone()))
    }
}

/// What the database says when it does not do something.
fn unavailable(error: sqlx::Error) -> StoreError {
    StoreError::Unavailable(error.into())
}
