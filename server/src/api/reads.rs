//! What can be read: one function a path. Each asks for its scope first.

use axum::{
    Extension,
    extract::{Path, State},
    http::HeaderMap,
};
use domain::{
    comment::Shown,
    figure::DayRange,
    health::HealthKind,
    id::{ChannelId, CommentId, PostId, ProfileId},
    network::Network,
    post::PostStateKind,
    scope::Scope,
};
use engine::{
    apps::{
        analytics::FiguresQuery,
        community::{Thread, Wanted},
    },
    ports::store::{
        audits::AuditQuery,
        comments::CommentCursor,
        posts::{PostCursor, PostQuery},
        profiles::ProfileQuery,
    },
};

use super::{
    answer::{Answer, answer, asked, limit, place_after, word},
    entry::Entered,
    models::{
        ApiComment, ApiFigure, ApiPost, ApiProfile, AuditPage, ChannelFigures, ChannelsPage,
        CommentsPage, ForecastPage, HistoryChange, HistoryPage, MissingDays, PostsPage,
        ProfilesPage, StatisticsPage, Workspace,
    },
    moments::{moment, place, read, read_place},
    problem::Problem,
    queries::{
        Asked, AuditAsked, CommentsAsked, Nothing, PostsAsked, ProfilesAsked, StatisticsAsked,
    },
};
use crate::{rows, state::AppState};

/// How far back a history goes.
const HISTORY_DAYS: u16 = 366;

/// The workspace of this key.
#[utoipa::path(get, path = "/api/v1/workspace", responses((status = 200, body = Workspace)))]
pub(super) async fn workspace(
    Extension(entered): Extension<Entered>,
    query: Asked<Nothing>,
    headers: HeaderMap,
) -> Answer {
    asked(query)?;
    let scopes = entered.scopes().iter().map(|scope| scope.slug()).collect();
    let viewer = entered.viewer;
    let (id, name) = (viewer.workspace.to_string(), viewer.workspace_name);
    answer(&headers, &Workspace { id, name, scopes })
}

/// Personal profiles with their channels and health, worst first. Scope `profiles:read`.
#[utoipa::path(get, path = "/api/v1/profiles", params(ProfilesAsked), responses((status = 200, body = ProfilesPage)))]
pub(super) async fn profiles(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    query: Asked<ProfilesAsked>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Profiles)?;
    let asked = asked(query)?;
    let query = ProfileQuery {
        network: word(asked.network.as_deref(), |slug| slug.parse::<Network>().ok())?,
        health: word(asked.health.as_deref(), HealthKind::from_slug)?,
        after: place_after(asked.after.as_deref(), rows::cursor)?,
        limit: limit(asked.limit)?,
        ..ProfileQuery::default()
    };
    let (list, _) = state.engine.list_profiles(viewer, &query).await?;
    let items = list.profiles.into_iter().map(ApiProfile::from).collect();
    answer(&headers, &ProfilesPage { items, next: list.next.as_ref().map(rows::cursor_text) })
}

/// One profile. Scope `profiles:read`.
#[utoipa::path(
    get,
    path = "/api/v1/profiles/{profile}",
    params(("profile" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 200, body = ApiProfile))
)]
pub(super) async fn profile(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(profile): Path<String>,
    query: Asked<Nothing>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Profiles)?;
    asked(query)?;
    let profile: ProfileId = profile.parse().map_err(|_| Problem::NOT_FOUND)?;
    let (profile, _) = state.engine.profile(viewer, profile).await?;
    answer(&headers, &ApiProfile::from(profile))
}

/// How one profile stood in the last year, oldest first. Scope `profiles:read`.
#[utoipa::path(
    get,
    path = "/api/v1/profiles/{profile}/history",
    params(("profile" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 200, body = HistoryPage))
)]
pub(super) async fn history(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(profile): Path<String>,
    query: Asked<Nothing>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Profiles)?;
    asked(query)?;
    let profile: ProfileId = profile.parse().map_err(|_| Problem::NOT_FOUND)?;
    let read = state.engine.timeline(viewer, profile, HISTORY_DAYS).await?;
    let (name, network) = (read.profile.identity.name, read.profile.network);
    let noted = read.noted.into_iter();
    let items = noted.map(|noted| HistoryChange::of(noted, &name, network)).collect();
    answer(&headers, &HistoryPage { items, next: None })
}

/// Channels, and what works of them. Scope `profiles:read`.
#[utoipa::path(get, path = "/api/v1/channels", responses((status = 200, body = ChannelsPage)))]
pub(super) async fn channels(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    query: Asked<Nothing>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Profiles)?;
    asked(query)?;
    let channels = state.engine.channels(viewer).await?;
    let items = channels.into_iter().map(Into::into).collect();
    answer(&headers, &ChannelsPage { items, next: None })
}

/// Profiles that work now and will need a person, soonest first. Scope `profiles:read`.
#[utoipa::path(get, path = "/api/v1/forecast", responses((status = 200, body = ForecastPage)))]
pub(super) async fn forecast(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    query: Asked<Nothing>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Profiles)?;
    asked(query)?;
    let forecast = state.engine.forecast(viewer).await?;
    let items = forecast.foreseen.into_iter().map(Into::into).collect();
    answer(&headers, &ForecastPage { items, next: None })
}

