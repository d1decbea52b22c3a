//! Answers to comments.

use async_trait::async_trait;
use domain::{
    comment::{Reply, ReplyState},
    event::What,
    id::{ChannelId, CommentId, ReplyId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Replies, Stored,
    comments::{ReplyWrite, Seen},
};
use sqlx::QueryBuilder;

use super::{
    Db, Driver, comments,
    rows::{
        self, At,
        comment::{ReplyRow, reply_columns},
        text, to_json,
    },
    unavailable,
    unit::Unit,
};

/// What the server has to do something about.
pub(in super::super) const OPEN: &str = concat!(
    "SELECT ",
    reply_columns!(),
    " WHERE workspace = $1 AND channel = $2 AND is_open ORDER BY made_at, id"
);

/// The comment that is answered; locked, so that one answer of it is written after the other.
const COMMENT: &str = concat!(
    "SELECT version FROM comments WHERE workspace = $1 AND id = $2 AND channel = $3",
    for_update!()
);

const OTHERS: &str = "SELECT id FROM replies
     WHERE workspace = $1 AND comment = $2 AND may_be_out AND state <> 'sent' AND id <> $3 LIMIT 1";

const INSERT: &str =
    "INSERT INTO replies (text, state, facts, step, is_open, may_be_out, remote_id, workspace, id,
     comment, channel, author, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING";

const UPDATE: &str = "UPDATE replies SET text = $1, state = $2, facts = $3, step = $4,
     is_open = $5, may_be_out = $6, remote_id = $7
     WHERE workspace = $8 AND id = $9 AND comment = $10 AND step = $11";

#[async_trait]
impl Replies for Db {
    async fn replies(&self, workspace: WorkspaceId, comments: &[CommentId]) -> Stored<Vec<Reply>> {
        if comments.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql: QueryBuilder<Driver> =
            QueryBuilder::new(concat!("SELECT ", reply_columns!(), " WHERE workspace = "));
        sql.push_bind(workspace.to_string()).push(" AND comment IN (");
        let mut list = sql.separated(", ");
        for comment in comments {
            list.push_bind(comment.to_string());
        }
        sql.push(") AND state <> 'sent' ORDER BY made_at, id");
        let rows = sql.build().persistent(false).fetch_all(&self.readers).await;
        Ok(rows::read_all::<ReplyRow, _>(&rows.map_err(unavailable)?))
    }

    async fn reply(&self, workspace: WorkspaceId, reply: ReplyId) -> Stored<Option<Reply>> {
        let row =
            sqlx::query(concat!("SELECT ", reply_columns!(), " WHERE workspace = $1 AND id = $2"))
                .bind(workspace.to_string())
                .bind(reply.to_string())
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        row.map(|row| rows::read::<ReplyRow, _>(&row)).transpose()
    }

    async fn write_reply(&self, write: &ReplyWrite) -> Stored<bool> {
        let (workspace, reply) = (write.workspace, &write.reply);
        let mut unit = self.unit().await?;
        let version: Option<i64> = sqlx::query_scalar(COMMENT)
            .bind(workspace.to_string())
            .bind(reply.comment.to_string())
            .bind(reply.channel.to_string())
            .fetch_optional(unit.connection())
            .await
            .map_err(unavailable)?;
        let Some(version) = version else { return Ok(false) };
        if matches!(write.seen, Seen::Comment(seen) if i64::from(seen) != version)
            || another_may_be_out(&mut unit, workspace, reply).await?
            || !put(&mut unit, workspace, write.seen, reply).await?
        {
            return Ok(false);
        }
        if matches!(write.seen, Seen::Comment(_)) {
            comments::count_up(&mut unit, workspace, reply.comment).await?;
        }
        if let Some(state) = write.comment {
            comments::turn(&mut unit, workspace, reply.comment, state).await?;
        }
        let what = What::Comments { channel: reply.channel };
        unit.write_event(workspace, write.now, &what).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn delete_reply(
        &self,
        workspace: WorkspaceId,
        reply: ReplyId,
        seen: u32,
        now: Timestamp,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let channel: Option<String> = sqlx::query_scalar(
            "DELETE FROM replies WHERE workspace = $1 AND id = $2 AND step = $3 AND NOT may_be_out
             RETURNING channel",
        )
        .bind(workspace.to_string())
        .bind(reply.to_string())
        .bind(i64::from(seen))
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        let Some(channel) = channel else { return Ok(false) };
        let channel = At::new("replies", &reply).word("channel", &channel)?;
        unit.write_event(workspace, now, &What::Comments { channel }).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn open_replies(&self, workspace: WorkspaceId, channel: ChannelId) -> Stored<Vec<Reply>> {
        let rows = sqlx::query(OPEN)
            .bind(workspace.to_string())
            .bind(channel.to_string())
            .fetch_all(&self.readers)
            .await
            .map_err(unavailable)?;
        Ok(rows::read_all::<ReplyRow, _>(&rows))
    }

    async fn sent_as(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        remote_ids: &[String],
    ) -> Stored<Vec<String>> {
        if remote_ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql: QueryBuilder<Driver> =
            QueryBuilder::new("SELECT remote_id FROM replies WHERE workspace = ");
        sql.push_bind(workspace.to_string());
        sql.push(" AND channel = ").push_bind(channel.to_string());
        sql.push(" AND remote_id IN (");
        let mut list = sql.separated(", ");
        for remote_id in remote_ids {
            list.push_bind(text(remote_id).into_owned());
        }
        sql.push(") ORDER BY remote_id");
        sql.build_query_scalar()
            .persistent(false)
            .fetch_all(&self.readers)
            .await
            .map_err(unavailable)
    }
}

/// Whether of another answer to the same comment nobody knows yet whether it is out.
async fn another_may_be_out(
    unit: &mut Unit,
    workspace: WorkspaceId,
    reply: &Reply,
) -> Stored<bool> {
    let other: Option<String> = sqlx::query_scalar(OTHERS)
        .bind(workspace.to_string())
        .bind(reply.comment.to_string())
        .bind(reply.id.to_string())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(other.is_some())
}

/// Adds an answer, or writes over the one that was seen. False if there is no such one, or one too many.
async fn put(unit: &mut Unit, workspace: WorkspaceId, seen: Seen, reply: &Reply) -> Stored<bool> {
    let sql = match seen {
        Seen::Comment(_) => INSERT,
        Seen::Reply(_) => UPDATE,
    };
    let query = sqlx::query(sql)
        .bind(text(&reply.text))
        .bind(reply.state.slug())
        .bind(to_json(&reply.state)?)
        .bind(i64::from(reply.step))
        .bind(reply.state.is_open())
        .bind(reply.state.may_be_out())
        .bind(sent_as(&reply.state))
        .bind(workspace.to_string())
        .bind(reply.id.to_string())
        .bind(reply.comment.to_string());
    let query = match seen {
        Seen::Reply(step) => query.bind(i64::from(step)),
        Seen::Comment(_) => query
            .bind(reply.channel.to_string())
            .bind(reply.author.to_string())
            .bind(reply.made_at.millis()),
    };
    let done = query.execute(unit.connection()).await.map_err(unavailable)?;
    Ok(done.rows_affected() == 1)
}

/// The network's id of it, where it said one.
fn sent_as(state: &ReplyState) -> Option<&str> {
    match state {
        ReplyState::Sent { remote_id } if !remote_id.is_empty() => Some(remote_id),
        _ => None,
    }
}
