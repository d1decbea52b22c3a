//! How far channels were heard, and what was.

use std::collections::HashSet;

use async_trait::async_trait;
use domain::{
    comment::{Comment, CommentState},
    event::What,
    id::{ChannelId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Listenings, StoreError, Stored,
    comments::{HearLater, Heard, Listening, Unheard},
    turns::{Taken, TurnRequest},
};
use sqlx::{FromRow, QueryBuilder};

use super::{
    Db, Driver,
    rows::{self, At, TableRow, or_skip, text},
    taking::Line,
    unavailable,
    unit::Unit,
};

/// In which each channel has its turn to be heard.
pub(in super::super) const LISTENINGS: Line = line!("listenings");

/// So many comments are written by one statement: PostgreSQL takes 65,535 values.
const AT_ONCE: usize = 500;

macro_rules! listening {
    () => {
        "SELECT l.channel AS id, l.heard_until, l.is_blind, (SELECT MAX(c.at) FROM comments c
             WHERE c.workspace = l.workspace AND c.channel = l.channel) AS newest
         FROM listenings l WHERE l.workspace = $1"
    };
}

/// How far each channel was heard.
pub(in super::super) const OF_WORKSPACE: &str = concat!(listening!(), " ORDER BY l.channel");

const BLIND: &str =
    concat!("SELECT is_blind FROM listenings WHERE workspace = $1 AND channel = $2", for_update!());

#[derive(FromRow)]
struct ListeningRow {
    id: String,
    heard_until: Option<i64>,
    is_blind: bool,
    newest: Option<i64>,
}

impl TableRow for ListeningRow {
    const TABLE: &'static str = "listenings";
}

impl TryFrom<ListeningRow> for Listening {
    type Error = StoreError;

    fn try_from(row: ListeningRow) -> Stored<Self> {
        Ok(Self {
            channel: At::new(ListeningRow::TABLE, &row.id).word("channel", &row.id)?,
            heard_until: row.heard_until.map(Timestamp::from_millis),
            newest: row.newest.map(Timestamp::from_millis),
            is_blind: row.is_blind,
        })
    }
}

#[async_trait]
impl Listenings for Db {
    async fn take_listenings(&self, request: &TurnRequest) -> Stored<Taken> {
        self.take(&LISTENINGS, request).await
    }

