//! A profile with what opens it.

use domain::{
    id::{ProfileId, WorkspaceId},
    plan::Plan,
    time::Timestamp,
};
use engine::{
    ports::store::{Stored, grants::HeldProfile},
    vault::{Fingerprint, Sealed, TokenDigest},
};
use sqlx::FromRow;

use super::{Connection, profiles, rows::At, unavailable};

#[derive(FromRow)]
struct GrantRow {
    fingerprint: Vec<u8>,
    grant_facts: String,
    version: i64,
    access_sealed: Vec<u8>,
    refresh_sealed: Option<Vec<u8>>,
    intent_digest: Option<Vec<u8>>,
    renew_at: Option<i64>,
    ask_at: i64,
}

/// Reads a profile with its grant and its sealed tokens.
pub(super) async fn read(
    connection: &mut Connection,
    workspace: WorkspaceId,
    id: ProfileId,
) -> Stored<Option<HeldProfile>> {
    let Some(profile) = profiles::load(connection, workspace, id).await? else {
        return Ok(None);
    };
    let row: GrantRow = sqlx::query_as(
        "SELECT fingerprint, grant_facts, version, access_sealed, refresh_sealed,
         CASE WHEN NOT leased THEN intent_digest END AS intent_digest, renew_at, ask_at
         FROM profiles WHERE workspace = $1 AND id = $2",
    )
    .bind(workspace.to_string())
    .bind(id.to_string())
    .fetch_one(&mut *connection)
    .await
    .map_err(unavailable)?;
    let tokens: Vec<(String, Vec<u8>)> = sqlx::query_as(
        "SELECT id, token_sealed FROM channels
         WHERE workspace = $1 AND profile = $2 AND token_sealed IS NOT NULL",
    )
    .bind(workspace.to_string())
    .bind(id.to_string())
    .fetch_all(connection)
    .await
    .map_err(unavailable)?;
    let tokens = tokens.into_iter().map(|(id, token)| {
        let id = At::new("channels", &id).word("id", &id)?;
        Ok((id, Sealed(token)))
    });
    let at = At::new("profiles", &id);
    let intent = row.intent_digest.map(|digest| at.bytes("intent_digest", &digest));
    Ok(Some(HeldProfile {
        profile,
        workspace,
        fingerprint: Fingerprint(at.bytes("fingerprint", &row.fingerprint)?),
        grant: at.json("grant_facts", &row.grant_facts)?,
        version: at.count("version", row.version)?,
        access: Sealed(row.access_sealed),
        refresh: row.refresh_sealed.map(Sealed),
        intent: intent.transpose()?.map(TokenDigest),
        plan: Plan {
            renew_at: row.renew_at.map(Timestamp::from_millis),
            ask_at: Timestamp::from_millis(row.ask_at),
        },
        channel_tokens: tokens.collect::<Stored<_>>()?,
    }))
}
