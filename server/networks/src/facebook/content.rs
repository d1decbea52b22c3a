//! Posts, comments and figures of a page.

use domain::time::{Span, Timestamp};
use engine::ports::networks::{
    Answer, ChannelAccess, Comment, DayRange, Figure, MediaKind, Metric, NewPost, Published,
};
use futures::future::join;
use serde_json::Value;

use crate::{
    graph::{
        Graph,
        comments::{self, Comments, Place},
        containers::{in_words, published},
        figures::{Figures, pieces},
    },
    json,
    publishing::{text_with_link, unfit},
};

/// In characters.
const LONGEST_TEXT: usize = 63_206;
/// How many days one answer tells of at the most.
const LONGEST_RANGE: Span = Span::days(90);
/// Facebook keeps figures for two years.
const MOST_RANGES: usize = 8;
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
    if json::id(&entry["from"]["id"]).as_deref() == Some(place.channel) {
        return None;
    }
    Some(Comment {
        remote_id: json::id(&entry["id"])?,
        post: place.post_id.to_owned(),
        parent: json::id(&entry["parent"]["id"]),
        author: json::name(&entry["from"]["name"]),
        own: false,
        text: entry["message"].as_str().unwrap_or_default().to_owned(),
        at: json::time(&entry["created_time"])?,
    })
}
