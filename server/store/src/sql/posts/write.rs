//! Writing posts, inside a unit of work.

use domain::{
    id::{ChannelId, WorkspaceId},
    post::{Post, PostState},
    time::Timestamp,
};
use engine::ports::store::{Stored, posts::Writes};

use super::super::{
    rows::{text, to_json},
    unavailable,
    unit::Unit,
};

/// The channels of posts, each once, in the order in which their queues are locked.
pub(in super::super) fn channels_of(posts: &[Post]) -> Vec<ChannelId> {
    let mut channels: Vec<_> = posts.iter().map(|post| post.channel).collect();
    channels.sort_unstable();
    channels.dedup();
    channels
}

/// Where a post stands in its channel's queue, if it is in it.
pub(super) fn in_queue(post: &Post) -> Option<Timestamp> {
    post.at.filter(|_| post.state.is_queued())
}

/// Its last moment in the queue. What may be out is not given up for having passed it.
fn last_in_queue(post: &Post) -> Option<Timestamp> {
    let may_be_out = post.state.unsettled().is_some();
    in_queue(post).and(post.not_after).filter(|_| !may_be_out)
}

/// Whether the workspace has this channel.
pub(in super::super) async fn knows_channel(
    unit: &mut Unit,
    workspace: WorkspaceId,
    channel: ChannelId,
) -> Stored<bool> {
    let found: Option<String> =
        sqlx::query_scalar("SELECT id FROM channel_identities WHERE workspace = $1 AND id = $2")
            .bind(workspace.to_string())
            .bind(channel.to_string())
            .fetch_optional(unit.connection())
            .await
            .map_err(unavailable)?;
    Ok(found.is_some())
}

/// Locks a channel's queue, notes that people changed it, and gives it its turn at `due` at the latest.
pub(super) async fn stir(
    unit: &mut Unit,
    workspace: WorkspaceId,
    channel: ChannelId,
    due: Option<Timestamp>,
) -> Stored<()> {
    sqlx::query(
        "INSERT INTO post_queues (workspace, channel, due_at, changes, holding)
         VALUES ($1, $2, $3, 1, 0) ON CONFLICT (workspace, channel) DO UPDATE
         SET changes = post_queues.changes + 1, due_at = CASE
             WHEN excluded.due_at IS NULL THEN post_queues.due_at
             WHEN post_queues.due_at < excluded.due_at THEN post_queues.due_at
             ELSE excluded.due_at END",
    )
    .bind(workspace.to_string())
    .bind(channel.to_string())
    .bind(due.map(Timestamp::millis))
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

/// Adds a post; false if it has a picture that the workspace has not.
pub(super) async fn insert(
    unit: &mut Unit,
    workspace: WorkspaceId,
    post: &Post,
    now: Timestamp,
) -> Stored<bool> {
    let done = sqlx::query(
        "INSERT INTO posts (workspace, id, group_id, channel, author, text, link, picture, alt, at, not_after,
         state, facts, version, step, made_at, sort_at, queue_at, last_at, held_for)
         SELECT w.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20
         FROM workspaces w WHERE w.id = $1 AND ($8 IS NULL OR EXISTS
             (SELECT 1 FROM pictures i WHERE i.workspace = $1 AND i.id = $8))",
    )
    .bind(workspace.to_string())
    .bind(post.id.to_string())
    .bind(post.group.to_string())
    .bind(post.channel.to_string())
    .bind(post.author.to_string())
    .bind(text(&post.content.text))
    .bind(post.content.link.as_deref().map(text))
    .bind(post.content.picture.as_ref().map(|picture| picture.id.to_string()))
    .bind(text(post.content.picture.as_ref().map_or("", |picture| &picture.alt)))
    .bind(post.at.map(Timestamp::millis))
    .bind(post.not_after.map(Timestamp::millis))
    .bind(post.state.kind().slug())
    .bind(to_json(&post.state)?)
    .bind(i64::from(post.version))
    .bind(i64::from(post.step))
    .bind(now.millis())
    .bind(post.at.unwrap_or(now).millis())
    .bind(in_queue(post).map(Timestamp::millis))
    .bind(last_in_queue(post).map(Timestamp::millis))
    .bind(held_for(&post.state)?)
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(done.rows_affected() == 1)
}

/// Writes posts over, each still as it was read, and tells of it. False at the first that is not; then the unit is to be dropped.
pub(in super::super) async fn over(unit: &mut Unit, writes: &Writes) -> Stored<bool> {
    for (seen, post) in &writes.posts {
        let done = sqlx::query(
            "UPDATE posts SET text = $1, link = $2, picture = $3, alt = $4, at = $5, not_after = $6,
             state = $7, facts = $8, version = $9, step = $10, sort_at = COALESCE($5, made_at),
             queue_at = $11, last_at = $12, held_for = $13
             WHERE workspace = $14 AND id = $15 AND version = $16 AND step = $17",
        )
        .bind(text(&post.content.text))
        .bind(post.content.link.as_deref().map(text))
        .bind(post.content.picture.as_ref().map(|picture| picture.id.to_string()))
        .bind(text(post.content.picture.as_ref().map_or("", |picture| &picture.alt)))
        .bind(post.at.map(Timestamp::millis))
        .bind(post.not_after.map(Timestamp::millis))
        .bind(post.state.kind().slug())
        .bind(to_json(&post.state)?)
        .bind(i64::from(post.version))
        .bind(i64::from(post.step))
        .bind(in_queue(post).map(Timestamp::millis))
        .bind(last_in_queue(post).map(Timestamp::millis))
    .bind(held_for(&post.state)?)
        .bind(writes.workspace.to_string())
        .bind(seen.id.to_string())
        .bind(i64::from(seen.version))
        .bind(i64::from(seen.step))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
    }
    let posts: Vec<_> = writes.posts.iter().map(|(_, post)| post.clone()).collect();
    tell(unit, writes.workspace, &channels_of(&posts), writes.now).await?;
    Ok(true)
}

/// Tells that posts of channels changed.
pub(super) async fn tell(
    unit: &mut Unit,
    workspace: WorkspaceId,
    channels: &[ChannelId],
    now: Timestamp,
) -> Stored<()> {
    for channel in channels {
        unit.write_event(workspace, now, &super::posts_of(*channel)).await?;
    }
    Ok(())
}

/// Why it is held, as its column holds it.
fn held_for(state: &PostState) -> Stored<Option<String>> {
    match state {
        PostState::Held { why, .. } => to_json(why).map(Some),
        _ => Ok(None),
    }
}
