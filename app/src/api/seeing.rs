//! Looking back, as its pages read it.

use domain::id::WorkspaceId;
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    backend::seeing::{AuditAsked, AuditPage},
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
