//! People: who belongs to a workspace, who is asked to, and everybody's own account.

use domain::id::{PersonId, WorkspaceId};
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    backend::team::{Account, Invitation, Leaving, Team},
    error::Error,
    wire::Answer,
};

/// Everybody of a workspace.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_team(workspace: WorkspaceId) -> Result<Team, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.people.team(&viewer).await)
}

/// What hangs on the login of a member.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_leaving(
    workspace: WorkspaceId,
    person: PersonId,
) -> Result<Leaving, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.people.leaving(&viewer, person).await)
}

/// The viewer's own account.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_account(workspace: WorkspaceId) -> Result<Account, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.people.account(&viewer).await)
}

/// What the link of an invitation opens.
#[server(output = Answer)]
pub(crate) async fn open_invitation(secret: String) -> Result<Option<Invitation>, Error> {
    use crate::request::{answer, asking, backend};
    answer(backend()?.people.invitation(asking().as_ref(), secret).await)
}

/// The address of whoever may choose a new password.
#[server(output = Answer)]
pub(crate) async fn open_reset(secret: String) -> Result<Option<String>, Error> {
    use crate::request::{answer, backend};
    answer(backend()?.people.reset(secret).await)
}
