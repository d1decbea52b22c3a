//! Posts, comments and figures of a page.

use domain::time::{Span, Timestamp};
use engine::ports::networks::{
    Answer, ChannelAccess, Comment, DayRange, Figure, MediaKind, Metric, NewPost, PostRefusal,
    Published, ReadBack, SentPost,
};
use engine::vault::Token;
use futures::future::join;
use serde_json::Value;

use crate::{
    graph::{
        Graph,
        comments::{self, Comments, Place},
        containers::{in_words, published},
        figures::{Figures, pieces},
        moderation,
        reading_back::Posts,
    },
    json,
    publishing::{text_with_link, unfit},
};

/// In characters.
const LONGEST_TEXT: usize = 63_206;
/// How many days one answer tells of at the most.
const LONGEST_RANGE: Span = Span::days(90);
/// So far back a page's figures are kept (Graph API, page insights: two years).
pub(super) const KEEPS: Span = Span::days(730);
/// Most figures are counted once in 24 hours (as above), after a day that ends in California.
pub(super) const LATE: Span = Span::hours(48);
/// All that Facebook keeps.
const MOST_RANGES: usize = 9;
/// By how much a day ends later in California than in UTC, and a little more.
const BEHIND: Span = Span::hours(9);

const FIGURES: Figures = Figures {
    edge: "insights",
    metrics: &[
        ("page_post_engagements", Metric::Engagement),
        ("page_media_view", Metric::Views),
        ("page_total_media_view_unique", Metric::Reach),
    ],
    query: &[("period", "day")],
};

/// Asked by itself: one metric that Facebook no longer knows spoils the whole answer, and this one is the newest.
const FOLLOWERS: Figures = Figures {
    edge: "insights",
    metrics: &[("page_follows", Metric::Followers)],
    query: &[("period", "day")],
};

const POSTS: Posts = Posts {
    edge: "published_posts",
    fields: "id,message,created_time,permalink_url",
    text: "message",
    written: "created_time",
    link: "permalink_url",
};

const COMMENTS: Comments = Comments {
    posts: "feed",
    post_fields: "id,updated_time",
    // A post's time of update is that of its last comment.
    is_quiet: |post, since| json::time(&post["updated_time"]).is_some_and(|at| at < since),
    below: "comments",
    query: &[
        ("filter", "stream"),
        ("order", "reverse_chronological"),
        ("fields", "id,message,from,created_time,parent"),
    ],
    answers: None,
    read: |entry, place| comment(entry, place).into_iter().collect(),
    written: "created_time",
};

pub(super) async fn publish(
    graph: &Graph,
    page: &ChannelAccess<'_>,
    post: &NewPost<'_>,
) -> Published {
    if post.text.chars().count() > LONGEST_TEXT {
        return unfit("too_long");
    }
    let text = text_with_link(post);
    let (edge, form): (_, Vec<_>) = match &post.media {
        None => {
            let link = post.link.map(|link| ("link", link));
            ("feed", [("message", post.text)].into_iter().chain(link).collect())
        }
        Some(media) if media.kind == MediaKind::Image => {
            let form = [("url", media.url), ("caption", text.as_str())].into_iter();
            ("photos", form.chain(in_words("alt_text_custom", media)).collect())
        }
        Some(media) => ("videos", vec![("file_url", media.url), ("description", &text)]),
    };
    let answer = graph.post(&[page.remote_id, edge], &form, page.token).await;
    // A picture has an id of its own beside that of its post.
    published(graph, answer, "post_id", "permalink_url", page.token).await
}

/// Whether a post is on the page. A link is an attachment of its own, and no part of the text unless there is a picture.
pub(super) async fn read_back(
    graph: &Graph,
    page: &ChannelAccess<'_>,
    sent: &SentPost<'_>,
) -> Answer<ReadBack> {
    let SentPost { post, .. } = sent;
    let text = if post.media.is_some() { text_with_link(post) } else { post.text.to_owned() };
    POSTS.read_back(graph, page.remote_id, page.token, sent, &text).await
}

/// Hides a comment, or shows it again.
pub(super) async fn hide(
    graph: &Graph,
    comment: &str,
    hidden: bool,
    token: &Token,
) -> Result<(), PostRefusal> {
    let form = [("is_hidden", if hidden { "true" } else { "false" })];
    moderation::change(graph, &[comment], &form, token).await
}

/// Likes a comment as the page, or takes that back.
pub(super) async fn like(
    graph: &Graph,
    comment: &str,
    liked: bool,
    token: &Token,
) -> Result<(), PostRefusal> {
    let path = [comment, "likes"];
    if liked {
        return moderation::change(graph, &path, &[], token).await;
    }
    moderation::done(graph.delete(&path, token).await)
}

pub(super) async fn comments(
    graph: &Graph,
    page: &ChannelAccess<'_>,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    comments::since(graph, &COMMENTS, page.remote_id, page.token, since).await
}

pub(super) async fn statistics(
    graph: &Graph,
    page: &ChannelAccess<'_>,
    range: &DayRange,
) -> Answer<Vec<Figure>> {
    let mut figures = Vec::new();
    for piece in pieces(range, LONGEST_RANGE, MOST_RANGES) {
        let end = piece.until.after(BEHIND);
        let (most, followers) = join(
            FIGURES.ask(graph, page.remote_id, page.token, &piece, end),
            FOLLOWERS.ask(graph, page.remote_id, page.token, &piece, end),
        )
        .await;
        figures.extend(most?);
        figures.extend(followers.unwrap_or_default());
    }
    figures.sort_by_key(|figure| (figure.day, figure.metric));
    Ok(figures)
}

fn comment(entry: &Value, place: &Place<'_>) -> Option<Comment> {
    Some(Comment {
        remote_id: json::id(&entry["id"])?,
        post: place.post_id.to_owned(),
        parent: json::id(&entry["parent"]["id"]),
        author: json::name(&entry["from"]["name"]),
        own: json::id(&entry["from"]["id"]).as_deref() == Some(place.channel),
        text: entry["message"].as_str().unwrap_or_default().to_owned(),
        at: json::time(&entry["created_time"])?,
    })
}
