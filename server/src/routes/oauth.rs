//! Where networks send people back to.

use app::{paths, plain};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use domain::{authorization::WayBack, network::Network};
use engine::{
    reconnect::{Callback, Completion},
    vault::Token,
};

use crate::{pages, request::Asking, state::AppState};

/// The longest parameter that is looked at; LinkedIn's codes, the longest known, have some hundreds of characters.
const LONGEST: usize = 4096;

/// `GET /oauth/{network}/callback`.
pub(crate) async fn callback(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    jar: CookieJar,
    Path(network): Path<String>,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Response {
    let Ok(network) = network.parse::<Network>() else { return pages::not_found(&state) };
    let callback = Callback {
        state: single(&parameters, "state").map(Token::new),
        code: single(&parameters, "code").map(Token::new),
        error: single(&parameters, "error"),
        iss: single(&parameters, "iss"),
        cookies: state.cookies.authorizations(&jar),
        viewer: asking.viewer.clone(),
        from: asking.from.to_string(),
    };
    let (id, report) = match state.engine.complete(network, callback).await {
        Ok(Completion::Ended { id, report }) => (id, report),
        Ok(Completion::Refused(refusal)) => {
            return pages::html(&state, StatusCode::BAD_REQUEST, |frame| {
                plain::refusal_page(refusal, network, frame)
            });
        }
        Err(error) => return pages::engine_error(&state, &error),
    };
    if report.back.link().is_some() {
        // The cookie stays for as long as it lasts: it is what opens the outcome's page, and what tries again.
        return Redirect::to(&paths::link_outcome(id)).into_response();
    }
    let mut response = if asking.viewer.is_none() {
        // The session ended meanwhile: say it here, because the outcome's own page would ask to sign in first.
        pages::html(&state, StatusCode::OK, |frame| plain::outcome_page(&report, frame))
    } else if report.outcome.is_full_success() && report.back == WayBack::Tab {
        Redirect::to(paths::SOCIAL_PROFILES).into_response()
    } else if report.outcome.is_full_success() && report.back == WayBack::Walk {
        Redirect::to(paths::WALK).into_response()
    } else {
        // Away from an address that holds code and state, to one that may be reloaded.
        Redirect::to(&paths::outcome(id)).into_response()
    };
    if let Ok(forget) = HeaderValue::from_str(&state.cookies.forget_authorization(id)) {
        response.headers_mut().append(header::SET_COOKIE, forget);
    }
    response
}

/// `GET /oauth/{network}/{document}`: what a network that registers no apps fetches to know us.
pub(crate) async fn document(
    State(state): State<AppState>,
    Path((network, name)): Path<(String, String)>,
) -> Response {
    let network = network.parse::<Network>().ok();
    match network.and_then(|network| state.engine.document(network, &name)) {
        Some(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        None => pages::not_found(&state),
    }
}

/// A parameter that stands there exactly once; "request and response parameters must not be included more than once"
/// (RFC 6749, section 3.1).
fn single(parameters: &[(String, String)], name: &str) -> Option<String> {
    let mut found = parameters.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
    match (found.next(), found.next()) {
        (Some(value), None) if !value.is_empty() && value.len() <= LONGEST => Some(value.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_parameter_that_stands_there_twice_is_not_believed() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(single(&[pair("code", "a")], "code"), Some("a".into()));
        assert_eq!(single(&[pair("code", "a"), pair("code", "b")], "code"), None);
        assert_eq!(single(&[pair("code", "")], "code"), None);
        assert_eq!(single(&[pair("code", &"x".repeat(LONGEST + 1))], "code"), None);
    }

    proptest! {
        // The same cases at every run; PROPTEST_CASES asks for more of them.
        #![proptest_config(ProptestConfig {
            rng_seed: proptest::test_runner::RngSeed::Fixed(2026),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// Whatever comes back in an address: what is believed of it stood there once, and is bounded.
        #[test]
        fn no_query_says_two_things(
            query in "[!-~]{0,60}|((state|code|iss|error|%63ode|st%61te)(=|%3d)?[!-%\'-~]{0,9}[&;]?){0,6}|code=x{4090,4100}",
        ) {
            let Ok(uri) = format!("/oauth/x/callback?{query}").parse::<Uri>() else { return Ok(()) };
            let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(&uri) else { return Ok(()) };
            for name in ["state", "code", "iss", "error"] {
                let Some(value) = single(&pairs, name) else { continue };
                prop_assert_eq!(pairs.iter().filter(|(key, _)| key == name).count(), 1);
                prop_assert!((1..=LONGEST).contains(&value.len()));
            }
        }
    }
}
