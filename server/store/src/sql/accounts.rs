//! People, memberships, sessions, attempts and the audit log.

use async_trait::async_trait;
use domain::{
    account::{Role, Viewer},
    id::WorkspaceId,
    language::{Language, Speech},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Accounts, StoreError, Stored,
        accounts::{
            AccountCreated, Attempt, AttemptLimit, AuditEntry, Credentials, NewAccount, NewSession,
        },
    },
    vault::TokenDigest,
};
use sqlx::FromRow;

use super::{
    Db, devices,
    rows::{At, role, role_word, text, without_case},
    unavailable,
};

#[async_trait]
impl Accounts for Db {
    async fn is_set_up(&self) -> Stored<bool> {
        sqlx::query_scalar(HAS_MASTER_ACCOUNT)
            .bind(role_word(Role::MasterAccount))
            .fetch_one(&self.readers)
            .await
            .map_err(unavailable)
    }

    async fn create_account(&self, account: &NewAccount) -> Stored<AccountCreated> {
        let mut unit = self.unit().await?;
        if account.only_as_first {
            // Two set-ups at once: the second waits here for the first, and then finds it.
            sqlx::query(
                "INSERT INTO installation (fact, value) VALUES ('set-up', '')
                 ON CONFLICT (fact) DO UPDATE SET value = excluded.value",
            )
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
            let set_up: bool = sqlx::query_scalar(HAS_MASTER_ACCOUNT)
                .bind(role_word(Role::MasterAccount))
                .fetch_one(unit.connection())
                .await
                .map_err(unavailable)?;
            if set_up {
                return Ok(AccountCreated::NotFirst);
            }
        }
        let added = sqlx::query(
            "INSERT INTO persons (id, name, email, email_key, password_hash, made_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (email_key) DO NOTHING",
        )
        .bind(account.person.to_string())
        .bind(text(&account.name))
        .bind(text(&account.email))
        .bind(without_case(&account.email))
        .bind(&account.password_hash)
        .bind(account.now.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if added.rows_affected() == 0 {
            return Ok(AccountCreated::EmailTaken);
        }
        sqlx::query(
            "INSERT INTO workspaces (id, name, made_at) VALUES ($1, $2, $3)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(account.workspace.to_string())
        .bind(&account.workspace_name)
        .bind(account.now.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        sqlx::query(
            "INSERT INTO memberships (workspace, person, role, made_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(account.workspace.to_string())
        .bind(account.person.to_string())
        .bind(role_word(account.role))
        .bind(account.now.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        Ok(AccountCreated::Created)
    }

    async fn credentials(&self, email: &str) -> Stored<Option<Credentials>> {
        let row: Option<(String, String, String, String)> = sqlx::query_as(
            "SELECT p.id, p.password_hash, m.workspace, m.role
             FROM persons p JOIN memberships m ON m.person = p.id
             WHERE p.email_key = $1 ORDER BY m.made_at, m.workspace LIMIT 1",
        )
        .bind(without_case(email))
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        row.map(|(person, password_hash, workspace, word)| {
            let at = At::new("persons", &person);
            Ok(Credentials {
                person: at.word("id", &person)?,
                password_hash,
                workspace: at.word("workspace", &workspace)?,
                role: role(&at, &word)?,
            })
        })
        .transpose()
    }

    async fn count_attempt(&self, keys: &[AttemptLimit], now: Timestamp) -> Stored<Attempt> {
        let mut unit = self.unit().await?;
        sqlx::query(FORGET_ATTEMPTS)
            .bind(now.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        let mut limits: Vec<_> = keys.iter().collect();
        limits.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        let mut locked_until = None;
        for AttemptLimit { key, limit, window } in limits {
            // Counted first and then looked at, so that no other can come in between; if it was one too many, the whole
            // unit is dropped, and counted nowhere.
            let (made, ends_at): (i64, i64) = sqlx::query_as(
                "INSERT INTO attempts (key, made, ends_at) VALUES ($1, 1, $2)
                 ON CONFLICT (key) DO UPDATE SET
                 made = CASE WHEN attempts.ends_at <= $3 THEN 1 ELSE attempts.made + 1 END,
                 ends_at = CASE WHEN attempts.ends_at <= $3 THEN excluded.ends_at
                 ELSE attempts.ends_at END
                 RETURNING made, ends_at",
            )
            .bind(text(key))
            .bind(now.after(*window).millis())
            .bind(now.millis())
            .fetch_one(unit.connection())
            .await
            .map_err(unavailable)?;
            if made > i64::from(*limit) {
                locked_until = locked_until.max(Some(Timestamp::from_millis(ends_at)));
            }
        }
        if let Some(until) = locked_until {
            return Ok(Attempt::LockedUntil(until));
        }
        unit.commit().await?;
        Ok(Attempt::Allowed)
    }

    async fn forget_attempts(&self, key: &str) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query("DELETE FROM attempts WHERE key = $1")
            .bind(text(key))
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }

    async fn open_session(&self, session: &NewSession) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(FORGET_SESSIONS)
            .bind(session.now.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        sqlx::query(
            "INSERT INTO sessions (digest, person, workspace, opened_at, ends_at, seen_at, from_address)
             VALUES ($1, $2, $3, $4, $5, $4, $6)",
        )
        .bind(session.digest.0.as_slice())
        .bind(session.person.to_string())
        .bind(session.workspace.to_string())
        .bind(session.now.millis())
        .bind(session.until.millis())
        .bind(text(&session.from))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.write_audit(&AuditEntry {
            workspace: Some(session.workspace),
            person: Some(session.person),
            what: "session.opened".to_owned(),
            about: String::new(),
            from: session.from.clone(),
            at: session.now,
        })
        .await?;
        unit.commit().await
    }

    async fn viewer(&self, session: TokenDigest, now: Timestamp) -> Stored<Option<Viewer>> {
        let row: Option<ViewerRow> = sqlx::query_as(
            "SELECT p.id AS person, p.name, p.email, w.id AS workspace, w.name AS workspace_name,
             m.role, p.language_chosen, p.language_asked FROM sessions s
             JOIN memberships m ON m.workspace = s.workspace AND m.person = s.person
             JOIN persons p ON p.id = s.person
             JOIN workspaces w ON w.id = s.workspace
             WHERE s.digest = $1 AND s.ends_at > $2",
        )
        .bind(session.0.as_slice())
        .bind(now.millis())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        row.map(Viewer::try_from).transpose()
    }

    async fn close_session(&self, session: TokenDigest) -> Stored<()> {
        let mut unit = self.unit().await?;
        devices::end(&mut unit, devices::Of::Session(session)).await?;
        sqlx::query("DELETE FROM sessions WHERE digest = $1")
            .bind(session.0.as_slice())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }

    async fn master_accounts(&self, workspace: WorkspaceId) -> Stored<Vec<(String, String)>> {
        let mut people: Vec<(String, String)> = sqlx::query_as(
            "SELECT p.name, p.email FROM memberships m JOIN persons p ON p.id = m.person
             WHERE m.workspace = $1 AND m.role = $2",
        )
        .bind(workspace.to_string())
        .bind(role_word(Role::MasterAccount))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        people.sort_by_cached_key(|(name, email)| (without_case(name), email.clone()));
        Ok(people)
    }

    async fn audit(&self, entry: &AuditEntry) -> Stored<()> {
        let mut unit = self.unit().await?;
        unit.write_audit(entry).await?;
        unit.commit().await
    }
}

/// A person in a workspace.
#[derive(FromRow)]
pub(super) struct ViewerRow {
    person: String,
    name: String,
    email: String,
    workspace: String,
    workspace_name: String,
    role: String,
    language_chosen: Option<String>,
    language_asked: Option<String>,
}

impl TryFrom<ViewerRow> for Viewer {
    type Error = StoreError;

    fn try_from(row: ViewerRow) -> Stored<Self> {
        let at = At::new("persons", &row.person);
        Ok(Self {
            person: at.word("id", &row.person)?,
            name: row.name,
            email: row.email,
            workspace: at.word("workspace", &row.workspace)?,
            workspace_name: row.workspace_name,
            role: role(&at, &row.role)?,
            speech: speech(row.language_chosen.as_deref(), row.language_asked.as_deref()),
        })
    }
}

/// A language that a later version wrote down is as good as none.
pub(super) fn speech(chosen: Option<&str>, asked: Option<&str>) -> Speech {
    let read = |tag: Option<&str>| tag.and_then(Language::from_tag);
    Speech { chosen: read(chosen), asked: read(asked) }
}

const HAS_MASTER_ACCOUNT: &str = "SELECT EXISTS (SELECT 1 FROM memberships WHERE role = $1)";

/// Forgets what is over. What others have locked is left to the next one, because nobody may wait for rows in no order.
const FORGET_ATTEMPTS: &str = concat!(
    "DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE ends_at <= $1 LIMIT 1000",
    skip_locked!(),
    ")"
);
const FORGET_SESSIONS: &str = concat!(
    "DELETE FROM sessions WHERE digest IN
     (SELECT digest FROM sessions WHERE ends_at <= $1 LIMIT 1000",
    skip_locked!(),
    ")"
);
