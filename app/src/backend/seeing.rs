//! What the pages of Settings that look back read: for Master Accounts, like all of Settings.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    cause::Cause,
    id::{ApiKeyId, PersonId, ProfileId, WorkspaceId},
    network::Network,
    scope::Scope,
    time::Timestamp,
    uptime::{Change, Uptime},
    zone::Zone,
};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// What was done, and how profiles stood.
#[async_trait]
pub trait Seeing: Send + Sync {
    /// A page of the audit log, newest first.
    async fn audit(&self, viewer: &Viewer, asked: AuditAsked) -> Result<AuditPage, Error>;

    /// How a profile stood in the last ninety days.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign one alike.
    async fn timeline(&self, viewer: &Viewer, profile: ProfileId) -> Result<Timeline, Error>;

    /// The keys of the API, the newest first.
    async fn api_keys(&self, viewer: &Viewer) -> Result<ApiKeys, Error>;

    /// What the last `days` came to.
    async fn overview(&self, viewer: &Viewer, days: u16) -> Result<Overview, Error>;
}

/// The keys of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeys {
    /// The workspace; the page's forms name it.
    pub workspace: WorkspaceId,
    /// The keys.
    pub keys: Vec<ApiKeyRow>,
}

/// A key of the API, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyRow {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is called.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// When it ends, in words.
    pub ends: String,
    /// When it was used last, roughly, in words.
    pub used: Option<String>,
}

/// How a profile stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// Which.
    pub profile: ProfileId,
    /// The name the person has at the network.
    pub name: String,
    /// Its network.
    pub network: Network,
    /// The first moment shown.
    pub from: Timestamp,
    /// The server's time.
    pub now: Timestamp,
    /// The workspace's time zone.
    pub zone: Zone,
    /// What is known of the time between, in order; the first may be from before.
    pub changes: Vec<TimelineChange>,
}

/// A profile came to stand otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineChange {
    /// The change.
    pub change: Change,
    /// The name of the person through whom it came.
    pub person: Option<String>,
}

/// What a time came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Its length in days.
    pub days: u16,
    /// Each network that has profiles.
    pub networks: Vec<OverviewRow>,
}

/// What a time came to at one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewRow {
    /// Which.
    pub network: Network,
    /// How many profiles are known.
    pub profiles: u32,
    /// What their time came to.
    pub uptime: Uptime,
    /// How often they were renewed without a person.
    pub renewals: u64,
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
    /// Why, if it tells of something that was lost.
    pub cause: Option<Cause>,
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
