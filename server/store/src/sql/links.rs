//! Reconnect links: made, opened, used up, taken back.

use async_trait::async_trait;
use domain::{
    id::{LinkId, PersonId, WorkspaceId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Links, Stored,
        accounts::AuditEntry,
        links::{DueReminder, LinkMark, LinkShown, NewLink, Reminding},
    },
    vault::{Sealed, TokenDigest},
};

use super::{
    Db, letters,
    rows::{
        self, At,
        link::{LinkRow, select_links},
        number, text, to_json,
    },
    unavailable,
    unit::Unit,
};

const OF_WORKSPACE: &str =
    select_links!("WHERE l.workspace = $1 ORDER BY l.made_at DESC, l.id DESC LIMIT $2");
const BY_ID: &str = select_links!("WHERE l.workspace = $1 AND l.id = $2");
const BY_SECRET: &str = select_links!("WHERE l.secret = $1");

/// What still lets somebody in, as far as a row can tell without the time.
macro_rules! of_open {
    ($set:literal) => {
        concat!(
            "UPDATE links SET ",
            $set,
            " WHERE workspace = $1 AND id = $2 AND done_at IS NULL AND revoked_at IS NULL"
        )
    };
}

#[async_trait]
impl Links for Db {
    async fn make_link(&self, new: &NewLink) -> Stored<bool> {
        let link = &new.link;
        let mut unit = self.unit().await?;
        if let Some(profile) = link.profile {
            let known: Option<String> =
                sqlx::query_scalar("SELECT id FROM profiles WHERE workspace = $1 AND id = $2")
                    .bind(link.workspace.to_string())
                    .bind(profile.to_string())
                    .fetch_optional(unit.connection())
                    .await
                    .map_err(unavailable)?;
            if known.is_none() {
                return Ok(false);
            }
        }
        sqlx::query(
            "INSERT INTO links (workspace, id, secret, network, profile, made_by, made_at, ends_at, note, recipient,
             rhythm, reminded, remind_at, secret_sealed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(link.workspace.to_string())
        .bind(link.id.to_string())
        .bind(new.secret.0.as_slice())
        .bind(link.network.slug())
        .bind(link.profile.map(|profile| profile.to_string()))
        .bind(link.made_by.to_string())
        .bind(link.made_at.millis())
        .bind(link.ends_at.millis())
        .bind(text(&link.note))
        .bind(link.recipient.as_deref().map(text))
        .bind(link.rhythm.days())
        .bind(number(u64::from(link.reminded)))
        .bind(new.remind_at.map(Timestamp::millis))
        .bind(new.sealed.as_ref().map(|sealed| sealed.0.as_slice()))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        letters::post(&mut unit, &new.letter).await?;
        unit.write_audit(&new.audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn links(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<LinkShown>> {
        let rows = sqlx::query(OF_WORKSPACE)
            .bind(workspace.to_string())
            .bind(i64::from(limit))
            .fetch_all(&self.readers)
            .await
            .map_err(unavailable)?;
        Ok(rows::read_all::<LinkRow, _>(&rows))
    }

    async fn link(&self, workspace: WorkspaceId, id: LinkId) -> Stored<Option<LinkShown>> {
        let row = sqlx::query(BY_ID)
            .bind(workspace.to_string())
            .bind(id.to_string())
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        row.map(|row| rows::read::<LinkRow, _>(&row)).transpose()
    }

    async fn link_of_secret(&self, secret: TokenDigest) -> Stored<Option<LinkShown>> {
        let row = sqlx::query(BY_SECRET)
            .bind(secret.0.as_slice())
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        row.map(|row| rows::read::<LinkRow, _>(&row)).transpose()
    }

    async fn mark_link(
        &self,
        workspace: WorkspaceId,
        id: LinkId,
        mark: &LinkMark,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let sql = match mark {
            LinkMark::Opened => {
                concat!(of_open!("opened_at = $3"), " AND opened_at IS NULL")
            }
            LinkMark::WrongPerson(_) => of_open!("wrong_at = $3, wrong_face = $4"),
            LinkMark::Revoked => {
                of_open!("revoked_at = $3, remind_at = NULL, secret_sealed = NULL")
            }
        };
        let mut query = sqlx::query(sql)
            .bind(workspace.to_string())
            .bind(id.to_string())
            .bind(audit.at.millis());
        if let LinkMark::WrongPerson(face) = mark {
            query = query.bind(to_json(face)?);
        }
        let marked = query.execute(unit.connection()).await.map_err(unavailable)?;
        if marked.rows_affected() == 0 {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn reminders_due(&self, now: Timestamp, limit: u32) -> Stored<Vec<DueReminder>> {
        let rows: Vec<(String, String, Vec<u8>, i64)> = sqlx::query_as(
            "SELECT workspace, id, secret_sealed, remind_at FROM links
             WHERE remind_at <= $1 AND secret_sealed IS NOT NULL ORDER BY remind_at LIMIT $2",
        )
        .bind(now.millis())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let mut due = Vec::with_capacity(rows.len());
        for (workspace, id, sealed, due_at) in rows {
            let at = At::new("links", &id);
            let (workspace, id) = (at.word("workspace", &workspace)?, at.word("id", &id)?);
            if let Some(shown) = self.link(workspace, id).await? {
                let due_at = Timestamp::from_millis(due_at);
                due.push(DueReminder { shown, sealed: Sealed(sealed), due_at });
            }
        }
        Ok(due)
    }

    async fn next_reminder(&self) -> Stored<Option<Timestamp>> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT remind_at FROM links WHERE remind_at IS NOT NULL ORDER BY remind_at LIMIT 1",
        )
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(next.map(Timestamp::from_millis))
    }

    async fn remind(&self, reminding: &Reminding) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let done = sqlx::query(concat!(
            of_open!(
                "remind_at = $3, reminded = reminded + $4,
                 secret_sealed = CASE WHEN $5 THEN secret_sealed ELSE NULL END"
            ),
            " AND remind_at = $6"
        ))
        .bind(reminding.workspace.to_string())
        .bind(reminding.link.to_string())
        .bind(reminding.next_at.map(Timestamp::millis))
        .bind(i64::from(reminding.letter.is_some()))
        .bind(reminding.next_at.is_some())
        .bind(reminding.due_at.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        letters::post(&mut unit, &reminding.letter).await?;
        unit.commit().await?;
        Ok(true)
    }
}

/// Takes back the open links of somebody who may not make any more: they may know the secrets.
pub(super) async fn withdraw(
    unit: &mut Unit,
    workspace: WorkspaceId,
    by: PersonId,
    now: Timestamp,
) -> Stored<()> {
    sqlx::query(
        "UPDATE links SET revoked_at = $3, remind_at = NULL, secret_sealed = NULL
         WHERE workspace = $1 AND made_by = $2 AND done_at IS NULL AND revoked_at IS NULL",
    )
    .bind(workspace.to_string())
    .bind(by.to_string())
    .bind(now.millis())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

/// Uses up a link for what is about to land, or only makes sure that it was neither used up nor taken back. False if it was.
pub(super) async fn use_up(
    unit: &mut Unit,
    workspace: WorkspaceId,
    id: LinkId,
    is_used_up: bool,
    now: Timestamp,
) -> Stored<bool> {
    let done = sqlx::query(of_open!(
        "done_at = $3, remind_at = CASE WHEN $4 THEN NULL ELSE remind_at END,
         secret_sealed = CASE WHEN $4 THEN NULL ELSE secret_sealed END"
    ))
    .bind(workspace.to_string())
    .bind(id.to_string())
    .bind(is_used_up.then(|| now.millis()))
    .bind(is_used_up)
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(done.rows_affected() == 1)
}
