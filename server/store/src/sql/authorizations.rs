//! Authorizations: begun, taken once, and ended.

use async_trait::async_trait;
use domain::{
    authorization::{AUTHORIZATION_LIFETIME, Authorization, Binding, WayBack},
    id::{AuthorizationId, WorkspaceId},
    outcome::{Outcome, Refusal},
    time::{Span, Timestamp},
};
use engine::{
    ports::store::{
        Authorizations, Stored,
        accounts::AuditEntry,
        authorizations::{Landing, NewAuthorization, Taken, Taking},
    },
    vault::TokenDigest,
};

use super::{
    Connection, Db, landing,
    rows::{
        self,
        authorization::{AuthorizationRow, Guarded, authorization_columns, stage},
        to_json,
    },
    unavailable,
    unit::Unit,
};

/// How long one that ended or expired can still be shown.
const KEPT: Span = Span::days(1);

macro_rules! select {
    ($condition:literal) => {
        concat!("SELECT ", authorization_columns!(), " FROM authorizations WHERE ", $condition)
    };
}

const BY_STATE: &str = concat!(select!("state = $1"), for_update!());
const BY_ID: &str = concat!(select!("id = $1"), for_update!());
const OF_BROWSER: &str = select!("id = $1 AND cookie = $2");
const IN_WORKSPACE: &str = select!("workspace = $1 AND id = $2");
const TO_LAND: &str = concat!(select!("workspace = $1 AND id = $2"), for_update!());

