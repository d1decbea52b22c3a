//! Reconnect links.

use domain::id::{ProfileId, WorkspaceId};
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{backend::links::LinksPage, error::Error, wire::Answer};

/// The links that were made, and what one can be made for.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_links(
    workspace: WorkspaceId,
    wanted: Option<ProfileId>,
) -> Result<LinksPage, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.links.links(&viewer_in(workspace)?, wanted).await)
}
