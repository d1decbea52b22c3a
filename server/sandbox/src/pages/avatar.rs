//! Pictures of people and channels: initials on a colour, the same for the same name.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::html;

const COLOURS: [&str; 8] =
    ["#1d4ed8", "#9d174d", "#166534", "#7c2d12", "#5b21b6", "#115e59", "#854d0e", "#9f1239"];

pub(crate) fn svg(name: &str) -> Response {
    let initials: String =
        name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    let sum: usize = name.bytes().map(usize::from).sum();
    let colour = COLOURS.get(sum % COLOURS.len()).copied().unwrap_or("#333333");
    let picture = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96" {
            rect width="96" height="96" fill=(colour) {}
            text x="48" y="60" text-anchor="middle" fill="#ffffff"
                font-family="system-ui, sans-serif" font-size="36" font-weight="600" { (initials) }
        }
    };
    ([(header::CONTENT_TYPE, "image/svg+xml")], picture.into_string()).into_response()
}
