//! What one chose to be told, and when not.

use async_trait::async_trait;
use domain::{
    account::{Role, Viewer},
    id::WorkspaceId,
    notice::Choices,
    zone::Zone,
};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// What the page of notices reads.
#[async_trait]
pub trait Notices: Send + Sync {
    /// What the viewer is told of the workspace they are in.
    async fn choices(&self, viewer: &Viewer) -> Result<Told, Error>;
}

/// What somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The workspace it was read from; the page's form names it.
    pub workspace: WorkspaceId,
    /// That workspace's name.
    pub name: String,
    /// What they are there.
    pub role: Role,
    /// What they chose.
    pub choices: Choices,
    /// Where the workspace is.
    pub zone: Zone,
    /// Whether e-mail is sent at all.
    pub mails: bool,
}
