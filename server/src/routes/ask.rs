//! Where the notice of lost connections asks for a profile to be reconnected.

use app::paths;
use axum::{
    Extension, Form,
    extract::State,
    http::{HeaderMap, Uri, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::id::{ProfileId, WorkspaceId};
use serde::Deserialize;

use super::draw::asked_by;
use crate::{pages, request::Asking, state::AppState};

/// For what.
#[derive(Debug, Deserialize)]
pub(crate) struct Ask {
    /// The workspace the page was made for.
    workspace: WorkspaceId,
    /// Which profile.
    profile: ProfileId,
}

/// `POST /ask`. Leads back to the page of an App that asked.
pub(crate) async fn ask(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    headers: HeaderMap,
    Form(form): Form<Ask>,
) -> Response {
    let page = page(&headers);
    let viewer = match asked_by(&state, &asking, Some(form.workspace), &page) {
        Ok(viewer) => viewer,
        Err(answer) => return *answer,
    };
    match state.engine.ask_to_reconnect(viewer, form.profile, &asking.from).await {
        Ok(()) => Redirect::to(&page).into_response(),
        Err(error) => pages::engine_error(&state, &error),
    }
}

/// The page of an App that the form stood on, as far as the browser tells; else the way to where everybody begins.
fn page(headers: &HeaderMap) -> String {
    let told = headers.get(header::REFERER).and_then(|told| told.to_str().ok());
    let page = told.and_then(|told| told.parse::<Uri>().ok());
    let page = page.filter(|page| paths::is_of_an_app(page.path()));
    let page = page.as_ref().and_then(Uri::path_and_query).map(ToString::to_string);
    page.unwrap_or_else(|| paths::HOME.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_a_page_of_an_app_or_the_beginning() {
        for (told, back) in [
            (
                Some("http://127.0.0.1:3000/scheduler?view=list&state=held"),
                "/scheduler?view=list&state=held",
            ),
            (Some("http://evil.example/login?next=x"), "/"),
            (Some("http://127.0.0.1:3000/settings/social-profiles"), "/"),
            (Some("no address"), "/"),
            (None, "/"),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(told) = told {
                headers.insert(header::REFERER, told.parse().unwrap());
            }
            assert_eq!(page(&headers), back, "{told:?}");
        }
    }
}
