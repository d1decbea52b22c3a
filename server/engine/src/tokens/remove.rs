//! Removing a profile, and taking our leave at the network where that harms nobody else.

use domain::{account::Viewer, id::ProfileId};

use crate::{
    Engine, Error, only_masters,
    ports::{
        networks::Revoking,
        store::{accounts::AuditEntry, grants::HeldProfile},
    },
    vault::{Place, Tokens},
};

/// What removing a profile did at the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// It forgot us.
    Revoked,
    /// It was not told: another profile, perhaps of another workspace, lives on the same grant.
    KeptForOthers,
    /// It could not be told.
    NotRevoked,
}

impl Engine {
    /// Removes a profile. The network is told first: tokens that are gone cannot be revoked any more.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for an unknown or foreign profile.
    pub async fn remove(
        &self,
        viewer: &Viewer,
        profile: ProfileId,
        from: &str,
    ) -> Result<Removed, Error> {
        only_masters(viewer)?;
        let held = self.store.held_profile(viewer.workspace, profile).await?;
        let held = held.ok_or(Error::NotFound)?;
        let removed = self.take_leave(&held).await?;
        let audit = AuditEntry {
            workspace: Some(viewer.workspace),
            person: Some(viewer.person),
            what: "profile.removed".into(),
            about: profile.to_string(),
            from: from.into(),
            at: self.clock.now(),
        };
        if self.store.remove_profile(viewer.workspace, profile, &audit).await? {
            Ok(removed)
        } else {
            Err(Error::NotFound)
        }
    }

    async fn take_leave(&self, held: &HeldProfile) -> Result<Removed, Error> {
        let Some(adapter) = self.networks.adapter(held.profile.network) else {
            return Ok(Removed::NotRevoked);
        };
        match adapter.ways().revoking {
            Revoking::Impossible => return Ok(Removed::NotRevoked),
            Revoking::WholePerson
                if self.store.same_identity(held.fingerprint).await?.len() > 1 =>
            {
                return Ok(Removed::KeptForOthers);
            }
            Revoking::WholePerson | Revoking::ThisToken => {}
        }
        let (workspace, profile) = (held.workspace, held.profile.id);
        let refresh = held
            .refresh
            .as_ref()
            .map(|sealed| self.vault.open(sealed, Place::Refresh(workspace, profile)))
            .transpose()?;
        let access = self.vault.open(&held.access, Place::Access(workspace, profile))?;
        let tokens = Tokens { access, refresh };
        Ok(match adapter.revoke(&tokens, &held.profile.identity.subject).await {
            Ok(()) => Removed::Revoked,
            Err(verdict) => {
                tracing::info!(%profile, ?verdict, "the network was not told of a removal");
                Removed::NotRevoked
            }
        })
    }
}
