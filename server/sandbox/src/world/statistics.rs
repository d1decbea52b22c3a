//! Numbers a channel earned per day: a believable base, and what the rows of the day say. They move until the day has settled;
//! from then on the number is a row and never changes.

use rusqlite::params;

use super::channels::Channel;
use super::clock::DAY;
use super::{Result, Tx};

/// So many days after its end a day has settled.
const UNSETTLED: i64 = 1;

/// The value of a metric on a day (counted since 1970).
pub(crate) fn of_day(tx: &Tx<'_>, channel: &Channel, metric: &str, day: i64) -> Result<i64> {
    let known = tx
        .sql
        .prepare_cached(
            "SELECT value FROM statistics WHERE channel_id = ?1 AND metric = ?2 AND day = ?3",
        )?
        .query_map(params![channel.id, metric, day], |row| row.get(0))?
        .next()
        .transpose()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let value = earned(channel, metric, day) + moved(tx, channel, metric, day)?;
    if (day + 1 + UNSETTLED) * DAY <= tx.now {
        tx.sql
            .prepare_cached(
                "INSERT INTO statistics (channel_id, metric, day, value) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![channel.id, metric, day, value])?;
    }
    Ok(value)
}

/// How many follow a channel now.
pub(crate) fn followers(tx: &Tx<'_>, channel: &Channel) -> i64 {
    followers_on(channel, tx.now.div_euclid(DAY))
}

/// How many follow a channel on a day: more from week to week, and never quite evenly.
pub(crate) fn followers_on(channel: &Channel, day: i64) -> i64 {
    /// When they were counted: 2026-11-01.
    const COUNTED: i64 = 20_758;
    let grown = channel.followers * (day - COUNTED) / 1_500;
    let uneven = (day * 53).rem_euclid(11) * (channel.followers / 12_000 + 1);
    (channel.followers + grown + uneven).max(0)
}

/// What the day's own posts and comments add.
fn moved(tx: &Tx<'_>, channel: &Channel, metric: &str, day: i64) -> Result<i64> {
    let (from, to) = (day * DAY, (day + 1) * DAY);
    let count = |query: &str| -> Result<i64> {
        let mut statement = tx.sql.prepare_cached(query)?;
        Ok(statement.query_row(params![channel.id, from, to], |row| row.get(0))?)
    };
    let comments = count(
        "SELECT count(*) FROM posts p JOIN comments c ON c.post_id = p.id
         WHERE p.channel_id = ?1 AND c.created_at >= ?2 AND c.created_at < ?3",
    )?;
    let posts = count(
        "SELECT count(*) FROM posts
         WHERE channel_id = ?1 AND created_at >= ?2 AND created_at < ?3",
    )?;
    Ok(match kind(metric) {
        Kind::Follows => comments / 5,
        Kind::Comments => comments,
        Kind::Engagement => comments + posts * (channel.followers / 200 + 1),
        Kind::Sight => comments * 7 + posts * (channel.followers / 20 + 5),
    })
}

#[derive(Clone, Copy)]
enum Kind {
    Follows,
    Comments,
    Engagement,
    Sight,
}

fn kind(metric: &str) -> Kind {
    match metric {
        "page_daily_follows" | "follower_count" | "subscribersGained" | "subscribersLost" => {
            Kind::Follows
        }
        "comments" | "replies" | "commentCount" => Kind::Comments,
        "shares"
        | "saves"
        | "reposts"
        | "quotes"
        | "clicks"
        | "shareCount"
        | "clickCount"
        | "likeCount"
        | "page_post_engagements"
        | "likes"
        | "dislikes"
        | "total_interactions"
        | "accounts_engaged" => Kind::Engagement,
        _ => Kind::Sight,
    }
}

/// A believable number: in proportion to the followers, weaker at the week-end, a little uneven.
fn earned(channel: &Channel, metric: &str, day: i64) -> i64 {
    let share = match metric {
        "comments" | "replies" | "shares" | "saves" | "reposts" | "quotes" | "clicks" => 300,
        "commentCount" | "shareCount" => 200,
        "clickCount" | "likeCount" => 40,
        _ => match kind(metric) {
            Kind::Follows => 400,
            Kind::Comments => 300,
            Kind::Engagement => 25,
            Kind::Sight => 4,
        },
    };
    let base = channel.followers / share + 1;
    // Day 0 was a Thursday.
    let weekend = matches!((day + 4).rem_euclid(7), 0 | 6);
    let uneven = 80 + (day * 37 + i64::try_from(metric.len()).unwrap_or(0) * 11).rem_euclid(41);
    base * uneven / if weekend { 160 } else { 100 }
}
