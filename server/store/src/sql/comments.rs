//! Comments, as people read and change them.

use async_trait::async_trait;
use domain::{
    comment::{Comment, CommentState, Shown},
    event::What,
    id::{ChannelId, CommentId, WorkspaceId},
    time::{Span, Timestamp},
};
use engine::ports::store::{
    Comments, Stored,
    comments::{CommentCursor, CommentList, CommentQuery},
};
use sqlx::{QueryBuilder, Row as _};

use super::{
    Db, Driver,
    events::last_event,
    rows::{
        self, At,
        comment::{CommentRow, comment_columns},
    },
    unavailable,
    unit::Unit,
};

/// At most so many at once.
const MOST: u32 = 1_000;
/// The pace of [`Comments::comments_by_half_hour`].
const HALF_HOUR: Span = Span::minutes(30);

/// What stands below a post, the last first.
pub(in super::super) const THREAD: &str = concat!(
    "SELECT ",
    comment_columns!(),
    " WHERE c.workspace = $1 AND c.channel = $2 AND c.post = $3 ORDER BY c.at DESC, c.id DESC LIMIT $4"
);

#[async_trait]
impl Comments for Db {
    async fn list_comments(
        &self,
        workspace: WorkspaceId,
        query: &CommentQuery,
    ) -> Stored<CommentList> {
        let limit = query.limit.clamp(1, MOST) as usize;
        let mut snapshot = self.snapshot().await?;
        let found = if query.channels.is_empty() {
            Vec::new()
        } else {
            let mut page = page(workspace, query);
            // One more tells whether there is another page.
            page.push(" LIMIT ").push_bind(rows::number(limit as u64 + 1));
            let page = page.build().persistent(false).fetch_all(&mut *snapshot).await;
            page.map_err(unavailable)?
        };
        let as_of = last_event(&mut snapshot, workspace).await?;
        snapshot.commit().await.map_err(unavailable)?;
        let is_last = found.len() <= limit;
        let page = found.get(..limit).unwrap_or(&found);
        let comments: Vec<Comment> = rows::read_all::<CommentRow, _>(page);
        let next = comments.last().filter(|_| !is_last);
        let next = next.map(|last| CommentCursor { at: last.at, id: last.id });
        Ok(CommentList { comments, next, as_of })
    }

    async fn comment(&self, workspace: WorkspaceId, comment: CommentId) -> Stored<Option<Comment>> {
        let row = sqlx::query(concat!(
            "SELECT ",
            comment_columns!(),
            " WHERE c.workspace = $1 AND c.id = $2"
        ))
        .bind(workspace.to_string())
        .bind(comment.to_string())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        row.map(|row| rows::read::<CommentRow, _>(&row)).transpose()
    }

    async fn thread(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        post: &str,
        limit: u32,
    ) -> Stored<Vec<Comment>> {
        let rows = sqlx::query(THREAD)
            .bind(workspace.to_string())
            .bind(channel.to_string())
            .bind(rows::text(post))
            .bind(i64::from(limit.min(MOST)))
            .fetch_all(&self.readers)
            .await
            .map_err(unavailable)?;
        let mut thread = rows::read_all::<CommentRow, _>(&rows);
        thread.reverse();
        Ok(thread)
    }

    async fn count_comments(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
    ) -> Stored<[u32; 5]> {
        if channels.is_empty() {
            return Ok([0; 5]);
        }
        let mut counting = count(workspace, channels);
        let counting = counting.build().persistent(false).fetch_one(&self.readers);
        let row = counting.await.map_err(unavailable)?;
        let mut counts = [0; 5];
        for (place, count) in counts.iter_mut().enumerate() {
            let found: i64 = row.try_get(place).map_err(unavailable)?;
            *count = u32::try_from(found).unwrap_or(u32::MAX);
        }
        Ok(counts)
    }

