//! Devices of people, and push messages on their way to them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    device::MOST_WAITING,
    id::{DeviceId, PersonId, PushId, WorkspaceId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Devices, Stored,
        accounts::AuditEntry,
        devices::{Device, DeviceRenewal, DuePush, NewDevice, NewPush, PushSettled},
        own_account::Ending,
    },
    vault::{Sealed, TokenDigest},
};

use super::MemStore;

/// Devices with what waits for them.
#[derive(Debug, Default)]
pub(super) struct Drawer {
    pub(super) devices: BTreeMap<(WorkspaceId, DeviceId), Kept>,
    waiting: BTreeMap<(WorkspaceId, PushId), Waiting>,
}

/// A device.
#[derive(Debug)]
pub(super) struct Kept {
    person: PersonId,
    session: TokenDigest,
    device: Device,
    /// Where it is reached, unless it is gone.
    pub(super) sealed: Option<Sealed>,
    busy_until: Timestamp,
}

/// A message that waits.
#[derive(Debug)]
struct Waiting {
    device: DeviceId,
    facts: String,
    at: Timestamp,
    attempts: u32,
    due_at: Timestamp,
}

impl Drawer {
    /// Posts a message to a device that is there.
    pub(super) fn post(&mut self, new: &NewPush) -> bool {
        let kept = self.devices.get(&(new.workspace, new.device));
        let is_here = kept.is_some_and(|kept| kept.device.gone_at.is_none());
        if !is_here || self.waiting_for(new.workspace, new.device).count() >= MOST_WAITING {
            return false;
        }
        let NewPush { device, facts, at, .. } = new.clone();
        let waiting = Waiting { device, facts, at, attempts: 0, due_at: at };
        self.waiting.insert((new.workspace, new.id), waiting);
        true
    }

    /// Whose a device is.
    pub(super) fn owner(&self, workspace: WorkspaceId, device: DeviceId) -> Option<PersonId> {
        self.devices.get(&(workspace, device)).map(|kept| kept.person)
    }

    /// The devices of somebody at which they listen.
    pub(super) fn listening(&self, workspace: WorkspaceId, person: PersonId) -> Vec<DeviceId> {
        let here = self.devices.iter().filter(|((home, _), kept)| {
            *home == workspace && kept.person == person && kept.device.gone_at.is_none()
        });
        here.map(|((_, id), _)| *id).collect()
    }

    /// Ends devices, with whatever waits for them. How many.
    fn end(&mut self, ends: impl Fn(WorkspaceId, &Kept) -> bool) -> usize {
        let before = self.devices.len();
        self.devices.retain(|(home, _), kept| !ends(*home, kept));
        let devices = &self.devices;
        self.waiting.retain(|(home, _), it| devices.contains_key(&(*home, it.device)));
        before - devices.len()
    }

    pub(super) fn end_member(&mut self, workspace: WorkspaceId, person: PersonId) {
        self.end(|home, kept| (home, kept.person) == (workspace, person));
    }

    pub(super) fn end_session(&mut self, session: TokenDigest) {
        self.end(|_, kept| kept.session == session);
    }

    pub(super) fn end_sessions(&mut self, person: PersonId, which: Ending) {
        self.end(|_, kept| {
            kept.person == person
                && match which {
                    Ending::One(one) => kept.session == one,
                    Ending::AllBut(one) => kept.session != one,
                    Ending::All => true,
                }
        });
    }

    fn end_others(&mut self, endpoint: TokenDigest, workspace: WorkspaceId, person: PersonId) {
        self.end(|home, kept| {
            kept.device.endpoint == Some(endpoint) && (home == workspace || kept.person != person)
        });
    }

    fn waiting_for(
        &self,
        workspace: WorkspaceId,
        device: DeviceId,
    ) -> impl Iterator<Item = &Waiting> {
        let here = self.waiting.iter().filter(move |((home, _), _)| *home == workspace);
        here.map(|(_, it)| it).filter(move |it| it.device == device)
    }

    fn free_at(&self, (home, _): &(WorkspaceId, PushId), it: &Waiting) -> Option<Timestamp> {
        let kept = self.devices.get(&(*home, it.device))?;
        Some(it.due_at.max(kept.busy_until))
    }

    fn take(&mut self, now: Timestamp, lease: Timestamp) -> Option<DuePush> {
        let free = |(key, it): &(&(WorkspaceId, PushId), &Waiting)| {
            self.free_at(key, it).is_some_and(|at| at <= now)
        };
        let due = self.waiting.iter().filter(free);
        let (key, _) = due.min_by_key(|((_, id), it)| (it.due_at, *id))?;
        let key = *key;
        let it = self.waiting.get_mut(&key)?;
        it.attempts += 1;
        it.due_at = lease;
        let kept = self.devices.get_mut(&(key.0, it.device))?;
        kept.busy_until = lease;
        Some(DuePush {
            id: key.1,
            workspace: key.0,
            device: it.device,
            sealed: kept.sealed.clone()?,
            facts: it.facts.clone(),
            at: it.at,
            attempts: it.attempts,
        })
    }

