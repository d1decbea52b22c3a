//! What reading can be asked with. A parameter that is not known is refused: a filter that is misspelled would show everything.

use axum::extract::{Query, rejection::QueryRejection};
use serde::Deserialize;
use utoipa::IntoParams;

pub(super) type Asked<T> = Result<Query<T>, QueryRejection>;

/// No parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// Which profiles.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ProfilesAsked {
    /// Only of this network, e.g. `facebook`.
    #[param(
        pattern = "^(facebook|instagram|x|linkedin|youtube|tiktok|threads|pinterest|mastodon|bluesky)$"
    )]
    pub(super) network: Option<String>,
    /// Only `connected`, `expiring`, `disconnected` or `uncertain` ones.
    #[param(pattern = "^(connected|expiring|disconnected|uncertain)$")]
    pub(super) health: Option<String>,
    /// `next` of the page before.
    pub(super) after: Option<String>,
    /// At most so many; fifty, if it is left out.
    #[param(minimum = 1, maximum = 100)]
    pub(super) limit: Option<u32>,
}

/// Which posts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PostsAsked {
    /// Only of this channel.
    #[param(format = "uuid")]
    pub(super) channel: Option<String>,
    /// Only in this state, e.g. `scheduled`.
    #[param(
        pattern = "^(draft|proposed|returned|scheduled|held|asking|publishing|published|failed)$"
    )]
    pub(super) state: Option<String>,
    /// Only those at or after this moment.
    #[param(format = DateTime)]
    pub(super) from: Option<String>,
    /// Only those before this moment.
    #[param(format = DateTime)]
    pub(super) until: Option<String>,
    /// `next` of the page before.
    pub(super) after: Option<String>,
    /// At most so many; fifty, if it is left out.
    #[param(minimum = 1, maximum = 100)]
    pub(super) limit: Option<u32>,
}

/// Which comments.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CommentsAsked {
    /// Only of this channel.
    #[param(format = "uuid")]
    pub(super) channel: Option<String>,
    /// Only `new`, `answered`, `hidden`, `assigned` or `done` ones.
    #[param(pattern = "^(new|answered|hidden|assigned|done)$")]
    pub(super) shown: Option<String>,
    /// `next` of the page before.
    pub(super) after: Option<String>,
    /// At most so many; fifty, if it is left out.
    #[param(minimum = 1, maximum = 100)]
    pub(super) limit: Option<u32>,
}

/// Which statistics.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StatisticsAsked {
    /// Only of this channel.
    #[param(format = "uuid")]
    pub(super) channel: Option<String>,
    /// The last so many days that are over; thirty, if it is left out.
    #[param(minimum = 1, maximum = 366)]
    pub(super) days: Option<u16>,
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditAsked {
    /// Only this kind, e.g. `profile.connected`.
    pub(super) what: Option<String>,
    /// Only what is about this, e.g. a profile's id.
    pub(super) about: Option<String>,
    /// `next` of the page before.
    pub(super) after: Option<String>,
    /// At most so many; fifty, if it is left out.
    #[param(minimum = 1, maximum = 100)]
    pub(super) limit: Option<u32>,
}
