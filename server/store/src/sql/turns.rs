//! The queues of channels, and their turns.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, WorkspaceId},
    post::{Post, PostState, Unpublished},
    time::Timestamp,
};
use engine::ports::store::{
    Stored, Turns,
    posts::{Seen, Writes},
    turns::{Head, Sweep, Taken, TurnEnd, TurnRequest},
};
use sqlx::QueryBuilder;

use super::{
    Db, Driver, posts,
    rows::{
        self, At,
        post::{PostRow, post_columns},
    },
    taking::Line,
    unavailable,
    unit::Unit,
};

/// So many posts one sweep goes over at most.
const SWEPT_AT_ONCE: i64 = 500;

/// In which each channel has its turn for its posts.
pub(in super::super) const POSTS: Line = line!("post_queues");

/// What of a channel is on its way.
pub(in super::super) const ON_ITS_WAY: &str = concat!(
    "SELECT ",
    post_columns!(),
    " WHERE p.workspace = $1 AND p.channel = $2 AND p.state = 'publishing'
     ORDER BY p.queue_at, p.id LIMIT 1"
);

/// What stands first in a queue.
pub(in super::super) const HEAD: &str = concat!(
    "SELECT ",
    post_columns!(),
    " WHERE p.workspace = $1 AND p.channel = $2 AND p.queue_at <= $3
     ORDER BY p.queue_at, p.id LIMIT 1"
);

/// What must come before a post: what stands before it, and what is on its way.
const BEFORE: &str = "SELECT id FROM posts WHERE workspace = $1 AND channel = $2
     AND queue_at IS NOT NULL AND (queue_at, id) < ($3, $4)
     UNION ALL SELECT id FROM posts WHERE workspace = $1 AND channel = $2
     AND state = 'publishing' AND id <> $4 LIMIT 1";

const QUEUE: &str =
    concat!("SELECT changes FROM post_queues WHERE workspace = $1 AND channel = $2", for_update!());

#[async_trait]
impl Turns for Db {
    async fn take_turns(&self, request: &TurnRequest) -> Stored<Taken> {
        self.take(&POSTS, request).await
    }

    async fn head(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        now: Timestamp,
    ) -> Stored<Head> {
        let mut snapshot = self.snapshot().await?;
        let changes: Option<i64> = sqlx::query_scalar(
            "SELECT changes FROM post_queues WHERE workspace = $1 AND channel = $2",
        )
        .bind(workspace.to_string())
        .bind(channel.to_string())
        .fetch_optional(&mut *snapshot)
        .await
        .map_err(unavailable)?;
        let mut row = sqlx::query(ON_ITS_WAY)
            .bind(workspace.to_string())
            .bind(channel.to_string())
            .fetch_optional(&mut *snapshot)
            .await
            .map_err(unavailable)?;
        if row.is_none() {
            row = sqlx::query(HEAD)
                .bind(workspace.to_string())
                .bind(channel.to_string())
                .bind(now.millis())
                .fetch_optional(&mut *snapshot)
                .await
                .map_err(unavailable)?;
        }
        let overdue: Option<i64> = sqlx::query_scalar(
            "SELECT last_at FROM posts WHERE workspace = $1 AND channel = $2 AND last_at < $3 LIMIT 1",
        )
        .bind(workspace.to_string())
        .bind(channel.to_string())
        .bind(now.millis())
        .fetch_optional(&mut *snapshot)
        .await
        .map_err(unavailable)?;
        snapshot.commit().await.map_err(unavailable)?;
        let at = At::new("post_queues", &channel);
        Ok(Head {
            post: row.map(|row| rows::read::<PostRow, _>(&row)).transpose()?,
            is_overdue: overdue.is_some(),
            changes: at.count("changes", changes.unwrap_or(0))?,
        })
    }

    async fn sweep(&self, sweep: &Sweep) -> Stored<bool> {
        let mut unit = self.unit().await?;
        lock(&mut unit, sweep.workspace, sweep.channel).await?;
        let due = to_sweep(&mut unit, sweep).await?;
        let is_more = i64::try_from(due.len()).unwrap_or(i64::MAX) == SWEPT_AT_ONCE;
        let posts: Vec<_> = due
            .into_iter()
            .filter_map(|post| {
                let state = swept(&post, sweep)?;
                Some((Seen::from(&post), Post { step: post.step + 1, state, ..post }))
            })
            .collect();
        if posts.is_empty() {
            return Ok(false);
        }
        let writes =
            Writes { workspace: sweep.workspace, posts, audit: Vec::new(), now: sweep.now };
        if posts::write::over(&mut unit, &writes).await? {
            unit.commit().await?;
        }
        Ok(is_more)
    }

