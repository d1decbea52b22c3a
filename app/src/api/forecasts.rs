//! What will need a person, and when.

use domain::id::WorkspaceId;
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{backend::Forecast, error::Error, wire::Answer};

/// Every profile that works now and will need a person.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn foreseen(workspace: WorkspaceId) -> Result<Forecast, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.forecasts.forecast(&viewer).await)
}
