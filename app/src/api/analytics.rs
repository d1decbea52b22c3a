//! Analytics, as its page reads it.

use domain::id::WorkspaceId;
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    backend::analytics::{Figures, FiguresQuery},
    error::Error,
    wire::Answer,
};

/// Figures, and what is missing of them.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_figures(
    workspace: WorkspaceId,
    query: FiguresQuery,
) -> Result<Figures, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.analytics.figures(&viewer_in(workspace)?, query).await)
}
