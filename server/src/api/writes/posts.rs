//! Posts are planned, changed, deleted and decided about. Pictures come with pages only.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::IntoResponse as _,
};
use domain::{
    id::{ChannelId, PostId},
    post::{Content, Decision, Post},
    scope::Scope,
    time::Timestamp,
};
use engine::apps::scheduler::{Composition, Edit, Edited, When};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::{
        answer::{Answer, changed, made, seen},
        body::{Id, Moment, Sent, given},
        entry::Entered,
        models::{ApiPost, PostsPage},
        problem::{Problem, Wrong},
    },
    unfit::{not_edited, refused, wrongs},
};
use crate::state::AppState;

/// When a post goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in super::super) enum WhenSent {
    /// Not yet: it is a draft, perhaps with a time in mind.
    Draft,
    /// At once.
    Now,
    /// At the moment `at`.
    At,
    /// At the next free slot of its channel.
    NextSlot,
}

/// A text for several channels: each of them gets a post of its own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct WantedPosts {
    /// To which channels.
    #[schema(min_items = 1, max_items = 100)]
    channels: Vec<Id>,
    /// The text.
    text: String,
    /// A link that belongs to it.
    link: Option<String>,
    /// When; `at` where a moment is given, else `draft`, if it is left out.
    when: Option<WhenSent>,
    /// The moment.
    at: Option<Moment>,
    /// After this moment it never goes out.
    last_moment: Option<Moment>,
}

/// What changes of a post. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct ChangedPost {
    /// The text.
    text: Option<String>,
    /// A link that belongs to it; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    link: Option<Option<String>>,
    /// When it goes out.
    when: Option<WhenSent>,
    /// The moment.
    at: Option<Moment>,
    /// After this moment it never goes out; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Moment>)]
    last_moment: Option<Option<Moment>>,
}

/// What is decided about a post that asks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct Decided {
    decision: DecisionWord,
    /// The moment, for `at`.
    at: Option<Moment>,
}

/// What is decided.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in super::super) enum DecisionWord {
    /// It goes out now; one of which nobody knows whether it is out, is not out and goes out again.
    Now,
    /// It goes out at the moment `at`.
    At,
    /// It does not go out, and is kept as a draft.
    Skip,
    /// It is out: somebody has seen it there.
    IsOut,
}

/// Plans a text for several channels: all of its posts, or none. Scope `posts:write`.
#[utoipa::path(post, path = "/api/v1/posts", request_body = WantedPosts, responses((status = 201, body = PostsPage)))]
pub(in super::super) async fn compose(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Sent(wanted): Sent<WantedPosts>,
) -> Answer {
    let viewer = entered.with(Scope::WritePosts)?;
    let mut wrong = Vec::new();
    let mut keep = |read: Result<Timestamp, Wrong>| read.map_err(|why| wrong.push(why)).ok();
    let at = wanted.at.as_ref().and_then(|at| keep(at.read("/at")));
    let not_after = wanted.last_moment.as_ref().and_then(|at| keep(at.read("/last_moment")));
    let channels: Vec<_> = wanted.channels.iter().map(|id| id.0.parse::<ChannelId>()).collect();
    for (at, _) in channels.iter().enumerate().filter(|(_, channel)| channel.is_err()) {
        wrong.push(no_channel(at));
    }
    if channels.is_empty() || channels.len() > 100 {
        wrong.push(Wrong::at("/channels", "Name one to a hundred channels."));
    }
    if !wrong.is_empty() {
        return Err(Problem::unfit(wrong));
    }
    let channels: Vec<_> = channels.into_iter().flatten().collect();
    let when = when(wanted.when, at)?.unwrap_or(When::Draft(None));
    let content = Content { text: wanted.text, link: wanted.link, picture: None };
    let composition = Composition { content, channels: channels.clone(), when, not_after };
    match state.engine.compose(viewer, &composition, &entered.from).await? {
        Ok(posts) => {
            made(&PostsPage { items: posts.into_iter().map(Into::into).collect(), next: None })
        }
        Err(unfit) => {
            let mut wrong = Vec::new();
            for (channel, why) in unfit {
                let at = channels.iter().position(|one| *one == channel).unwrap_or_default();
                wrong.extend(
                    wrongs(&state, &entered, channel, &format!("/channels/{at}"), why).await?,
                );
            }
            Err(Problem::unfit(wrong))
        }
    }
}

/// Changes a post, as JSON Merge Patch (RFC 7396) has it. `If-Match` says which version was seen. Scope `posts:write`.
#[utoipa::path(
    patch,
    path = "/api/v1/posts/{post}",
    params(
        ("post" = String, Path, format = "uuid", description = "Its id"),
        ("If-Match" = String, Header, description = "The ETag of what was read"),
    ),
    request_body = ChangedPost,
    responses((status = 200, body = ApiPost))
)]
pub(in super::super) async fn change(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(post): Path<String>,
    headers: HeaderMap,
    Sent(wanted): Sent<ChangedPost>,
) -> Answer {
    let viewer = entered.with(Scope::WritePosts)?;
    let post = state.engine.post(viewer, id(&post)?).await?;
    seen(&headers, &ApiPost::from(post.clone()), true)?;
    let edit = edit(&post, wanted)?;
    let (channel, saw) = (post.channel, [(post.id, post.version)]);
    match state.engine.edit_posts(viewer, &saw, &edit, &entered.from).await? {
        Edited::Done(posts) => {
            let post = posts.into_iter().next().ok_or(Problem::NOT_FOUND)?;
            changed(&ApiPost::from(post))
        }
        edited => Err(not_edited(&state, &entered, channel, edited).await?),
    }
}

