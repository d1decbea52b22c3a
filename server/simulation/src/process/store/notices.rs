//! Notices, through the door.

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

use super::{Door, Weight, light};

#[async_trait]
impl Notices for Door {
    async fn notices_due(&self, now: Timestamp, limit: u32) -> Stored<Vec<WorkspaceId>> {
        light!(self.notices_due(now, limit))
    }

    async fn next_notice(&self) -> Stored<Option<Timestamp>> {
        light!(self.next_notice())
    }

    async fn unheard_workspaces(&self) -> Stored<Vec<WorkspaceId>> {
        light!(self.unheard_workspaces())
    }

    async fn notice_board(&self, home: WorkspaceId, until: Timestamp) -> Stored<Option<Board>> {
        light!(self.notice_board(home, until))
    }

    async fn write_notices(&self, told: &NoticesTold) -> Stored<bool> {
        light!(self.write_notices(told))
    }

    async fn notice_choices(&self, home: WorkspaceId, person: PersonId) -> Stored<Option<Choices>> {
        light!(self.notice_choices(home, person))
    }

    async fn keep_notice_choices(
        &self,
        home: WorkspaceId,
        person: PersonId,
        choices: &Choices,
        now: Timestamp,
    ) -> Stored<()> {
        light!(self.keep_notice_choices(home, person, choices, now))
    }
}
