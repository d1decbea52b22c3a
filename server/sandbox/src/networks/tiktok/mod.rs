//! TikTok: Login Kit v2 with rotating refresh tokens, the Display API and the Content Posting API. The account is its own
//! single channel; every answer of the API comes in an envelope, and the token endpoint reports its errors with status 200.
//!
//! A client registered with `"generation": "old"` lives by the earlier rules: tokens of a day and a year, and a refresh
//! that hands back the same refresh token.

mod answers;
mod authorize;
mod bearer;
mod publication;
mod publish;
mod push;
mod token;
mod user;
mod videos;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};

use super::{Cause, Network, Picks};
use crate::call::Site;
use crate::push::Push;
use crate::random;
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::tokens::{self, Death};
use crate::world::{Result, Tx, World};

pub(super) struct TikTok;

pub(super) const NETWORK: &str = "tiktok";

/// The name of the earlier rules.
pub(super) const OLD: &str = "old";

const BASIC: &str = "user.info.basic";

const SCOPES: [(&str, &str); 6] = [
    (BASIC, "read your profile (avatar and display name)"),
    ("user.info.profile", "read your profile details (bio, link, verification, username)"),
    ("user.info.stats", "read your profile statistics (followers, likes, number of videos)"),
    ("video.list", "read your public videos"),
    ("video.publish", "post content to your account"),
    ("video.upload", "upload drafts to your account"),
];

impl Network for TikTok {
    fn slug(&self) -> &'static str {
        NETWORK
    }

    fn title(&self) -> &'static str {
        "TikTok"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["www.tiktok.com", "open.tiktokapis.com", "open-upload.tiktokapis.com", "tiktok.com"]
    }

    fn routes(&self) -> Router<World> {
        let upload = put(publish::upload).layer(DefaultBodyLimit::max(publication::LARGEST_CHUNK));
        Router::new()
            .route("/v2/auth/authorize/", get(authorize::authorize))
            .route("/v2/auth/authorize", get(authorize::authorize))
            .route("/v2/oauth/token/", post(token::token))
            .route("/v2/oauth/revoke/", post(token::revoke))
            .route("/v2/user/info/", get(user::info))
            .route("/v2/video/list/", post(videos::list))
            .route("/v2/video/query/", post(videos::query))
            .route("/v2/post/publish/creator_info/query/", post(user::creator))
            .route("/v2/post/publish/video/init/", post(publish::post_directly))
            .route("/v2/post/publish/inbox/video/init/", post(publish::draft))
            .route("/v2/post/publish/content/init/", post(publish::photos))
            .route("/v2/post/publish/status/fetch/", post(publish::status))
            .route("/video/", upload)
            .fallback(answers::nowhere)
    }

    fn for_servers(&self, path: &str) -> bool {
        path.starts_with("/video/") || (path.starts_with("/v2/") && !path.starts_with("/v2/auth/"))
    }

    fn outage(&self) -> Response {
        answers::ApiError::internal().into_response()
    }

    fn rate_limit(&self, _now: i64) -> Response {
        answers::ApiError::rate_limited().into_response()
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

    fn push(&self) -> Option<&'static dyn Push> {
        Some(&push::TikTokPush)
    }

    fn picks(&self, _ask: &Ask) -> Picks {
        Picks::Nothing
    }

    fn cancelled(&self) -> &'static [(&'static str, &'static str)] {
        &[("error", "access_denied"), ("error_description", "User cancelled the authorization")]
    }

    fn code_seconds(&self) -> i64 {
        600
    }

    /// The `open_id`: another one for each client.
    fn scoped_id(&self, person: &Person, client_id: &str) -> String {
        format!("-000{}", random::word_of(&[&person.id, client_id], 32))
    }

    fn scope_words(&self, scope: &str) -> Option<&'static str> {
        SCOPES.iter().find(|(known, _)| *known == scope).map(|(_, words)| *words)
    }

    fn scopes_accumulate(&self) -> bool {
        false
    }

    fn may_decline(&self, scope: &str) -> bool {
        scope != BASIC
    }

    fn beside(&self, _site: &Site, scopes: Option<&[String]>) -> Vec<(&'static str, String)> {
        scopes.map(|scopes| ("scopes", scopes.join(","))).into_iter().collect()
    }

    fn new_code(&self) -> String {
        format!("{}*1!4608.va", random::token(48))
    }

    fn generations(&self) -> &'static [&'static str] {
        &[OLD]
    }
}
