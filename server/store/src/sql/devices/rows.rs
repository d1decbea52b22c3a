//! Devices and push messages as rows.

use domain::{hook::CallAnswer, id::WorkspaceId, time::Timestamp};
use engine::{
    ports::store::{
        Stored,
        devices::{Device, DuePush},
    },
    vault::{Sealed, TokenDigest},
};
use sqlx::FromRow;

use super::super::rows::At;

#[derive(FromRow)]
pub(super) struct DeviceRow {
    id: String,
    agent: String,
    endpoint: Option<Vec<u8>>,
    made_at: i64,
    delivered_at: Option<i64>,
    answered_at: Option<i64>,
    answer: Option<String>,
    gone_at: Option<i64>,
    due_at: Option<i64>,
}

impl DeviceRow {
    pub(super) fn read(self) -> Stored<Device> {
        let at = At::new("devices", &self.id);
        let moment = |at: Option<i64>| at.map(Timestamp::from_millis);
        let endpoint = self.endpoint.map(|bytes| at.bytes("endpoint", &bytes).map(TokenDigest));
        let answered = match (self.answered_at, self.answer) {
            (Some(moment), Some(word)) => {
                let answer: CallAnswer = at.word("answer", &word)?;
                Some((Timestamp::from_millis(moment), answer))
            }
            _ => None,
        };
        Ok(Device {
            id: at.word("id", &self.id)?,
            agent: self.agent,
            endpoint: endpoint.transpose()?,
            made_at: Timestamp::from_millis(self.made_at),
            delivered_at: moment(self.delivered_at),
            answered,
            gone_at: moment(self.gone_at),
            due_at: moment(self.due_at),
        })
    }
}

#[derive(FromRow)]
pub(super) struct TakenRow {
    pub(super) workspace: String,
    id: String,
    pub(super) device: String,
    facts: String,
    posted_at: i64,
    attempts: i64,
}

impl TakenRow {
    /// The message, with where its device is reached.
    pub(super) fn read(self, sealed: Option<Vec<u8>>) -> Stored<DuePush> {
        let at = At::new("pushes", &self.id);
        let workspace: WorkspaceId = at.word("workspace", &self.workspace)?;
        let sealed = sealed.ok_or_else(|| at.damaged("device", "gone, and something waits"))?;
        Ok(DuePush {
            id: at.word("id", &self.id)?,
            workspace,
            device: at.word("device", &self.device)?,
            sealed: Sealed(sealed),
            facts: self.facts,
            at: Timestamp::from_millis(self.posted_at),
            attempts: at.count("attempts", self.attempts)?,
        })
    }
}
