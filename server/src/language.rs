//! The language of a request: visitors are spoken to in the one that their browser asks for.
//!
//! Whoever follows a reconnect link, or reads the help without an account, works elsewhere and often in another language than the
//! agency. Pages behind the sign-in speak English: their bundles do.

use axum::{
    Extension,
    extract::Request,
    http::header,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::language::Language;

use crate::request::Asking;

tokio::task_local! {
    static SPOKEN: Language;
}

/// The language that whoever is answered now is spoken to in.
#[must_use]
pub(crate) fn spoken() -> Language {
    SPOKEN.try_with(|language| *language).unwrap_or_default()
}

/// Answers a visitor in the language of their browser, and whoever is signed in as everywhere.
pub(crate) async fn of_visitors(
    Extension(asking): Extension<Asking>,
    request: Request,
    next: Next,
) -> Response {
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE);
    let asked = accepted.and_then(|ranges| Language::asked_for(ranges.to_str().ok()?));
    let language = asked.filter(|_| asking.viewer.is_none()).unwrap_or_default();
    let answer = SPOKEN.scope(language, next.run(request)).await;
    // Caches between us and them must not give one's page to another.
    ([(header::VARY, "Accept-Language")], answer).into_response()
}
