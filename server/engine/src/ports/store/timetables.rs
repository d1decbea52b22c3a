//! When a workspace posts: its time zone, its rule for late posts, and the slots of its channels.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, WorkspaceId},
    late::LateRule,
    slots::SlotPlan,
    zone::Zone,
};

use super::{Stored, accounts::AuditEntry};

/// Timetables.
#[async_trait]
pub trait Timetables: Send + Sync {
    /// The zone and the rule of a workspace; `None` while nobody chose them.
    async fn timetable(&self, workspace: WorkspaceId) -> Stored<Option<Timetable>>;

    /// Keeps the zone and the rule of a workspace.
    async fn keep_timetable(
        &self,
        workspace: WorkspaceId,
        timetable: &Timetable,
        audit: &AuditEntry,
    ) -> Stored<()>;

    /// The slots of a channel; none while nobody chose any.
    async fn slots(&self, workspace: WorkspaceId, channel: ChannelId) -> Stored<SlotPlan>;

    /// Keeps the slots of a channel. False if the workspace has no such channel.
    async fn keep_slots(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        plan: &SlotPlan,
        audit: &AuditEntry,
    ) -> Stored<bool>;
}

/// When a workspace posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timetable {
    /// Its time zone.
    pub zone: Zone,
    /// What becomes of late posts.
    pub rule: LateRule,
}

impl Default for Timetable {
    fn default() -> Self {
        Self { zone: Zone::utc(), rule: LateRule::default() }
    }
}