    fn settle(&mut self, key: (WorkspaceId, PushId), settled: &PushSettled) -> Option<()> {
        let device = self.waiting.get(&key)?.device;
        let kept = self.devices.get_mut(&(key.0, device))?;
        kept.busy_until = Timestamp::from_millis(0);
        let (PushSettled::Taken { at, answer }
        | PushSettled::GivenUp { at, answer }
        | PushSettled::Again { at, answer, .. }
        | PushSettled::Gone { at, answer }) = *settled;
        kept.device.answered = Some((at, answer));
        match *settled {
            PushSettled::Again { due_at, rest_until, .. } => {
                kept.busy_until = rest_until;
                self.waiting.get_mut(&key)?.due_at = due_at;
                return Some(());
            }
            PushSettled::Taken { at, .. } => kept.device.delivered_at = Some(at),
            PushSettled::Gone { at, .. } => {
                (kept.device.gone_at, kept.device.endpoint, kept.sealed) = (Some(at), None, None);
                self.waiting.retain(|(home, _), it| (*home, it.device) != (key.0, device));
            }
            PushSettled::GivenUp { .. } => {}
        }
        self.waiting.remove(&key);
        Some(())
    }
}

#[async_trait]
impl Devices for MemStore {
    async fn add_device(&self, new: &NewDevice, most: usize) -> Stored<bool> {
        let mut state = self.state();
        let (home, person) = (new.workspace, new.person);
        let theirs = state.drawer.listening(home, person).into_iter().filter(|id| {
            let kept = state.drawer.devices.get(&(home, *id));
            kept.is_some_and(|kept| kept.device.endpoint != Some(new.address.endpoint))
        });
        if theirs.count() >= most || state.member(person, home).is_none() {
            return Ok(false);
        }
        state.drawer.end_others(new.address.endpoint, home, person);
        state
            .drawer
            .end(|at, kept| (at, kept.person) == (home, person) && kept.device.gone_at.is_some());
        let device = Device {
            id: new.id,
            agent: new.address.agent.clone(),
            endpoint: Some(new.address.endpoint),
            made_at: new.audit.at,
            delivered_at: None,
            answered: None,
            gone_at: None,
            due_at: None,
        };
        let kept = Kept {
            person,
            session: new.address.session,
            device,
            sealed: Some(new.address.sealed.clone()),
            busy_until: Timestamp::from_millis(0),
        };
        state.drawer.devices.insert((home, new.id), kept);
        if let Some(choices) = &new.choices {
            state.told.choices.insert((home, person), choices.clone());
        }
        state.look_soon(home, &new.audit);
        Ok(true)
    }

    async fn devices(&self, workspace: WorkspaceId, person: PersonId) -> Stored<Vec<Device>> {
        let state = self.state();
        let drawer = &state.drawer;
        let here = drawer.devices.iter().filter(|((home, _), _)| *home == workspace);
        let theirs = here.filter(|(_, kept)| kept.person == person);
        let mut devices: Vec<_> = theirs
            .map(|((_, id), kept)| Device {
                due_at: drawer.waiting_for(workspace, *id).map(|it| it.due_at).min(),
                ..kept.device.clone()
            })
            .collect();
        devices.sort_by_key(|device| (device.made_at, device.id));
        Ok(devices)
    }

    async fn devices_at(
        &self,
        person: PersonId,
        endpoint: TokenDigest,
    ) -> Stored<Vec<(WorkspaceId, DeviceId)>> {
        let state = self.state();
        let at =
            state.drawer.devices.iter().filter(|(_, kept)| {
                kept.person == person && kept.device.endpoint == Some(endpoint)
            });
        Ok(at.map(|(key, _)| *key).collect())
    }

    async fn renew_device(&self, renewal: &DeviceRenewal) -> Stored<bool> {
        let mut state = self.state();
        let (home, person) = (renewal.workspace, renewal.person);
        let key = (home, renewal.device);
        let is_theirs = state.drawer.devices.get(&key).is_some_and(|kept| {
            kept.person == person && kept.device.endpoint == Some(renewal.before)
        });
        if !is_theirs {
            return Ok(false);
        }
        if renewal.address.endpoint != renewal.before {
            state.drawer.end_others(renewal.address.endpoint, home, person);
        }
        let Some(kept) = state.drawer.devices.get_mut(&key) else { return Ok(false) };
        kept.device.endpoint = Some(renewal.address.endpoint);
        kept.device.agent.clone_from(&renewal.address.agent);
        kept.sealed = Some(renewal.address.sealed.clone());
        kept.session = renewal.address.session;
        Ok(true)
    }

    async fn remove_device(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        device: DeviceId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let removed = state
            .drawer
            .end(|home, kept| (home, kept.person, kept.device.id) == (workspace, person, device));
        if removed > 0 {
            state.audit.push(audit.clone());
        }
        Ok(removed > 0)
    }

    async fn post_push(&self, new: &NewPush, audit: &AuditEntry) -> Stored<bool> {
        let mut state = self.state();
        let is_posted = state.drawer.post(new);
        if is_posted {
            state.audit.push(audit.clone());
        }
        Ok(is_posted)
    }

    async fn take_push(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<DuePush>> {
        Ok(self.state().drawer.take(now, lease))
    }

    async fn next_push(&self) -> Stored<Option<Timestamp>> {
        let state = self.state();
        let drawer = &state.drawer;
        Ok(drawer.waiting.iter().filter_map(|(key, it)| drawer.free_at(key, it)).min())
    }

    async fn settle_push(
        &self,
        workspace: WorkspaceId,
        push: PushId,
        settled: &PushSettled,
    ) -> Stored<()> {
        // One that was removed meanwhile is settled.
        _ = self.state().drawer.settle((workspace, push), settled);
        Ok(())
    }
}
