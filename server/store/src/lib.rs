//! The store port, kept in a database: SQLite, or PostgreSQL.
//!
//! The only crate that lists sqlx. It must not know HTTP, networks, keys or the clock: secrets arrive sealed and leave
//! sealed, moments arrive as arguments, and what follows from what is asked of `domain`. Nothing of sqlx leaves it.
//!
//! Invariant: every write is one transaction, with the events that tell of it inside. Guarded by the story (`src/story.rs`),
//! which every store must tell.

#![expect(
    clippy::duplicate_mod,
    reason = "the SQL is written once and compiled for each database, see `src/sql/mod.rs`"
)]

#[cfg(test)]
mod logged;
mod moving;
mod postgres;
mod sqlite;
#[cfg(any(test, feature = "story"))]
pub mod story;

pub use self::moving::{MoveError, MoveReport, move_all};

use std::{path::PathBuf, sync::Arc};

use engine::ports::store::{Store, StoreError};
use sqlx::migrate::MigrateError;

/// How many rings of the alarm a listener may lag behind; one that lags further reads the log anyway.
const ALARMS: usize = 1024;

/// Opens the database at `url` and brings its tables up to date.
///
/// `sqlite://data/relink.db` is a file relative to the working directory, `sqlite:///var/lib/relink.db` one at an
/// absolute path. If it is not there it is made, with missing folders, and readable by its owner only.
/// `postgres://user:password@host/database` is a database that is there already, also on several servers at once.
/// `sslmode=verify-full` in its query makes sure of the server's certificate.
///
/// # Errors
/// [`OpenError`], whose message is one line for the person who starts the program.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => {
            let store = sqlite::Sqlite::open(url).await?;
            store.chain_what_is_not().await.map_err(OpenError::Audit)?;
            Ok(Arc::new(store))
        }
        Some("postgres" | "postgresql") => {
            let store = postgres::Postgres::open(url).await?;
            store.chain_what_is_not().await.map_err(OpenError::Audit)?;
            Ok(Arc::new(store))
        }
        _ => Err(OpenError::UnknownDatabase),
    }
}

/// What a database says when it does not do something.
fn unavailable(error: sqlx::Error) -> StoreError {
    StoreError::Unavailable(error.into())
}

/// Why the database did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Not the URL of a database. It is not repeated: it may hold a password.
    #[error(
        "not a database URL: use sqlite:// and the path of a file, or postgres:// with user, server and database"
    )]
    UnknownDatabase,
    /// The folder or the file could not be made.
    #[error("cannot make {path}: {source}; name a folder that this user may write to")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is there and does not open.
    #[error(
        "cannot open {place}: {source}; name a database of Relink, or a file that is not there yet"
    )]
    Database {
        /// Which.
        place: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server does not let us in.
    #[error(
        "cannot reach {place}: {source}; check that it runs, and the URL's user, password and database"
    )]
    Server {
        /// Which, without the password.
        place: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Everything in it is elsewhere now.
    #[error("everything in {place} was moved to {to}: name that one")]
    Moved {
        /// Which.
        place: String,
        /// Where to, without the password.
        to: String,
    },
    /// A newer Relink wrote the tables.
    #[error("{place} was written by a newer Relink: start that one, or another database")]
    Newer {
        /// Which.
        place: String,
    },
    /// The audit log of before could not be chained.
    #[error("cannot chain the entries of the audit log: {0}; start again, nothing is lost")]
    Audit(#[source] StoreError),
    /// The tables could not be brought up to date.
    #[error(
        "cannot bring the tables of {place} up to date: {source}; nothing was changed, restore a backup or ask for help"
    )]
    Migration {
        /// Which.
        place: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl OpenError {
    fn migration(place: &str, error: MigrateError) -> Self {
        let place = place.to_owned();
        match error {
            MigrateError::VersionMissing(_) => Self::Newer { place },
            error => Self::Migration { place, source: error.into() },
        }
    }
}
