//! The databases that every story is told on.

use std::{path::Path, sync::OnceLock};

use crate::postgres;

/// A database that servers stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    /// One file.
    Sqlite,
    /// A server of its own.
    Postgres,
}

/// The server, for all stories.
fn server() -> Option<&'static postgres::Server> {
    static SERVER: OnceLock<Option<postgres::Server>> = OnceLock::new();
    SERVER.get_or_init(|| postgres::Server::start(false).unwrap()).as_ref()
}

impl Database {
    /// Those that can be had on this machine.
    pub(crate) fn present() -> Vec<Self> {
        let mut present = vec![Self::Sqlite];
        present.extend(server().map(|_| Self::Postgres));
        present
    }

    /// Its name in the list of tests.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// The URL of a fresh one.
    pub(crate) fn fresh(self, folder: &Path) -> String {
        match self {
            Self::Sqlite => format!("sqlite://{}/relink.db", folder.display()),
            Self::Postgres => {
                let server = server().unwrap();
                server.url(&server.database().unwrap())
            }
        }
    }

    /// Whether everything that writes is refused, though what is there can be read.
    pub(crate) fn refuse_writes(self, url: &str, refuse: bool) {
        match self {
            Self::Sqlite => {
                let file = url.trim_start_matches("sqlite://");
                let statement = if refuse {
                    "CREATE TRIGGER refused BEFORE UPDATE ON profiles
                     BEGIN SELECT RAISE(ABORT, 'attempt to write a readonly database'); END"
                } else {
                    "DROP TRIGGER refused"
                };
                rusqlite::Connection::open(file).unwrap().execute_batch(statement).unwrap();
            }
            // As a server does that was made a standby: new sessions read only, and the old ones are ended.
            Self::Postgres => {
                let (_, path) = url.rsplit_once("localhost/").unwrap();
                let (name, _) = path.split_once('?').unwrap();
                let refuse = if refuse { "on" } else { "off" };
                let script = format!(
                    "ALTER DATABASE {name} SET default_transaction_read_only = {refuse};
                     SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}';"
                );
                server().unwrap().run("postgres", &script).unwrap();
            }
        }
    }
}
