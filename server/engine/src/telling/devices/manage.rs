//! Devices are added, tried and removed by whoever they belong to, in the workspace they are in.

use domain::{
    account::Viewer,
    device::MOST_DEVICES,
    id::{DeviceId, WorkspaceId},
    time::Span,
};
use serde::Deserialize;
use serde_json::json;

use super::PushMessage;
use crate::{
    Engine, Error,
    ports::{
        pusher::{NotASubscription, Pusher, Subscription},
        store::{
            accounts::{Attempt, AttemptLimit, AuditEntry},
            devices::{Device, DeviceAddress, DeviceRenewal, NewDevice},
        },
    },
    vault::{Place, Sealed, Token, TokenDigest, Vault},
};

/// An endpoint has at most so many characters.
const LONGEST: usize = 2_000;
/// How much of what a browser calls itself is kept, in bytes.
const LONGEST_AGENT: usize = 300;
/// So often somebody may name or try devices in [`WINDOW`]: each try is a call to somebody else's server.
const TRIES: u32 = 30;
const WINDOW: Span = Span::minutes(15);

/// A device as its browser tells of it.
#[derive(Debug)]
pub struct DeviceDraft<'a> {
    /// Where it is reached.
    pub subscription: Subscription,
    /// What its browser calls itself.
    pub agent: &'a str,
    /// The session it is named in.
    pub session: &'a Token,
}

/// Why a device was not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceRefused {
    /// Nobody sends push messages here.
    NoPusher,
    /// What it tells of itself cannot be.
    Wrong(NotASubscription),
    /// There are [`MOST_DEVICES`] already.
    TooMany,
    /// So many were named of late that the next must wait.
    Locked,
}

/// A subscription, as it is sealed.
#[derive(Deserialize)]
struct Content {
    endpoint: String,
    p256dh: String,
    auth: String,
}

/// Opens where a device is reached; `None`, and a line in the log, where it does not open.
pub(super) fn open(
    vault: &dyn Vault,
    workspace: WorkspaceId,
    device: DeviceId,
    sealed: &Sealed,
) -> Option<Subscription> {
    let content = vault
        .open(sealed, Place::Device(workspace, device))
        .inspect_err(|error| tracing::error!(%device, %error, "a device stays shut"))
        .ok()?;
    // The error would quote what it does not understand.
    let Content { endpoint, p256dh, auth } = serde_json::from_str(content.expose())
        .inspect_err(|_| tracing::error!(%device, "a device cannot be read"))
        .ok()?;
    let [endpoint, p256dh, auth] = [endpoint, p256dh, auth].map(Token::new);
    Some(Subscription { endpoint, p256dh, auth })
}

impl Engine {
    /// The key that browsers subscribe with; `None` where nobody sends push messages.
    #[must_use]
    pub fn push_key(&self) -> Option<&str> {
        self.pusher.as_ref().map(|pusher| pusher.key())
    }

