//! Messages: posted, taken, settled, sent once more.

use domain::{
    hook::{CallAnswer, MOST_WAITING},
    id::{DeliveryId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Stored,
    hooks::{CallSettled, DeliveryShown, DueDelivery, NewDelivery},
};

use super::{
    super::{Db, rows::or_skip, unavailable, unit::Unit},
    rows::{BusyRow, ShownRow, TakenRow},
};

/// Posts messages to webhooks that are there and on, in the unit whose deed they tell; one that finds too many before it is
/// written down as not sent. Returns how many were posted.
pub(in super::super) async fn post(
    unit: &mut Unit,
    deliveries: impl IntoIterator<Item = &NewDelivery>,
) -> Stored<u64> {
    let mut posted = 0;
    for new in deliveries {
        let done = sqlx::query(
            "INSERT INTO hook_deliveries
                 (workspace, id, hook, kind, facts, posted_at, attempts, due_at, given_up_at, answer)
             SELECT q.workspace, $3, q.id, $4, $5, $6, 0, CASE WHEN q.waiting < $7 THEN $6 END,
                 CASE WHEN q.waiting < $7 THEN NULL ELSE $6 END,
                 CASE WHEN q.waiting < $7 THEN NULL ELSE $8 END
             FROM (SELECT h.workspace, h.id, (SELECT COUNT(*) FROM hook_deliveries d
                       WHERE d.workspace = h.workspace AND d.hook = h.id AND d.due_at IS NOT NULL)
                       AS waiting
                   FROM hooks h WHERE h.workspace = $1 AND h.id = $2 AND h.off_since IS NULL) q",
        )
        .bind(new.workspace.to_string())
        .bind(new.hook.to_string())
        .bind(new.id.to_string())
        .bind(new.kind)
        .bind(&new.facts)
        .bind(new.at.millis())
        .bind(i64::try_from(MOST_WAITING).unwrap_or(i64::MAX))
        .bind(CallAnswer::QueueFull.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        posted += done.rows_affected();
    }
    Ok(posted)
}

/// Has a message sent once more. False if there is none, or its webhook is off.
pub(super) async fn replay(
    unit: &mut Unit,
    workspace: WorkspaceId,
    delivery: DeliveryId,
    now: Timestamp,
) -> Stored<bool> {
    let done = sqlx::query(
        "UPDATE hook_deliveries SET due_at = $3, attempts = 0, delivered_at = NULL,
         given_up_at = NULL, answer = NULL WHERE workspace = $1 AND id = $2 AND EXISTS (
             SELECT 1 FROM hooks h WHERE h.workspace = $1 AND h.id = hook_deliveries.hook
             AND h.off_since IS NULL)",
    )
    .bind(workspace.to_string())
    .bind(delivery.to_string())
    .bind(now.millis())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(done.rows_affected() > 0)
}

/// Takes the message that is due longest, of a webhook that is left alone by nobody else.
pub(super) async fn take(
    unit: &mut Unit,
    now: Timestamp,
    lease: Timestamp,
) -> Stored<Option<DueDelivery>> {
    let taken: Option<TakenRow> = sqlx::query_as(concat!(
        "UPDATE hook_deliveries SET attempts = attempts + 1, due_at = $2 WHERE (workspace, id) = (
             SELECT workspace, id FROM hook_deliveries d WHERE due_at <= $1 AND NOT EXISTS (
                 SELECT 1 FROM hooks h WHERE h.workspace = d.workspace AND h.id = d.hook
                 AND h.busy_until > $1)
             ORDER BY due_at, id LIMIT 1",
        skip_locked!(),
        ") RETURNING workspace, id, hook, facts, posted_at, attempts"
    ))
    .bind(now.millis())
    .bind(lease.millis())
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    let Some(taken) = taken else { return Ok(None) };
    let hook: BusyRow = sqlx::query_as(
        "UPDATE hooks SET busy_until = $3 WHERE workspace = $1 AND id = $2
         RETURNING kind, sealed",
    )
    .bind(&taken.workspace)
    .bind(&taken.hook)
    .bind(lease.millis())
    .fetch_one(unit.connection())
    .await
    .map_err(unavailable)?;
    taken.read(hook).map(Some)
}

/// Writes down what came of a call, and when its webhook may be called again.
pub(super) async fn settle(
    unit: &mut Unit,
    workspace: WorkspaceId,
    delivery: DeliveryId,
    settled: &CallSettled,
) -> Stored<()> {
    let (query, at, busy_until, answer) = match settled {
        CallSettled::Taken { at, answer } => (
            "UPDATE hook_deliveries SET delivered_at = $3, answer = $4, due_at = NULL
             WHERE workspace = $1 AND id = $2 RETURNING hook",
            at,
            Timestamp::from_millis(0),
            answer,
        ),
        CallSettled::Again { at, rest_until, answer } => (
            "UPDATE hook_deliveries SET due_at = $3, answer = $4
             WHERE workspace = $1 AND id = $2 RETURNING hook",
            at,
            *rest_until,
            answer,
        ),
        CallSettled::GivenUp { at, answer } | CallSettled::Gone { at, answer } => (
            "UPDATE hook_deliveries SET given_up_at = $3, answer = $4, due_at = NULL
             WHERE workspace = $1 AND id = $2 RETURNING hook",
            at,
            Timestamp::from_millis(0),
            answer,
        ),
    };
    let hook: Option<String> = sqlx::query_scalar(query)
        .bind(workspace.to_string())
        .bind(delivery.to_string())
        .bind(at.millis())
        .bind(answer.to_string())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
    // Removed meanwhile.
    let Some(hook) = hook else { return Ok(()) };
    let off_since = match settled {
        CallSettled::Gone { at, .. } => Some(at.millis()),
        _ => None,
    };
    if let Some(at) = off_since {
        sqlx::query(
            "UPDATE hook_deliveries SET given_up_at = $3, answer = $4, due_at = NULL
             WHERE workspace = $1 AND hook = $2 AND due_at IS NOT NULL",
        )
        .bind(workspace.to_string())
        .bind(&hook)
        .bind(at)
        .bind(CallAnswer::SwitchedOff.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    }
    sqlx::query(
        "UPDATE hooks SET busy_until = $3, off_since = COALESCE($4, off_since)
         WHERE workspace = $1 AND id = $2",
    )
    .bind(workspace.to_string())
    .bind(&hook)
    .bind(busy_until.millis())
    .bind(off_since)
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

/// The newest messages.
pub(super) async fn latest(
    db: &Db,
    workspace: WorkspaceId,
    limit: u32,
) -> Stored<Vec<DeliveryShown>> {
    let rows: Vec<ShownRow> = sqlx::query_as(
        "SELECT id, hook, kind, posted_at, attempts, delivered_at, given_up_at, due_at, answer
         FROM hook_deliveries WHERE workspace = $1 ORDER BY posted_at DESC, id DESC LIMIT $2",
    )
    .bind(workspace.to_string())
    .bind(i64::from(limit))
    .fetch_all(&db.readers)
    .await
    .map_err(unavailable)?;
    Ok(rows.into_iter().map(ShownRow::shown).filter_map(or_skip).collect())
}
