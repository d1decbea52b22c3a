//! Notices: how things stand in a workspace, what was told of it to whom, and what everybody chose to be told.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    account::Role,
    event::EventId,
    hook::HookKind,
    id::{DeviceId, HookId, PersonId, WorkspaceId},
    notice::{Choices, Fact, Incident, Subject, Topic},
    time::Timestamp,
    zone::Zone,
};

use super::{Stored, devices::NewPush, hooks::NewDelivery, letters::NewLetter};

/// Notices.
#[async_trait]
pub trait Notices: Send + Sync {
    /// Workspaces that are to be looked at by `now`, the longest waiting first, at most `limit`.
    async fn notices_due(&self, now: Timestamp, limit: u32) -> Stored<Vec<WorkspaceId>>;

    /// When the next workspace is to be looked at.
    async fn next_notice(&self) -> Stored<Option<Timestamp>>;

    /// Workspaces in which something happened since they were looked at.
    async fn unheard_workspaces(&self) -> Stored<Vec<WorkspaceId>>;

    /// How things stand in a workspace, with the logins that end before `ending_before`: all from one snapshot.
    async fn notice_board(
        &self,
        workspace: WorkspaceId,
        ending_before: Timestamp,
    ) -> Stored<Option<Board>>;

    /// Writes down what was seen and told, and posts the letters and messages that tell it. False, and nothing is written, if somebody
    /// else looked meanwhile.
    async fn write_notices(&self, told: &NoticesTold) -> Stored<bool>;

    /// What somebody chose to be told of a workspace; `None` while they chose nothing.
    async fn notice_choices(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
    ) -> Stored<Option<Choices>>;

    /// Keeps what somebody chose, and has their workspace looked at at `now`. Nothing happens if they do not belong to it.
    async fn keep_notice_choices(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        choices: &Choices,
        now: Timestamp,
    ) -> Stored<()>;
}

/// How things stand in a workspace.
#[derive(Debug, Clone)]
pub struct Board {
    /// The workspace's name.
    pub name: String,
    /// Where it is.
    pub zone: Zone,
    /// The number of the last event at that moment.
    pub as_of: EventId,
    /// Up to which event it was heard; `None` if it was never looked at.
    pub heard: Option<EventId>,
    /// Raised whenever somebody looks: whoever writes names what they have read.
    pub looked: u64,
    /// When it is to be looked at again.
    pub look_at: Option<Timestamp>,
    /// What is so.
    pub facts: Vec<Fact>,
    /// When the first login ends that ends later.
    pub next_end: Option<Timestamp>,
    /// What was so, and how much of it was told.
    pub incidents: Vec<Incident>,
    /// Who belongs to it, by name.
    pub members: Vec<Member>,
    /// The webhooks that are on.
    pub hooks: Vec<Ear>,
}

/// A webhook that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ear {
    /// Which.
    pub hook: HookId,
    /// What it understands.
    pub kind: HookKind,
    /// What it is told.
    pub topics: BTreeSet<Topic>,
}

/// Somebody who may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// What they are in the workspace.
    pub role: Role,
    /// What they chose; `None` while they chose nothing.
    pub choices: Option<Choices>,
    /// Their devices that are not gone.
    pub devices: Vec<DeviceId>,
}

/// What was seen and told.
#[derive(Debug, Clone)]
pub struct NoticesTold {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// What was read ([`Board::looked`]).
    pub looked: u64,
    /// Up to which event it is heard now.
    pub heard: EventId,
    /// When to look again.
    pub look_at: Option<Timestamp>,
    /// Incidents that are new, or otherwise than they were.
    pub changed: Vec<Incident>,
    /// Incidents that are settled.
    pub settled: Vec<Subject>,
    /// The letters that tell them.
    pub letters: Vec<NewLetter>,
    /// The messages to webhooks that tell them.
    pub deliveries: Vec<NewDelivery>,
    /// The messages to devices that tell them.
    pub pushes: Vec<NewPush>,
}
