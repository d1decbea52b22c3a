//! The databases that every story is told on.

use std::path::Path;

/// A database that servers stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    /// One file.
    Sqlite,
}

impl Database {
    /// Those that can be had on this machine.
    pub(crate) fn present() -> Vec<Self> {
        vec![Self::Sqlite]
    }

    /// Its name in the list of tests.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
        }
    }

    /// The URL of a fresh one.
    pub(crate) fn fresh(self, folder: &Path) -> String {
        match self {
            Self::Sqlite => format!("sqlite://{}/relink.db", folder.display()),
        }
    }
}

impl Database {
    /// Whether everything that writes to grants is refused, though what is there can be read.
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
        }
    }
}
