//! The store in PostgreSQL, or in a database that speaks its protocol.
//!
//! Units of work run beside each other under READ COMMITTED, so each locks the row that it is about before it reads it; in
//! which order is said in `sql`. A snapshot to read from is REPEATABLE READ. What others commit is heard by NOTIFY, and
//! where that does not exist it is looked for: see [`hearing`].

mod hearing;
mod writing;

/// Locks the rows that a query finds, until the unit ends.
macro_rules! for_update {
    () => {
        " FOR UPDATE"
    };
}

/// Locks the rows that a query finds, and leaves out those that others have locked.
macro_rules! skip_locked {
    () => {
        " FOR UPDATE SKIP LOCKED"
    };
}

#[path = "../sql/mod.rs"]
mod sql;
#[cfg(test)]
pub(crate) mod tests;

use std::{str::FromStr as _, time::Duration};

use domain::id::WorkspaceId;
use engine::ports::store::Stored;
use sqlx::{
    ConnectOptions as _, PgPool, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::{sync::broadcast, task::AbortHandle};

use self::{hearing::Hearing, writing::Writing};
use crate::{ALARMS, OpenError, unavailable};

type Connection = sqlx::PgConnection;
type Db = Postgres;
type Driver = sqlx::Postgres;
type Row = sqlx::postgres::PgRow;

/// How many units run at once. Reads have connections of their own, so that they need not wait for those who wait for a
/// lock.
const WRITERS: u32 = 16;
/// How many reads run at once.
const READERS: u32 = 8;
/// How long to wait for a free connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// A store in PostgreSQL.
pub(crate) struct Postgres {
    writers: PgPool,
    readers: PgPool,
    alarm: broadcast::Sender<WorkspaceId>,
    /// Who we are among those who notify; `None` where nobody can be notified.
    notifies_as: Option<String>,
    hearing: AbortHandle,
}

impl Postgres {
    /// Connects to the server that a `postgres:` URL names.
    pub(crate) async fn open(url: &str) -> Result<Self, OpenError> {
        let (options, place) = connect(url).await?;
        let pool = |connections| {
            PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(PATIENCE)
                .connect_lazy_with(options.clone())
        };
        let (writers, readers) = (pool(WRITERS), pool(READERS));
        tracing::info!(place, "everything is kept in PostgreSQL");
        let notifies_as = hearing::name(&writers).await;
        let (alarm, _) = broadcast::channel(ALARMS);
        let hearing = Hearing::new(readers.clone(), alarm.clone(), notifies_as.clone())
            .await
            .map_err(|source| OpenError::Database { place, source: source.into() })?;
        let hearing = tokio::spawn(hearing.hear()).abort_handle();
        Ok(Self { writers, readers, alarm, notifies_as, hearing })
    }

    /// A snapshot to read from.
    async fn snapshot(&self) -> Stored<Transaction<'static, sqlx::Postgres>> {
        let begun = self.readers.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        begun.await.map_err(unavailable)
    }

    /// Begins a transaction.
    async fn write(&self) -> Stored<Writing> {
        let begun = self.writers.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await;
        Ok(Writing::new(begun.map_err(unavailable)?, self))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.hearing.abort();
    }
}

/// Finds the server that a URL names and brings its tables up to date. Returns how to connect, and its name for people.
pub(crate) async fn connect(url: &str) -> Result<(PgConnectOptions, String), OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| OpenError::UnknownDatabase)?;
    let options = options.application_name("relink");
    let place = place(&options);
    let mut connection = options
        .connect()
        .await
        .map_err(|source| OpenError::Server { place: place.clone(), source: source.into() })?;
    sqlx::migrate!("migrations/postgres")
        .run_direct(None, &mut connection, false)
        .await
        .map_err(|error| OpenError::migration(&place, error))?;
    Ok((options, place))
}

/// Which database, for people. Without the password, and so without most of the URL.
fn place(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or_else(|| options.get_username());
    match options.get_socket() {
        Some(socket) => format!("the database {database} at {}", socket.display()),
        None => format!("the database {database} at {}:{}", options.get_host(), options.get_port()),
    }
}