/// Deletes a post that is not on its way. What is out stays at the network. Scope `posts:write`.
#[utoipa::path(
    delete,
    path = "/api/v1/posts/{post}",
    params(
        ("post" = String, Path, format = "uuid", description = "Its id"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what was read"),
    ),
    responses((status = 204, description = "It is deleted."))
)]
pub(in super::super) async fn delete(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(post): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let viewer = entered.with(Scope::WritePosts)?;
    let post = state.engine.post(viewer, id(&post)?).await?;
    seen(&headers, &ApiPost::from(post.clone()), false)?;
    match state.engine.delete_posts(viewer, &[(post.id, post.version)]).await? {
        Edited::Done(_) => Ok(StatusCode::NO_CONTENT.into_response()),
        edited => Err(not_edited(&state, &entered, post.channel, edited).await?),
    }
}

/// Decides about a post that asks. Scope `posts:write`.
#[utoipa::path(
    post,
    path = "/api/v1/posts/{post}/decision",
    params(("post" = String, Path, format = "uuid", description = "Its id")),
    request_body = Decided,
    responses((status = 200, body = ApiPost))
)]
pub(in super::super) async fn decide(
    State(state): State<AppState>,
    Extension(entered): Extension<Entered>,
    Path(post): Path<String>,
    Sent(decided): Sent<Decided>,
) -> Answer {
    let viewer = entered.with(Scope::WritePosts)?;
    let at = decided.at.as_ref().map(|at| at.read("/at")).transpose();
    let at = at.map_err(|why| Problem::unfit(vec![why]))?;
    let decision = match (decided.decision, at) {
        (DecisionWord::At, Some(at)) => Decision::At(at),
        (DecisionWord::At, None) => return Err(Problem::wrong("/at", NO_MOMENT)),
        (_, Some(_)) => return Err(Problem::wrong("/at", MOMENT_FOR_NOTHING)),
        (DecisionWord::Now, None) => Decision::Now,
        (DecisionWord::Skip, None) => Decision::Skip,
        (DecisionWord::IsOut, None) => Decision::IsOut,
    };
    let post = state.engine.post(viewer, id(&post)?).await?;
    let unfit = state.engine.decide(viewer, &[post.id], decision).await?;
    if let Some((_, why)) = unfit.into_iter().next() {
        return Err(refused(&state, &entered, post.channel, why).await?);
    }
    changed(&ApiPost::from(state.engine.post(viewer, post.id).await?))
}

const NO_MOMENT: &str = "Say at which moment.";
const MOMENT_FOR_NOTHING: &str = "A moment goes with `at`, and with a draft.";

fn id(post: &str) -> Result<PostId, Problem> {
    post.parse().map_err(|_| Problem::NOT_FOUND)
}

fn when(word: Option<WhenSent>, at: Option<Timestamp>) -> Result<Option<When>, Problem> {
    Ok(match (word, at) {
        (None, None) => None,
        (None | Some(WhenSent::At), Some(at)) => Some(When::At(at)),
        (Some(WhenSent::At), None) => return Err(Problem::wrong("/at", NO_MOMENT)),
        (Some(WhenSent::Draft), at) => Some(When::Draft(at)),
        (Some(WhenSent::Now), None) => Some(When::Now),
        (Some(WhenSent::NextSlot), None) => Some(When::NextSlot),
        (Some(WhenSent::Now | WhenSent::NextSlot), Some(_)) => {
            return Err(Problem::wrong("/at", MOMENT_FOR_NOTHING));
        }
    })
}

/// What a patch makes of a post; its picture stays.
fn edit(post: &Post, wanted: ChangedPost) -> Result<Edit, Problem> {
    let unfit = |why| Problem::unfit(vec![why]);
    let at = wanted.at.as_ref().map(|at| at.read("/at")).transpose().map_err(unfit)?;
    let not_after = match &wanted.last_moment {
        None => None,
        Some(None) => Some(None),
        Some(Some(last)) => Some(Some(last.read("/last_moment").map_err(unfit)?)),
    };
    let when = when(wanted.when, at)?;
    let content = (wanted.text.is_some() || wanted.link.is_some()).then(|| Content {
        text: wanted.text.unwrap_or_else(|| post.content.text.clone()),
        link: wanted.link.unwrap_or_else(|| post.content.link.clone()),
        picture: post.content.picture.clone(),
    });
    Ok(Edit { content, when, not_after })
}

fn no_channel(at: usize) -> Wrong {
    Wrong::at(format!("/channels/{at}"), "There is no such channel.")
}
