//! Grants: reading them for a check, renewing them under a lease, writing down what a check found.

use async_trait::async_trait;
use domain::{
    grant::Grant,
    health::{Health, Losses},
    id::{ChannelId, ProfileId, WorkspaceId},
    profile::Profile,
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry};
use crate::vault::{Fingerprint, Sealed, TokenDigest};

/// Grants.
#[async_trait]
pub trait Grants: Send + Sync {
    /// A profile with its grant and its sealed tokens.
    async fn held_profile(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
    ) -> Stored<Option<HeldProfile>>;

    /// Takes up to `limit` profiles whose check is due, most overdue first, and makes them due again at `again`; so
    /// that two servers never take the same, and a crash only delays.
    async fn take_due_checks(
        &self,
        now: Timestamp,
        again: Timestamp,
        limit: u32,
    ) -> Stored<Vec<(WorkspaceId, ProfileId)>>;

    /// Writes down what a check found, with an event if health changed or `announce` is set. False, and nothing is
    /// written, if the grant is no longer of `version`: a reconnect or renewal came in between and knows better.
    async fn record_check(&self, check: &Check) -> Stored<bool>;

    /// Takes the lease on a grant of `version` until `until`; `None` if somebody holds it or the grant changed.
    async fn lease_grant(&self, lease: &LeaseRequest) -> Stored<Option<Fence>>;

    /// Writes down, before it is sent, which single-use refresh token is about to be spent; also proof that the store
    /// can still commit.
    async fn record_intent(
        &self,
        held: &Held,
        token: TokenDigest,
        now: Timestamp,
    ) -> Stored<Intent>;

    /// Writes down a renewal's new tokens, ends intent and lease, and raises the grant's version. Returns that version;
    /// `None`, and nothing is written, if the lease is lost.
    async fn record_renewal(&self, renewal: &RenewalRecord) -> Stored<Option<u64>>;

    /// Gives the lease back. `spent` says what is known of the refresh token: `false` ends the intent, because the
    /// network certainly did not spend it; `true` leaves it open.
    async fn release_lease(&self, held: &Held, spent: bool) -> Stored<()>;

    /// The profiles of this network identity, in any workspace.
    async fn same_identity(
        &self,
        fingerprint: Fingerprint,
    ) -> Stored<Vec<(WorkspaceId, ProfileId)>>;

    /// Removes a profile with its grant and channels, writes the audit entry and the event. False if there is none.
    async fn remove_profile(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        audit: &AuditEntry,
    ) -> Stored<bool>;
}

/// A profile with what opens it.
#[derive(Debug, Clone)]
pub struct HeldProfile {
    /// The profile.
    pub profile: Profile,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its identity's fingerprint.
    pub fingerprint: Fingerprint,
    /// Its grant's facts.
    pub grant: Grant,
    /// The grant's version: raised by every reconnect and renewal.
    pub version: u64,
    /// The sealed access token.
    pub access: Sealed,
    /// The sealed refresh token.
    pub refresh: Option<Sealed>,
    /// A refresh token that was about to be spent, and nobody wrote down what came of it.
    pub intent: Option<TokenDigest>,
    /// The sealed tokens of channels that have their own.
    pub channel_tokens: Vec<(ChannelId, Sealed)>,
}

/// What a check found.
#[derive(Debug, Clone)]
pub struct Check {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which profile.
    pub profile: ProfileId,
    /// The grant's version the check was made with.
    pub version: u64,
    /// The grant's health now.
    pub health: Health,
    /// The grant's facts as the network tells them now; `None` if it told nothing.
    pub grant: Option<Grant>,
    /// What channels have lost now, for those that were asked about.
    pub losses: Vec<(ChannelId, Losses)>,
    /// When the network answered; `None` if it did not.
    pub answered_at: Option<Timestamp>,
    /// When the next check is due.
    pub next_check: Timestamp,
    /// Whether somebody is waiting for the answer, so that an event is written even if nothing changed.
    pub announce: bool,
    /// When.
    pub now: Timestamp,
}

/// A lease wanted.
#[derive(Debug, Clone, Copy)]
pub struct LeaseRequest {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which profile's grant.
    pub profile: ProfileId,
    /// The grant's version the caller read.
    pub version: u64,
    /// Now.
    pub now: Timestamp,
    /// Until when; longer than the request may take.
    pub until: Timestamp,
}

/// The fencing number of a lease: a later lease of the same grant has a greater one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fence(pub u64);

/// A lease held.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which profile's grant.
    pub profile: ProfileId,
    /// Its number.
    pub fence: Fence,
}

/// Whether a refresh token may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// It may: the intent is durable.
    Recorded,
    /// It may not: it was sent before, and nobody wrote down what came of it.
    SentBefore,
    /// It may not: somebody else has the lease by now.
    LeaseLost,
}

/// A renewal's result.
#[derive(Debug, Clone)]
pub struct RenewalRecord {
    /// The lease it was made under.
    pub held: Held,
    /// The new facts.
    pub grant: Grant,
    /// The new access token.
    pub access: Sealed,
    /// The new refresh token. `None` keeps the one that is held.
    pub refresh: Option<Sealed>,
    /// When.
    pub now: Timestamp,
}
