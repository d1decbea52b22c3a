//! The request a server function runs in: who asks, what answers, and the status it leaves with.

use domain::{account::Viewer, id::WorkspaceId};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::{backend::Backend, error::Error};

/// What answers this request.
pub(crate) fn backend() -> Result<Backend, Error> {
    answer(use_context::<Backend>().ok_or(Error::Internal))
}

/// Who asks.
pub(crate) fn viewer() -> Result<Viewer, Error> {
    answer(asking().ok_or(Error::NotSignedIn))
}

/// Who asks, if anybody.
pub(crate) fn asking() -> Option<Viewer> {
    use_context::<Option<Viewer>>().flatten()
}

/// Who asks, from a page of `workspace`.
pub(crate) fn viewer_in(workspace: WorkspaceId) -> Result<Viewer, Error> {
    let viewer = viewer()?;
    answer(if viewer.workspace == workspace { Ok(viewer) } else { Err(Error::WorkspaceSwitched) })
}

/// Gives the response the status of an error.
///
/// Not for a form sent without WASM: it is answered by a redirect, whose status this would replace. A page that is
/// being rendered accepts HTML too, and does take the status.
pub(crate) fn answer<T>(result: Result<T, Error>) -> Result<T, Error> {
    if let (Err(error), Some(response)) = (&result, use_context::<ResponseOptions>())
        && !is_plain_form()
        && let Ok(status) = http::StatusCode::from_u16(error.status())
    {
        response.set_status(status);
    }
    result
}

/// Has the browser keep a cookie.
pub(crate) fn set_cookie(cookie: &str) -> Result<(), Error> {
    let response = use_context::<ResponseOptions>().ok_or(Error::Internal)?;
    let value = http::HeaderValue::from_str(cookie).map_err(|_| Error::Internal)?;
    response.append_header(http::header::SET_COOKIE, value);
    Ok(())
}

fn is_plain_form() -> bool {
    use_context::<http::request::Parts>().is_some_and(|request| {
        request.method != http::Method::GET
            && request
                .headers
                .get(http::header::ACCEPT)
                .and_then(|accept| accept.to_str().ok())
                .is_some_and(|accept| accept.contains("text/html"))
    })
}
