//! What people see: the dialogs of the networks and the sandbox's own page. Plain HTML, complete without scripts.

pub(crate) mod avatar;
pub(crate) mod dialog;
pub(crate) mod home;

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

pub(crate) const STYLE: &str = include_str!("style.css");

/// A whole page. `look` is the network whose colours it wears.
pub(crate) fn page(title: &str, style: &str, look: &str, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" data-look=(look) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href=(style);
            }
            body { (body) }
        }
    };
    // A dialog must never be shown again from a cache: who is signed in may have changed.
    ([(header::CACHE_CONTROL, "no-store")], Html(page.into_string())).into_response()
}

pub(crate) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

pub(crate) fn with_status(status: StatusCode, mut response: Response) -> Response {
    *response.status_mut() = status;
    response
}
