//! Channels as the Apps work on them: one, however many profiles it is linked from.

use async_trait::async_trait;
use domain::{
    channel::{Link, LinkedChannel},
    grant::Grant,
    id::{ChannelId, ProfileId, WorkspaceId},
    network::Network,
    time::Timestamp,
};

use super::{Stored, accounts::AuditEntry};
use crate::vault::Sealed;

/// Channels.
#[async_trait]
pub trait Channels: Send + Sync {
    /// Every channel the workspace ever had, by name; those that were removed have no links.
    async fn linked_channels(&self, workspace: WorkspaceId) -> Stored<Vec<LinkedChannel>>;

    /// One of them.
    async fn linked_channel(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<LinkedChannel>>;

    /// The same with what opens each of its links, in their order.
    async fn held_channel(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<HeldChannel>>;

    /// Under which ids the workspace knows channels of a network, by the network's own ids; unknown ones are left out.
    async fn channel_ids(
        &self,
        workspace: WorkspaceId,
        network: Network,
        issuer: &str,
        remote_ids: &[String],
    ) -> Stored<Vec<(String, ChannelId)>>;

    /// Makes `profile` the linked profile of these channels; it must be linked with them already. What they were linked from
    /// before stays as a backup. Writes the audit entry, and an event for each profile concerned. Returns how many moved.
    async fn put_first(&self, change: &NewFirst) -> Stored<u32>;
}

/// Another linked profile.
#[derive(Debug, Clone)]
pub struct NewFirst {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which profile.
    pub profile: ProfileId,
    /// For which channels.
    pub channels: Vec<ChannelId>,
    /// For the audit log.
    pub audit: AuditEntry,
    /// When.
    pub now: Timestamp,
}

/// A channel with what opens it.
#[derive(Debug, Clone)]
pub struct HeldChannel {
    /// The channel.
    pub channel: LinkedChannel,
    /// For each of its links, in the same order.
    pub held: Vec<HeldLink>,
}

/// What opens a channel through one profile.
#[derive(Debug, Clone)]
pub struct HeldLink {
    /// The way.
    pub link: Link,
    /// The server the profile is on, where its network has many.
    pub issuer: String,
    /// The grant's facts.
    pub grant: Grant,
    /// When the grant is renewed next.
    pub renew_at: Option<Timestamp>,
    /// The grant's access token.
    pub access: Sealed,
    /// The channel's own token, where it has one.
    pub own: Option<Sealed>,
}
