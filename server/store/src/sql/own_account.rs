//! What everybody has for themselves: name, language, password, sessions.

use async_trait::async_trait;
use domain::{
    id::PersonId,
    language::{Language, Speech},
    time::Timestamp,
};
use engine::{
    ports::store::{
        OwnAccount, StoreError, Stored,
        accounts::AuditEntry,
        own_account::{Ending, NewReset, PasswordChange, Reader, SessionSeen, Sight},
    },
    vault::TokenDigest,
};
use sqlx::FromRow;

use super::{
    Db, accounts, devices, letters,
    rows::{At, or_skip, text, without_case},
    unavailable,
    unit::Unit,
};

#[derive(FromRow)]
struct SessionRow {
    digest: Vec<u8>,
    workspace: String,
    name: String,
    opened_at: i64,
    seen_at: i64,
    from_address: String,
    agent: String,
}

impl TryFrom<SessionRow> for SessionSeen {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Stored<Self> {
        let at = At::new("sessions", &row.workspace);
        Ok(Self {
            digest: TokenDigest(at.bytes("digest", &row.digest)?),
            workspace: at.word("workspace", &row.workspace)?,
            workspace_name: row.name,
            opened_at: Timestamp::from_millis(row.opened_at),
            seen_at: Timestamp::from_millis(row.seen_at.max(row.opened_at)),
            from: row.from_address,
            agent: row.agent,
        })
    }
}

