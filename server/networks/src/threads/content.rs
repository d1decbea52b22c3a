//! Posts, replies and figures of a profile.

use domain::time::{Span, Timestamp};
use engine::ports::networks::{
    Answer, ChannelAccess, Comment, DayRange, Figure, MediaKind, Metric, NewPost, PostRefusal,
    Published, ReadBack, SentPost,
};
use engine::vault::Token;
use serde_json::Value;

use super::ME;
use crate::{
    graph::{
        Graph,
        abilities::{Trial, Trials},
        comments::{self, Comments, Place},
        containers::{Containers, in_words},
        figures::Figures,
        moderation,
        reading_back::Posts,
    },
    json,
    publishing::{text_with_link, unfit},
};

pub(super) const TRIALS: Trials = [
    Trial {
        scope: "threads_content_publish",
        edge: "threads_publishing_limit",
        query: &[("fields", "quota_usage")],
    },
    Trial {
        scope: "threads_read_replies",
        edge: "threads",
        query: &[("fields", "id"), ("limit", "1")],
    },
    Trial {
        scope: "threads_manage_insights",
        edge: "threads_insights",
        query: &[("metric", "views")],
    },
];

const CONTAINERS: Containers = Containers {
    make: "threads",
    state: "status",
    says: "error_message",
    publish: "threads_publish",
    longest: 500,
};

const COMMENTS: Comments = Comments {
    posts: "threads",
    post_fields: "id,has_replies",
    is_quiet: |post, _| post["has_replies"] == false,
    // Replies to replies too, newest first.
    below: "conversation",
    query: &[("fields", "id,text,username,timestamp,replied_to,is_reply_owned_by_me")],
    answers: None,
    read: |entry, place| comment(entry, place).into_iter().collect(),
    written: "timestamp",
};

const POSTS: Posts = Posts {
    edge: "threads",
    fields: "id,text,timestamp,permalink",
    text: "text",
    written: "timestamp",
    link: "permalink",
};

const FIGURES: Figures = Figures {
    edge: "threads_insights",
    metrics: &[
        ("views", Metric::Views),
        ("likes", Metric::Likes),
        ("replies", Metric::Comments),
        ("reposts", Metric::Shares),
        ("quotes", Metric::Shares),
    ],
    query: &[],
};
/// As far back as is asked: nothing is said of an end but [`EARLIEST`], and the totals of several days are told as one, so
/// that each day is a call.
pub(super) const KEEPS: Span = Span::days(90);
/// Nobody says how late they are; the figures of the sister network, Instagram, may be two days.
pub(super) const LATE: Span = Span::hours(48);
const MOST_DAYS: usize = 90;
/// Threads knows of no figures before 13 April 2024, and refuses to be asked for them; this is the first whole day.
const EARLIEST: Timestamp = Timestamp::from_seconds(1_713_052_800);

pub(super) async fn publish(
    graph: &Graph,
    channel: &ChannelAccess<'_>,
    post: &NewPost<'_>,
) -> Published {
    let text = text_with_link(post);
    if text.chars().count() > CONTAINERS.longest {
        return unfit("too_long");
    }
    let mut form = vec![("text", text.as_str())];
    match post.media {
        None => form.push(("media_type", "TEXT")),
        Some(media) => {
            form.extend(match media.kind {
                MediaKind::Image => [("media_type", "IMAGE"), ("image_url", media.url)],
                MediaKind::Video => [("media_type", "VIDEO"), ("video_url", media.url)],
            });
            form.extend(in_words("alt_text", &media));
        }
    }
    CONTAINERS.publish(graph, ME, channel.token, &form, post).await
}

/// Whether a post is on the profile.
pub(super) async fn read_back(
    graph: &Graph,
    channel: &ChannelAccess<'_>,
    sent: &SentPost<'_>,
) -> Answer<ReadBack> {
    POSTS.read_back(graph, ME, channel.token, sent, &text_with_link(&sent.post)).await
}

/// Answers a reply, or a post: a post of its own that says what it answers.
pub(super) async fn reply(
    graph: &Graph,
    channel: &ChannelAccess<'_>,
    comment: &str,
    text: &str,
    key: &str,
    now: Timestamp,
) -> Published {
    if text.chars().count() > CONTAINERS.longest {
        return unfit("too_long");
    }
    let form = [("media_type", "TEXT"), ("text", text), ("reply_to_id", comment)];
    let post = NewPost { text, link: None, media: None, key, now };
    CONTAINERS.publish(graph, ME, channel.token, &form, &post).await
}

/// Hides a reply with all below it, or shows it again.
pub(super) async fn hide(
    graph: &Graph,
    comment: &str,
    hidden: bool,
    token: &Token,
) -> Result<(), PostRefusal> {
    let form = [("hide", if hidden { "true" } else { "false" })];
    moderation::change(graph, &[comment, "manage_reply"], &form, token).await
}

pub(super) async fn comments(
    graph: &Graph,
    channel: &ChannelAccess<'_>,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    comments::since(graph, &COMMENTS, ME, channel.token, since).await
}

/// How many follow is told for today only, so it is left out.
pub(super) async fn statistics(
    graph: &Graph,
    channel: &ChannelAccess<'_>,
    range: &DayRange,
) -> Answer<Vec<Figure>> {
    let range = DayRange { from: range.from.max(EARLIEST), until: range.until };
    FIGURES.by_the_day(graph, ME, channel.token, &range, MOST_DAYS).await
}

fn comment(entry: &Value, place: &Place<'_>) -> Option<Comment> {
    let answered = json::id(&entry["replied_to"]["id"]).or_else(|| json::id(&entry["replied_to"]));
    Some(Comment {
        remote_id: json::id(&entry["id"])?,
        post: place.post_id.to_owned(),
        // What answers the post itself answers no comment.
        parent: answered.filter(|id| id != place.post_id),
        author: json::name(&entry["username"]),
        own: entry["is_reply_owned_by_me"] == true,
        text: entry["text"].as_str().unwrap_or_default().to_owned(),
        at: json::time(&entry["timestamp"])?,
    })
}