    async fn begin_attempt(
        &self,
        workspace: WorkspaceId,
        seen: &Seen,
        post: &Post,
    ) -> Stored<bool> {
        let PostState::Publishing { sent, .. } = post.state else { return Ok(false) };
        let Some(at) = post.at else { return Ok(false) };
        let mut unit = self.unit().await?;
        lock(&mut unit, workspace, post.channel).await?;
        let before: Option<String> = sqlx::query_scalar(BEFORE)
            .bind(workspace.to_string())
            .bind(post.channel.to_string())
            .bind(at.millis())
            .bind(post.id.to_string())
            .fetch_optional(unit.connection())
            .await
            .map_err(unavailable)?;
        if before.is_some() {
            return Ok(false);
        }
        let now = sent.began_at;
        let posts = vec![(*seen, post.clone())];
        let writes = Writes { workspace, posts, audit: Vec::new(), now };
        if !posts::write::over(&mut unit, &writes).await? {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO post_attempts (workspace, post, number, began_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(workspace.to_string())
        .bind(post.id.to_string())
        .bind(i64::from(sent.attempt))
        .bind(sent.began_at.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        Ok(true)
    }

    async fn end_attempt(&self, writes: &Writes, number: u32, outcome: &str) -> Stored<bool> {
        let mut unit = self.unit().await?;
        for (_, post) in &writes.posts {
            lock(&mut unit, writes.workspace, post.channel).await?;
        }
        if !posts::write::over(&mut unit, writes).await? {
            return Ok(false);
        }
        for (_, post) in &writes.posts {
            sqlx::query(
                "UPDATE post_attempts SET ended_at = $1, outcome = $2
                 WHERE workspace = $3 AND post = $4 AND number = $5",
            )
            .bind(writes.now.millis())
            .bind(outcome)
            .bind(writes.workspace.to_string())
            .bind(post.id.to_string())
            .bind(i64::from(number))
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        }
        unit.commit().await?;
        Ok(true)
    }

    async fn end_turn(&self, end: &TurnEnd) -> Stored<()> {
        let mut unit = self.unit().await?;
        let changes = lock(&mut unit, end.workspace, end.channel).await?;
        let is_changed = changes != Some(i64::try_from(end.changes).unwrap_or(i64::MAX));
        let next: (Option<i64>, Option<i64>) = sqlx::query_as(
            "SELECT (SELECT MIN(queue_at) FROM posts
                 WHERE workspace = $1 AND channel = $2 AND queue_at > $3),
             (SELECT MIN(last_at) FROM posts WHERE workspace = $1 AND channel = $2 AND last_at >= $3)",
        )
        .bind(end.workspace.to_string())
        .bind(end.channel.to_string())
        .bind(end.now.millis())
        .fetch_one(unit.connection())
        .await
        .map_err(unavailable)?;
        // A last moment is past only after it.
        let last = next.1.map(|last| last.saturating_add(1));
        let again = end.again.map(Timestamp::millis);
        let changed = is_changed.then_some(end.now.millis());
        let due = [changed, again, next.0, last].into_iter().flatten().min();
        sqlx::query(
            "UPDATE post_queues SET due_at = $1, holding = $2 WHERE workspace = $3 AND channel = $4",
        )
        .bind(due)
        .bind(i64::from(end.is_holding))
        .bind(end.workspace.to_string())
        .bind(end.channel.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await
    }

    async fn wake_held(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        let mut unit = self.unit().await?;
        let mut wake: QueryBuilder<Driver> = QueryBuilder::new("UPDATE post_queues SET due_at = ");
        wake.push_bind(now.millis());
        wake.push(", changes = changes + 1 WHERE holding = 1");
        if let Some(workspace) = workspace {
            wake.push(" AND workspace = ").push_bind(workspace.to_string());
        }
        wake.build().execute(unit.connection()).await.map_err(unavailable)?;
        unit.commit().await
    }
}

/// Locks a channel's queue. How often people changed it; `None` if nothing was ever in it.
async fn lock(unit: &mut Unit, workspace: WorkspaceId, channel: ChannelId) -> Stored<Option<i64>> {
    sqlx::query_scalar(QUEUE)
        .bind(workspace.to_string())
        .bind(channel.to_string())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)
}

/// What a sweep has to look at: what is past its last moment, and where the channel is closed what is due and not held for that
/// reason yet.
async fn to_sweep(unit: &mut Unit, sweep: &Sweep) -> Stored<Vec<Post>> {
    let mut sql: QueryBuilder<Driver> =
        QueryBuilder::new(concat!("SELECT ", post_columns!(), " WHERE p.workspace = "));
    sql.push_bind(sweep.workspace.to_string());
    sql.push(" AND p.channel = ").push_bind(sweep.channel.to_string());
    if let Some(why) = &sweep.hold {
        sql.push(" AND p.queue_at <= ").push_bind(sweep.now.millis());
        sql.push(" AND (p.last_at < ").push_bind(sweep.now.millis());
        sql.push(" OR p.held_for IS DISTINCT FROM ").push_bind(rows::to_json(why)?).push(")");
    } else {
        sql.push(" AND p.last_at < ").push_bind(sweep.now.millis());
    }
    sql.push(" ORDER BY p.queue_at, p.id LIMIT ").push_bind(SWEPT_AT_ONCE);
    let rows =
        sql.build().persistent(false).fetch_all(unit.connection()).await.map_err(unavailable)?;
    Ok(rows::read_all::<PostRow, _>(&rows))
}

/// The state in which a sweep leaves a post; `None` if as it is.
fn swept(post: &Post, sweep: &Sweep) -> Option<PostState> {
    if matches!(post.state, PostState::Publishing { is_lost: false, .. }) {
        return None;
    }
    let may_be_out = post.state.unsettled().is_some();
    if !may_be_out && post.window().is_some_and(|window| window.is_over(sweep.now)) {
        return Some(PostState::Failed { why: Unpublished::TooLate, at: sweep.now });
    }
    let held = post.state.held(sweep.hold.clone()?, sweep.now);
    (held != post.state).then_some(held)
}