    async fn listening(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<Listening>> {
        let row = sqlx::query(concat!(listening!(), " AND l.channel = $2"))
            .bind(workspace.to_string())
            .bind(channel.to_string())
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        row.map(|row| rows::read::<ListeningRow, _>(&row)).transpose()
    }

    async fn listenings(&self, workspace: WorkspaceId) -> Stored<Vec<Listening>> {
        let rows = sqlx::query(OF_WORKSPACE)
            .bind(workspace.to_string())
            .fetch_all(&self.readers)
            .await
            .map_err(unavailable)?;
        Ok(rows::read_all::<ListeningRow, _>(&rows))
    }

    async fn hear(&self, heard: &Heard) -> Stored<u32> {
        let (workspace, channel) = (heard.workspace, heard.channel);
        let mut unit = self.unit().await?;
        let Some(was_blind) = lock(&mut unit, workspace, channel).await? else { return Ok(0) };
        let mut new = HashSet::new();
        for comments in heard.comments.chunks(AT_ONCE) {
            new.extend(insert(&mut unit, workspace, channel, comments).await?);
        }
        for comment in &heard.comments {
            let is_new = new.contains(&*text(&comment.remote_id));
            if let (Some(parent), CommentState::Own, true) =
                (&comment.parent, comment.state, is_new)
            {
                answered(&mut unit, workspace, channel, parent).await?;
            }
        }
        if let Some(unheard) = heard.unheard {
            keep_unheard(&mut unit, workspace, channel, unheard).await?;
        }
        sqlx::query(
            "UPDATE listenings SET is_blind = FALSE, due_at = $1,
             heard_until = CASE WHEN heard_until > $2 THEN heard_until ELSE $2 END
             WHERE workspace = $3 AND channel = $4",
        )
        .bind(heard.again.millis())
        .bind(heard.heard_until.millis())
        .bind(workspace.to_string())
        .bind(channel.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if !new.is_empty() || was_blind || heard.unheard.is_some() {
            unit.write_event(workspace, heard.now, &What::Comments { channel }).await?;
        }
        unit.commit().await?;
        Ok(u32::try_from(new.len()).unwrap_or(u32::MAX))
    }

    async fn hear_later(&self, later: &HearLater) -> Stored<()> {
        let (workspace, channel) = (later.workspace, later.channel);
        let mut unit = self.unit().await?;
        let Some(was_blind) = lock(&mut unit, workspace, channel).await? else { return Ok(()) };
        sqlx::query(
            "UPDATE listenings SET is_blind = $1, due_at = $2 WHERE workspace = $3 AND channel = $4",
        )
        .bind(later.is_blind)
        .bind(later.again.map(Timestamp::millis))
        .bind(workspace.to_string())
        .bind(channel.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if later.is_blind != was_blind {
            unit.write_event(workspace, later.now, &What::Comments { channel }).await?;
        }
        unit.commit().await
    }

    async fn wake_blind(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        let mut unit = self.unit().await?;
        let mut wake: QueryBuilder<Driver> = QueryBuilder::new("UPDATE listenings SET due_at = ");
        wake.push_bind(now.millis()).push(" WHERE is_blind");
        if let Some(workspace) = workspace {
            wake.push(" AND workspace = ").push_bind(workspace.to_string());
        }
        wake.build().execute(unit.connection()).await.map_err(unavailable)?;
        unit.commit().await
    }

    async fn unheard(&self, workspace: WorkspaceId) -> Stored<Vec<Unheard>> {
        let found: Vec<(String, i64, i64)> = sqlx::query_as(
            "SELECT channel, from_at, until_at FROM unheard_periods
             WHERE workspace = $1 ORDER BY until_at DESC, channel",
        )
        .bind(workspace.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let read = |(channel, from, until): (String, i64, i64)| {
            Ok(Unheard {
                channel: At::new("unheard_periods", &channel).word("channel", &channel)?,
                from: Timestamp::from_millis(from),
                until: Timestamp::from_millis(until),
            })
        };
        Ok(found.into_iter().map(read).filter_map(or_skip).collect())
    }
}

/// Locks how far a channel was heard. Whether it was blind; `None` for a channel that the workspace has not.
async fn lock(unit: &mut Unit, workspace: WorkspaceId, channel: ChannelId) -> Stored<Option<bool>> {
    sqlx::query_scalar(BLIND)
        .bind(workspace.to_string())
        .bind(channel.to_string())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)
}

/// Writes comments that are not known yet. Returns the network's ids of those.
async fn insert(
    unit: &mut Unit,
    workspace: WorkspaceId,
    channel: ChannelId,
    comments: &[Comment],
) -> Stored<Vec<String>> {
    let mut sql: QueryBuilder<Driver> = QueryBuilder::new(
        "INSERT INTO comments (workspace, id, channel, remote_id, post, parent, author, text, at, heard_at, is_late,
         state, is_hidden, is_liked, assignee, version) ",
    );
    sql.push_values(comments, |mut row, comment| {
        row.push_bind(workspace.to_string())
            .push_bind(comment.id.to_string())
            .push_bind(channel.to_string())
            .push_bind(text(&comment.remote_id))
            .push_bind(text(&comment.post))
            .push_bind(comment.parent.as_deref().map(text))
            .push_bind(comment.author.as_deref().map(text))
            .push_bind(text(&comment.text))
            .push_bind(comment.at.millis())
            .push_bind(comment.heard_at.millis())
            .push_bind(comment.is_late)
            .push_bind(comment.state.slug())
            .push_bind(comment.is_hidden)
            .push_bind(comment.is_liked)
            .push_bind(comment.assignee.map(|person| person.to_string()))
            .push_bind(i64::from(comment.version));
    });
    sql.push(" ON CONFLICT (workspace, channel, remote_id) DO NOTHING RETURNING remote_id");
    sql.build_query_scalar()
        .persistent(false)
        .fetch_all(unit.connection())
        .await
        .map_err(unavailable)
}

/// The channel itself wrote below a comment.
async fn answered(
    unit: &mut Unit,
    workspace: WorkspaceId,
    channel: ChannelId,
    remote_id: &str,
) -> Stored<()> {
    sqlx::query(
        "UPDATE comments SET state = 'answered', version = version + 1
         WHERE workspace = $1 AND channel = $2 AND remote_id = $3 AND state = 'new'",
    )
    .bind(workspace.to_string())
    .bind(channel.to_string())
    .bind(text(remote_id))
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

async fn keep_unheard(
    unit: &mut Unit,
    workspace: WorkspaceId,
    channel: ChannelId,
    unheard: Unheard,
) -> Stored<()> {
    sqlx::query(
        "INSERT INTO unheard_periods (workspace, channel, from_at, until_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (workspace, channel, from_at) DO UPDATE SET until_at = excluded.until_at",
    )
    .bind(workspace.to_string())
    .bind(channel.to_string())
    .bind(unheard.from.millis())
    .bind(unheard.until.millis())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}
