//! Keys of the API.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    account::{Role, Viewer},
    id::{ApiKeyId, WorkspaceId},
    scope::Scope,
    time::Timestamp,
};
use engine::{
    ports::store::{
        ApiKeys, Stored,
        accounts::AuditEntry,
        api_keys::{
            ApiKey, KeyUse, NewApiKey, NewRequest, OpenKey, RequestBegan, RequestEnded, USE_KEPT,
        },
    },
    vault::{Sealed, TokenDigest},
};
use sqlx::FromRow;

use super::{
    Db,
    accounts::ViewerRow,
    rows::{At, or_skip, role_word, text, to_json},
    unavailable,
};

#[derive(FromRow)]
struct KeyRow {
    id: String,
    name: String,
    scopes: String,
    made_by: String,
    made_at: i64,
    ends_at: i64,
    used_at: Option<i64>,
}

impl KeyRow {
    fn read(self) -> Stored<ApiKey> {
        let at = At::new("api_keys", &self.id);
        Ok(ApiKey {
            id: at.word("id", &self.id)?,
            name: self.name,
            scopes: at.json("scopes", &self.scopes)?,
            made_by: at.word("made_by", &self.made_by)?,
            made_at: Timestamp::from_millis(self.made_at),
            ends_at: Timestamp::from_millis(self.ends_at),
            used_at: self.used_at.map(Timestamp::from_millis),
        })
    }
}

#[derive(FromRow)]
struct OpenRow {
    id: String,
    scopes: String,
    used_at: Option<i64>,
    is_known: bool,
    #[sqlx(flatten)]
    viewer: ViewerRow,
}

#[derive(FromRow)]
struct RequestRow {
    asks: Vec<u8>,
    answer: Option<Vec<u8>>,
}

