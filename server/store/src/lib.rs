//! The store port, kept in a database: SQLite.
//!
//! The only crate that lists sqlx. It must not know HTTP, networks, keys or the clock: secrets arrive sealed and leave
//! sealed, moments arrive as arguments, and what follows from what is asked of `domain`. Nothing of sqlx leaves it.
//!
//! Invariant: every write is one transaction, with the events that tell of it inside. Guarded by the story (`src/story.rs`), which every store must tell.

mod sqlite;
#[cfg(any(test, feature = "story"))]
pub mod story;

use std::{path::PathBuf, sync::Arc};

use engine::ports::store::{Store, StoreError};

/// How many rings of the alarm a listener may lag behind; one that lags further reads the log anyway.
const ALARMS: usize = 1024;

/// Opens the database at `url`, makes it if it is not there, and brings its tables up to date.
///
/// `sqlite://data/relink.db` is a file relative to the working directory, `sqlite:///var/lib/relink.db` one at an
/// absolute path. Missing folders are made; a file that is made is readable by its owner only.
///
/// # Errors
/// [`OpenError`], whose message is one line for the person who starts the program.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => Ok(Arc::new(sqlite::Sqlite::open(url).await?)),
        Some("postgres" | "postgresql") => Err(OpenError::PostgresNotBuilt),
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
    /// A database this build does not speak.
    #[error("PostgreSQL support is not built yet: use a sqlite:// URL")]
    PostgresNotBuilt,
    /// Not the URL of a database. It is not repeated: it may hold a password.
    #[error("not a database URL: use sqlite:// and the path of a file")]
    UnknownDatabase,
    /// The folder or the file could not be made.
    #[error("cannot make {path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is there and does not open.
    #[error("cannot open {path}: {source}")]
    Database {
        /// Which.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The tables could not be brought up to date; also if a newer Relink wrote them.
    #[error("cannot bring the tables of {path} up to date: {source}")]
    Migration {
        /// Which.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
