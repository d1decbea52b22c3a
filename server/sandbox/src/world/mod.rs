//! The world of the networks as rows: people, channels, roles, clients, grants, tokens, posts, faults and the clock.
//! It knows nothing of HTTP; what a cause does at which network is told to it.

pub(crate) mod calls;
pub(crate) mod channels;
pub(crate) mod clients;
pub(crate) mod clock;
pub(crate) mod codes;
pub(crate) mod faults;
pub(crate) mod flows;
pub(crate) mod grants;
pub(crate) mod media;
pub(crate) mod notes;
pub(crate) mod people;
pub(crate) mod posts;
pub(crate) mod pushes;
pub(crate) mod seed;
pub(crate) mod statistics;
pub(crate) mod tokens;

use std::cell::Cell;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{Notify, watch};

const VERSION: i64 = 5;

/// What can go wrong with the world itself. The networks never answer with it: it is the sandbox that is broken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite refused.
    #[error("the sandbox's database: {0}")]
    Database(#[from] rusqlite::Error),
    /// The folder of the file cannot be made.
    #[error("the folder of the sandbox's database: {0}")]
    Folder(#[from] std::io::Error),
    /// A row holds what this program never wrote.
    #[error("an impossible row in {table}: {id}")]
    Row {
        /// The table.
        table: &'static str,
        /// The row's key.
        id: String,
    },
    /// The file was written by another version of the sandbox.
    #[error(
        "the sandbox's database has layout {found}, this program knows {VERSION}: delete the file to begin anew"
    )]
    Version {
        /// The layout found.
        found: i64,
    },
    /// A worker thread ended early.
    #[error("a worker of the sandbox ended: {0}")]
    Worker(#[from] tokio::task::JoinError),
    /// Values kept as JSON do not parse.
    #[error("a value in the sandbox's database: {0}")]
    Value(#[from] serde_json::Error),
}

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// The handle everybody shares.
#[derive(Clone)]
pub(crate) struct World {
    // One connection: SQLite has one writer anyway, and almost every call writes (the log of calls, rotation, faults).
    connection: Arc<Mutex<Connection>>,
    alarm: Arc<Notify>,
    /// How often in a minute the audience acts of its own accord; not at all once the sandbox starts again.
    pace: Arc<watch::Sender<u32>>,
}

/// One unit of work, at one moment of the sandbox's clock.
pub(crate) struct Tx<'c> {
    pub(crate) sql: rusqlite::Transaction<'c>,
    pub(crate) now: i64,
    /// Whether something may be due to be sent, once this is committed.
    alarm: Cell<bool>,
}

impl Tx<'_> {
    /// Wakes whoever sends messages, once this is committed.
    pub(crate) fn ring(&self) {
        self.alarm.set(true);
    }
}

impl World {
    /// Opens the file, makes the tables on the first start and the people whenever they are missing.
    pub(crate) async fn open(file: &Path) -> Result<Self> {
        let file = file.to_owned();
        let connection = tokio::task::spawn_blocking(move || prepare(&file)).await??;
        let connection = Arc::new(Mutex::new(connection));
        let world =
            Self { connection, alarm: Arc::default(), pace: Arc::new(watch::Sender::new(0)) };
        world.act(seed::people).await?;
        Ok(world)
    }

    /// Runs one unit of work; an error undoes all of it.
    pub(crate) async fn act<T, E>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let connection = Arc::clone(&self.connection);
        let alarm = Arc::clone(&self.alarm);
        let outcome = tokio::task::spawn_blocking(move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let sql = connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(Error::from)?;
            let now = clock::now(&sql)?;
            let tx = Tx { sql, now, alarm: Cell::new(false) };
            let value = work(&tx)?;
            let rings = tx.alarm.get();
            tx.sql.commit().map_err(Error::from)?;
            if rings {
                alarm.notify_one();
            }
            Ok(value)
        })
        .await;
        outcome.map_err(Error::from)?
    }

    /// How often in a minute the audience acts.
    pub(crate) fn pace(&self) -> watch::Receiver<u32> {
        self.pace.subscribe()
    }

    /// Lets the audience act so often in a minute.
    pub(crate) fn set_pace(&self, per_minute: u32) {
        self.pace.send_replace(per_minute);
    }

    /// Completes when [`Tx::ring`] was called since the last time. One waits for it.
    pub(crate) async fn alarm(&self) {
        self.alarm.notified().await;
    }
}

fn prepare(file: &Path) -> Result<Connection> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A power cut may cost the last moments of a sandbox; a killed process costs nothing.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(128);
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match found {
        VERSION => {}
        0 => {
            tx.execute_batch(include_str!("schema.sql"))?;
            tx.pragma_update(None, "user_version", VERSION)?;
        }
        found => return Err(Error::Version { found }),
    }
    tx.commit()?;
    Ok(connection)
}
