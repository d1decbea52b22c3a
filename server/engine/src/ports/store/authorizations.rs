//! Authorizations: OAuth round trips, and the one commit in which a reconnect lands.

use async_trait::async_trait;
use domain::{
    authorization::{Authorization, Binding},
    grant::Grant,
    health::{Health, Losses},
    id::{AuthorizationId, ChannelId, PersonId, ProfileId, WorkspaceId},
    network::Network,
    outcome::{Outcome, Refusal},
    plan::Plan,
    profile::Identity,
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry};
use crate::vault::{Fingerprint, Sealed, TokenDigest};

/// OAuth round trips.
#[async_trait]
pub trait Authorizations: Send + Sync {
    /// Begins one, and forgets those that ended or expired more than a day ago.
    async fn begin_authorization(&self, new: &NewAuthorization) -> Stored<()>;

    /// Takes a state, once: [`Authorization::complete`], in one transaction.
    ///
    /// The state must be one that was handed out, one of `cookies` must be the one it is bound to, and if a `viewer`
    /// is signed in it must be who began it, in the workspace it was begun in.
    async fn take_authorization(&self, taking: &Taking) -> Stored<Result<Taken, Refusal>>;

    /// Ends a taken or pending one that changed nothing, with the entry for the audit log.
    async fn fail_authorization(
        &self,
        id: AuthorizationId,
        outcome: &Outcome,
        audit: &AuditEntry,
    ) -> Stored<()>;

    /// An authorization of this person in this workspace.
    async fn authorization(
        &self,
        workspace: WorkspaceId,
        id: AuthorizationId,
    ) -> Stored<Option<Authorization>>;

    /// An authorization begun in the browser that has this cookie for it.
    async fn authorization_of_browser(
        &self,
        id: AuthorizationId,
        cookie: TokenDigest,
    ) -> Stored<Option<Authorization>>;

    /// Lands a connect or reconnect: grant, channels, health, the authorization's outcome, audit entry and event, in
    /// one transaction; if a link led here and [`domain::link::uses_up`] says so, the link is used up in it. `None`, and nothing is
    /// written, if the authorization is not in the state `Completed` any more, or its link was used up or taken back, or the
    /// profile to be mended was removed, or another profile of the workspace has this identity. A connect whose
    /// identity is linked already lands on that profile.
    async fn land(&self, landing: &Landing) -> Stored<Option<()>>;
}

/// An authorization to begin.
#[derive(Debug, Clone)]
pub struct NewAuthorization {
    /// What it is bound to.
    pub binding: Binding,
    /// What its state hashes to.
    pub state: TokenDigest,
    /// What its cookie's secret hashes to.
    pub cookie: TokenDigest,
    /// Its PKCE verifier, where the network takes one.
    pub verifier: Option<Sealed>,
    /// What the network's adapter must know again, where it left something.
    pub memo: Option<Sealed>,
    /// For the audit log.
    pub audit: AuditEntry,
}

/// What a callback brings along.
#[derive(Debug, Clone)]
pub struct Taking {
    /// What its state hashes to.
    pub state: TokenDigest,
    /// At which network's redirect URI it arrived.
    pub network: Network,
    /// What the browser's authorization cookies hash to.
    pub cookies: Vec<(AuthorizationId, TokenDigest)>,
    /// Who is signed in, if anybody.
    pub viewer: Option<(PersonId, WorkspaceId)>,
}

/// A state that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// What it is bound to.
    pub binding: Binding,
    /// Its PKCE verifier.
    pub verifier: Option<Sealed>,
    /// What the network's adapter left.
    pub memo: Option<Sealed>,
}

/// A connect or reconnect, ready to be committed.
#[derive(Debug, Clone)]
pub struct Landing {
    /// Whose authorization it ends.
    pub binding: Binding,
    /// The profile: an existing one for a reconnect, a fresh id for a new one.
    pub profile: ProfileId,
    /// Who came; names and pictures are taken over from here.
    pub identity: Identity,
    /// The identity's fingerprint.
    pub fingerprint: Fingerprint,
    /// The fingerprint of [`Identity::told_as`].
    pub told_as: Option<Fingerprint>,
    /// The new grant.
    pub grant: Grant,
    /// Its access token.
    pub access: Sealed,
    /// Its refresh token. `None` keeps the one that is held: never overwritten with nothing.
    pub refresh: Option<Sealed>,
    /// The grant's health.
    pub health: Health,
    /// Every channel of the profile from now on. Channels stored but not named here are left as they are.
    pub channels: Vec<LandedChannel>,
    /// What the person will be shown.
    pub outcome: Outcome,
    /// When it is looked at next.
    pub plan: Plan,
    /// For the audit log.
    pub audit: AuditEntry,
    /// When.
    pub now: Timestamp,
}

/// A channel as a reconnect leaves it.
#[derive(Debug, Clone)]
pub struct LandedChannel {
    /// Its id; a fresh one if it is new.
    pub id: ChannelId,
    /// The network's id of it.
    pub remote_id: String,
    /// Its name.
    pub name: String,
    /// Where its picture is.
    pub avatar: Option<String>,
    /// Its own token. `None` keeps the one that is held.
    pub token: Option<Sealed>,
    /// What it has lost by itself.
    pub losses: Losses,
}
