//! Webhooks.

use domain::id::WorkspaceId;
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{backend::hooks::HookList, error::Error, wire::Answer};

/// The webhooks, and what became of their messages.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_hooks(workspace: WorkspaceId) -> Result<HookList, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.hooks.hooks(&viewer).await)
}
