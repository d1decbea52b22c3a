//! What the page of notices reads, from the engine.

use app::{
    backend::notices::{Notices, Told},
    error::Error,
};
use async_trait::async_trait;
use domain::account::Viewer;

use super::{Bound, wire};

#[async_trait]
impl Notices for Bound {
    async fn choices(&self, viewer: &Viewer) -> Result<Told, Error> {
        let engine = &self.state.engine;
        Ok(Told {
            workspace: viewer.workspace,
            name: viewer.workspace_name.clone(),
            role: viewer.role,
            choices: engine.notice_choices(viewer).await.map_err(wire)?,
            zone: engine.timetable(viewer).await.map_err(wire)?.zone,
            mails: engine.sends_letters(),
        })
    }
}
