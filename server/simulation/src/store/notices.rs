//! Notices: nobody is told anything here.

use async_trait::async_trait;
use domain::{
    id::{PersonId, WorkspaceId},
    notice::Choices,
    time::Timestamp,
};
use engine::ports::store::{
    Notices, Stored,
    notices::{Board, NoticesTold},
};

use super::MemStore;

#[async_trait]
impl Notices for MemStore {
    async fn notices_due(&self, _: Timestamp, _: u32) -> Stored<Vec<WorkspaceId>> {
        Ok(Vec::new())
    }

    async fn next_notice(&self) -> Stored<Option<Timestamp>> {
        Ok(None)
    }

    async fn unheard_workspaces(&self) -> Stored<Vec<WorkspaceId>> {
        Ok(Vec::new())
    }

    async fn notice_board(&self, _: WorkspaceId, _: Timestamp) -> Stored<Option<Board>> {
        Ok(None)
    }

    async fn write_notices(&self, _: &NoticesTold) -> Stored<bool> {
        Ok(false)
    }

    async fn notice_choices(&self, _: WorkspaceId, _: PersonId) -> Stored<Option<Choices>> {
        Ok(None)
    }

    async fn keep_notice_choices(
        &self,
        _: WorkspaceId,
        _: PersonId,
        _: &Choices,
        _: Timestamp,
    ) -> Stored<()> {
        Ok(())
    }
}