#[async_trait]
impl OwnAccount for Db {
    async fn password_of(&self, person: PersonId) -> Stored<Option<String>> {
        sqlx::query_scalar("SELECT password_hash FROM persons WHERE id = $1")
            .bind(person.to_string())
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)
    }

    async fn rename(&self, person: PersonId, name: &str, audit: &AuditEntry) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query("UPDATE persons SET name = $2 WHERE id = $1")
            .bind(person.to_string())
            .bind(text(name))
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.write_audit(audit).await?;
        unit.commit().await
    }

    async fn choose_language(&self, person: PersonId, chosen: Option<Language>) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query("UPDATE persons SET language_chosen = $2 WHERE id = $1")
            .bind(person.to_string())
            .bind(chosen.map(Language::tag))
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }

    async fn speech_of(&self, reader: &Reader) -> Stored<Option<Speech>> {
        let query = match reader {
            Reader::Address(email) => sqlx::query_as(
                "SELECT language_chosen, language_asked FROM persons WHERE email_key = $1",
            )
            .bind(without_case(email)),
            Reader::Device(workspace, device) => sqlx::query_as(
                "SELECT p.language_chosen, p.language_asked FROM devices d
                 JOIN persons p ON p.id = d.person WHERE d.workspace = $1 AND d.id = $2",
            )
            .bind(workspace.to_string())
            .bind(device.to_string()),
            Reader::Hook(workspace, hook) => sqlx::query_as(
                "SELECT p.language_chosen, p.language_asked FROM hooks h
                 JOIN persons p ON p.id = h.made_by WHERE h.workspace = $1 AND h.id = $2",
            )
            .bind(workspace.to_string())
            .bind(hook.to_string()),
        };
        let row: Option<(Option<String>, Option<String>)> =
            query.fetch_optional(&self.readers).await.map_err(unavailable)?;
        Ok(row.map(|(chosen, asked)| accounts::speech(chosen.as_deref(), asked.as_deref())))
    }

    async fn change_password(&self, change: &PasswordChange) -> Stored<()> {
        let mut unit = self.unit().await?;
        write_password(&mut unit, change).await?;
        unit.commit().await
    }

    async fn begin_reset(&self, reset: &NewReset) -> Stored<Option<PersonId>> {
        let mut unit = self.unit().await?;
        let found: Option<String> =
            sqlx::query_scalar("SELECT id FROM persons WHERE email_key = $1")
                .bind(without_case(&reset.email))
                .fetch_optional(unit.connection())
                .await
                .map_err(unavailable)?;
        let Some(person) = found else { return Ok(None) };
        sqlx::query("DELETE FROM password_resets WHERE person = $1 OR ends_at <= $2")
            .bind(&person)
            .bind(reset.now.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        sqlx::query("INSERT INTO password_resets (secret, person, ends_at) VALUES ($1, $2, $3)")
            .bind(reset.secret.0.as_slice())
            .bind(&person)
            .bind(reset.ends_at.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        let person = At::new("persons", &person).word("id", &person)?;
        letters::post(&mut unit, &reset.letter).await?;
        unit.write_audit(&AuditEntry { person: Some(person), ..reset.audit.clone() }).await?;
        unit.commit().await?;
        Ok(Some(person))
    }

    async fn open_reset(
        &self,
        secret: TokenDigest,
        now: Timestamp,
    ) -> Stored<Option<(PersonId, String)>> {
        let row: Option<(String, String)> = sqlx::query_as(
            "SELECT p.id, p.email FROM password_resets r JOIN persons p ON p.id = r.person
             WHERE r.secret = $1 AND r.ends_at > $2",
        )
        .bind(secret.0.as_slice())
        .bind(now.millis())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        row.map(|(person, email)| Ok((At::new("persons", &person).word("id", &person)?, email)))
            .transpose()
    }

    async fn reset_password(&self, secret: TokenDigest, change: &PasswordChange) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let taken = sqlx::query(
            "DELETE FROM password_resets WHERE secret = $1 AND person = $2 AND ends_at > $3",
        )
        .bind(secret.0.as_slice())
        .bind(change.person.to_string())
        .bind(change.audit.at.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if taken.rows_affected() == 0 {
            return Ok(false);
        }
        write_password(&mut unit, change).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn sessions_of(&self, person: PersonId, now: Timestamp) -> Stored<Vec<SessionSeen>> {
        let rows: Vec<SessionRow> = sqlx::query_as(
            "SELECT s.digest, s.workspace, w.name, s.opened_at, s.seen_at, s.from_address, s.agent
             FROM sessions s JOIN workspaces w ON w.id = s.workspace
             WHERE s.person = $1 AND s.ends_at > $2",
        )
        .bind(person.to_string())
        .bind(now.millis())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let read = rows.into_iter().map(SessionSeen::try_from).filter_map(or_skip);
        let mut sessions: Vec<_> = read.collect();
        sessions.sort_by_key(|it| std::cmp::Reverse((it.seen_at, it.digest.0)));
        Ok(sessions)
    }

    async fn see_session(&self, seen: &Sight) -> Stored<()> {
        let mut unit = self.unit().await?;
        if let Some(asked) = seen.asked {
            sqlx::query(
                "UPDATE persons SET language_asked = $2
                 WHERE id = (SELECT person FROM sessions WHERE digest = $1)
                 AND (language_asked IS NULL OR language_asked <> $2)",
            )
            .bind(seen.digest.0.as_slice())
            .bind(asked.tag())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        }
        sqlx::query(
            "UPDATE sessions SET seen_at = $2, from_address = $3, agent = $4 WHERE digest = $1",
        )
        .bind(seen.digest.0.as_slice())
        .bind(seen.at.millis())
        .bind(text(&seen.from))
        .bind(text(&seen.agent))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await
    }

    async fn end_sessions(
        &self,
        person: PersonId,
        which: Ending,
        audit: &AuditEntry,
    ) -> Stored<u64> {
        let mut unit = self.unit().await?;
        let ended = end(&mut unit, person, which).await?;
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(ended)
    }
}

/// Ends sessions, and the devices that were named in them.
pub(super) async fn end(unit: &mut Unit, person: PersonId, which: Ending) -> Stored<u64> {
    devices::end(unit, devices::Of::Sessions(person, which)).await?;
    let (query, digest) = match which {
        Ending::One(digest) => ("DELETE FROM sessions WHERE person = $1 AND digest = $2", digest),
        Ending::AllBut(digest) => {
            ("DELETE FROM sessions WHERE person = $1 AND digest <> $2", digest)
        }
        // No secret hashes to nothing.
        Ending::All => {
            ("DELETE FROM sessions WHERE person = $1 AND digest <> $2", TokenDigest([0; 32]))
        }
    };
    let done = sqlx::query(query)
        .bind(person.to_string())
        .bind(digest.0.as_slice())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(done.rows_affected())
}

async fn write_password(unit: &mut Unit, change: &PasswordChange) -> Stored<()> {
    sqlx::query("UPDATE persons SET password_hash = $2 WHERE id = $1")
        .bind(change.person.to_string())
        .bind(&change.password_hash)
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    end(unit, change.person, change.keep.map_or(Ending::All, Ending::AllBut)).await?;
    for query in [
        "DELETE FROM password_resets WHERE person = $1",
        "DELETE FROM pending_sign_ins WHERE person = $1",
    ] {
        sqlx::query(query)
            .bind(change.person.to_string())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
    }
    letters::post(unit, &change.letter).await?;
    unit.write_audit(&change.audit).await
}
