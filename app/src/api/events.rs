//! The event log, for a page that missed something.

use domain::{event::EventId, id::WorkspaceId};
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{backend::CaughtUp, error::Error, wire::Answer};

/// What happened after `after`.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn events_after(
    workspace: WorkspaceId,
    after: EventId,
) -> Result<CaughtUp, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.profiles.events_after(&viewer, after).await)
}
