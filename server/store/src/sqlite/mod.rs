//! The store in one SQLite file.
//!
//! One connection writes, because SQLite has one writer anyway, and it writes what waits together: see [`group`]. Reads
//! have connections of their own, which write-ahead logging lets run beside the writer.

mod file;
mod group;

/// Locks the rows that a query finds: here nothing to say, because one unit of work writes at a time.
macro_rules! for_update {
    () => {
        ""
    };
}

/// Leaves out what others have locked: nobody else has.
macro_rules! skip_locked {
    () => {
        ""
    };
}

#[path = "../sql/mod.rs"]
mod sql;
#[cfg(test)]
mod tests;

use std::time::Duration;

use domain::id::WorkspaceId;
use engine::ports::store::Stored;
use sqlx::{
    ConnectOptions as _, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::broadcast;

use self::group::{Writer, Writing};
use crate::{ALARMS, OpenError, unavailable};

type Connection = sqlx::SqliteConnection;
type Db = Sqlite;
type Driver = sqlx::Sqlite;
type Row = sqlx::sqlite::SqliteRow;

/// How many reads run at once.
const READERS: u32 = 4;
/// How long to wait for another process that writes (the command line beside the server), and for a free connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// The fact that everything in this file is elsewhere now; its value is where.
pub(crate) const MOVED: &str = "moved";

/// A store in one SQLite file.
pub(crate) struct Sqlite {
    writer: Writer,
    readers: SqlitePool,
    alarm: broadcast::Sender<WorkspaceId>,
}

impl Sqlite {
    /// Opens the file a `sqlite:` URL names.
    pub(crate) async fn open(url: &str) -> Result<Self, OpenError> {
        let (connection, options, place) = connect(url).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            // A file does not hang up.
            .test_before_acquire(false)
            .connect_lazy_with(options.clone().read_only(true));
        let (alarm, _) = broadcast::channel(ALARMS);
        tracing::info!(file = place, "everything is kept in SQLite");
        let writer = Writer::start(connection, options, alarm.clone());
        Ok(Self { writer, readers, alarm })
    }

    /// A snapshot to read from.
    async fn snapshot(&self) -> Stored<Transaction<'static, sqlx::Sqlite>> {
        self.readers.begin().await.map_err(unavailable)
    }

    /// Waits for its turn to write. Nothing that it reads then can change under it.
    async fn write(&self) -> Stored<Writing> {
        self.writer.turn().await
    }
}

/// Opens the file a URL names for writing and brings its tables up to date. Also how to do so again, and its name for people.
pub(crate) async fn connect(
    url: &str,
) -> Result<(Connection, SqliteConnectOptions, String), OpenError> {
    let (path, options) = file::prepare(url)?;
    let place = path.display().to_string();
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE);
    let does_not_open =
        |source: sqlx::Error| OpenError::Database { place: place.clone(), source: source.into() };
    let mut connection = options.connect().await.map_err(does_not_open)?;
    sqlx::migrate!("migrations/sqlite")
        .run_direct(None, &mut connection, false)
        .await
        .map_err(|error| OpenError::migration(&place, error))?;
    match moved_to(&mut connection).await.map_err(does_not_open)? {
        Some(to) => Err(OpenError::Moved { place, to }),
        None => Ok((connection, options, place)),
    }
}

/// Where everything is now, if it was moved.
async fn moved_to(connection: &mut Connection) -> sqlx::Result<Option<String>> {
    let moved = sqlx::query_scalar("SELECT value FROM installation WHERE fact = $1");
    moved.bind(MOVED).fetch_optional(connection).await
}