#[async_trait]
impl ApiKeys for Db {
    async fn add_api_key(&self, new: &NewApiKey) -> Stored<()> {
        let mut unit = self.unit().await?;
        let key = &new.key;
        sqlx::query(
            "INSERT INTO api_keys (workspace, id, digest, name, scopes, made_by, made_at, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(new.workspace.to_string())
        .bind(key.id.to_string())
        .bind(new.digest.0.as_slice())
        .bind(text(&key.name))
        .bind(to_json(&key.scopes)?)
        .bind(key.made_by.to_string())
        .bind(key.made_at.millis())
        .bind(key.ends_at.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.slug()).collect();
        let facts = BTreeMap::from([("scopes", scopes.join(", "))]);
        unit.write_change(&new.audit, &facts)?;
        unit.commit().await
    }

    async fn api_keys(&self, workspace: WorkspaceId) -> Stored<Vec<ApiKey>> {
        let rows: Vec<KeyRow> = sqlx::query_as(
            "SELECT id, name, scopes, made_by, made_at, ends_at, used_at FROM api_keys
             WHERE workspace = $1 ORDER BY made_at DESC, id DESC",
        )
        .bind(workspace.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows.into_iter().map(KeyRow::read).filter_map(or_skip).collect())
    }

    async fn remove_api_key(
        &self,
        workspace: WorkspaceId,
        key: ApiKeyId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let removed = sqlx::query("DELETE FROM api_keys WHERE workspace = $1 AND id = $2")
            .bind(workspace.to_string())
            .bind(key.to_string())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        if removed.rows_affected() == 0 {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn find_api_key(
        &self,
        digest: TokenDigest,
        from: &str,
        day: Timestamp,
        now: Timestamp,
    ) -> Stored<Option<OpenKey>> {
        let row: Option<OpenRow> = sqlx::query_as(
            "SELECT k.id, k.scopes, k.used_at, p.id AS person, p.name, p.email,
             w.id AS workspace, w.name AS workspace_name, m.role,
             p.language_chosen, p.language_asked,
             EXISTS (SELECT 1 FROM api_key_uses u WHERE u.workspace = k.workspace
             AND u.api_key = k.id AND u.day = $3 AND u.from_address = $4) AS is_known
             FROM api_keys k
             JOIN memberships m ON m.workspace = k.workspace AND m.person = k.made_by
             JOIN persons p ON p.id = k.made_by
             JOIN workspaces w ON w.id = k.workspace
             WHERE k.digest = $1 AND k.ends_at > $2 AND m.role = $5",
        )
        .bind(digest.0.as_slice())
        .bind(now.millis())
        .bind(day.millis())
        .bind(text(from))
        .bind(role_word(Role::MasterAccount))
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        row.map(|row| {
            let at = At::new("api_keys", &row.id);
            let scopes: Vec<Scope> = at.json("scopes", &row.scopes)?;
            Ok(OpenKey {
                id: at.word("id", &row.id)?,
                viewer: Viewer::try_from(row.viewer)?,
                scopes,
                used_at: row.used_at.map(Timestamp::from_millis),
                is_known: row.is_known,
            })
        })
        .transpose()
    }

    async fn note_key_use(&self, used: &KeyUse) -> Stored<()> {
        let mut unit = self.unit().await?;
        let now = used.audit.at;
        sqlx::query(
            "UPDATE api_keys SET used_at = $1 WHERE workspace = $2 AND id = $3
             AND (used_at IS NULL OR used_at < $4)",
        )
        .bind(now.millis())
        .bind(used.workspace.to_string())
        .bind(used.key.to_string())
        .bind(now.before(USE_KEPT).millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        let first = sqlx::query(
            "INSERT INTO api_key_uses (workspace, api_key, day, from_address)
             SELECT workspace, id, $3, $4 FROM api_keys WHERE workspace = $1 AND id = $2
             ON CONFLICT (workspace, api_key, day, from_address) DO NOTHING",
        )
        .bind(used.workspace.to_string())
        .bind(used.key.to_string())
        .bind(used.day.millis())
        .bind(text(&used.from))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if first.rows_affected() > 0 {
            unit.write_audit(&used.audit).await?;
        }
        sqlx::query("DELETE FROM api_key_uses WHERE workspace = $1 AND api_key = $2 AND day < $3")
            .bind(used.workspace.to_string())
            .bind(used.key.to_string())
            .bind(used.forget.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        unit.commit().await
    }

    async fn begin_request(&self, new: &NewRequest) -> Stored<Option<RequestBegan>> {
        let mut unit = self.unit().await?;
        let (workspace, key) = (new.workspace.to_string(), new.key.to_string());
        sqlx::query(
            "DELETE FROM api_requests WHERE workspace = $1 AND api_key = $2 AND began_at < $3",
        )
        .bind(&workspace)
        .bind(&key)
        .bind(new.forget.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        let first = sqlx::query(
            "INSERT INTO api_requests (workspace, api_key, name, asks, began_at)
             SELECT workspace, id, $3, $4, $5 FROM api_keys WHERE workspace = $1 AND id = $2
             ON CONFLICT (workspace, api_key, name) DO NOTHING",
        )
        .bind(&workspace)
        .bind(&key)
        .bind(&new.name)
        .bind(new.asks.as_slice())
        .bind(new.at.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if first.rows_affected() > 0 {
            unit.commit().await?;
            return Ok(Some(RequestBegan::First));
        }
        let known: Option<RequestRow> = sqlx::query_as(
            "SELECT asks, answer FROM api_requests
             WHERE workspace = $1 AND api_key = $2 AND name = $3",
        )
        .bind(&workspace)
        .bind(&key)
        .bind(&new.name)
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        known
            .map(|row| {
                let asks = At::new("api_requests", &new.name).bytes("asks", &row.asks)?;
                Ok(RequestBegan::Again { asks, answer: row.answer.map(Sealed) })
            })
            .transpose()
    }

    async fn end_request(&self, ended: &RequestEnded) -> Stored<()> {
        let mut unit = self.unit().await?;
        let query = match &ended.answer {
            Some(answer) => sqlx::query(
                "UPDATE api_requests SET answer = $4
                 WHERE workspace = $1 AND api_key = $2 AND name = $3",
            )
            .bind(ended.workspace.to_string())
            .bind(ended.key.to_string())
            .bind(&ended.name)
            .bind(&answer.0),
            None => sqlx::query(
                "DELETE FROM api_requests WHERE workspace = $1 AND api_key = $2 AND name = $3",
            )
            .bind(ended.workspace.to_string())
            .bind(ended.key.to_string())
            .bind(&ended.name),
        };
        query.execute(unit.connection()).await.map_err(unavailable)?;
        unit.commit().await
    }
}
