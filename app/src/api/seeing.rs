//! Looking back, as its pages read it.

use domain::id::{ProfileId, WorkspaceId};
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    backend::seeing::{ApiKeys, AuditAsked, AuditPage, Overview, Timeline},
    error::Error,
    wire::Answer,
};

/// A page of the audit log.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_audit(
    workspace: WorkspaceId,
    asked: AuditAsked,
) -> Result<AuditPage, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.seeing.audit(&viewer_in(workspace)?, asked).await)
}

/// How a profile stood.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_timeline(
    workspace: WorkspaceId,
    profile: ProfileId,
) -> Result<Timeline, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.seeing.timeline(&viewer_in(workspace)?, profile).await)
}

/// What the last days came to.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_overview(workspace: WorkspaceId, days: u16) -> Result<Overview, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.seeing.overview(&viewer_in(workspace)?, days).await)
}

/// The keys of the API.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_api_keys(workspace: WorkspaceId) -> Result<ApiKeys, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.seeing.api_keys(&viewer_in(workspace)?).await)
}
