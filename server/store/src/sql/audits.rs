//! Reading the audit log.

use async_trait::async_trait;
use domain::{
    id::{PersonId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Audits, Stored,
    audits::{AuditQuery, Head, Logged, Shown},
};
use sqlx::FromRow;

use super::{
    Db,
    chain::{self, LoggedRow},
    rows::{At, number, or_skip, text, without_case},
    unavailable,
};

/// An entry with the names that go with it.
#[derive(FromRow)]
struct ShownRow {
    #[sqlx(flatten)]
    logged: LoggedRow,
    person_name: Option<String>,
    profile_name: Option<String>,
    network: Option<String>,
}

impl ShownRow {
    fn read(self) -> Stored<Shown> {
        let logged = self.logged.read()?;
        let at = At::new("audit", &logged.number);
        let profile = match (self.profile_name, self.network) {
            (Some(name), Some(network)) => Some((name, at.word("network", &network)?)),
            _ => None,
        };
        Ok(Shown { logged, person: self.person_name, profile })
    }
}

#[async_trait]
impl Audits for Db {
    async fn audit_log(&self, workspace: WorkspaceId, query: &AuditQuery) -> Stored<Vec<Shown>> {
        let rows: Vec<ShownRow> = sqlx::query_as(
            "SELECT a.workspace, a.person, a.what, a.about, a.from_address, a.at, a.number, a.hash,
             a.facts, p.name AS person_name, f.name AS profile_name, f.network
             FROM audit a LEFT JOIN persons p ON p.id = a.person
             LEFT JOIN profiles f ON f.workspace = a.workspace AND f.id = a.about
             WHERE COALESCE(a.workspace, '') = $1 AND a.number < $2 AND a.at >= $3 AND a.at < $4
             AND ($5 = '' OR a.person = $5) AND ($6 = '' OR a.what = $6)
             AND ($7 = '' OR a.about = $7)
             ORDER BY a.number DESC LIMIT $8",
        )
        .bind(workspace.to_string())
        .bind(query.before.map_or(i64::MAX, number))
        .bind(query.since.map_or(i64::MIN, Timestamp::millis))
        .bind(query.until.map_or(i64::MAX, Timestamp::millis))
        .bind(query.person.map(|id| id.to_string()).unwrap_or_default())
        .bind(text(query.what.as_deref().unwrap_or_default()))
        .bind(text(query.about.as_deref().unwrap_or_default()))
        .bind(i64::from(query.limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows.into_iter().map(ShownRow::read).filter_map(or_skip).collect())
    }

    async fn audit_chain(
        &self,
        chain: Option<WorkspaceId>,
        after: u64,
        limit: u32,
    ) -> Stored<Vec<Logged>> {
        let rows: Vec<LoggedRow> = sqlx::query_as(
            "SELECT workspace, person, what, about, from_address, at, number, hash, facts FROM audit
             WHERE COALESCE(workspace, '') = $1 AND number > $2 ORDER BY number LIMIT $3",
        )
        .bind(chain::key(chain))
        .bind(number(after))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        // None may be left out: a damaged one is where the chain breaks.
        rows.into_iter().map(LoggedRow::read).collect()
    }

    async fn audit_head(&self, chain: Option<WorkspaceId>) -> Stored<Option<Head>> {
        let key = chain::key(chain);
        let row: Option<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT number, hash FROM audit_heads WHERE chain = $1")
                .bind(&key)
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        row.map(|(number, hash)| chain::head(&key, number, &hash)).transpose()
    }

    async fn audit_chains(&self) -> Stored<Vec<Option<WorkspaceId>>> {
        // Entries without a head belong to a chain too: somebody took the head away.
        let keys: Vec<String> = sqlx::query_scalar(
            "SELECT chain FROM audit_heads
             UNION SELECT DISTINCT COALESCE(workspace, '') FROM audit ORDER BY 1",
        )
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let read = |key: &String| match key.as_str() {
            "" => Ok(None),
            id => At::new("audit_heads", key).word("chain", id).map(Some),
        };
        keys.iter().map(read).collect()
    }

    async fn audited_people(&self, workspace: WorkspaceId) -> Stored<Vec<(PersonId, String)>> {
        let mut people: Vec<(String, String)> = sqlx::query_as(
            "SELECT p.id, p.name FROM memberships m JOIN persons p ON p.id = m.person
             WHERE m.workspace = $1",
        )
        .bind(workspace.to_string())
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        people.sort_by_cached_key(|(id, name)| (without_case(name), id.clone()));
        people
            .into_iter()
            .map(|(id, name)| Ok((At::new("persons", &id).word("id", &id)?, name)))
            .collect()
    }
}
