//! Passkeys, and ceremonies that wait. A unit locks the second step before the passkeys.

use async_trait::async_trait;
use domain::{
    id::{PasskeyId, PersonId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Passkeys, Stored,
        accounts::AuditEntry,
        passkeys::{FoundPasskey, NewCeremony, NewPasskey, Passkey, PasskeyUse},
        second_factors::Proven,
    },
    vault::TokenDigest,
};
use sqlx::FromRow;

use super::{
    Db, letters,
    rows::{At, or_skip, text},
    second_factors, unavailable,
};

#[derive(FromRow)]
struct PasskeyRow {
    id: String,
    agent: String,
    kept: String,
    made_at: i64,
    used_at: Option<i64>,
}

impl PasskeyRow {
    fn read(self) -> Stored<Passkey> {
        Ok(Passkey {
            id: At::new("passkeys", &self.id).word("id", &self.id)?,
            agent: self.agent,
            kept: self.kept,
            made_at: Timestamp::from_millis(self.made_at),
            used_at: self.used_at.map(Timestamp::from_millis),
        })
    }
}

#[async_trait]
impl Passkeys for Db {
    async fn passkeys(&self, person: PersonId) -> Stored<Vec<Passkey>> {
        let rows: Vec<PasskeyRow> = sqlx::query_as(
            "SELECT id, agent, kept, made_at, used_at FROM passkeys WHERE person = $1
             ORDER BY made_at, id",
        )
        .bind(person.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows.into_iter().map(PasskeyRow::read).filter_map(or_skip).collect())
    }

    async fn begin_ceremony(&self, new: &NewCeremony, proven: Option<&Proven>) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if let Some(proven) = proven
            && !second_factors::take(&mut unit, proven).await?
        {
            return Ok(false);
        }
        sqlx::query(FORGET_CEREMONIES)
            .bind(new.now.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        sqlx::query(
            "INSERT INTO ceremonies (secret, person, state, ends_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(new.secret.0.as_slice())
        .bind(new.person.map(|person| person.to_string()))
        .bind(&new.state)
        .bind(new.ends_at.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        Ok(true)
    }

    async fn take_ceremony(
        &self,
        secret: TokenDigest,
        person: Option<PersonId>,
        now: Timestamp,
    ) -> Stored<Option<String>> {
        let mut unit = self.unit().await?;
        let state: Option<String> = sqlx::query_scalar(
            "DELETE FROM ceremonies WHERE secret = $1 AND COALESCE(person, '') = $2 AND ends_at > $3
             RETURNING state",
        )
        .bind(secret.0.as_slice())
        .bind(person.map(|person| person.to_string()).unwrap_or_default())
        .bind(now.millis())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        Ok(state)
    }

    async fn add_passkey(&self, new: &NewPasskey, most: usize) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let person = new.person.to_string();
        let added = sqlx::query(
            "INSERT INTO passkeys (id, person, credential, agent, kept, made_at)
             SELECT $1, $2, $3, $4, $5, $6
             WHERE (SELECT COUNT(*) FROM passkeys WHERE person = $2) < $7
             ON CONFLICT (credential) DO NOTHING",
        )
        .bind(new.id.to_string())
        .bind(&person)
        .bind(new.credential.0.as_slice())
        .bind(text(&new.agent))
        .bind(&new.kept)
        .bind(new.audit.at.millis())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if added.rows_affected() == 0 {
            return Ok(false);
        }
        letters::post(&mut unit, &new.letter).await?;
        unit.write_audit(&new.audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn find_passkey(&self, credential: TokenDigest) -> Stored<Option<FoundPasskey>> {
        let row: Option<(String, String, String, String)> = sqlx::query_as(
            "SELECT k.id, k.person, k.kept, m.workspace
             FROM passkeys k JOIN memberships m ON m.person = k.person
             WHERE k.credential = $1 ORDER BY m.made_at, m.workspace LIMIT 1",
        )
        .bind(credential.0.as_slice())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        row.map(|(id, person, kept, workspace)| {
            let at = At::new("passkeys", &id);
            Ok(FoundPasskey {
                id: at.word("id", &id)?,
                person: at.word("person", &person)?,
                workspace: at.word("workspace", &workspace)?,
                kept,
            })
        })
        .transpose()
    }

    async fn note_passkey_use(&self, used: &PasskeyUse) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let done = sqlx::query(
            "UPDATE passkeys SET used_at = $3, kept = COALESCE($4, kept)
             WHERE id = $1 AND person = $2",
        )
        .bind(used.id.to_string())
        .bind(used.person.to_string())
        .bind(used.audit.at.millis())
        .bind(used.kept.as_deref())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        unit.write_audit(&used.audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn remove_passkey(
        &self,
        person: PersonId,
        passkey: PasskeyId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let done = sqlx::query("DELETE FROM passkeys WHERE id = $1 AND person = $2")
            .bind(passkey.to_string())
            .bind(person.to_string())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }
}

/// Forgets what is over, as sessions are.
const FORGET_CEREMONIES: &str = concat!(
    "DELETE FROM ceremonies WHERE secret IN
     (SELECT secret FROM ceremonies WHERE ends_at <= $1 LIMIT 1000",
    skip_locked!(),
    ")"
);
