//! Letters on their way.

use async_trait::async_trait;
use domain::{
    id::{LetterId, WorkspaceId},
    letter::LetterKind,
    time::Timestamp,
};
use engine::{
    ports::store::{
        Letters, Stored,
        accounts::AuditEntry,
        letters::{LetterShown, NewLetter, Posted, Settled},
    },
    vault::Sealed,
};
use sqlx::FromRow;

use super::{
    Db,
    rows::{At, or_skip, text},
    unavailable,
    unit::Unit,
};

const TABLE: &str = "letters";

#[derive(FromRow)]
struct ShownRow {
    id: String,
    recipient: String,
    kind: String,
    posted_at: i64,
    attempts: i64,
    delivered_at: Option<i64>,
    given_up_at: Option<i64>,
    due_at: Option<i64>,
    answer: Option<String>,
}

#[derive(FromRow)]
struct PostedRow {
    id: String,
    recipient: String,
    sealed: Vec<u8>,
    posted_at: i64,
    attempts: i64,
}

impl ShownRow {
    fn shown(self) -> Stored<LetterShown> {
        let at = At::new(TABLE, &self.id);
        let kind = LetterKind::from_slug(&self.kind);
        Ok(LetterShown {
            id: at.word("id", &self.id)?,
            to: self.recipient,
            kind: kind.ok_or_else(|| at.damaged("kind", "not a known word"))?,
            at: Timestamp::from_millis(self.posted_at),
            attempts: at.count("attempts", self.attempts)?,
            delivered_at: self.delivered_at.map(Timestamp::from_millis),
            given_up_at: self.given_up_at.map(Timestamp::from_millis),
            due_at: self.due_at.map(Timestamp::from_millis),
            answer: self.answer,
        })
    }
}

impl PostedRow {
    fn posted(self) -> Stored<Posted> {
        let at = At::new(TABLE, &self.id);
        Ok(Posted {
            id: at.word("id", &self.id)?,
            to: self.recipient,
            sealed: Sealed(self.sealed),
            at: Timestamp::from_millis(self.posted_at),
            attempts: at.count("attempts", self.attempts)?,
        })
    }
}

/// Posts letters in the unit whose deed they tell.
pub(super) async fn post(
    unit: &mut Unit,
    letters: impl IntoIterator<Item = &NewLetter>,
) -> Stored<()> {
    for letter in letters {
        sqlx::query(
            "INSERT INTO letters (id, workspace, recipient, kind, sealed, posted_at, attempts, due_at)
             VALUES ($1, $2, $3, $4, $5, $6, 0, $6)",
        )
        .bind(letter.id.to_string())
        .bind(letter.workspace.map(|workspace| workspace.to_string()))
        .bind(text(&letter.to))
        .bind(letter.kind.slug())
        .bind(letter.sealed.0.as_slice())
        .bind(letter.at.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    }
    Ok(())
}

#[async_trait]
impl Letters for Db {
    async fn post_letter(&self, letter: &NewLetter, audit: &AuditEntry) -> Stored<()> {
        let mut unit = self.unit().await?;
        post(&mut unit, [letter]).await?;
        unit.write_audit(audit).await?;
        unit.commit().await
    }

    async fn take_letter(&self, now: Timestamp, lease: Timestamp) -> Stored<Option<Posted>> {
        let mut unit = self.unit().await?;
        let row: Option<PostedRow> = sqlx::query_as(concat!(
            "UPDATE letters SET attempts = attempts + 1, due_at = $2 WHERE id = (
                 SELECT id FROM letters WHERE due_at <= $1 AND sealed IS NOT NULL
                 ORDER BY due_at LIMIT 1",
            skip_locked!(),
            ") RETURNING id, recipient, sealed, posted_at, attempts"
        ))
        .bind(now.millis())
        .bind(lease.millis())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        let Some(row) = row else { return Ok(None) };
        unit.commit().await?;
        row.posted().map(Some)
    }

    async fn next_letter(&self) -> Stored<Option<Timestamp>> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT due_at FROM letters WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1",
        )
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(next.map(Timestamp::from_millis))
    }

    async fn settle_letter(&self, letter: LetterId, settled: &Settled) -> Stored<()> {
        let (query, at, answer) = match settled {
            Settled::Delivered { at, keep: false } => (
                "UPDATE letters SET delivered_at = $2, answer = $3, due_at = NULL, sealed = NULL
                 WHERE id = $1 AND delivered_at IS NULL",
                at,
                None,
            ),
            Settled::Delivered { at, keep: true } => (
                "UPDATE letters SET delivered_at = $2, answer = $3, due_at = NULL
                 WHERE id = $1 AND delivered_at IS NULL",
                at,
                None,
            ),
            Settled::Again { at, answer } => (
                "UPDATE letters SET due_at = $2, answer = $3 WHERE id = $1 AND due_at IS NOT NULL",
                at,
                Some(answer),
            ),
            Settled::GivenUp { at, answer } => (
                "UPDATE letters SET given_up_at = $2, answer = $3, due_at = NULL, sealed = NULL
                 WHERE id = $1 AND due_at IS NOT NULL",
                at,
                Some(answer),
            ),
        };
        let mut unit = self.unit().await?;
        sqlx::query(query)
            .bind(letter.to_string())
            .bind(at.millis())
            .bind(answer.map(|answer| text(answer)))
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }

    async fn letters(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<LetterShown>> {
        let rows: Vec<ShownRow> = sqlx::query_as(
            "SELECT id, recipient, kind, posted_at, attempts, delivered_at, given_up_at, due_at, answer
             FROM letters WHERE workspace = $1 ORDER BY posted_at DESC, id DESC LIMIT $2",
        )
        .bind(workspace.to_string())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows.into_iter().map(ShownRow::shown).filter_map(or_skip).collect())
    }

    async fn letters_kept(&self, limit: u32) -> Stored<Vec<Posted>> {
        let rows: Vec<PostedRow> = sqlx::query_as(
            "SELECT id, recipient, sealed, posted_at, attempts FROM letters
             WHERE sealed IS NOT NULL AND delivered_at IS NOT NULL
             ORDER BY posted_at DESC, id DESC LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows.into_iter().map(PostedRow::posted).filter_map(or_skip).collect())
    }

    async fn forget_letters(&self, before: Timestamp) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query("DELETE FROM letters WHERE posted_at < $1 AND due_at IS NULL")
            .bind(before.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }
}
