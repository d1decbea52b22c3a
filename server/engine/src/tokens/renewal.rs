//! Renewal: a new access token for a refresh token, without a person.
//!
//! Invariant: a single-use refresh token is sent once. Before it is sent, lease and intent are durable; if what came of it was
//! never written down, it is not sent again. None of the networks is known to forgive a replay, so none is tried. One renewal
//! per grant at a time, whatever asks for it: the lease's fencing number decides who may write.

use domain::{health::assess, network::Network, time::Timestamp, verdict::Verdict};

use super::{figures::Counted, watch::LEASE};
use crate::{
    Engine, Error,
    ports::{
        networks::{Adapter, Granted, Renewal as Way, Renewed},
        store::{
            StoreError,
            grants::{Begun, Held, HeldProfile, RenewalRecord, RenewalRequest},
        },
    },
    vault::{Place, Token},
};

/// How often the result of a renewal is tried to be written down, while the lease holds: it exists only in memory.
const WRITES: u32 = 8;
/// The first pause between two attempts; each is twice as long as the one before, a minute in all.
const BETWEEN_WRITES: std::time::Duration = std::time::Duration::from_millis(500);

/// How a renewal ended.
pub(super) enum Renewal {
    /// The profile with its new grant, which is written down.
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
        let single_use = adapter.ways().renewal == Way::SingleUse;
        let (workspace, id) = (profile.workspace, profile.profile.id);
        let began_at = self.clock.now();
        let request = RenewalRequest {
            workspace,
            profile: id,
            version: profile.version,
            spends: single_use.then(|| refresh.digest()),
            takes_over: self.remembered.leases.over(workspace, id, began_at),
            now: began_at,
        };
        let begun = self.store.begin_renewal(&request).await.inspect_err(|_| {
            self.remembered.figures.count(network, Counted::StoreRefused);
        })?;
        let fence = match begun {
            Begun::Leased(fence) => fence,
            Begun::Busy(fence) => {
                self.remembered.leases.met(workspace, id, fence, began_at);
                return Ok(Renewal::Busy);
            }
            Begun::Changed => return Ok(Renewal::Busy),
            Begun::SentBefore => {
                self.remembered.leases.forget(workspace, id);
                return Ok(Renewal::LeftOpen);
            }
        };
        self.remembered.leases.forget(workspace, id);
        let held = Held { workspace, profile: id, fence };
        if self.is_too_late(began_at) {
            self.give_back(&held, false, network).await?;
            return Ok(Renewal::Busy);
        }
        match adapter.renew(&refresh, &profile.grant, self.clock.now()).await {
            Renewed::Granted(granted) => self.keep(profile, held, granted).await,
            Renewed::NotSpent(verdict) => {
                self.give_back(&held, false, network).await?;
                Ok(Renewal::Refused(verdict))
            }
            Renewed::Unknown => {
                self.give_back(&held, true, network).await?;
                Ok(if single_use {
                    Renewal::LeftOpen
                } else {
                    Renewal::Refused(Verdict::Unavailable)
                })
            }
        }
    }

    /// A process that was stopped between lease and request lets others go first.
    fn is_too_late(&self, began_at: Timestamp) -> bool {
        self.clock.now().since(began_at).as_millis() > LEASE.as_millis() / 3
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
        let now = self.clock.now();
        let needed_at = granted.grant.person_needed_at();
        let health = assess(profile.profile.health, &Verdict::Alive, needed_at, now);
        let record = RenewalRecord {
            held,
            version: profile.version,
            plan: self.plan_after_renewal(&profile.plan, &granted.grant, now),
            grant: granted.grant,
            access: seal(&granted.tokens.access, Place::Access(workspace, id)),
            refresh: granted.tokens.refresh.map(|t| seal(&t, Place::Refresh(workspace, id))),
            health,
            now,
        };
        let Some(version) = self.write_down(&record, profile.profile.network).await? else {
            // A reconnect came in between: its grant is newer than what was just renewed.
            return Ok(Renewal::Busy);
        };
        self.remembered.renewals.count(workspace, profile.profile.network, now);
        profile.version = version;
        profile.profile.health = record.health;
        profile.plan = record.plan;
        profile.grant = record.grant;
        profile.access = record.access;
        profile.refresh = record.refresh.or(profile.refresh);
        profile.intent = None;
        Ok(Renewal::Done(Box::new(profile)))
    }

    async fn write_down(
        &self,
        record: &RenewalRecord,
        network: Network,
    ) -> Result<Option<u64>, Error> {
        let mut tried = 1;
        loop {
            match self.store.record_renewal(record).await {
                Ok(version) => return Ok(version),
                Err(error) => self.wait_for_store(error, record.held, network, &mut tried).await?,
            }
        }
    }

    /// Gives the lease back, trying again like [`Self::write_down`]: an intent that stays open although the network did not
    /// spend the token costs the grant.
    async fn give_back(&self, held: &Held, spent: bool, network: Network) -> Result<(), Error> {
        let mut tried = 1;
        loop {
            match self.store.end_renewal(held, spent).await {
                Ok(()) => return Ok(()),
                Err(error) => self.wait_for_store(error, *held, network, &mut tried).await?,
            }
        }
    }

    /// Waits until what could not be written down may be tried again.
    async fn wait_for_store(
        &self,
        error: StoreError,
        held: Held,
        network: Network,
        tried: &mut u32,
    ) -> Result<(), Error> {
        if *tried >= WRITES {
            return Err(error.into());
        }
        let profile = held.profile;
        tracing::error!(%profile, %error, tried, "what came of a renewal is not written down yet");
        self.remembered.figures.count(network, Counted::StoreRefused);
        tokio::time::sleep(BETWEEN_WRITES * 2_u32.pow(*tried - 1)).await;
        *tried += 1;
        Ok(())
    }
}