    /// The viewer's devices in the workspace they are in, the oldest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn devices(&self, viewer: &Viewer) -> Result<Vec<Device>, Error> {
        Ok(self.store.devices(viewer.workspace, viewer.person).await?)
    }

    /// Has the viewer told on a device. One that is there already is kept as it tells of itself now. The first one is told
    /// what the viewer is told already, unless they chose otherwise.
    ///
    /// # Errors
    /// The store's.
    pub async fn add_device(
        &self,
        viewer: &Viewer,
        draft: &DeviceDraft<'_>,
        from: &str,
    ) -> Result<Result<(), DeviceRefused>, Error> {
        if let Err(refused) = self.check_device(viewer, draft).await? {
            return Ok(Err(refused));
        }
        let (now, home) = (self.clock.now(), viewer.workspace);
        let before = draft.subscription.endpoint.digest();
        let known = self.store.devices_at(viewer.person, before).await?;
        if let Some((_, device)) = known.into_iter().find(|(workspace, _)| *workspace == home) {
            let renewal = self.device_renewal(viewer, home, device, (before, draft));
            if self.store.renew_device(&renewal).await? {
                return Ok(Ok(()));
            }
        }
        let id = DeviceId::new(now, self.fresh_id());
        let theirs = self.store.devices(home, viewer.person).await?;
        let choices = if theirs.iter().all(|it| it.gone_at.is_some()) {
            self.notice_choices(viewer).await?.with_a_device(viewer.role)
        } else {
            None
        };
        let new = NewDevice {
            workspace: home,
            person: viewer.person,
            id,
            address: self.device_address(home, id, draft),
            choices,
            audit: AuditEntry::by(viewer, "device.added", "", from, now),
        };
        let is_added = self.store.add_device(&new, MOST_DEVICES).await?;
        Ok(if is_added { Ok(()) } else { Err(DeviceRefused::TooMany) })
    }

    /// The browser of a device was given another endpoint by its push service: in every workspace in which the viewer is told
    /// there, it goes on. Returns in how many.
    ///
    /// # Errors
    /// The store's.
    pub async fn renew_device(
        &self,
        viewer: &Viewer,
        before: &Token,
        draft: &DeviceDraft<'_>,
    ) -> Result<Result<usize, DeviceRefused>, Error> {
        if let Err(refused) = self.check_device(viewer, draft).await? {
            return Ok(Err(refused));
        }
        let before = before.digest();
        let mut renewed = 0;
        for (workspace, device) in self.store.devices_at(viewer.person, before).await? {
            let renewal = self.device_renewal(viewer, workspace, device, (before, draft));
            renewed += usize::from(self.store.renew_device(&renewal).await?);
        }
        Ok(Ok(renewed))
    }

    /// Removes one of the viewer's devices, with all that waits for it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown or foreign device.
    pub async fn remove_device(
        &self,
        viewer: &Viewer,
        device: DeviceId,
        from: &str,
    ) -> Result<(), Error> {
        let (home, person, now) = (viewer.workspace, viewer.person, self.clock.now());
        let audit = AuditEntry::by(viewer, "device.removed", "", from, now);
        match self.store.remove_device(home, person, device, &audit).await? {
            true => Ok(()),
            false => Err(Error::NotFound),
        }
    }

    /// Sends one of the viewer's devices a message, to try whether it arrives. False if too many were tried of late.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a device that is unknown, foreign or gone.
    pub async fn try_device(
        &self,
        viewer: &Viewer,
        device: DeviceId,
        from: &str,
    ) -> Result<bool, Error> {
        let devices = self.devices(viewer).await?;
        let is_there = devices.iter().any(|it| it.id == device && it.gone_at.is_none());
        let message = PushMessage::Test { workspace: viewer.workspace_name.clone() };
        let new = self.push_message(viewer.workspace, device, &message).filter(|_| is_there);
        let new = new.ok_or(Error::NotFound)?;
        if !self.may_name_devices(viewer).await? {
            return Ok(false);
        }
        let audit = AuditEntry::by(viewer, "device.test", "", from, new.at);
        let is_posted = self.store.post_push(&new, &audit).await?;
        self.pushes.stir();
        Ok(is_posted)
    }

    async fn check_device(
        &self,
        viewer: &Viewer,
        draft: &DeviceDraft<'_>,
    ) -> Result<Result<(), DeviceRefused>, Error> {
        let Some(pusher) = &self.pusher else { return Ok(Err(DeviceRefused::NoPusher)) };
        if let Err(wrong) = fits(&**pusher, &draft.subscription) {
            return Ok(Err(DeviceRefused::Wrong(wrong)));
        }
        let may = self.may_name_devices(viewer).await?;
        Ok(if may { Ok(()) } else { Err(DeviceRefused::Locked) })
    }

    async fn may_name_devices(&self, viewer: &Viewer) -> Result<bool, Error> {
        let key = format!("devices:{}", viewer.person);
        let limit = AttemptLimit { key, limit: TRIES, window: WINDOW };
        let counted = self.store.count_attempt(&[limit], self.clock.now()).await?;
        Ok(!matches!(counted, Attempt::LockedUntil(_)))
    }

    fn device_renewal(
        &self,
        viewer: &Viewer,
        workspace: WorkspaceId,
        device: DeviceId,
        (before, draft): (TokenDigest, &DeviceDraft<'_>),
    ) -> DeviceRenewal {
        let address = self.device_address(workspace, device, draft);
        DeviceRenewal { workspace, person: viewer.person, device, before, address }
    }

    fn device_address(
        &self,
        workspace: WorkspaceId,
        device: DeviceId,
        draft: &DeviceDraft<'_>,
    ) -> DeviceAddress {
        let Subscription { endpoint, p256dh, auth } = &draft.subscription;
        let (to, key, shared) = (endpoint.expose(), p256dh.expose(), auth.expose());
        let content = json!({ "endpoint": to, "p256dh": key, "auth": shared }).to_string();
        let agent: String = draft.agent.chars().filter(|char| !char.is_control()).collect();
        let end = agent.floor_char_boundary(LONGEST_AGENT);
        DeviceAddress {
            endpoint: endpoint.digest(),
            sealed: self.vault.seal(&Token::new(content), Place::Device(workspace, device)),
            session: draft.session.digest(),
            agent: agent.get(..end).unwrap_or_default().to_owned(),
        }
    }
}

/// Whether anything can be sent there.
fn fits(pusher: &dyn Pusher, subscription: &Subscription) -> Result<(), NotASubscription> {
    if subscription.endpoint.expose().len() > LONGEST {
        return Err(NotASubscription::Address);
    }
    pusher.check(subscription)
}
