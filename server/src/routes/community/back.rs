//! Back to the page that a form stands on: the queue as it was filtered, or a comment's own.

use app::{
    paths,
    sent::{Untaken, Why},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::id::CommentId;

use crate::{request::Asking, routes::draw::draw, state::AppState};

/// The page a form names, if it is one of these; the comment's, else.
pub(super) fn page(back: &str, comment: CommentId) -> String {
    let path = back.split(['?', '#']).next().unwrap_or_default();
    match paths::safe_next(back) {
        Some(back) if paths::is_below(path, paths::COMMUNITY) => back.to_owned(),
        _ => paths::comment(comment),
    }
}

/// To that page, which says what was done, and draws the comment it was done with.
pub(super) fn done(page: &str, comment: CommentId, word: &str) -> Response {
    let mark = if page.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{page}{mark}done={word}&with={comment}")).into_response()
}

/// That page again, with why it was not done.
pub(super) async fn again(
    state: &AppState,
    asking: Asking,
    page: &str,
    untaken: Untaken,
) -> Response {
    let status = match untaken.why {
        Why::Changed | Why::Answered => StatusCode::CONFLICT,
        Why::Forbidden => StatusCode::FORBIDDEN,
        Why::Lost(_) | Why::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Why::Empty | Why::Unsupported | Why::NoSuchPerson | Why::Refused(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    draw(state, asking, page, status, untaken).await
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    #[test]
    fn a_form_leads_back_to_pages_of_this_app_only() {
        let comment = CommentId::new(Timestamp::from_millis(1), [7; 10]);
        for ours in ["/community", "/community?shown=new&network=x", &paths::comment(comment)] {
            assert_eq!(page(ours, comment), ours);
        }
        for other in ["", "/scheduler", "//evil.test/community", "/communityx", "https://a.test"] {
            assert_eq!(page(other, comment), paths::comment(comment), "{other}");
        }
    }
}
