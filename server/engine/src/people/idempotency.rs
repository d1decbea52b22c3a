//! Requests of the API that are sent again: done once (draft-ietf-httpapi-idempotency-key-header).
//!
//! That a request begins is written down before anything is done, and what it was answered after it. Where the process dies
//! in between nobody knows whether it was done, and whoever sends it again is told that, and not served a second time.

use domain::{
    id::{ApiKeyId, WorkspaceId},
    time::Span,
};
use sha2::{Digest as _, Sha256};

use crate::{
    Engine, Error,
    ports::store::api_keys::{NewRequest, OpenKey, RequestBegan, RequestEnded},
    vault::{Place, Token},
};

/// So long an answer is kept.
const KEPT: Span = Span::days(1);

/// A request that begins, and has to be ended.
#[derive(Debug)]
pub struct Request {
    workspace: WorkspaceId,
    key: ApiKeyId,
    name: String,
}

/// What to do about a request.
#[derive(Debug)]
pub enum Requested {
    /// Do it, and end it.
    Now(Request),
    /// It was done: the answer of then.
    Before(Token),
    /// One of its name has no end: it is under way, or was cut off, and may have been done.
    Unsettled,
    /// One of its name asked for something else.
    Other,
    /// The key was taken back meanwhile.
    NoKey,
}

impl Request {
    fn place(&self) -> Place {
        Place::Answer(self.workspace, self.key, Token::new(self.name.clone()).digest())
    }
}

impl Engine {
    /// Begins a request that its sender gave a name; `asks` is SHA-256 of what it asks for.
    ///
    /// # Errors
    /// The store's; [`Error::Vault`] where an answer of then does not open.
    pub async fn begin_request(
        &self,
        key: &OpenKey,
        name: &str,
        asks: [u8; 32],
    ) -> Result<Requested, Error> {
        let digest = Sha256::digest(name.as_bytes());
        let name = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let request = Request { workspace: key.viewer.workspace, key: key.id, name };
        let now = self.clock.now();
        let new = NewRequest {
            workspace: request.workspace,
            key: request.key,
            name: request.name.clone(),
            asks,
            at: now,
            forget: now.before(KEPT),
        };
        Ok(match self.store.begin_request(&new).await? {
            None => Requested::NoKey,
            Some(RequestBegan::First) => Requested::Now(request),
            Some(RequestBegan::Again { asks: before, .. }) if before != asks => Requested::Other,
            Some(RequestBegan::Again { answer: None, .. }) => Requested::Unsettled,
            Some(RequestBegan::Again { answer: Some(sealed), .. }) => {
                Requested::Before(self.vault.open(&sealed, request.place())?)
            }
        })
    }

    /// Ends a request with its answer, which is kept sealed; with none where nothing was done, so that it may be sent again.
    ///
    /// # Errors
    /// The store's.
    pub async fn end_request(&self, request: Request, answer: Option<&Token>) -> Result<(), Error> {
        let answer = answer.map(|answer| self.vault.seal(answer, request.place()));
        let Request { workspace, key, name } = request;
        Ok(self.store.end_request(&RequestEnded { workspace, key, name, answer }).await?)
    }
}
