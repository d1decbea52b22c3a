//! YouTube behind a Google login: OAuth 2.0 at Google, the YouTube Data API and the YouTube Analytics API.
//!
//! In the chooser the person picks one identity, their own or that of a brand account. A token belongs to this identity
//! alone: it names it (`sub`), lists its one channel, and is refreshed, removed and revoked without the others of the
//! same login. So `channel_id` of a token is the identity's channel, and a grant covers the identities that agreed.

mod analytics;
mod answers;
mod authorize;
mod bearer;
mod certs;
mod channels;
mod comments;
mod errors;
mod give_back;
mod lists;
mod related;
mod replying;
mod request;
mod security_events;
mod token;
mod upload;
mod userinfo;
mod videos;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::{Cause, Network, Picks};
use crate::call::Site;
use crate::push::Push;
use crate::random;
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::tokens::{self, Death};
use crate::world::{Result, Tx, World};

pub(super) struct YouTube;

pub(super) const NETWORK: &str = "youtube";

pub(super) const EMAIL: &str = "https://www.googleapis.com/auth/userinfo.email";
pub(super) const PROFILE: &str = "https://www.googleapis.com/auth/userinfo.profile";
pub(super) const MANAGE: &str = "https://www.googleapis.com/auth/youtube";
pub(super) const READ: &str = "https://www.googleapis.com/auth/youtube.readonly";
pub(super) const UPLOAD: &str = "https://www.googleapis.com/auth/youtube.upload";
pub(super) const FORCE_SSL: &str = "https://www.googleapis.com/auth/youtube.force-ssl";
pub(super) const PARTNER: &str = "https://www.googleapis.com/auth/youtubepartner";
pub(super) const ANALYTICS: &str = "https://www.googleapis.com/auth/yt-analytics.readonly";
pub(super) const MONETARY: &str = "https://www.googleapis.com/auth/yt-analytics-monetary.readonly";

const SCOPES: [(&str, &str); 11] = [
    ("openid", "associate you with your personal info on Google"),
    (EMAIL, "see your primary Google Account email address"),
    (PROFILE, "see your personal info, including what you made public"),
    (MANAGE, "manage your YouTube account"),
    (READ, "view your YouTube account"),
    (UPLOAD, "manage your YouTube videos"),
    (FORCE_SSL, "see, edit and permanently delete your YouTube videos, ratings and comments"),
    (PARTNER, "view and manage your assets on YouTube"),
    (ANALYTICS, "view YouTube Analytics reports for your YouTube content"),
    (MONETARY, "view monetary and non-monetary YouTube Analytics reports"),
    (GMAIL, "read, compose, send and permanently delete all your email from Gmail"),
];

/// The one kind of scope that makes a grant end with the password.
const GMAIL: &str = "https://mail.google.com/";

/// A video may come in one piece of this size; larger ones come in chunks.
const LARGEST_PIECE: usize = 64 << 20;

impl Network for YouTube {
    fn slug(&self) -> &'static str {
        NETWORK
    }

    fn title(&self) -> &'static str {
        "YouTube"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &[
            "accounts.google.com",
            "oauth2.googleapis.com",
            "www.googleapis.com",
            "openidconnect.googleapis.com",
            "youtube.googleapis.com",
            "youtubeanalytics.googleapis.com",
        ]
    }

    fn routes(&self) -> Router<World> {
        let uploads = post(upload::begin).put(upload::receive);
        Router::new()
            .route("/o/oauth2/v2/auth", get(authorize::authorize))
            .route("/o/oauth2/auth", get(authorize::authorize))
            .route("/token", post(token::token))
            .route("/o/oauth2/token", post(token::token))
            .route("/oauth2/v3/token", post(token::token))
            .route("/oauth2/v4/token", post(token::token))
            .route("/revoke", get(give_back::revoke).post(give_back::revoke))
            .route("/o/oauth2/revoke", get(give_back::revoke).post(give_back::revoke))
            .route("/tokeninfo", get(userinfo::tokeninfo).post(userinfo::tokeninfo))
            .route("/oauth2/v3/tokeninfo", get(userinfo::tokeninfo).post(userinfo::tokeninfo))
            .route("/oauth2/v3/certs", get(certs::certs))
            .route("/.well-known/risc-configuration", get(security_events::configuration))
            .route("/v1/userinfo", get(userinfo::openid).post(userinfo::openid))
            .route("/oauth2/v3/userinfo", get(userinfo::openid).post(userinfo::openid))
            .route("/oauth2/v2/userinfo", get(userinfo::google))
            .route("/youtube/v3/channels", get(channels::list))
            .route("/youtube/v3/playlistItems", get(lists::playlist_items))
            .route("/youtube/v3/search", get(lists::search))
            .route("/youtube/v3/videos", get(videos::list))
            .route("/upload/youtube/v3/videos", uploads)
            .route(
                "/youtube/v3/commentThreads",
                get(comments::threads).post(replying::begin_thread),
            )
            .route("/youtube/v3/comments", get(comments::replies).post(replying::reply))
            .route("/youtube/v3/comments/setModerationStatus", post(replying::moderate))
            .route("/v2/reports", get(analytics::reports))
            .layer(DefaultBodyLimit::max(LARGEST_PIECE))
            .fallback(answers::not_found)
            .method_not_allowed_fallback(answers::not_found)
    }

    fn for_servers(&self, path: &str) -> bool {
        !path.starts_with("/-/") && !path.ends_with("/auth")
    }

    fn outage(&self) -> Response {
        errors::ApiError::backend().into_response()
    }

    fn rate_limit(&self, _now: i64) -> Response {
        errors::ApiError::quota().into_response()
    }

    fn suffer(&self, tx: &Tx<'_>, person: &Person, cause: Cause) -> Result<()> {
        match cause {
            Cause::PasswordChanged => {
                let mut tokens = tokens::living(tx, &person.id, None)?;
                tokens.retain(|token| token.allows(GMAIL));
                tokens
                    .iter()
                    .try_for_each(|token| tokens::kill_one(tx, token, Death::PasswordChanged))
            }
            // A suspended account is a state that every call asks for; a browser's session says nothing about tokens.
            Cause::LoggedOut | Cause::Checkpoint | Cause::Disabled => Ok(()),
        }
    }

    fn push(&self) -> Option<&'static dyn Push> {
        Some(&security_events::CrossAccountProtection)
    }

    fn picks(&self, ask: &Ask) -> Picks {
        // Brand accounts exist for YouTube only: a plain sign-in is always that of the login itself.
        let channels = ask.scopes.iter().any(|scope| self.may_decline(scope));
        if channels { Picks::One } else { Picks::Nothing }
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

    fn scopes_accumulate(&self) -> bool {
        true
    }

    fn may_decline(&self, scope: &str) -> bool {
        scope.contains("/auth/youtube") || scope.contains("/auth/yt-")
    }

    fn beside(&self, _site: &Site, scopes: Option<&[String]>) -> Vec<(&'static str, String)> {
        scopes.map_or_else(Vec::new, |scopes| {
            vec![("scope", scopes.join(" ")), ("authuser", "0".to_owned())]
        })
    }

    fn comment_id(&self, _post_id: &str) -> String {
        format!("Ug{}4AaABAg", random::word(17))
    }
}
