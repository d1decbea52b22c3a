//! Who comes in: a key, and how often.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Mutex, PoisonError},
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{account::Viewer, scope::Scope, time::Timestamp};
use engine::vault::Token;

use super::{once::once, problem::Problem};
use crate::{request::client_address, state::AppState};

/// So many requests an address may make in a minute without a key.
const WITHOUT: u32 = 60;
/// What changes something counts as so many.
const WRITE: u32 = 10;
/// A minute, in milliseconds.
const WINDOW: i64 = 60_000;
/// So many are counted at once; whoever is not among them is not limited by this process.
const MOST: usize = 10_000;

/// What a request may see.
#[derive(Debug, Clone)]
pub(super) struct Entered {
    /// For whom the key stands.
    pub(super) viewer: Viewer,
    /// The client's address.
    pub(super) from: String,
    scopes: Vec<Scope>,
}

impl Entered {
    /// Whoever asks, if their key opens this.
    pub(super) fn with(&self, scope: Scope) -> Result<&Viewer, Problem> {
        if self.scopes.contains(&scope) { Ok(&self.viewer) } else { Err(Problem::OUT_OF_SCOPE) }
    }

    /// What the key opens.
    pub(super) fn scopes(&self) -> &[Scope] {
        &self.scopes
    }
}

/// How many requests were made in the minute that runs. Each process counts for itself, and forgets with it.
#[derive(Debug)]
pub struct Meter {
    /// So many a key may make.
    limit: u32,
    /// Which minute it is, and what was made in it.
    minute: Mutex<(i64, HashMap<String, u32>)>,
}

/// What is left of a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Left {
    limit: u32,
    remaining: u32,
    seconds: i64,
    is_over: bool,
}

impl Meter {
    /// Lets a key make so many requests in a minute.
    #[must_use]
    pub fn new(limit: u32) -> Self {
        Self { limit, minute: Mutex::default() }
    }

    fn count(&self, who: String, cost: u32, limit: u32, now: Timestamp) -> Left {
        let minute = now.millis().div_euclid(WINDOW);
        let mut meter = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        if meter.0 != minute {
            *meter = (minute, HashMap::new());
        }
        let made = match meter.1.get_mut(&who) {
            Some(made) => {
                *made = made.saturating_add(cost);
                *made
            }
            None => {
                if meter.1.len() < MOST {
                    meter.1.insert(who, cost);
                }
                cost
            }
        };
        let seconds = (WINDOW - now.millis().rem_euclid(WINDOW)).div_euclid(1000) + 1;
        Left { limit, remaining: limit.saturating_sub(made), seconds, is_over: made > limit }
    }
}

/// Lets in whoever has a key, and leaves in the request what it opens. Session cookies open nothing here, so no other site
/// can have a browser ask.
pub(super) async fn enter(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let now = state.clock.now();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let from = client_address(peer, request.headers(), &state.trusted_proxies);
    let entered = match bearer(&request) {
        Some(secret) => state.engine.enter(&secret, &from).await,
        None => Ok(None),
    };
    let key = match entered {
        Ok(key) => key,
        Err(error) => return Problem::from(error).into_response(),
    };
    let left = match &key {
        Some(key) => {
            let cost = if request.method().is_safe() { 1 } else { WRITE };
            state.api_meter.count(key.id.to_string(), cost, state.api_meter.limit, now)
        }
        None => state.api_meter.count(format!("address {from}"), 1, WITHOUT, now),
    };
    let mut response = match key {
        _ if left.is_over => Problem::TOO_MANY.into_response(),
        None => Problem::NO_KEY.into_response(),
        Some(key) => {
            let (viewer, scopes) = (key.viewer.clone(), key.scopes.clone());
            request.extensions_mut().insert(Entered { viewer, from, scopes });
            once(&state.engine, &key, request, next).await
        }
    };
    tell(&mut response, left);
    response
}

/// The secret of `Authorization: Bearer` (RFC 6750, section 2.1).
fn bearer(request: &Request) -> Option<Token> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::new(secret.trim().to_owned()))
}

fn tell(response: &mut Response, left: Left) {
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("ratelimit-limit"), left.limit.into());
    headers.insert(HeaderName::from_static("ratelimit-remaining"), left.remaining.into());
    headers.insert(HeaderName::from_static("ratelimit-reset"), HeaderValue::from(left.seconds));
    if left.is_over {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(left.seconds));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_something_counts_as_more() {
        let meter = Meter::new(0);
        let left = |cost| meter.count("a".into(), cost, 12, Timestamp::from_millis(0)).remaining;
        assert_eq!([left(1), left(WRITE), left(1)], [11, 1, 0]);
    }

    #[test]
    fn a_minute_has_so_many_requests_for_each() {
        let meter = Meter::new(0);
        let at = Timestamp::from_millis;
        let of = |who: &str, millis| meter.count(who.to_owned(), 1, 2, at(millis));
        assert_eq!(of("a", 0), Left { limit: 2, remaining: 1, seconds: 61, is_over: false });
        assert_eq!(of("a", 59_000), Left { limit: 2, remaining: 0, seconds: 2, is_over: false });
        assert!(of("a", 59_001).is_over);
        assert!(!of("b", 59_002).is_over);
        assert!(!of("a", 60_000).is_over, "the next minute");
    }
}