/// Posts in the order of their time. Scope `posts:read`.
#[utoipa::path(get, path = "/api/v1/posts", params(PostsAsked), responses((status = 200, body = PostsPage)))]
pub(super) async fn posts(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    query: Asked<PostsAsked>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Posts)?;
    let asked = asked(query)?;
    let channel = word(asked.channel.as_deref(), |id| id.parse::<ChannelId>().ok())?;
    let state_kind = word(asked.state.as_deref(), PostStateKind::from_slug)?;
    let query = PostQuery {
        from: word(asked.from.as_deref(), read)?,
        until: word(asked.until.as_deref(), read)?,
        channels: channel.into_iter().collect(),
        states: state_kind.into_iter().collect(),
        after: place_after(asked.after.as_deref(), read_place::<PostId>)?
            .map(|(at, id)| PostCursor { at, id }),
        limit: limit(asked.limit)?,
    };
    let list = state.engine.posts(viewer, &query).await?;
    let items = list.posts.into_iter().map(Into::into).collect();
    answer(&headers, &PostsPage { items, next: list.next.map(|next| place(next.at, &next.id)) })
}

/// One post. Scope `posts:read`.
#[utoipa::path(
    get,
    path = "/api/v1/posts/{post}",
    params(("post" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 200, body = ApiPost))
)]
pub(super) async fn post(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(post): Path<String>,
    query: Asked<Nothing>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Posts)?;
    asked(query)?;
    let post: PostId = post.parse().map_err(|_| Problem::NOT_FOUND)?;
    answer(&headers, &ApiPost::from(state.engine.post(viewer, post).await?))
}

/// Comments, newest first. Scope `comments:read`.
#[utoipa::path(get, path = "/api/v1/comments", params(CommentsAsked), responses((status = 200, body = CommentsPage)))]
pub(super) async fn comments(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    query: Asked<CommentsAsked>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Comments)?;
    let asked = asked(query)?;
    let wanted = Wanted {
        channel: word(asked.channel.as_deref(), |id| id.parse().ok())?,
        shown: word(asked.shown.as_deref(), Shown::from_slug)?,
        after: place_after(asked.after.as_deref(), read_place)?
            .map(|(at, id)| CommentCursor { at, id }),
        limit: limit(asked.limit)?,
        ..Wanted::default()
    };
    let queue = state.engine.comments(viewer, &wanted).await?;
    let comments = queue.comments.into_iter();
    let items = comments.map(|(comment, replies)| ApiComment::of(comment, &replies)).collect();
    answer(&headers, &CommentsPage { items, next: queue.next.map(|it| place(it.at, &it.id)) })
}

/// One comment. Scope `comments:read`.
#[utoipa::path(
    get,
    path = "/api/v1/comments/{comment}",
    params(("comment" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 200, body = ApiComment))
)]
pub(super) async fn comment(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(comment): Path<String>,
    query: Asked<Nothing>,
    headers: HeaderMap,
) -> Answer {
    entered.with(Scope::Comments)?;
    asked(query)?;
    let thread = thread(&state, &entered, &comment).await?;
    answer(&headers, &ApiComment::of(thread.comment, &thread.replies))
}

/// Figures by channel, day (UTC) and metric. Scope `statistics:read`.
#[utoipa::path(get, path = "/api/v1/statistics", params(StatisticsAsked), responses((status = 200, body = StatisticsPage)))]
pub(super) async fn statistics(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    query: Asked<StatisticsAsked>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Statistics)?;
    let asked = asked(query)?;
    let channel = word(asked.channel.as_deref(), |id| id.parse::<ChannelId>().ok())?;
    let days = match asked.days.unwrap_or(30) {
        days @ 1..=366 => DayRange::last(days, state.clock.now()),
        _ => return Err(Problem::BAD_QUERY),
    };
    let query = FiguresQuery { channels: channel.into_iter().collect(), days, compares: false };
    let reading = state.engine.read_figures(viewer, &query).await?;
    let items = reading.of.into_iter().map(|of| ChannelFigures {
        channel: of.channel.to_string(),
        figures: of
            .figures
            .iter()
            .map(|figure| ApiFigure {
                day: moment(figure.day),
                metric: figure.metric.slug(),
                value: figure.value,
            })
            .collect(),
        missing: of
            .gaps
            .iter()
            .map(|gap| MissingDays { from: moment(gap.days.from), until: moment(gap.days.until) })
            .collect(),
    });
    answer(&headers, &StatisticsPage { items: items.collect(), next: None })
}

/// The audit log, newest first. Scope `audit:read`.
#[utoipa::path(get, path = "/api/v1/audit", params(AuditAsked), responses((status = 200, body = AuditPage)))]
pub(super) async fn audit(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    query: Asked<AuditAsked>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::Audit)?;
    let asked = asked(query)?;
    let limit = limit(asked.limit)?;
    let query = AuditQuery {
        what: asked.what,
        about: asked.about,
        before: place_after(asked.after.as_deref(), |number| number.parse().ok())?,
        limit,
        ..AuditQuery::default()
    };
    let entries = state.engine.audit_log(viewer, &query).await?;
    let is_full = u32::try_from(entries.len()).is_ok_and(|length| length == limit);
    let last = entries.last().map(|last| last.logged.number);
    let next = last.filter(|number| is_full && *number > 1).map(|number| number.to_string());
    let items = entries.into_iter().map(Into::into).collect();
    answer(&headers, &AuditPage { items, next })
}

/// A comment that a path names, and what was answered to it.
pub(super) async fn thread(
    state: &AppState,
    entered: &Entered,
    comment: &str,
) -> Result<Thread, Problem> {
    let comment: CommentId = comment.parse().map_err(|_| Problem::NOT_FOUND)?;
    Ok(state.engine.thread(&entered.viewer, comment).await?)
}
