//! Push messages: posted, taken, settled.

use domain::{
    device::MOST_WAITING,
    id::{PushId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Stored,
    devices::{DuePush, NewPush, PushSettled},
};

use super::{
    super::{unavailable, unit::Unit},
    rows::TakenRow,
};

/// Posts messages to devices that are there, in the unit whose deed they tell; one that finds too many before it is not
/// sent. Returns how many were posted.
pub(in super::super) async fn post(
    unit: &mut Unit,
    pushes: impl IntoIterator<Item = &NewPush>,
) -> Stored<u64> {
    let mut posted = 0;
    for new in pushes {
        let done = sqlx::query(
            "INSERT INTO pushes (workspace, id, device, facts, posted_at, attempts, due_at)
             SELECT workspace, $3, id, $4, $5, 0, $5 FROM devices
             WHERE workspace = $1 AND id = $2 AND gone_at IS NULL
             AND (SELECT COUNT(*) FROM pushes WHERE workspace = $1 AND device = $2) < $6",
        )
        .bind(new.workspace.to_string())
        .bind(new.device.to_string())
        .bind(new.id.to_string())
        .bind(&new.facts)
        .bind(new.at.millis())
        .bind(i64::try_from(MOST_WAITING).unwrap_or(i64::MAX))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        posted += done.rows_affected();
    }
    Ok(posted)
}

/// Takes the message that is due longest, to a device that is left alone by nobody else.
pub(super) async fn take(
    unit: &mut Unit,
    now: Timestamp,
    lease: Timestamp,
) -> Stored<Option<DuePush>> {
    let taken: Option<TakenRow> = sqlx::query_as(concat!(
        "UPDATE pushes SET attempts = attempts + 1, due_at = $2 WHERE (workspace, id) = (
             SELECT workspace, id FROM pushes p WHERE due_at <= $1 AND NOT EXISTS (
                 SELECT 1 FROM devices d WHERE d.workspace = p.workspace AND d.id = p.device
                 AND d.busy_until > $1)
             ORDER BY due_at, id LIMIT 1",
        skip_locked!(),
        ") RETURNING workspace, id, device, facts, posted_at, attempts"
    ))
    .bind(now.millis())
    .bind(lease.millis())
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    let Some(taken) = taken else { return Ok(None) };
    let sealed: Option<Vec<u8>> = sqlx::query_scalar(
        "UPDATE devices SET busy_until = $3 WHERE workspace = $1 AND id = $2 RETURNING sealed",
    )
    .bind(&taken.workspace)
    .bind(&taken.device)
    .bind(lease.millis())
    .fetch_one(unit.connection())
    .await
    .map_err(unavailable)?;
    taken.read(sealed).map(Some)
}

/// Writes down what came of a message, and when its device may be written to again.
pub(super) async fn settle(
    unit: &mut Unit,
    workspace: WorkspaceId,
    push: PushId,
    settled: &PushSettled,
) -> Stored<()> {
    let (PushSettled::Taken { at, answer }
    | PushSettled::GivenUp { at, answer }
    | PushSettled::Again { at, answer, .. }
    | PushSettled::Gone { at, answer }) = *settled;
    let again = match *settled {
        PushSettled::Again { due_at, rest_until, .. } => Some((due_at, rest_until)),
        _ => None,
    };
    let query = match again {
        Some((due_at, _)) => sqlx::query_scalar(
            "UPDATE pushes SET due_at = $3 WHERE workspace = $1 AND id = $2 RETURNING device",
        )
        .bind(workspace.to_string())
        .bind(push.to_string())
        .bind(due_at.millis()),
        None => sqlx::query_scalar(
            "DELETE FROM pushes WHERE workspace = $1 AND id = $2 RETURNING device",
        )
        .bind(workspace.to_string())
        .bind(push.to_string()),
    };
    let device: Option<String> =
        query.fetch_optional(unit.connection()).await.map_err(unavailable)?;
    // Removed meanwhile.
    let Some(device) = device else { return Ok(()) };
    let is_gone = matches!(settled, PushSettled::Gone { .. });
    if is_gone {
        sqlx::query("DELETE FROM pushes WHERE workspace = $1 AND device = $2")
            .bind(workspace.to_string())
            .bind(&device)
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
    }
    sqlx::query(
        "UPDATE devices SET busy_until = $3, answered_at = $4, answer = $5,
         delivered_at = CASE WHEN $6 THEN $4 ELSE delivered_at END,
         gone_at = CASE WHEN $7 THEN $4 ELSE gone_at END,
         endpoint = CASE WHEN $7 THEN NULL ELSE endpoint END,
         sealed = CASE WHEN $7 THEN NULL ELSE sealed END
         WHERE workspace = $1 AND id = $2",
    )
    .bind(workspace.to_string())
    .bind(&device)
    .bind(again.map_or(0, |(_, rest_until)| rest_until.millis()))
    .bind(at.millis())
    .bind(answer.to_string())
    .bind(matches!(settled, PushSettled::Taken { .. }))
    .bind(is_gone)
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}
