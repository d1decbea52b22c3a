//! A store in memory: a third telling of the port, beside the two databases, with which it shares no code.
//!
//! Everything lies in ordered maps behind one lock, so that a unit of work is atomic and the same seed reads the same rows in
//! the same order. It never fails; failing is the business of whoever stands before it.

mod accounts;
mod api_keys;
mod asks;
mod audits;
mod authorizations;
mod channels;
mod comments;
mod devices;
mod events;
mod figures;
mod forecasts;
mod grants;
mod histories;
mod hooks;
mod invitations;
mod landing;
mod letters;
mod links;
mod notices;
mod own_account;
mod passkeys;
mod posts;
mod profiles;
mod replies;
mod scheduler_roles;
mod second_factors;
mod secrets;
mod servers;
mod signals;
mod support;
mod team;
mod turns;
mod walks;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{
    event::{Event, EventId, What},
    grant::Grant,
    id::{
        AuthorizationId, ChannelId, ConversationId, InvitationId, LetterId, LinkId, PersonId,
        ProfileId, WorkspaceId,
    },
    network::Network,
    plan::{Lane, Plan},
    profile::Profile,
    standing::Standing,
    time::Timestamp,
    walk::Walk,
};
use engine::vault::{Fingerprint, Sealed, TokenDigest};
use tokio::sync::broadcast;

/// A profile's whole name.
pub(crate) type Key = (WorkspaceId, ProfileId);

/// The store.
#[derive(Debug)]
pub struct MemStore(Mutex<State>);

impl Default for MemStore {
    fn default() -> Self {
        let (alarm, _) = broadcast::channel(1024);
        Self(Mutex::new(State {
            alarm,
            workspaces: BTreeMap::new(),
            people: BTreeMap::new(),
            sessions: BTreeMap::new(),
            attempts: BTreeMap::new(),
            api_keys: Vec::new(),
            audit: audits::Book::default(),
            diary: histories::Diary::default(),
            connectors: BTreeMap::new(),
            resets: BTreeMap::new(),
            ring: passkeys::Ring::default(),
            pending: BTreeMap::new(),
            second_factors: BTreeMap::new(),
            invitations: BTreeMap::new(),
            asks: BTreeMap::new(),
            authorizations: BTreeMap::new(),
            channels: BTreeMap::new(),
            profiles: BTreeMap::new(),
            due: BTreeMap::new(),
            standings: BTreeMap::new(),
            servers: BTreeMap::new(),
            installation: BTreeMap::new(),
            signals: BTreeMap::new(),
            feeds: BTreeMap::new(),
            links: BTreeMap::new(),
            letters: BTreeMap::new(),
            conversations: BTreeMap::new(),
            switchboard: hooks::Switchboard::default(),
            drawer: devices::Drawer::default(),
            told: notices::Told::default(),
            walks: BTreeMap::new(),
            desk: posts::Desk::default(),
            ledger: figures::Ledger::default(),
            talk: comments::Talk::default(),
        }))
    }
}

impl MemStore {
    /// What whoever judges the engine sees of every profile, in the order of their names.
    pub(crate) fn each_row(&self, mut see: impl FnMut(Key, &Row)) {
        for (key, row) in &self.state().profiles {
            see(*key, row);
        }
    }

