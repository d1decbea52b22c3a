//! The order of profiles on a page.

use engine::ports::store::{
    Stored,
    profiles::{Cursor, ProfileQuery},
};
use sqlx::{QueryBuilder, Row as _};

use super::{
    super::{
        Connection, Driver, Row,
        rows::{
            self,
            profile::{PlaceRow, profile_columns, severity},
            without_case,
        },
        unavailable,
    },
    Filter, MOST_PROFILES, matching,
};

/// The first page too begins after a place, one before all others, so that every page is one range of the index.
pub(in super::super::super) const PAGE: &str = concat!(
    "SELECT ",
    profile_columns!(),
    ", severity FROM profiles WHERE ",
    matching!(),
    " AND (severity, sort_name, id) > ($5, $6, $7) ORDER BY severity, sort_name, id LIMIT $8"
);

/// Rows in the order of the query, from its place on: those wanted first, then the others.
pub(super) async fn ordered(
    connection: &mut Connection,
    filter: &Filter,
    query: &ProfileQuery,
    limit: usize,
) -> Stored<Vec<Row>> {
    let first: Vec<_> = query.first.iter().take(MOST_PROFILES as usize).collect();
    let first: Vec<_> = first.into_iter().map(ToString::to_string).collect();
    let after = query.after.as_ref();
    let begun = after.and_then(|place| {
        let id = place.id.to_string();
        first.iter().position(|wanted| *wanted == id)
    });
    let (skipped, after) = match (after, begun) {
        (None, _) => (0, None),
        (Some(_), Some(place)) => (place + 1, None),
        (Some(place), None) => (first.len(), Some(place)),
    };
    let wanted = first.get(skipped..).unwrap_or_default();
    let mut rows = among(connection, filter, wanted).await?;
    rows.truncate(limit);
    let missing = limit - rows.len();
    if missing > 0 {
        // Those wanted first may come again among the others.
        let most = u32::try_from(missing + first.len()).unwrap_or(u32::MAX);
        let others = page(connection, filter, after, most).await?;
        let others =
            others.into_iter().filter(|row| !id(row).is_some_and(|id| first.contains(&id)));
        rows.extend(others.take(missing));
    }
    Ok(rows)
}

/// Those of `wanted` that are found, in the order in which they are wanted.
async fn among(
    connection: &mut Connection,
    filter: &Filter,
    wanted: &[String],
) -> Stored<Vec<Row>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::<Driver>::new(concat!(
        "SELECT ",
        profile_columns!(),
        ", severity FROM profiles WHERE id IN ("
    ));
    let mut ids = query.separated(", ");
    for id in wanted {
        ids.push_bind(id.clone());
    }
    query.push(") AND workspace = ").push_bind(filter.workspace.clone());
    if let Some(network) = filter.network {
        query.push(" AND network = ").push_bind(network);
    }
    if let Some(severity) = filter.severity {
        query.push(" AND severity = ").push_bind(severity);
    }
    if let Some(pattern) = &filter.pattern {
        query.push(" AND search LIKE ").push_bind(pattern.clone()).push(" ESCAPE '\\'");
    }
    let mut rows =
        query.build().persistent(false).fetch_all(connection).await.map_err(unavailable)?;
    rows.sort_by_key(|row| id(row).and_then(|id| wanted.iter().position(|wanted| *wanted == id)));
    Ok(rows)
}

fn id(row: &Row) -> Option<String> {
    row.try_get("id").ok()
}

async fn page(
    connection: &mut Connection,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: u32,
) -> Stored<Vec<Row>> {
    let (worst, name, id) = match after {
        Some(Cursor { worst, name, id }) => (severity(*worst), without_case(name), id.to_string()),
        None => (-1, String::new(), String::new()),
    };
    sqlx::query(PAGE)
        .bind(&filter.workspace)
        .bind(filter.network)
        .bind(filter.severity)
        .bind(&filter.pattern)
        .bind(worst)
        .bind(name)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await
        .map_err(unavailable)
}

/// The place of the last row that has one: damage there must not make the pages after it unreachable.
pub(super) fn place_of_last(rows: &[Row]) -> Option<Cursor> {
    rows.iter().rev().find_map(|row| rows::read::<PlaceRow, Cursor>(row).ok())
}
