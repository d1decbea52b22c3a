//! Posts, as people write, move and read them.

pub(in super::super) mod list;
pub(super) mod write;

use async_trait::async_trait;
use domain::{
    event::What,
    figure::DayRange,
    id::{ChannelId, GroupId, PostId, WorkspaceId},
    post::Post,
    time::Timestamp,
};
use engine::ports::store::{
    Posts, Stored,
    accounts::AuditEntry,
    posts::{Attempt, Beyond, PostList, PostQuery, Queue, Seen, Writes},
};

use self::write::{channels_of, in_queue};
use super::{
    Db,
    rows::{
        self, At, or_skip,
        post::{PostRow, post_columns},
    },
    unavailable,
};

#[async_trait]
impl Posts for Db {
    async fn add_posts(
        &self,
        workspace: WorkspaceId,
        posts: &[Post],
        audit: &[AuditEntry],
        now: Timestamp,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let channels = channels_of(posts);
        for channel in &channels {
            if !write::knows_channel(&mut unit, workspace, *channel).await? {
                return Ok(false);
            }
            let due = posts.iter().filter(|post| post.channel == *channel).filter_map(in_queue);
            write::stir(&mut unit, workspace, *channel, due.min()).await?;
        }
        for post in posts {
            if !write::insert(&mut unit, workspace, post, now).await? {
                return Ok(false);
            }
        }
        write::tell(&mut unit, workspace, &channels, now).await?;
        for entry in audit {
            unit.write_audit(entry).await?;
        }
        unit.commit().await?;
        Ok(true)
    }

    async fn post(&self, workspace: WorkspaceId, post: PostId) -> Stored<Option<Post>> {
        let row = sqlx::query(concat!(
            "SELECT ",
            post_columns!(),
            " WHERE p.workspace = $1 AND p.id = $2"
        ))
        .bind(workspace.to_string())
        .bind(post.to_string())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        row.map(|row| rows::read::<PostRow, _>(&row)).transpose()
    }

    async fn posts_of_group(&self, workspace: WorkspaceId, group: GroupId) -> Stored<Vec<Post>> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            post_columns!(),
            " WHERE p.workspace = $1 AND p.group_id = $2 ORDER BY p.id"
        ))
        .bind(workspace.to_string())
        .bind(group.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows::read_all::<PostRow, _>(&rows))
    }

    async fn list_posts(&self, workspace: WorkspaceId, query: &PostQuery) -> Stored<PostList> {
        list::list(self, workspace, query).await
    }

    async fn write_posts(&self, writes: &Writes) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let after: Vec<_> = writes.posts.iter().map(|(_, post)| post.clone()).collect();
        for channel in channels_of(&after) {
            let due = after.iter().filter(|post| post.channel == channel).filter_map(in_queue);
            write::stir(&mut unit, writes.workspace, channel, due.min()).await?;
        }
        let done = write::over(&mut unit, writes).await?;
        if done {
            for entry in &writes.audit {
                unit.write_audit(entry).await?;
            }
            unit.commit().await?;
        }
        Ok(done)
    }

    async fn delete_posts(
        &self,
        workspace: WorkspaceId,
        posts: &[Seen],
        now: Timestamp,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let mut channels = Vec::new();
        for seen in posts {
            let channel: Option<String> = sqlx::query_scalar(
                "DELETE FROM posts WHERE workspace = $1 AND id = $2 AND version = $3 AND step = $4
                 RETURNING channel",
            )
            .bind(workspace.to_string())
            .bind(seen.id.to_string())
            .bind(i64::from(seen.version))
            .bind(i64::from(seen.step))
            .fetch_optional(unit.connection())
            .await
            .map_err(unavailable)?;
            let Some(channel) = channel else { return Ok(false) };
            channels.push(At::new("posts", &seen.id).word::<ChannelId>("channel", &channel)?);
        }
        channels.sort_unstable();
        channels.dedup();
        write::tell(&mut unit, workspace, &channels, now).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn planned_times(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        after: Timestamp,
    ) -> Stored<Vec<Timestamp>> {
        let times: Vec<i64> = sqlx::query_scalar(
            "SELECT DISTINCT queue_at FROM posts
             WHERE workspace = $1 AND channel = $2 AND queue_at > $3 ORDER BY queue_at",
        )
        .bind(workspace.to_string())
        .bind(channel.to_string())
        .bind(after.millis())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(times.into_iter().map(Timestamp::from_millis).collect())
    }

    async fn attempts(&self, workspace: WorkspaceId, post: PostId) -> Stored<Vec<Attempt>> {
        let rows: Vec<(i64, i64, Option<i64>, Option<String>)> = sqlx::query_as(
            "SELECT number, began_at, ended_at, outcome FROM post_attempts
             WHERE workspace = $1 AND post = $2 ORDER BY number DESC",
        )
        .bind(workspace.to_string())
        .bind(post.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let at = At::new("post_attempts", &post);
        let read = |(number, began_at, ended_at, outcome): (_, _, Option<i64>, Option<String>)| {
            Ok(Attempt {
                number: at.count("number", number)?,
                began_at: Timestamp::from_millis(began_at),
                ended: ended_at.map(Timestamp::from_millis).zip(outcome),
            })
        };
        Ok(rows.into_iter().map(read).filter_map(or_skip).collect())
    }

    async fn queues(&self, workspace: WorkspaceId) -> Stored<Vec<Queue>> {
        list::queues(self, workspace).await
    }

    async fn planned_after(
        &self,
        workspace: WorkspaceId,
        channels: &[(ChannelId, Timestamp)],
    ) -> Stored<Vec<Beyond>> {
        let mut snapshot = self.snapshot().await?;
        let mut found = Vec::new();
        for (channel, after) in channels {
            let (posts, first): (i64, Option<i64>) = sqlx::query_as(
                "SELECT COUNT(*), MIN(queue_at) FROM posts
                 WHERE workspace = $1 AND channel = $2 AND queue_at >= $3",
            )
            .bind(workspace.to_string())
            .bind(channel.to_string())
            .bind(after.millis())
            .fetch_one(&mut *snapshot)
            .await
            .map_err(unavailable)?;
            found.extend(first.map(|first| Beyond {
                channel: *channel,
                posts: u32::try_from(posts).unwrap_or(u32::MAX),
                first: Timestamp::from_millis(first),
            }));
        }
        snapshot.commit().await.map_err(unavailable)?;
        Ok(found)
    }

    async fn published_by_day(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
        days: &DayRange,
    ) -> Stored<Vec<(ChannelId, Timestamp, u32)>> {
        list::published_by_day(self, workspace, channels, days).await
    }
}

/// That posts of a channel changed.
const fn posts_of(channel: ChannelId) -> What {
    What::Posts { channel }
}
