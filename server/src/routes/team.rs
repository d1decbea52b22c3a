//! Where the forms of the page of a workspace's people arrive.

use app::{paths, sent::Told};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    account::Role,
    id::{InvitationId, PersonId, WorkspaceId},
};
use engine::{people::InvitationRefused, ports::store::team::TeamChange, vault::Token};
use serde::Deserialize;

use super::draw::{asked_by, draw};
use crate::{pages, request::Asking, state::AppState};

/// The workspace a page was made for.
#[derive(Debug, Deserialize)]
pub(crate) struct From {
    workspace: Option<WorkspaceId>,
}

/// A role, as a form has it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Wanted {
    Master,
    Regular,
}

impl Wanted {
    const fn role(self) -> Role {
        match self {
            Self::Master => Role::MasterAccount,
            Self::Regular => Role::Regular,
        }
    }
}

/// Another role for somebody.
#[derive(Debug, Deserialize)]
pub(crate) struct ChangeRole {
    workspace: Option<WorkspaceId>,
    person: PersonId,
    role: Wanted,
}

/// `POST /settings/team/roles`.
pub(crate) async fn change_role(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<ChangeRole>,
) -> Response {
    let viewer = match asked_by(&state, &asking, form.workspace, paths::TEAM) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let role = form.role.role();
    match state.engine.change_role(&viewer, form.person, role, &asking.from).await {
        // Whoever has stepped down may not see that page any more.
        Ok(TeamChange::Done) if form.person == viewer.person => {
            Redirect::to(paths::HOME).into_response()
        }
        Ok(TeamChange::Done) => done(paths::TEAM, "role"),
        Ok(_) => last_master(&state, asking, paths::TEAM).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `POST /settings/team/{person}/move`.
pub(crate) async fn move_channels(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(person): Path<PersonId>,
    Form(form): Form<From>,
) -> Response {
    let page = paths::leaving(person);
    let viewer = match asked_by(&state, &asking, form.workspace, &page) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    match state.engine.move_channels_of(viewer, person, &asking.from).await {
        Ok(moved) => done(&page, &format!("moved-{moved}")),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// `POST /settings/team/{person}/remove`.
pub(crate) async fn remove(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(person): Path<PersonId>,
    Form(form): Form<From>,
) -> Response {
    let page = paths::leaving(person);
    let viewer = match asked_by(&state, &asking, form.workspace, &page) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    match state.engine.remove_member(&viewer, person, &asking.from).await {
        Ok(TeamChange::Done) if person == viewer.person => {
            Redirect::to(paths::LOGIN).into_response()
        }
        Ok(TeamChange::Done) => done(paths::TEAM, "removed"),
        Ok(_) => last_master(&state, asking, &page).await,
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// Somebody to be asked.
#[derive(Debug, Deserialize)]
pub(crate) struct Invite {
    workspace: Option<WorkspaceId>,
    email: String,
    role: Wanted,
}

/// `POST /settings/team/invitations`.
pub(crate) async fn invite(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(form): Form<Invite>,
) -> Response {
    let viewer = match asked_by(&state, &asking, form.workspace, paths::TEAM) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let email = form.email.trim().to_lowercase();
    match state.engine.invite(viewer, &email, form.role.role(), &asking.from).await {
        Ok(Ok(secret)) => link(&state, asking, email, &secret).await,
        Ok(Err(refused)) => {
            let told = match refused {
                InvitationRefused::Invalid => Told::NoAddress,
                InvitationRefused::MemberAlready => Told::MemberAlready,
            };
            draw(&state, asking, paths::TEAM, StatusCode::UNPROCESSABLE_ENTITY, told).await
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// What is done with an invitation.
#[derive(Debug, Deserialize)]
pub(crate) struct WithInvitation {
    workspace: Option<WorkspaceId>,
    act: Act,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Act {
    Renew,
    Revoke,
}

/// `POST /settings/team/invitations/{invitation}`.
pub(crate) async fn with_invitation(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Path(invitation): Path<InvitationId>,
    Form(form): Form<WithInvitation>,
) -> Response {
    let viewer = match asked_by(&state, &asking, form.workspace, paths::TEAM) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    let engine = &state.engine;
    match form.act {
        Act::Renew => match engine.renew_invitation(viewer, invitation, &asking.from).await {
            Ok((email, secret)) => link(&state, asking, email, &secret).await,
            Err(error) => pages::engine_error(&state, &error),
        },
        Act::Revoke => match engine.revoke_invitation(viewer, invitation, &asking.from).await {
            Ok(()) => done(paths::TEAM, "revoked"),
            Err(error) => pages::engine_error(&state, &error),
        },
    }
}

/// The page of the people, with the link that was made: shown here and nowhere else.
async fn link(state: &AppState, asking: Asking, email: String, secret: &Token) -> Response {
    let url = format!("{}{}", state.public_url.origin, paths::join(secret.expose()));
    let is_sent = state.engine.sends_letters();
    draw(state, asking, paths::TEAM, StatusCode::OK, Told::Link { email, url, is_sent }).await
}

async fn last_master(state: &AppState, asking: Asking, page: &str) -> Response {
    draw(state, asking, page, StatusCode::CONFLICT, Told::LastMaster).await
}

pub(super) fn done(page: &str, word: &str) -> Response {
    Redirect::to(&format!("{page}?done={word}")).into_response()
}
