//! How the database goes about the queries whose cost must not grow with it.

use super::{Sqlite, Tested, agency, fresh};
use crate::sqlite::sql::{grants, profiles};

#[tokio::test]
async fn what_is_due_is_one_range_of_one_index() -> Tested {
    let (_folder, store) = fresh().await?;
    agency(&store, 20).await?;
    let range = "USING COVERING INDEX profiles_due (bucket=? AND due_at<?)";
    let plan = plan(&store, grants::DUE).await?;
    assert_eq!(plan, [format!("SEARCH profiles {range}")]);
    Ok(())
}

#[tokio::test]
async fn making_due_again_touches_that_range_alone() -> Tested {
    let (_folder, store) = fresh().await?;
    agency(&store, 20).await?;
    let plan = plan(&store, grants::DUE_AGAIN).await?;
    assert_eq!(plan.len(), 1, "{plan:?}");
    assert!(plan[0].contains("INDEX profiles_due (bucket=? AND (due_at"), "{plan:?}");
    Ok(())
}

#[tokio::test]
async fn a_page_begins_where_the_last_one_ended() -> Tested {
    let (_folder, store) = fresh().await?;
    agency(&store, 20).await?;
    let plan = plan(&store, profiles::PAGE).await?;
    assert_eq!(plan.len(), 1, "nothing is sorted: {plan:?}");
    assert!(plan[0].contains("INDEX profiles_in_order (workspace=? AND (severity"), "{plan:?}");
    Ok(())
}

/// The steps of a query. It is never run, so what is bound does not matter.
async fn plan(
    store: &Sqlite,
    sql: &str,
) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(explain).fetch_all(&store.readers).await?;
    Ok(rows.into_iter().map(|(_, _, _, detail)| detail).collect())
}
