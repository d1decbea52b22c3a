//! Grants: reading them for a check, renewing them under a lease, writing down what a check found.

use async_trait::async_trait;
use domain::{
    grant::Grant,
    health::{Health, Losses},
    id::{ChannelId, ProfileId, WorkspaceId},
    plan::{Lane, Plan},
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

    /// Takes up to `limit` profiles of a lane whose moment has come, most overdue first, and makes them due again at
    /// `again`; so that two servers never take the same, and a crash only delays.
    async fn take_due(&self, request: &DueRequest) -> Stored<Due>;

    /// Makes a profile due at `at`, whatever its plan says: it was taken, and could not be asked about.
    async fn put_off(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        at: Timestamp,
    ) -> Stored<()>;

    /// Writes down what a check found, with an event if health changed or `announce` is set. False, and nothing is
    /// written, if the grant is no longer of `version`: a reconnect or renewal came in between and knows better.
    async fn record_check(&self, check: &Check) -> Stored<bool>;

    /// Takes the lease on a grant and, where its refresh token is single use, writes down which one is about to be spent:
    /// both durably, before anything is sent, which also proves that the store can still commit. See [`Begun`].
    async fn begin_renewal(&self, request: &RenewalRequest) -> Stored<Begun>;

    /// Writes down a renewal's new tokens, health and plan, ends intent and lease, and raises the grant's version; with an
    /// event if health changed. Returns that version; `None`, and nothing is written, if the lease has another number by
    /// now, or the grant another version.
    async fn record_renewal(&self, renewal: &RenewalRecord) -> Stored<Option<u64>>;

    /// Gives the lease back. `spent` says what is known of the refresh token: `false` ends the intent, because the
    /// network certainly did not spend it; `true` leaves it open. Nothing happens if the lease is lost.
    async fn end_renewal(&self, held: &Held, spent: bool) -> Stored<()>;

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
    /// A refresh token that was about to be spent, and nobody wrote down what came of it; `None` while somebody has the
    /// lease, who may yet do so.
    pub intent: Option<TokenDigest>,
    /// When it is looked at next.
    pub plan: Plan,
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
    /// When it is looked at next.
    pub plan: Plan,
    /// Whether somebody is waiting for the answer, so that an event is written even if nothing changed.
    pub announce: bool,
    /// When.
    pub now: Timestamp,
}

/// Due profiles wanted.
#[derive(Debug, Clone, Copy)]
pub struct DueRequest {
    /// Of which lane.
    pub lane: Lane,
    /// Now.
    pub now: Timestamp,
    /// When those that are taken are due again, should nobody write down what came of them.
    pub again: Timestamp,
    /// At most so many.
    pub limit: u32,
}

/// Due profiles taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub profiles: Vec<(WorkspaceId, ProfileId)>,
    /// When the next one of the lane is due that was not taken; `None` if it has no other.
    pub next: Option<Timestamp>,
}

/// A renewal about to begin.
#[derive(Debug, Clone, Copy)]
pub struct RenewalRequest {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which profile's grant.
    pub profile: ProfileId,
    /// The grant's version the caller read.
    pub version: u64,
    /// The refresh token about to be spent, where it is single use.
    pub spends: Option<TokenDigest>,
    /// The lease to take over if it is still this one: its holder has had all the time a renewal can take, by the clock of
    /// the caller, who has watched it for as long. No two servers' clocks are compared.
    pub takes_over: Option<Fence>,
    /// Now.
    pub now: Timestamp,
}

/// Whether a renewal may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It may: lease and intent are durable.
    Leased(Fence),
    /// Somebody else has the lease.
    Busy(Fence),
    /// It may not: this token was sent before, and nobody wrote down what came of it. No lease is held, and the last
    /// holder's number still counts, should it come back with an answer after all.
    SentBefore,
    /// The grant has another version by now, or is gone.
    Changed,
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

/// A renewal's result.
#[derive(Debug, Clone)]
pub struct RenewalRecord {
    /// The lease it was made under.
    pub held: Held,
    /// The grant's version it was made with.
    pub version: u64,
    /// The new facts.
    pub grant: Grant,
    /// The new access token.
    pub access: Sealed,
    /// The new refresh token. `None` keeps the one that is held.
    pub refresh: Option<Sealed>,
    /// The grant's health now.
    pub health: Health,
    /// When it is looked at next.
    pub plan: Plan,
    /// When.
    pub now: Timestamp,
}
