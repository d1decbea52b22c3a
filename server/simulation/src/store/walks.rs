//! Walks through all profiles that need a person.

use async_trait::async_trait;
use domain::{
    id::{PersonId, ProfileId, WorkspaceId},
    walk::{Passed, Walk},
};
use engine::ports::store::{Stored, Walks};

use super::MemStore;

#[async_trait]
impl Walks for MemStore {
    async fn walk(&self, workspace: WorkspaceId, person: PersonId) -> Stored<Option<Walk>> {
        Ok(self.state().walks.get(&(workspace, person)).cloned())
    }

    async fn keep_walk(&self, workspace: WorkspaceId, person: PersonId, walk: &Walk) -> Stored<()> {
        let mut state = self.state();
        if state.people.get(&person).is_some_and(|it| it.belongs_to(workspace)) {
            state.walks.insert((workspace, person), walk.clone());
        }
        Ok(())
    }

    async fn walked(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        profile: ProfileId,
        passed: Option<Passed>,
    ) -> Stored<()> {
        if let Some(walk) = self.state().walks.get_mut(&(workspace, person)) {
            walk.ended(profile, passed);
        }
        Ok(())
    }
}
