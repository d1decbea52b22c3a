//! Who may do what with the comments of which channel.

use app::paths;
use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{community::CommunityRole, id::PersonId};

use crate::{pages, request::Asking, routes::draw::asked_by, state::AppState};

/// `POST /community/roles`: the roles of one person. A field that has a channel's id for its name says what they are for it.
pub(crate) async fn keep_roles(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let field = |wanted: &str| {
        fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    let workspace = field("workspace").and_then(|id| id.parse().ok());
    let viewer = match asked_by(&state, &asking, workspace, paths::COMMUNITY_ROLES) {
        Ok(viewer) => viewer.clone(),
        Err(answer) => return *answer,
    };
    let person = field("person").and_then(|id| id.parse::<PersonId>().ok());
    let Some(person) = person else { return pages::not_found(&state) };
    let roles: Vec<_> = fields
        .iter()
        .filter_map(|(name, role)| Some((name.parse().ok()?, CommunityRole::from_slug(role)?)))
        .collect();
    match state.engine.keep_community_roles(&viewer, person, &roles, &asking.from).await {
        Ok(()) => {
            let saved = format!("{}?person={person}&done=saved", paths::COMMUNITY_ROLES);
            Redirect::to(&saved).into_response()
        }
        Err(engine::Error::Forbidden) => {
            let masters = asking.backend(&state).accounts.master_accounts(&viewer).await;
            pages::forbidden(&state, &masters.unwrap_or_default())
        }
        Err(error) => pages::engine_error(&state, &error),
    }
}