    /// One profile, as [`MemStore::each_row`] shows it.
    pub(crate) fn row<T>(&self, key: Key, see: impl FnOnce(&Row) -> T) -> Option<T> {
        self.state().profiles.get(&key).map(see)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Everything that is kept.
#[derive(Debug)]
struct State {
    alarm: broadcast::Sender<WorkspaceId>,
    workspaces: BTreeMap<WorkspaceId, Workspace>,
    people: BTreeMap<PersonId, accounts::Person>,
    sessions: BTreeMap<[u8; 32], accounts::Session>,
    attempts: BTreeMap<String, accounts::Attempts>,
    api_keys: Vec<api_keys::Kept>,
    audit: audits::Book,
    diary: histories::Diary,
    connectors: BTreeMap<Key, PersonId>,
    resets: BTreeMap<[u8; 32], (PersonId, Timestamp)>,
    ring: passkeys::Ring,
    pending: BTreeMap<[u8; 32], second_factors::Pending>,
    second_factors: BTreeMap<PersonId, second_factors::Kept>,
    invitations: BTreeMap<(WorkspaceId, InvitationId), invitations::Kept>,
    asks: BTreeMap<(Key, PersonId), Timestamp>,
    authorizations: BTreeMap<AuthorizationId, authorizations::Kept>,
    channels: BTreeMap<(WorkspaceId, ChannelId), channels::Known>,
    profiles: BTreeMap<Key, Row>,
    due: BTreeMap<i64, BTreeSet<(Timestamp, Key)>>,
    standings: BTreeMap<Network, (Standing, u32)>,
    servers: BTreeMap<(Network, String), Sealed>,
    installation: BTreeMap<String, Sealed>,
    signals: BTreeMap<(Network, String), Timestamp>,
    feeds: BTreeMap<(PersonId, WorkspaceId), TokenDigest>,
    links: BTreeMap<(WorkspaceId, LinkId), links::Kept>,
    letters: BTreeMap<LetterId, letters::Kept>,
    conversations: BTreeMap<ConversationId, support::Kept>,
    switchboard: hooks::Switchboard,
    drawer: devices::Drawer,
    told: notices::Told,
    walks: BTreeMap<(WorkspaceId, PersonId), Walk>,
    desk: posts::Desk,
    ledger: figures::Ledger,
    talk: comments::Talk,
}

#[derive(Debug, Default)]
struct Workspace {
    name: String,
    last: u64,
    events: Vec<Event>,
}

/// A profile with everything that is kept of it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) profile: Profile,
    pub(crate) grant: Grant,
    pub(crate) version: u64,
    pub(crate) access: Sealed,
    pub(crate) refresh: Option<Sealed>,
    /// The refresh token that was about to be spent, whoever has the lease.
    pub(crate) intent: Option<TokenDigest>,
    pub(crate) plan: Plan,
    fingerprint: Fingerprint,
    told_as: Option<Fingerprint>,
    pub(crate) fence: u64,
    leased: bool,
    pub(crate) channel_tokens: BTreeMap<ChannelId, Sealed>,
    lane: Lane,
    due_at: Timestamp,
}

impl State {
    /// Writes an event under the next number of its workspace, and rings.
    fn tell(&mut self, workspace: WorkspaceId, at: Timestamp, what: What) {
        let Some(home) = self.workspaces.get_mut(&workspace) else { return };
        home.last += 1;
        home.events.push(Event { id: EventId(home.last), at, what });
        // No listener is no fault: the log is the truth.
        let _ = self.alarm.send(workspace);
    }

    fn last_event(&self, workspace: WorkspaceId) -> EventId {
        EventId(self.workspaces.get(&workspace).map_or(0, |home| home.last))
    }

    /// Puts a row in the place of the one before, due as its plan says.
    fn put_as_planned(&mut self, key: Key, mut row: Row) {
        row.lane = row.plan.lane(row.profile.network);
        let due_at = row.plan.due_at();
        self.put(key, row, due_at);
    }

    /// Puts a row in the place of the one before, due at `due_at`.
    fn put(&mut self, key: Key, mut row: Row, due_at: Timestamp) {
        self.take_out_of_lane(key);
        row.due_at = due_at;
        self.lane(row.lane).insert((due_at, key));
        self.profiles.insert(key, row);
    }

    fn remove(&mut self, key: Key) -> Option<Row> {
        self.take_out_of_lane(key);
        self.connectors.remove(&key);
        self.profiles.remove(&key)
    }

    fn take_out_of_lane(&mut self, key: Key) {
        let Some(row) = self.profiles.get(&key) else { return };
        let (lane, due_at) = (row.lane, row.due_at);
        self.lane(lane).remove(&(due_at, key));
    }

    fn lane(&mut self, lane: Lane) -> &mut BTreeSet<(Timestamp, Key)> {
        self.due.entry(lane.number()).or_default()
    }

    fn not_fine(&self) -> Vec<(Network, Standing)> {
        let standings = self.standings.iter();
        standings
            .filter(|(_, (standing, _))| *standing != Standing::Fine)
            .map(|(network, (standing, _))| (*network, standing.clone()))
            .collect()
    }
}
