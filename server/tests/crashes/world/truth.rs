//! What really happened: the sandbox's own record.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use sandbox::control::client::Client;

use super::Somebody;

/// The record of one person's grant.
pub(crate) struct Truth {
    file: PathBuf,
    control: Client,
    somebody: Somebody,
}

impl Truth {
    pub(super) fn new(file: &Path, control: Client, somebody: Somebody) -> Self {
        Self { file: file.to_owned(), control, somebody }
    }

    /// How many requests the network's token endpoint has received.
    pub(crate) async fn requests(&self) -> usize {
        let calls = self.control.calls().await.unwrap();
        let network = self.somebody.network.slug();
        let renewing = |path: &str| path == self.somebody.endpoint;
        calls.iter().filter(|call| call.network == network && renewing(&call.path)).count()
    }

    /// Whether the network still has a living token of the grant, whoever holds it. A refresh token that comes a second time
    /// kills them all.
    pub(crate) async fn is_alive(&self) -> bool {
        let people = self.control.people().await.unwrap();
        let person = people.into_iter().find(|person| person.name == self.somebody.name).unwrap();
        person.grants.iter().any(|grant| grant.alive)
    }

    /// Whether a refresh token ever came a second time.
    pub(crate) fn was_replayed(&self) -> bool {
        self.count("SELECT count(*) FROM tokens WHERE death = 'replayed'") > 0
    }

    /// How many calls still meet trouble that was ordered.
    pub(crate) fn trouble_left(&self) -> i64 {
        self.count("SELECT coalesce(sum(remaining), 0) FROM faults")
    }

    fn count(&self, query: &str) -> i64 {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let sandbox = Connection::open_with_flags(&self.file, flags).unwrap();
        sandbox.query_row(query, [], |row| row.get(0)).unwrap()
    }
}
