//! The databases that are measured, fresh for each measurement.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use anyhow::{Context as _, Result};
use rusqlite::Connection;

use crate::postgres;

/// A database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One file, committed to the disk in full.
    Sqlite,
    /// A server of its own on the same machine, as durable.
    Postgres,
}

/// The server, for all measurements.
fn server() -> Option<&'static postgres::Server> {
    static SERVER: OnceLock<Option<postgres::Server>> = OnceLock::new();
    let start = || match postgres::Server::start(true) {
        Ok(server) => server,
        Err(error) => {
            eprintln!("bench: without PostgreSQL: {error}");
            None
        }
    };
    SERVER.get_or_init(start).as_ref()
}

impl Kind {
    /// Those that can be had on this machine.
    pub(crate) fn present() -> Vec<Self> {
        let mut present = vec![Self::Sqlite];
        present.extend(server().map(|_| Self::Postgres));
        present
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// A fresh one.
    pub(crate) fn fresh(self, folder: &Path) -> Result<Database> {
        Ok(match self {
            Self::Sqlite => Database::Sqlite(folder.join("relink.db")),
            Self::Postgres => {
                let server = server().context("PostgreSQL is gone")?;
                let name = server.database().map_err(anyhow::Error::from_boxed)?;
                Database::Postgres(server, name)
            }
        })
    }
}

/// One of them.
#[derive(Clone)]
pub(crate) enum Database {
    Sqlite(PathBuf),
    Postgres(&'static postgres::Server, String),
}

impl Database {
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite://{}", file.display()),
            Self::Postgres(server, name) => server.url(name),
        }
    }

    /// The columns of a table.
    pub(crate) fn columns(&self, table: &str) -> Result<Vec<String>> {
        match self {
            Self::Sqlite(file) => columns(&Connection::open(file)?, table),
            Self::Postgres(server, name) => {
                let query = format!(
                    "SELECT column_name FROM information_schema.columns
                     WHERE table_schema = current_schema() AND table_name = '{table}';"
                );
                let found = server.run(name, &query).map_err(anyhow::Error::from_boxed)?;
                Ok(found.lines().map(str::to_owned).collect())
            }
        }
    }

    /// How it makes bytes of a column of hexadecimal digits.
    pub(crate) fn unhex(&self, column: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("unhex({column})"),
            Self::Postgres(..) => format!("decode({column}, 'hex')"),
        }
    }

    /// Lets it count its rows, as it does by itself after a while.
    pub(crate) fn settle(&self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(server, name) => {
                let done = server.run(name, "VACUUM ANALYZE;");
                done.map(drop).map_err(anyhow::Error::from_boxed)
            }
        }
    }

    /// Makes a temporary table `seeds` of these columns, fills it, and runs `script` beside it, all in one transaction.
    pub(crate) fn load<const N: usize>(
        &self,
        columns: [&str; N],
        rows: impl Iterator<Item = [String; N]>,
        script: &str,
    ) -> Result<()> {
        let typed = columns.map(|column| format!("{column} TEXT")).join(", ");
        let make = format!("CREATE TEMP TABLE seeds ({typed});");
        match self {
            Self::Sqlite(file) => {
                let mut connection = Connection::open(file)?;
                connection.execute_batch(&make)?;
                let transaction = connection.transaction()?;
                let places: Vec<_> = (1..=N).map(|place| format!("?{place}")).collect();
                let insert = format!("INSERT INTO seeds VALUES ({})", places.join(", "));
                let mut statement = transaction.prepare(&insert)?;
                for row in rows {
                    statement.execute(rusqlite::params_from_iter(row))?;
                }
                drop(statement);
                transaction.execute_batch(script)?;
                transaction.commit()?;
                connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
            }
            Self::Postgres(server, name) => {
                let fed = server.feed(name, |input| {
                    writeln!(input, "BEGIN; {make} COPY seeds FROM STDIN;")?;
                    for row in rows {
                        writeln!(input, "{}", row.join("\t"))?;
                    }
                    writeln!(input, "\\.")?;
                    writeln!(input, "{script} COMMIT; VACUUM ANALYZE; CHECKPOINT;")
                });
                fed.map_err(anyhow::Error::from_boxed)?;
            }
        }
        Ok(())
    }
}

/// The columns of a table in a SQLite file.
pub(crate) fn columns(connection: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}
