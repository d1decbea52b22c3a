//! A page again, after a form that was not taken: the same page, with what was typed in it.

use app::{paths, plain, shell};
use axum::{
    body::Body,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{account::Viewer, id::WorkspaceId};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{ResponseOptions, render_app_async_with_context};

use crate::{pages, request::Asking, router::give_context, state::AppState};

/// The page at `path`, for whoever asks, with `told` in its context.
pub(crate) async fn draw<T: Clone + Send + Sync + 'static>(
    state: &AppState,
    asking: Asking,
    path: &str,
    status: StatusCode,
    told: T,
) -> Response {
    let Ok(mut request) = Request::builder().uri(path).body(Body::empty()) else {
        return pages::not_found(state);
    };
    request.extensions_mut().insert(asking);
    let context = {
        let state = state.clone();
        move || {
            give_context(&state);
            provide_context(told.clone());
            if let Some(response) = use_context::<ResponseOptions>() {
                response.set_status(status);
            }
        }
    };
    let (options, needs) =
        (state.leptos.clone(), state.needs(path.split('?').next().unwrap_or(path)));
    let page = move || shell(options.clone(), needs.clone());
    render_app_async_with_context(context, page)(request).await
}

/// Whoever asks, if the form comes from a page of their workspace; the answer to give them, else.
pub(crate) fn asked_by<'a>(
    state: &AppState,
    asking: &'a Asking,
    workspace: Option<WorkspaceId>,
    page: &str,
) -> Result<&'a Viewer, Box<Response>> {
    match &asking.viewer {
        None => Err(Box::new(Redirect::to(&paths::login_then(page)).into_response())),
        Some(viewer) if workspace != Some(viewer.workspace) => {
            Err(Box::new(pages::html(state, StatusCode::CONFLICT, |frame| {
                plain::switched_page(page, frame)
            })))
        }
        Some(viewer) => Ok(viewer),
    }
}
