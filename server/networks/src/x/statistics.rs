//! An account's figures. X counts by post, not by day: a post's figures are those of the day it was written, and grow
//! later.

use domain::time::Span;
use engine::ports::networks::{Answer, ChannelAccess, DayRange, Figure, Metric};
use serde_json::Value;

use super::{READ, api::Api, content::LAG};
use crate::{
    call::named,
    days,
    figures::{self, Counted},
    json,
};

/// What is read, in X's words. A quote passes a post on as well.
const METRICS: [(&str, Metric); 5] = [
    ("impression_count", Metric::Views),
    ("like_count", Metric::Likes),
    ("reply_count", Metric::Comments),
    ("retweet_count", Metric::Shares),
    ("quote_count", Metric::Shares),
];

/// A post has its counts for as long as it stands. How far back they are asked for is ours, because every post is billed.
pub(super) const KEEPS: Span = Span::days(90);

/// How many pages of a hundred posts are read at most. Every post is billed.
const PAGES: usize = 10;

/// The figures of each day on which something was posted, and the followers of today.
pub(super) async fn statistics(
    api: &Api,
    channel: &ChannelAccess<'_>,
    range: &DayRange,
) -> Answer<Vec<Figure>> {
    let figures = by_day(api, channel, range).await;
    let mut figures = figures.map_err(|verdict| named(verdict, READ))?;
    if let Some(today) = figures::today(range, api.clock.now()) {
        let me = api.me("public_metrics", channel.token).await?;
        let followers = json::integer(&me["data"]["public_metrics"]["followers_count"]);
        let figure = |value| Figure { metric: Metric::Followers, day: today, value };
        figures.extend(followers.map(figure));
    }
    Ok(figures)
}

async fn by_day(api: &Api, channel: &ChannelAccess<'_>, range: &DayRange) -> Answer<Vec<Figure>> {
    let until = range.until.min(api.clock.now().before(LAG));
    if until <= range.from {
        return Ok(Vec::new());
    }
    let query = [
        ("start_time", &*days::written(range.from)),
        ("end_time", &days::written(until)),
        ("max_results", "100"),
        ("exclude", "retweets"),
        ("tweet.fields", "created_at,public_metrics"),
    ];
    let path = ["users", channel.remote_id, "tweets"];
    let (pages, is_all) = api.list(&path, &query, "pagination_token", PAGES, channel.token).await?;
    let posts = pages.iter().flat_map(|page| json::list(&page["data"]));
    let posts: Vec<_> = posts.filter_map(counted).collect();
    // The newest come first: of the oldest day, some may be missing.
    let oldest = posts.iter().map(|post| post.at).min().filter(|_| !is_all);
    let (zeros, range) = (METRICS.map(|(_, metric)| metric), DayRange { until, ..*range });
    Ok(figures::of_posts(&range, oldest.unwrap_or(range.from), &zeros, &posts))
}

fn counted(post: &Value) -> Option<Counted> {
    let at = json::time(&post["created_at"])?;
    Some(Counted { at, figures: figures::counts(&METRICS, &post["public_metrics"]) })
}
