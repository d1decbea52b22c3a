//! The lease under which a grant is renewed, the intent to spend its refresh token, and what came of it.

use domain::{
    health::Health,
    id::ProfileId,
    profile::Profile,
    time::Timestamp,
    uptime::{Doer, State},
};
use engine::ports::store::{
    Stored,
    grants::{Begun, Fence, Held, RenewalRecord, RenewalRequest},
};
use sqlx::FromRow;

use super::{
    checks, histories, profiles,
    rows::{At, number, profile::Derived, to_json},
    unavailable,
    unit::Unit,
};

#[derive(FromRow)]
struct LeaseRow {
    fence: i64,
    leased: bool,
    intent_digest: Option<Vec<u8>>,
}

/// Takes the lease, and writes the intent down with it.
pub(super) async fn begin(unit: &mut Unit, request: &RenewalRequest) -> Stored<Begun> {
    let row: Option<LeaseRow> = sqlx::query_as(concat!(
        "SELECT fence, leased, intent_digest FROM profiles
             WHERE workspace = $1 AND id = $2 AND version = $3",
        for_update!()
    ))
    .bind(request.workspace.to_string())
    .bind(request.profile.to_string())
    .bind(number(request.version))
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    let Some(row) = row else { return Ok(Begun::Changed) };
    let at = At::new("profiles", &request.profile);
    let fence = Fence(at.count("fence", row.fence)?);
    if row.leased && request.takes_over != Some(fence) {
        return Ok(Begun::Busy(fence));
    }
    let spends = request.spends.as_ref().map(|digest| digest.0.as_slice());
    let sent_before = row.intent_digest.is_some() && row.intent_digest.as_deref() == spends;
    if sent_before {
        give_back(unit, request).await?;
        return Ok(Begun::SentBefore);
    }
    sqlx::query(
        "UPDATE profiles SET fence = fence + 1, leased = TRUE, intent_digest = $1, intent_at = $2
         WHERE workspace = $3 AND id = $4",
    )
    .bind(spends)
    .bind(spends.map(|_| request.now.millis()))
    .bind(request.workspace.to_string())
    .bind(request.profile.to_string())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(Begun::Leased(Fence(fence.0 + 1)))
}

/// The lease of somebody who is gone; its number still counts.
async fn give_back(unit: &mut Unit, request: &RenewalRequest) -> Stored<()> {
    sqlx::query("UPDATE profiles SET leased = FALSE WHERE workspace = $1 AND id = $2")
        .bind(request.workspace.to_string())
        .bind(request.profile.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(())
}

#[derive(FromRow)]
struct BeforeRow {
    network: String,
    health: String,
    severity: i64,
}

/// Writes new tokens down. `None`, and nothing is written, if the lease or the grant is another by now.
pub(super) async fn record(unit: &mut Unit, renewal: &RenewalRecord) -> Stored<Option<u64>> {
    let Held { workspace, profile, fence } = renewal.held;
    let before: Option<BeforeRow> = sqlx::query_as(concat!(
        "SELECT network, health, severity FROM profiles
             WHERE workspace = $1 AND id = $2 AND fence = $3 AND version = $4",
        for_update!()
    ))
    .bind(workspace.to_string())
    .bind(profile.to_string())
    .bind(number(fence.0))
    .bind(number(renewal.version))
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    let Some(before) = before else { return Ok(None) };
    let lane = renewal.plan.lane(At::new("profiles", &profile).word("network", &before.network)?);
    let health = to_json(&renewal.health)?;
    sqlx::query(
        "UPDATE profiles SET grant_facts = $1, access_sealed = $2,
         refresh_sealed = COALESCE($3, refresh_sealed), version = version + 1,
         leased = FALSE, intent_digest = NULL, intent_at = NULL, health = $4, checked_at = $5,
         needed_at = $6, renew_at = $7, ask_at = $8, due_at = $9, bucket = $10
         WHERE workspace = $11 AND id = $12",
    )
    .bind(to_json(&renewal.grant)?)
    .bind(renewal.access.0.as_slice())
    .bind(renewal.refresh.as_ref().map(|sealed| sealed.0.as_slice()))
    .bind(&health)
    .bind(renewal.now.millis())
    .bind(renewal.health.needed_at().map(Timestamp::millis))
    .bind(renewal.plan.renew_at.map(Timestamp::millis))
    .bind(renewal.plan.ask_at.millis())
    .bind(renewal.plan.due_at().millis())
    .bind(lane.number())
    .bind(workspace.to_string())
    .bind(profile.to_string())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    if health != before.health {
        tell(unit, renewal, profile, &before).await?;
    }
    Ok(Some(renewal.version + 1))
}

/// Health changed: the profile's place in the order follows, and the event.
async fn tell(
    unit: &mut Unit,
    renewal: &RenewalRecord,
    id: ProfileId,
    before: &BeforeRow,
) -> Stored<()> {
    let workspace = renewal.held.workspace;
    let after: Option<Profile> = profiles::load(unit.connection(), workspace, id).await?;
    let Some(after) = after else { return Ok(()) };
    sqlx::query("UPDATE profiles SET severity = $1 WHERE workspace = $2 AND id = $3")
        .bind(Derived::of(&after).severity)
        .bind(workspace.to_string())
        .bind(id.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    let health: Health = At::new("profiles", &id).json("health", &before.health)?;
    let stood = State::of_parts(&health, &after.channels);
    histories::note(unit, workspace, &stood, &after, Doer::Renewal, renewal.now).await?;
    let what = checks::checked(&after, before.severity == 0);
    unit.write_event(workspace, renewal.now, &what).await?;
    Ok(())
}

/// Gives the lease back.
pub(super) async fn end(unit: &mut Unit, held: &Held, spent: bool) -> Stored<()> {
    sqlx::query(
        "UPDATE profiles SET leased = FALSE,
         intent_digest = CASE WHEN $1 THEN intent_digest END,
         intent_at = CASE WHEN $1 THEN intent_at END
         WHERE workspace = $2 AND id = $3 AND fence = $4",
    )
    .bind(spent)
    .bind(held.workspace.to_string())
    .bind(held.profile.to_string())
    .bind(number(held.fence.0))
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}
