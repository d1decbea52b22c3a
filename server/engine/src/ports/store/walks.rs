//! Walks through all profiles that need a person.

use async_trait::async_trait;
use domain::{
    id::{PersonId, ProfileId, WorkspaceId},
    walk::{Passed, Walk},
};

use super::Stored;

/// Walks: one for each member of a workspace.
#[async_trait]
pub trait Walks: Send + Sync {
    /// The walk that a person began last, if any.
    async fn walk(&self, workspace: WorkspaceId, person: PersonId) -> Stored<Option<Walk>>;

    /// Keeps a walk in place of the one before. Nothing happens if the person does not belong to the workspace.
    async fn keep_walk(&self, workspace: WorkspaceId, person: PersonId, walk: &Walk) -> Stored<()>;

    /// Writes down what came of a profile on a person's walk ([`Walk::ended`]). Nothing happens if there is none.
    async fn walked(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        profile: ProfileId,
        passed: Option<Passed>,
    ) -> Stored<()>;
}
