//! Reconnect links, as their page reads them.

use async_trait::async_trait;
use domain::{
    account::Viewer,
    id::{ProfileId, WorkspaceId},
    link::Link,
    network::Network,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Reconnect links. Every verb is for Master Accounts; for anybody else it is [`Error::Forbidden`].
#[async_trait]
pub trait Links: Send + Sync {
    /// The links that were made, and what one can be made for. `wanted` is among the choices, whatever its state.
    async fn links(&self, viewer: &Viewer, wanted: Option<ProfileId>) -> Result<LinksPage, Error>;
}

/// The links of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinksPage {
    /// The workspace it was read from; the page's forms name it.
    pub workspace: WorkspaceId,
    /// The server's time.
    pub now: Timestamp,
    /// Newest first.
    pub links: Vec<LinkRow>,
    /// What a link can be made for: profiles that need it first.
    pub profiles: Vec<Linkable>,
    /// Whether a link can be sent by e-mail.
    pub sends_letters: bool,
    /// The networks a new profile can be added of.
    pub networks: Vec<Network>,
}

/// A link with the names around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// The link.
    pub link: Link,
    /// Who made it.
    pub asker: String,
    /// The name of the profile it mends.
    pub name: Option<String>,
}

/// A profile that a link can be made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linkable {
    /// Which.
    pub profile: ProfileId,
    /// Its name.
    pub name: String,
    /// Its network.
    pub network: Network,
    /// Whether it needs a person, now or soon.
    pub needs_it: bool,
}
