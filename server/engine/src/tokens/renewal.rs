//! Renewal: a new access token for a refresh token, without a person.
//!
//! Invariant: a single-use refresh token is sent once. Before it is sent, the intent to send it is durable; if what came
//! of it was never written down, it is not sent again. One renewal per grant at a time, whatever asks for it: the lease's
//! fencing number decides who may write.

use domain::{time::Span, verdict::Verdict};

use crate::{
    Engine, Error,
    ports::{
        networks::{Adapter, Granted, Renewal as Way, Renewed},
        store::grants::{Held, HeldProfile, Intent, LeaseRequest, RenewalRecord},
    },
    vault::{Place, Token},
};

/// Longer than any request may take, and the attempts to write its result down.
const LEASE: Span = Span::seconds(60);
/// How often the result of a renewal is tried to be written down, while the lease holds: it exists only in memory.
const WRITES: u32 = 5;

/// How a renewal ended.
pub(super) enum Renewal {
    /// The profile with its new grant.
    Done(Box<HeldProfile>),
    /// The network answered otherwise, and the refresh token was not spent by it.
    Refused(Verdict),
    /// The network does not renew, or no refresh token is held.
    NotPossible,
    /// Nobody knows what came of this refresh token when it was sent; it is not sent again.
    LeftOpen,
    /// Somebody else is renewing this grant now, or has just done so.
    Busy,
}

impl Engine {
    /// Renews a grant, in a task of its own that a caller who goes away does not stop.
    pub(super) async fn renew(
        &self,
        adapter: &dyn Adapter,
        held: &HeldProfile,
    ) -> Result<Renewal, Error> {
        let way = adapter.ways().renewal;
        let (Some(sealed), false) = (&held.refresh, way == Way::None) else {
            return Ok(Renewal::NotPossible);
        };
        let place = Place::Refresh(held.workspace, held.profile.id);
        let refresh = self.vault.open(sealed, place)?;
        let (engine, held) = (self.clone(), held.clone());
        tokio::spawn(async move { engine.renew_under_lease(held, refresh).await })
            .await
            .map_err(|_| Error::CutOff)?
    }

    async fn renew_under_lease(
        &self,
        profile: HeldProfile,
        refresh: Token,
    ) -> Result<Renewal, Error> {
        let network = profile.profile.network;
        let adapter = self.networks.adapter(network).ok_or(Error::NotConfigured(network))?;
        let now = self.clock.now();
        let request = LeaseRequest {
            workspace: profile.workspace,
            profile: profile.profile.id,
            version: profile.version,
            now,
            until: now.after(LEASE),
        };
        let Some(fence) = self.store.lease_grant(&request).await? else {
            return Ok(Renewal::Busy);
        };
        let held = Held { workspace: profile.workspace, profile: profile.profile.id, fence };
        if adapter.ways().renewal == Way::SingleUse {
            match self.store.record_intent(&held, refresh.digest(), now).await? {
                Intent::Recorded => {}
                Intent::LeaseLost => return Ok(Renewal::Busy),
                Intent::SentBefore => {
                    self.store.release_lease(&held, true).await?;
                    return Ok(Renewal::LeftOpen);
                }
            }
        }
        match adapter.renew(&refresh, &profile.grant, now).await {
            Renewed::Granted(granted) => self.keep(profile, held, granted).await,
            Renewed::NotSpent(verdict) => {
                self.store.release_lease(&held, false).await?;
                Ok(Renewal::Refused(verdict))
            }
            Renewed::Unknown => {
                self.store.release_lease(&held, true).await?;
                let single_use = adapter.ways().renewal == Way::SingleUse;
                Ok(if single_use {
                    Renewal::LeftOpen
                } else {
                    Renewal::Refused(Verdict::Unavailable)
                })
            }
        }
    }

    /// Writes new tokens down, trying again while the lease holds: they exist nowhere else.
    async fn keep(
        &self,
        mut profile: HeldProfile,
        held: Held,
        granted: Granted,
    ) -> Result<Renewal, Error> {
        let (workspace, id) = (profile.workspace, profile.profile.id);
        let seal = |token: &Token, place| self.vault.seal(token, place);
        let record = RenewalRecord {
            held,
            grant: granted.grant,
            access: seal(&granted.tokens.access, Place::Access(workspace, id)),
            refresh: granted.tokens.refresh.map(|t| seal(&t, Place::Refresh(workspace, id))),
            now: self.clock.now(),
        };
        let mut tried = 1;
        let version = loop {
            match self.store.record_renewal(&record).await {
                Ok(version) => break version,
                Err(error) if tried < WRITES => {
                    tracing::error!(profile = %id, %error, tried, "new tokens are not written down yet");
                    tokio::time::sleep(std::time::Duration::from_millis(200 << tried)).await;
                    tried += 1;
                }
                Err(error) => return Err(error.into()),
            }
        };
        let Some(version) = version else {
            // A reconnect came in between: its grant is newer than what was just renewed.
            return Ok(Renewal::Busy);
        };
        profile.version = version;
        profile.grant = record.grant;
        profile.access = record.access;
        profile.refresh = record.refresh.or(profile.refresh);
        profile.intent = None;
        Ok(Renewal::Done(Box::new(profile)))
    }
}
