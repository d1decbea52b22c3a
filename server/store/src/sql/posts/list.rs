//! Posts in the order of their time, and what waits in queues.

use domain::{
    figure::DayRange,
    id::{ChannelId, WorkspaceId},
    post::{Post, PostStateKind},
    time::{Span, Timestamp},
};
use engine::ports::store::{
    Stored,
    posts::{PostCursor, PostList, PostQuery, Queue},
};
use sqlx::{FromRow, QueryBuilder};

use super::super::{
    Db, Driver,
    events::last_event,
    rows::{
        self, At, or_skip,
        post::{PostRow, post_columns},
    },
    unavailable,
};

/// At most so many at once: a month of an agency.
const MOST: u32 = 5_000;

pub(super) async fn list(db: &Db, workspace: WorkspaceId, query: &PostQuery) -> Stored<PostList> {
    let limit = query.limit.clamp(1, MOST);
    let mut snapshot = db.snapshot().await?;
    let mut sql: QueryBuilder<Driver> =
        QueryBuilder::new(concat!("SELECT p.sort_at, ", post_columns!(), " WHERE p.workspace = "));
    sql.push_bind(workspace.to_string());
    if let Some(from) = query.from {
        sql.push(" AND p.sort_at >= ").push_bind(from.millis());
    }
    if let Some(until) = query.until {
        sql.push(" AND p.sort_at < ").push_bind(until.millis());
    }
    if let Some(after) = query.after {
        sql.push(" AND (p.sort_at, p.id) > (").push_bind(after.at.millis());
        sql.push(", ").push_bind(after.id.to_string()).push(")");
    }
    if !query.channels.is_empty() {
        one_of(&mut sql, "p.channel", query.channels.iter().map(ToString::to_string));
    }
    if !query.states.is_empty() {
        let words = query.states.iter().map(|state| state.slug().to_owned());
        one_of(&mut sql, "p.state", words);
    }
    // One more tells whether there is another page.
    sql.push(" ORDER BY p.sort_at, p.id LIMIT ").push_bind(i64::from(limit) + 1);
    let found =
        sql.build().persistent(false).fetch_all(&mut *snapshot).await.map_err(unavailable)?;
    let as_of = last_event(&mut snapshot, workspace).await?;
    snapshot.commit().await.map_err(unavailable)?;
    let is_last = found.len() <= limit as usize;
    let page = found.get(..limit as usize).unwrap_or(&found);
    let next = match page.last() {
        Some(row) if !is_last => or_skip(rows::read::<PlaceRow, PostCursor>(row)),
        _ => None,
    };
    Ok(PostList { posts: rows::read_all::<PostRow, Post>(page), next, as_of })
}

fn one_of(
    sql: &mut QueryBuilder<Driver>,
    column: &'static str,
    words: impl Iterator<Item = String>,
) {
    sql.push(" AND ").push(column).push(" IN (");
    let mut list = sql.separated(", ");
    for word in words {
        list.push_bind(word);
    }
    sql.push(")");
}

#[derive(FromRow)]
struct PlaceRow {
    id: String,
    sort_at: i64,
}

impl rows::TableRow for PlaceRow {
    const TABLE: &'static str = "posts";
}

impl TryFrom<PlaceRow> for PostCursor {
    type Error = engine::ports::store::StoreError;

    fn try_from(row: PlaceRow) -> Stored<Self> {
        let id = At::new("posts", &row.id).word("id", &row.id)?;
        Ok(Self { at: Timestamp::from_millis(row.sort_at), id })
    }
}

/// When the first of each channel's queue is due that is still scheduled.
pub(in super::super::super) const NEXT_IN_QUEUES: &str =
    "SELECT q.channel, (SELECT MIN(p.queue_at) FROM posts p WHERE p.workspace = q.workspace
         AND p.channel = q.channel AND p.queue_at IS NOT NULL AND p.state = $2)
     FROM post_queues q WHERE q.workspace = $1 ORDER BY q.channel";

/// What waits in each channel's queue. What is scheduled is only looked at for the first of it.
pub(super) async fn queues(db: &Db, workspace: WorkspaceId) -> Stored<Vec<Queue>> {
    let mut snapshot = db.snapshot().await?;
    let next: Vec<(String, Option<i64>)> = sqlx::query_as(NEXT_IN_QUEUES)
        .bind(workspace.to_string())
        .bind(PostStateKind::Scheduled.slug())
        .fetch_all(&mut *snapshot)
        .await
        .map_err(unavailable)?;
    let standing: Vec<(String, String, i64, Option<i64>)> = sqlx::query_as(
        "SELECT channel, state, COUNT(*), MIN(at) FROM posts
         WHERE workspace = $1 AND state IN ($2, $3, $4) GROUP BY channel, state",
    )
    .bind(workspace.to_string())
    .bind(PostStateKind::Held.slug())
    .bind(PostStateKind::Asking.slug())
    .bind(PostStateKind::Proposed.slug())
    .fetch_all(&mut *snapshot)
    .await
    .map_err(unavailable)?;
    snapshot.commit().await.map_err(unavailable)?;
    let read = |(channel, next): (String, Option<i64>)| {
        let at = At::new("post_queues", &channel);
        let count = |kind: PostStateKind| {
            standing.iter().find(|(of, state, _, _)| *of == channel && state == kind.slug())
        };
        let many = |kind| {
            count(kind).map_or(0, |(_, _, many, _)| u32::try_from(*many).unwrap_or(u32::MAX))
        };
        Ok(Queue {
            channel: at.word("channel", &channel)?,
            held: many(PostStateKind::Held),
            asking: many(PostStateKind::Asking),
            proposed: many(PostStateKind::Proposed),
            next: next.map(Timestamp::from_millis),
            oldest_held: count(PostStateKind::Held)
                .and_then(|(_, _, _, at)| at.map(Timestamp::from_millis)),
        })
    };
    let queues = next.into_iter().map(read).filter_map(or_skip);
    Ok(queues.filter(|it| it.next.is_some() || it.held + it.asking + it.proposed > 0).collect())
}

/// How many posts are out, by channel and the day they stand at: one range of the index by state.
pub(in super::super::super) const PUBLISHED_BY_DAY: &str =
    "SELECT channel, sort_at / 86400000 AS day, COUNT(*) FROM posts
     WHERE workspace = $1 AND state = $2 AND sort_at >= $3 AND sort_at < $4
     GROUP BY channel, sort_at / 86400000 ORDER BY channel, day";

/// How many posts of these channels are out, by day.
pub(super) async fn published_by_day(
    db: &Db,
    workspace: WorkspaceId,
    channels: &[ChannelId],
    days: &DayRange,
) -> Stored<Vec<(ChannelId, Timestamp, u32)>> {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(PUBLISHED_BY_DAY)
        .bind(workspace.to_string())
        .bind(PostStateKind::Published.slug())
        .bind(days.from.millis())
        .bind(days.until.millis())
        .fetch_all(&db.readers)
        .await
        .map_err(unavailable)?;
    let read = |(channel, day, posts): (String, i64, i64)| {
        let id: ChannelId = At::new("posts", &channel).word("channel", &channel)?;
        let day = Timestamp::from_millis(day * Span::days(1).as_millis());
        Ok((id, day, u32::try_from(posts).unwrap_or(u32::MAX)))
    };
    let mut found: Vec<_> = rows.into_iter().map(read).filter_map(or_skip).collect();
    found.retain(|(channel, _, _)| channels.contains(channel));
    Ok(found)
}
