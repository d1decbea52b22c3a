//! LinkedIn: OAuth 2.0 for members, token introspection, and the versioned API for the organizations they run.
//!
//! Organizations have no tokens of their own: a member's token acts for all, and what it may do is asked of the role at
//! each call. Refresh tokens are for partners (`"partner": true` at registration). Asking for another set of scopes ends
//! what the same member gave the same client before.

mod answers;
mod authorize;
mod bearer;
mod identity;
mod images;
mod inspect;
mod organizations;
mod posts;
mod reactions;
mod rest;
mod shares;
mod social;
mod statistics;
mod token;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};

use super::{Cause, Network, Picks};
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::tokens::{self, Death};
use crate::world::{Result, Tx, World};

pub(super) struct LinkedIn;

pub(super) const NETWORK: &str = "linkedin";

const SCOPES: [(&str, &str); 14] = [
    ("openid", "use your name and photo"),
    ("profile", "use your name and photo"),
    ("email", "use the primary email address of your account"),
    ("r_basicprofile", "use your basic profile: name, photo, headline and public profile URL"),
    ("w_member_social", "create, modify and delete posts, comments and reactions on your behalf"),
    ("rw_organization_admin", "manage your organizations' pages and retrieve reporting data"),
    ("r_organization_admin", "retrieve your organizations' pages and their reporting data"),
    ("r_organization_social", "retrieve your organizations' posts, comments and reactions"),
    ("w_organization_social", "create, modify and delete posts on your organizations' behalf"),
    ("r_organization_social_feed", "retrieve comments and reactions on your organizations' posts"),
    ("w_organization_social_feed", "write comments and reactions on your organizations' behalf"),
    ("r_organization_followers", "use your organizations' followers' data"),
    ("rw_ads", "manage your advertising accounts"),
    ("r_ads", "retrieve your advertising accounts"),
];

impl Network for LinkedIn {
    fn slug(&self) -> &'static str {
        NETWORK
    }

    fn title(&self) -> &'static str {
        "LinkedIn"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["www.linkedin.com", "linkedin.com", "api.linkedin.com"]
    }

    fn routes(&self) -> Router<World> {
        Router::new()
            .route("/oauth/v2/authorization", get(authorize::authorize))
            .route("/oauth/v2/accessToken", post(token::token))
            .route("/oauth/v2/introspectToken", post(inspect::introspect))
            .route("/oauth/v2/revoke", post(inspect::revoke))
            .route("/v2/userinfo", get(identity::userinfo))
            .route("/v2/me", get(identity::me))
            .route("/rest/me", get(identity::me))
            .route("/rest/organizationAcls", get(organizations::acls))
            .route("/v2/organizationAcls", get(organizations::acls))
            .route("/v2/organizationalEntityAcls", get(organizations::older_acls))
            .route("/rest/organizations", get(organizations::several))
            .route("/v2/organizations", get(organizations::several))
            .route("/rest/organizations/{id}", get(organizations::one))
            .route("/v2/organizations/{id}", get(organizations::one))
            .route("/rest/networkSizes/{urn}", get(organizations::size))
            .route("/rest/posts", get(shares::of_author).post(posts::create))
            .route("/rest/posts/{urn}", get(shares::one))
            .route("/rest/socialActions/{urn}", get(social::summary))
            .route(
                "/rest/socialActions/{urn}/comments",
                get(social::comments).post(social::comment),
            )
            .route("/rest/reactions", post(reactions::create))
            .route("/rest/reactions/{key}", delete(reactions::remove))
            .route("/rest/images", post(images::begin))
            .route("/rest/images/{urn}", get(images::one))
            .route("/dms-uploads/sp/v2/{id}/uploaded-image", put(images::receive))
            .route("/rest/organizationalEntityShareStatistics", get(statistics::shares))
            .fallback(answers::not_found)
            .method_not_allowed_fallback(answers::not_found)
    }

    fn for_servers(&self, path: &str) -> bool {
        !path.starts_with("/-/") && path != "/oauth/v2/authorization"
    }

    fn outage(&self) -> Response {
        answers::ApiError::outage().into_response()
    }

    fn rate_limit(&self, _now: i64) -> Response {
        answers::ApiError::throttled().into_response()
    }

    fn suffer(&self, tx: &Tx<'_>, person: &Person, cause: Cause) -> Result<()> {
        match cause {
            Cause::PasswordChanged => tokens::kill(tx, &person.id, None, Death::PasswordChanged),
            Cause::Disabled => tokens::kill(tx, &person.id, None, Death::Disabled),
            // LinkedIn asks for a confirmation where somebody signs in; what was granted goes on.
            Cause::LoggedOut | Cause::Checkpoint => Ok(()),
        }
    }

    fn picks(&self, _ask: &Ask) -> Picks {
        Picks::Nothing
    }

    fn cancelled(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("error", "user_cancelled_authorize"),
            ("error_description", "The user cancelled the authorization"),
        ]
    }

    fn not_signed_in(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("error", "user_cancelled_login"),
            ("error_description", "The user cancelled LinkedIn login"),
        ]
    }

    fn code_seconds(&self) -> i64 {
        1_800
    }

    fn scoped_id(&self, person: &Person, _client_id: &str) -> String {
        person.id.clone()
    }

    fn scope_words(&self, scope: &str) -> Option<&'static str> {
        SCOPES.iter().find(|(known, _)| *known == scope).map(|(_, words)| *words)
    }

    fn scopes_accumulate(&self) -> bool {
        false
    }
}