/// Forgets what is over, except what others have locked: nobody may wait for rows in no order.
const FORGET: &str = concat!(
    "DELETE FROM authorizations WHERE id IN
     (SELECT id FROM authorizations WHERE forget_at < $1 LIMIT 1000",
    skip_locked!(),
    ")"
);

#[async_trait]
impl Authorizations for Db {
    async fn begin_authorization(&self, new: &NewAuthorization) -> Stored<()> {
        let mut unit = self.unit().await?;
        let Binding { id, workspace, person, network, purpose, begun_at, back, ref issuer } =
            new.binding;
        sqlx::query(FORGET)
            .bind(begun_at.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        let pending = Authorization::begin(new.binding.clone());
        sqlx::query(
            "INSERT INTO authorizations (workspace, id, person, network, profile, begun_at,
             windowed, state, cookie, verifier, stage, forget_at, issuer, memo, walking, link)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        )
        .bind(workspace.to_string())
        .bind(id.to_string())
        .bind(person.to_string())
        .bind(network.slug())
        .bind(purpose.profile().map(|profile| profile.to_string()))
        .bind(begun_at.millis())
        .bind(back == WayBack::Window)
        .bind(new.state.0.as_slice())
        .bind(new.cookie.0.as_slice())
        .bind(new.verifier.as_ref().map(|sealed| sealed.0.as_slice()))
        .bind(stage(&pending))
        .bind(begun_at.after(AUTHORIZATION_LIFETIME).after(KEPT).millis())
        .bind(issuer)
        .bind(new.memo.as_ref().map(|sealed| sealed.0.as_slice()))
        .bind(back == WayBack::Walk)
        .bind(back.link().map(|link| link.to_string()))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.write_audit(&new.audit).await?;
        unit.commit().await
    }

    async fn take_authorization(&self, taking: &Taking) -> Stored<Result<Taken, Refusal>> {
        let mut unit = self.unit().await?;
        let row = sqlx::query(BY_STATE)
            .bind(taking.state.0.as_slice())
            .fetch_optional(unit.connection())
            .await
            .map_err(unavailable)?;
        let Some(row) = row else {
            return Ok(Err(Refusal::Unknown));
        };
        let guarded: Guarded = rows::read::<AuthorizationRow, _>(&row)?;
        if !is_theirs(&guarded, taking) {
            return Ok(Err(Refusal::Unknown));
        }
        let completed = match guarded.authorization.complete(taking.network) {
            Ok(completed) => completed,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let binding = completed.binding();
        // Verifier and memo leave with the taker; nobody can use them a second time.
        sqlx::query(
            "UPDATE authorizations SET stage = $1, verifier = NULL, memo = NULL
             WHERE workspace = $2 AND id = $3",
        )
        .bind(stage(&completed))
        .bind(binding.workspace.to_string())
        .bind(binding.id.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        Ok(Ok(Taken { binding: binding.clone(), verifier: guarded.verifier, memo: guarded.memo }))
    }

    async fn fail_authorization(
        &self,
        id: AuthorizationId,
        outcome: &Outcome,
        audit: &AuditEntry,
    ) -> Stored<()> {
        let mut unit = self.unit().await?;
        let row = sqlx::query(BY_ID)
            .bind(id.to_string())
            .fetch_optional(unit.connection())
            .await
            .map_err(unavailable)?;
        let found = row.map(|row| rows::read::<AuthorizationRow, Authorization>(&row));
        // One that ended keeps its outcome; what was tried with it is written down all the same.
        if let Some(Authorization::Pending(binding) | Authorization::Completed(binding)) =
            found.transpose()?
        {
            let failed = Authorization::Failed(binding, outcome.clone());
            end(&mut unit, &failed, audit.at).await?;
        }
        unit.write_audit(audit).await?;
        unit.commit().await
    }

    async fn authorization(
        &self,
        workspace: WorkspaceId,
        id: AuthorizationId,
    ) -> Stored<Option<Authorization>> {
        let mut reading = self.readers.acquire().await.map_err(unavailable)?;
        find(&mut reading, IN_WORKSPACE, workspace, id).await
    }

    async fn authorization_of_browser(
        &self,
        id: AuthorizationId,
        cookie: TokenDigest,
    ) -> Stored<Option<Authorization>> {
        let row = sqlx::query(OF_BROWSER)
            .bind(id.to_string())
            .bind(cookie.0.as_slice())
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        row.map(|row| rows::read::<AuthorizationRow, _>(&row)).transpose()
    }

    async fn land(&self, landing: &Landing) -> Stored<Option<()>> {
        let mut unit = self.unit().await?;
        if !landing::write(&mut unit, landing).await? {
            return Ok(None);
        }
        unit.commit().await?;
        Ok(Some(()))
    }
}

/// An authorization that is about to land: nobody else lands it meanwhile.
pub(super) async fn find_to_land(
    unit: &mut Unit,
    workspace: WorkspaceId,
    id: AuthorizationId,
) -> Stored<Option<Authorization>> {
    find(unit.connection(), TO_LAND, workspace, id).await
}

async fn find(
    connection: &mut Connection,
    sql: &'static str,
    workspace: WorkspaceId,
    id: AuthorizationId,
) -> Stored<Option<Authorization>> {
    let row = sqlx::query(sql)
        .bind(workspace.to_string())
        .bind(id.to_string())
        .fetch_optional(connection)
        .await
        .map_err(unavailable)?;
    row.map(|row| rows::read::<AuthorizationRow, _>(&row)).transpose()
}

/// Writes down how an authorization ended.
pub(super) async fn end(unit: &mut Unit, ended: &Authorization, at: Timestamp) -> Stored<()> {
    sqlx::query(
        "UPDATE authorizations SET stage = $1, outcome = $2, verifier = NULL, memo = NULL, forget_at = $3
         WHERE workspace = $4 AND id = $5",
    )
    .bind(stage(ended))
    .bind(ended.outcome().map(to_json).transpose()?)
    .bind(at.after(KEPT).millis())
    .bind(ended.binding().workspace.to_string())
    .bind(ended.binding().id.to_string())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

/// Whether the browser that came is the one it was begun in, and whoever is signed in there began it. Who came by a link has
/// no account, or another one: there the browser alone counts.
fn is_theirs(guarded: &Guarded, taking: &Taking) -> bool {
    let binding = guarded.authorization.binding();
    let beginner = (binding.person, binding.workspace);
    let is_person =
        binding.back.link().is_some() || taking.viewer.is_none_or(|viewer| viewer == beginner);
    is_person && taking.cookies.contains(&(binding.id, guarded.cookie))
}
