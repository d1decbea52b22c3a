//! What one chose to be told.

use domain::id::WorkspaceId;
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{backend::notices::Told, error::Error, wire::Answer};

/// The viewer's own choices.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_notices(workspace: WorkspaceId) -> Result<Told, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.notices.choices(&viewer).await)
}