    async fn change_comment(
        &self,
        workspace: WorkspaceId,
        seen: u32,
        comment: &Comment,
        now: Timestamp,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let channel: Option<String> = sqlx::query_scalar(
            "UPDATE comments SET state = $1, is_hidden = $2, is_liked = $3, assignee = $4, version = version + 1
             WHERE workspace = $5 AND id = $6 AND version = $7 RETURNING channel",
        )
        .bind(comment.state.slug())
        .bind(comment.is_hidden)
        .bind(comment.is_liked)
        .bind(comment.assignee.map(|person| person.to_string()))
        .bind(workspace.to_string())
        .bind(comment.id.to_string())
        .bind(i64::from(seen))
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        let Some(channel) = channel else { return Ok(false) };
        let channel = At::new("comments", &comment.id).word("channel", &channel)?;
        unit.write_event(workspace, now, &What::Comments { channel }).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn comments_by_half_hour(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
        from: Timestamp,
        until: Timestamp,
    ) -> Stored<Vec<(Timestamp, u32)>> {
        if channels.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql: QueryBuilder<Driver> = QueryBuilder::new("SELECT c.at / ");
        sql.push(HALF_HOUR.as_millis())
            .push(" AS pace, COUNT(*) FROM comments c WHERE c.workspace = ");
        sql.push_bind(workspace.to_string());
        sql.push(" AND c.channel IN ");
        these(&mut sql, channels);
        sql.push(" AND c.at >= ").push_bind(from.millis());
        sql.push(" AND c.at < ").push_bind(until.millis());
        sql.push(" AND (c.state || '') <> 'own' GROUP BY c.at / ").push(HALF_HOUR.as_millis());
        sql.push(" ORDER BY pace");
        let found: Vec<(i64, i64)> = sql
            .build_query_as()
            .persistent(false)
            .fetch_all(&self.readers)
            .await
            .map_err(unavailable)?;
        let read = |(pace, count): (i64, i64)| {
            let start = Timestamp::from_millis(pace * HALF_HOUR.as_millis());
            (start, u32::try_from(count).unwrap_or(u32::MAX))
        };
        Ok(found.into_iter().map(read).collect())
    }
}

/// Comments of others in their order, without a limit.
///
/// Whatever is asked for there is one index that has it in this order. Channels and states that it is not sorted by are compared as
/// expressions, so that no database takes an index by them and sorts.
pub(in super::super) fn page(workspace: WorkspaceId, query: &CommentQuery) -> QueryBuilder<Driver> {
    let mut sql: QueryBuilder<Driver> =
        QueryBuilder::new(concat!("SELECT ", comment_columns!(), " WHERE c.workspace = "));
    sql.push_bind(workspace.to_string());
    sql.push(match (query.shown, query.assignee) {
        (Some(Shown::New), _) => " AND c.state = 'new' AND NOT c.is_hidden",
        (Some(Shown::Answered), _) => " AND c.state = 'answered'",
        (Some(Shown::Done), _) => " AND c.state = 'done'",
        (Some(Shown::Hidden), _) => " AND c.is_hidden AND (c.state || '') <> 'own'",
        (Some(Shown::Assigned), _) => " AND c.assignee IS NOT NULL AND (c.state || '') = 'new'",
        (None, Some(_)) => " AND (c.state || '') <> 'own'",
        (None, None) => " AND c.state <> 'own'",
    });
    if let Some(person) = query.assignee {
        sql.push(" AND c.assignee = ").push_bind(person.to_string());
    }
    if let Some(after) = query.after {
        sql.push(" AND (c.at, c.id) < (").push_bind(after.at.millis());
        sql.push(", ").push_bind(after.id.to_string()).push(")");
    }
    sql.push(" AND (c.channel || '') IN ");
    these(&mut sql, &query.channels);
    sql.push(" ORDER BY c.at DESC, c.id DESC");
    sql
}

/// How many there are, in the order of [`Shown::ALL`]: a range a channel of the index that holds all that is counted.
pub(in super::super) fn count(
    workspace: WorkspaceId,
    channels: &[ChannelId],
) -> QueryBuilder<Driver> {
    let mut sql: QueryBuilder<Driver> = QueryBuilder::new("SELECT ");
    let mut counts = sql.separated(", ");
    for shown in Shown::ALL {
        counts.push("COUNT(CASE WHEN ");
        counts.push_unseparated(match shown {
            Shown::New => "c.state = 'new' AND NOT c.is_hidden",
            Shown::Answered => "c.state = 'answered'",
            Shown::Hidden => "c.is_hidden AND c.state <> 'own'",
            Shown::Assigned => "c.state = 'new' AND c.assignee IS NOT NULL",
            Shown::Done => "c.state = 'done'",
        });
        counts.push_unseparated(" THEN 1 END)");
    }
    sql.push(" FROM comments c WHERE c.workspace = ").push_bind(workspace.to_string());
    sql.push(" AND c.channel IN ");
    these(&mut sql, channels);
    sql
}

fn these(sql: &mut QueryBuilder<Driver>, channels: &[ChannelId]) {
    sql.push("(");
    let mut list = sql.separated(", ");
    for channel in channels {
        list.push_bind(channel.to_string());
    }
    sql.push(")");
}

/// A comment is another than was seen: an answer was written to it.
pub(super) async fn count_up(
    unit: &mut Unit,
    workspace: WorkspaceId,
    comment: CommentId,
) -> Stored<()> {
    sqlx::query("UPDATE comments SET version = version + 1 WHERE workspace = $1 AND id = $2")
        .bind(workspace.to_string())
        .bind(comment.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(())
}

/// Brings a comment to another state, whatever its version is.
pub(super) async fn turn(
    unit: &mut Unit,
    workspace: WorkspaceId,
    comment: CommentId,
    state: CommentState,
) -> Stored<()> {
    sqlx::query(
        "UPDATE comments SET state = $1, version = version + 1
         WHERE workspace = $2 AND id = $3 AND state <> $1",
    )
    .bind(state.slug())
    .bind(workspace.to_string())
    .bind(comment.to_string())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}
