//! What is due: the beginning of a lane in the order of its index.

use domain::{plan::Lane, time::Timestamp};
use engine::ports::store::{
    Stored,
    grants::{Due, DueRequest},
};
use sqlx::QueryBuilder;

use super::{Connection, Driver, grants::key, rows, unavailable, unit::Unit};

/// At most so many at once, whatever is asked for.
const MOST: u32 = 1000;

/// What is due of a lane: one range of the index, most overdue first.
pub(in super::super) const DUE: &str = concat!(
    "SELECT due_at, workspace, id FROM profiles
     WHERE bucket = $1 AND due_at <= $2 ORDER BY due_at, workspace, id LIMIT $3",
    skip_locked!()
);

/// The first of a lane after a place in that index.
pub(in super::super) const NEXT: &str = "SELECT due_at FROM profiles
     WHERE bucket = $1 AND (due_at, workspace, id) > ($2, $3, $4)
     ORDER BY due_at, workspace, id LIMIT 1";

/// A place in a lane: when, workspace, profile.
pub(in super::super) type Place = (i64, String, String);

/// Takes what is due. What somebody else is taking at this moment is left to them.
pub(super) async fn take(unit: &mut Unit, request: &DueRequest) -> Stored<Due> {
    let due: Vec<Place> = sqlx::query_as(DUE)
        .bind(request.lane.number())
        .bind(request.now.millis())
        .bind(i64::from(request.limit.min(MOST)))
        .fetch_all(unit.connection())
        .await
        .map_err(unavailable)?;
    let Some(last) = due.last() else {
        let next = first(unit.connection(), request.lane).await?;
        return Ok(Due { profiles: Vec::new(), next });
    };
    let next = next(unit.connection(), request.lane, last).await?;
    // One text for every number of profiles: not worth a place in the cache of statements.
    let mut again = again(&due, request.again);
    let again = again.build().persistent(false).execute(unit.connection());
    again.await.map_err(unavailable)?;
    let keys = due.iter().map(|(_, workspace, id)| key(workspace, id));
    Ok(Due { profiles: keys.filter_map(rows::or_skip).collect(), next })
}

/// When the first of a lane is due.
pub(super) async fn first(connection: &mut Connection, lane: Lane) -> Stored<Option<Timestamp>> {
    next(connection, lane, &(i64::MIN, String::new(), String::new())).await
}

async fn next(
    connection: &mut Connection,
    lane: Lane,
    (due_at, workspace, id): &Place,
) -> Stored<Option<Timestamp>> {
    let next: Option<i64> = sqlx::query_scalar(NEXT)
        .bind(lane.number())
        .bind(due_at)
        .bind(workspace)
        .bind(id)
        .fetch_optional(connection)
        .await
        .map_err(unavailable)?;
    Ok(next.map(Timestamp::from_millis))
}

/// Makes them due again, by their keys: between them may lie what others are taking.
pub(in super::super) fn again(due: &[Place], again: Timestamp) -> QueryBuilder<Driver> {
    let mut update = QueryBuilder::new("UPDATE profiles SET due_at = ");
    update.push_bind(again.millis());
    update.push(" WHERE (workspace, id) IN (");
    update.push_values(due, |mut key, (_, workspace, id)| {
        key.push_bind(workspace.clone()).push_bind(id.clone());
    });
    update.push(")");
    update
}
