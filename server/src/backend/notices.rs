//! What the page of notices reads, from the engine.

use app::{
    backend::notices::{DeviceRow, Devices, Notices, Told},
    error::Error,
};
use async_trait::async_trait;
use domain::account::Viewer;
use engine::ports::store::devices::Device;

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
            devices: match engine.push_key() {
                None => None,
                Some(key) => Some(Devices {
                    key: key.to_owned(),
                    is_demo: self.state.demo.is_some(),
                    now: self.state.clock.now(),
                    devices: engine
                        .devices(viewer)
                        .await
                        .map_err(wire)?
                        .into_iter()
                        .map(row)
                        .collect(),
                }),
            },
        })
    }
}

fn row(device: Device) -> DeviceRow {
    let Device { id, agent, endpoint, made_at, delivered_at, answered, gone_at, due_at } = device;
    let hex = |bytes: [u8; 32]| bytes.map(|byte| format!("{byte:02x}")).concat();
    let mark = endpoint.map(|digest| hex(digest.0)).unwrap_or_default();
    DeviceRow { id, agent, mark, made_at, delivered_at, answered, gone_at, due_at }
}
