//! Pinterest: OAuth with continuous refresh, and API v5 for the account, its boards, pins and numbers. The account is the
//! channel; comments cannot be read at all.

mod account;
mod analytics;
mod answers;
mod authorize;
mod bearer;
mod boards;
mod page;
mod pins;
mod token;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::{Cause, Network, Picks};
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::tokens::{self, Death};
use crate::world::{Result, Tx, World};

pub(super) struct Pinterest;

pub(super) const NETWORK: &str = "pinterest";

const SCOPES: [(&str, &str); 11] = [
    ("user_accounts:read", "see your account and its numbers"),
    ("user_accounts:write", "change your account"),
    ("boards:read", "see your public boards"),
    ("boards:read_secret", "see your secret boards"),
    ("boards:write", "create and change your public boards"),
    ("boards:write_secret", "create and change your secret boards"),
    ("pins:read", "see your public Pins"),
    ("pins:read_secret", "see your secret Pins"),
    ("pins:write", "create and change your public Pins"),
    ("pins:write_secret", "create and change your secret Pins"),
    ("ads:read", "see your advertising"),
];

impl Network for Pinterest {
    fn slug(&self) -> &'static str {
        NETWORK
    }

    fn title(&self) -> &'static str {
        "Pinterest"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["www.pinterest.com", "api.pinterest.com", "pinterest.com"]
    }

    fn routes(&self) -> Router<World> {
        Router::new()
            .route("/oauth/", get(authorize::authorize))
            .route("/v5/oauth/token", post(token::token))
            .route("/v5/oauth/token/revoke", post(token::revoke))
            .route("/v5/user_account", get(account::account))
            .route("/v5/user_account/businesses", get(account::businesses))
            .route("/v5/user_account/analytics", get(analytics::of_account))
            .route("/v5/boards", get(boards::list).post(boards::create))
            .route("/v5/boards/{id}", get(boards::one))
            .route("/v5/boards/{id}/pins", get(pins::of_board))
            .route("/v5/pins", get(pins::list).post(pins::create))
            .route("/v5/pins/{id}", get(pins::one))
            .route("/v5/pins/{id}/analytics", get(analytics::of_pin))
            .fallback(answers::nowhere)
    }

    fn for_servers(&self, path: &str) -> bool {
        path.starts_with("/v5/")
    }

    fn outage(&self) -> Response {
        answers::Problem::outage().into_response()
    }

    fn rate_limit(&self, _now: i64) -> Response {
        let mut response = answers::Problem::rate_limited().into_response();
        answers::show_rate(&mut response, bearer::READ.limit, 0, 30);
        response
    }

    fn suffer(&self, tx: &Tx<'_>, person: &Person, cause: Cause) -> Result<()> {
        let death = match cause {
            Cause::PasswordChanged => Death::PasswordChanged,
            Cause::Checkpoint => Death::Checkpoint,
            Cause::Disabled => Death::Disabled,
            // The browser's session only.
            Cause::LoggedOut => return Ok(()),
        };
        tokens::kill(tx, &person.id, None, death)
    }

    fn picks(&self, _ask: &Ask) -> Picks {
        Picks::Nothing
    }

    fn cancelled(&self) -> &'static [(&'static str, &'static str)] {
        &[("error", "access_denied")]
    }

    fn code_seconds(&self) -> i64 {
        600
    }

    fn scoped_id(&self, person: &Person, _client_id: &str) -> String {
        person.id.clone()
    }

    fn scope_words(&self, scope: &str) -> Option<&'static str> {
        SCOPES.iter().find(|(known, _)| *known == scope).map(|(_, words)| *words)
    }

    /// "All of the scopes that have been approved now or in the past", as Pinterest's own examples put it.
    fn scopes_accumulate(&self) -> bool {
        true
    }
}
