//! What the pages of Settings that look back read: for Master Accounts, like all of Settings.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    id::{PersonId, ProfileId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// What was done.
#[async_trait]
pub trait Seeing: Send + Sync {
    /// A page of the audit log, newest first.
    async fn audit(&self, viewer: &Viewer, asked: AuditAsked) -> Result<AuditPage, Error>;
}

/// Which entries of the audit log, as the page's address says it; a word that cannot be is as if it were not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditAsked {
    /// What this person did.
    pub person: Option<PersonId>,
    /// A kind: the word that is kept.
    pub what: Option<String>,
    /// What is about this profile.
    pub profile: Option<ProfileId>,
    /// From this day on, where the workspace is: "2026-11-26".
    pub from: Option<String>,
    /// Until this day, with it.
    pub until: Option<String>,
    /// Older than the entry of this number.
    pub before: Option<u64>,
    /// Whether the chain is to be proved.
    pub verify: bool,
}

/// A page of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditLine>,
    /// Where the next page begins.
    pub next: Option<u64>,
    /// Who belongs to the workspace, by name.
    pub people: Vec<(PersonId, String)>,
    /// The name of the zone that times are told in.
    pub zone: String,
    /// What the chain proved to be, if that was asked.
    pub proof: Option<Proof>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its number in the workspace.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// When, in words, on the clock where the workspace is.
    pub when: String,
    /// Who; `None` for Relink itself, or somebody who is not known.
    pub person: Option<(PersonId, String)>,
    /// The client's address; empty for Relink itself.
    pub from: String,
    /// What, as the word that is kept.
    pub what: String,
    /// About what, readable.
    pub about: String,
    /// The profile it is about.
    pub profile: Option<ProfileId>,
    /// What changed, part by part.
    pub changes: Vec<(String, String)>,
}

/// Whether a chain holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// Every entry is what it was.
    Holds {
        /// How many there are.
        entries: u64,
        /// The hash of the last one, in hexadecimal digits.
        head: String,
    },
    /// It does not hold from the entry of this number on.
    Broken(u64),
}
