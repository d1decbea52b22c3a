//! The audit log, as it is read: entries of a workspace, each chained to the one before it.

use async_trait::async_trait;
use domain::{
    id::{PersonId, WorkspaceId},
    network::Network,
    time::Timestamp,
};
use sha2::{Digest as _, Sha256};

use super::{Stored, accounts::AuditEntry};

/// The audit log. Whoever does something writes into it in the same unit of work; here it is only read.
#[async_trait]
pub trait Audits: Send + Sync {
    /// A workspace's entries, newest first.
    async fn audit_log(&self, workspace: WorkspaceId, query: &AuditQuery) -> Stored<Vec<Shown>>;

    /// The entries of a chain whose numbers are greater than `after`, oldest first, at most `limit`. `None` is the chain of
    /// what belongs to no workspace.
    async fn audit_chain(
        &self,
        chain: Option<WorkspaceId>,
        after: u64,
        limit: u32,
    ) -> Stored<Vec<Logged>>;

    /// The end of a chain as it is kept apart from it; `None` before its first entry.
    async fn audit_head(&self, chain: Option<WorkspaceId>) -> Stored<Option<Head>>;

    /// Every chain there is.
    async fn audit_chains(&self) -> Stored<Vec<Option<WorkspaceId>>>;

    /// Who belongs to the workspace, by name.
    async fn audited_people(&self, workspace: WorkspaceId) -> Stored<Vec<(PersonId, String)>>;
}

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only what this person did.
    pub person: Option<PersonId>,
    /// Only this word.
    pub what: Option<String>,
    /// Only what is about this, e.g. a profile's id.
    pub about: Option<String>,
    /// Only what happened then or later.
    pub since: Option<Timestamp>,
    /// Only what happened earlier.
    pub until: Option<Timestamp>,
    /// Only entries with smaller numbers.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: u32,
}

/// An entry as it stands in its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its number; the first of a chain is 1, and there are no gaps.
    pub number: u64,
    /// What it says.
    pub entry: AuditEntry,
    /// What changed, as JSON; without secrets.
    pub facts: Option<String>,
    /// What [`link`] makes of it and the hash before.
    pub hash: [u8; 32],
}

/// An entry, with the names that go with it as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The entry.
    pub logged: Logged,
    /// The person's name.
    pub person: Option<String>,
    /// The profile's name and network, if it is about one that is still there.
    pub profile: Option<(String, Network)>,
}

/// The end of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of its last entry.
    pub number: u64,
    /// That entry's hash.
    pub hash: [u8; 32],
}

impl Head {
    /// Before the first entry.
    pub const NONE: Self = Self { number: 0, hash: [0; 32] };

    /// The end of the chain after one more entry.
    #[must_use]
    pub fn next(&self, entry: &AuditEntry, facts: Option<&str>) -> Self {
        let number = self.number + 1;
        Self { number, hash: link(&self.hash, number, entry, facts) }
    }
}

/// The hash of an entry: SHA-256 over the hash before it and every field, each with its length before it, so that no two
/// entries read the same.
#[must_use]
pub fn link(before: &[u8; 32], number: u64, entry: &AuditEntry, facts: Option<&str>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"relink audit 1\0");
    hash.update(before);
    hash.update(number.to_be_bytes());
    hash.update(entry.at.millis().to_be_bytes());
    let workspace = entry.workspace.map(|id| id.to_string());
    let person = entry.person.map(|id| id.to_string());
    let fields = [
        workspace.as_deref(),
        person.as_deref(),
        Some(entry.what.as_str()),
        Some(entry.about.as_str()),
        Some(entry.from.as_str()),
        facts,
    ];
    for field in fields {
        // What is not there differs from what is empty.
        let length = field.map_or(u64::MAX, |text| text.len() as u64);
        hash.update(length.to_be_bytes());
        hash.update(field.unwrap_or_default());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_entries_have_one_hash() {
        let entry = AuditEntry {
            workspace: None,
            person: None,
            what: "ab".into(),
            about: "c".into(),
            from: String::new(),
            at: Timestamp::from_millis(1),
        };
        let other = |change: fn(&mut AuditEntry)| {
            let mut other = entry.clone();
            change(&mut other);
            other
        };
        let moved = other(|it| (it.what, it.about) = ("a".into(), "bc".into()));
        let later = other(|it| it.at = Timestamp::from_millis(2));
        let before = Head::NONE.hash;
        let hashes = [
            link(&before, 1, &entry, None),
            link(&before, 1, &entry, Some("")),
            link(&before, 2, &entry, None),
            link(&[1; 32], 1, &entry, None),
            link(&before, 1, &moved, None),
            link(&before, 1, &later, None),
        ];
        for (place, hash) in hashes.iter().enumerate() {
            assert!(!hashes[..place].contains(hash), "{place}");
        }
    }
}
