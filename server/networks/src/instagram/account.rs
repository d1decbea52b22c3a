//! A professional account, whichever login opens it: Instagram's own, or Facebook's through the page it belongs to.

use domain::time::{Span, Timestamp};
use engine::{
    ports::networks::{
        Answer, ChannelAccess, Comment, DayRange, Figure, MediaKind, Metric, Moderation, NewPost,
        PostRefusal, Published, ReadBack, SentPost, Tested,
    },
    vault::Token,
};
use serde_json::Value;

use crate::{
    graph::{
        Graph,
        abilities::{self, Trial, Trials},
        comments::{self, Comments, Place},
        containers::{Containers, in_words},
        figures::Figures,
        moderation,
        reading_back::Posts,
    },
    json,
    publishing::{text_with_link, unfit},
};

/// How its abilities are tried with Instagram's own permissions.
pub(super) const BY_ITSELF: Trials = trials([
    "instagram_business_content_publish",
    "instagram_business_manage_comments",
    "instagram_business_manage_insights",
]);

/// The same with Facebook's.
pub(crate) const THROUGH_A_PAGE: Trials =
    trials(["instagram_content_publish", "instagram_manage_comments", "instagram_manage_insights"]);

const fn trials([publish, comments, statistics]: [&'static str; 3]) -> Trials {
    [
        Trial {
            scope: publish,
            edge: "content_publishing_limit",
            query: &[("fields", "quota_usage")],
        },
        Trial { scope: comments, edge: "media", query: &[("fields", "id"), ("limit", "1")] },
        Trial {
            scope: statistics,
            edge: "insights",
            query: &[("metric", "reach"), ("period", "day")],
        },
    ]
}

const CONTAINERS: Containers = Containers {
    make: "media",
    state: "status_code",
    says: "status",
    publish: "media_publish",
    longest: 2200,
};

const COMMENTS: Comments = Comments {
    posts: "media",
    post_fields: "id,username,comments_count",
    is_quiet: |post, _| json::integer(&post["comments_count"]) == Some(0),
    below: "comments",
    query: &[("fields", "id,text,username,timestamp,replies{id,text,username,timestamp}")],
    answers: Some("replies"),
    read: |entry, place| {
        let replies = json::list(&entry["replies"]["data"]);
        let above = json::id(&entry["id"]);
        let replies = replies.iter().filter_map(|reply| comment(reply, place, above.clone()));
        comment(entry, place, None).into_iter().chain(replies).collect()
    },
    written: "timestamp",
};

const POSTS: Posts = Posts {
    edge: "media",
    fields: "id,caption,timestamp,permalink",
    text: "caption",
    written: "timestamp",
    link: "permalink",
};

/// What can be done with comments, by the permission that reads them too. There is no call that likes one.
pub(crate) const MODERATION: Moderation = Moderation { reply: true, hide: true, like: false };

const FIGURES: Figures = Figures {
    edge: "insights",
    metrics: &[
        ("reach", Metric::Reach),
        ("views", Metric::Views),
        ("likes", Metric::Likes),
        ("comments", Metric::Comments),
        ("shares", Metric::Shares),
        ("total_interactions", Metric::Engagement),
    ],
    query: &[("metric_type", "total_value"), ("period", "day")],
};
/// So far back an account's figures are kept (Instagram Platform, account insights).
pub(crate) const KEEPS: Span = Span::days(90);
/// They "can be delayed up to 48 hours" (as above).
pub(crate) const LATE: Span = Span::hours(48);
/// A call for each day: the totals of several days are told as one.
const MOST_DAYS: usize = 90;

/// Tries the abilities of the account `id`.
pub(crate) async fn test(
    graph: &Graph,
    trials: &Trials,
    id: &str,
    channel: &ChannelAccess<'_>,
) -> Tested {
    abilities::test(graph, trials, id, channel).await
}

/// Publishes on the account `id`.
pub(crate) async fn publish(
    graph: &Graph,
    id: &str,
    token: &Token,
    post: &NewPost<'_>,
) -> Published {
    let Some(media) = post.media else {
        return unfit("media_required");
    };
    let caption = text_with_link(post);
    if caption.chars().count() > CONTAINERS.longest {
        return unfit("too_long");
    }
    let mut form = vec![("caption", caption.as_str())];
    match media.kind {
        MediaKind::Image => {
            form.push(("image_url", media.url));
            form.extend(in_words("alt_text", &media));
        }
        MediaKind::Video => form.extend([("media_type", "REELS"), ("video_url", media.url)]),
    }
    CONTAINERS.publish(graph, id, token, &form, post).await
}

/// Whether a post is on the account `id`. Its container is not asked: the answer that was lost took the container along.
pub(crate) async fn read_back(
    graph: &Graph,
    id: &str,
    token: &Token,
    sent: &SentPost<'_>,
) -> Answer<ReadBack> {
    POSTS.read_back(graph, id, token, sent, &text_with_link(&sent.post)).await
}

/// Answers a comment.
pub(crate) async fn reply(graph: &Graph, comment: &str, text: &str, token: &Token) -> Published {
    moderation::reply(graph, comment, "replies", text, token).await
}

/// Hides a comment, or shows it again.
pub(crate) async fn hide(
    graph: &Graph,
    comment: &str,
    hidden: bool,
    token: &Token,
) -> Result<(), PostRefusal> {
    let form = [("hide", if hidden { "true" } else { "false" })];
    moderation::change(graph, &[comment], &form, token).await
}

/// What was written below the posts of the account `id`.
pub(crate) async fn comments(
    graph: &Graph,
    id: &str,
    token: &Token,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    comments::since(graph, &COMMENTS, id, token, since).await
}

/// The figures of the account `id`. How many follow it is told for today only, so it is left out.
pub(crate) async fn statistics(
    graph: &Graph,
    id: &str,
    token: &Token,
    range: &DayRange,
) -> Answer<Vec<Figure>> {
    FIGURES.by_the_day(graph, id, token, range, MOST_DAYS).await
}

fn comment(entry: &Value, place: &Place<'_>, parent: Option<String>) -> Option<Comment> {
    let author = json::name(&entry["username"]);
    Some(Comment {
        remote_id: json::id(&entry["id"])?,
        post: place.post_id.to_owned(),
        parent,
        // Media carry the name of whose account it is.
        own: author.is_some() && author == json::name(&place.post["username"]),
        author,
        text: entry["text"].as_str().unwrap_or_default().to_owned(),
        at: json::time(&entry["timestamp"])?,
    })
}
