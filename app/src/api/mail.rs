//! E-mail.

use domain::id::WorkspaceId;
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    backend::mail::{Carried, Letters},
    error::Error,
    wire::Answer,
};

/// Who carries letters.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn mail_carried() -> Result<Carried, Error> {
    use crate::request::backend;
    Ok(backend()?.mail.carried())
}

/// What became of letters.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_letters(workspace: WorkspaceId) -> Result<Letters, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.mail.letters(&viewer).await)
}
