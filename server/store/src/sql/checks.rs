//! Writing down what a check found.

use domain::{
    event::{Change, What},
    profile::{Channel, Profile},
    time::Timestamp,
    uptime::{Doer, State},
};
use engine::ports::store::{Stored, grants::Check};

use super::{
    histories, profiles,
    rows::{number, profile::Derived, to_json},
    unavailable,
    unit::Unit,
};

/// Writes what a check found into `unit`. False, and nothing is written, if the grant has another version by now.
pub(super) async fn write(unit: &mut Unit, check: &Check) -> Stored<bool> {
    let version: Option<i64> = sqlx::query_scalar(concat!(
        "SELECT version FROM profiles WHERE workspace = $1 AND id = $2",
        for_update!()
    ))
    .bind(check.workspace.to_string())
    .bind(check.profile.to_string())
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    if version != Some(number(check.version)) {
        return Ok(false);
    }
    let before = profiles::load(unit.connection(), check.workspace, check.profile).await?;
    let Some(before) = before else {
        return Ok(false);
    };
    let mut after = before.clone();
    after.health = check.health.clone();
    after.checked_at = check.answered_at.or(before.checked_at);
    for channel in &mut after.channels {
        let told = check.losses.iter().find(|(id, _)| *id == channel.id);
        if let Some((_, losses)) = told.filter(|(_, losses)| *losses != channel.losses) {
            channel.losses = losses.clone();
            write_losses(unit, check, channel).await?;
        }
    }
    write_profile(unit, check, &after).await?;
    let (stood, by) = (State::of(&before), Doer::Network);
    histories::note(unit, check.workspace, &stood, &after, by, check.now).await?;
    let changed = after.health != before.health || after.channels != before.channels;
    if changed || check.announce {
        let what = checked(&after, before.needs_mending());
        unit.write_event(check.workspace, check.now, &what).await?;
    }
    Ok(true)
}

/// The event that tells how a profile stands.
pub(super) fn checked(profile: &Profile, was_mending: bool) -> What {
    let channels = profile.channels.iter();
    What::Checked {
        profile: profile.id,
        health: profile.health.clone(),
        checked_at: profile.checked_at,
        channels: channels.map(|channel| (channel.id, channel.losses.clone())).collect(),
        mending: Change { before: was_mending, after: profile.needs_mending() },
    }
}

async fn write_profile(unit: &mut Unit, check: &Check, after: &Profile) -> Stored<()> {
    sqlx::query(
        "UPDATE profiles SET health = $1, severity = $2, checked_at = $3, due_at = $4,
         grant_facts = COALESCE($5, grant_facts), needed_at = $6, renew_at = $7, ask_at = $8,
         bucket = $9 WHERE workspace = $10 AND id = $11",
    )
    .bind(to_json(&after.health)?)
    .bind(Derived::of(after).severity)
    .bind(after.checked_at.map(Timestamp::millis))
    .bind(check.plan.due_at().millis())
    .bind(check.grant.as_ref().map(to_json).transpose()?)
    .bind(after.health.needed_at().map(Timestamp::millis))
    .bind(check.plan.renew_at.map(Timestamp::millis))
    .bind(check.plan.ask_at.millis())
    .bind(check.plan.lane(after.network).number())
    .bind(check.workspace.to_string())
    .bind(check.profile.to_string())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

async fn write_losses(unit: &mut Unit, check: &Check, channel: &Channel) -> Stored<()> {
    sqlx::query(
        "UPDATE channels SET losses = $1 WHERE workspace = $2 AND profile = $3 AND id = $4",
    )
    .bind(to_json(&channel.losses)?)
    .bind(check.workspace.to_string())
    .bind(check.profile.to_string())
    .bind(channel.id.to_string())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}
