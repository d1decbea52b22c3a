//! How the database goes about the queries whose cost must not grow with it.

use domain::time::Timestamp;
use sqlx::Row as _;

use super::{Postgres, Tested, agency, if_there};
use crate::postgres::sql::{due, profiles, signals};

#[tokio::test]
async fn what_is_due_is_one_range_of_one_index() -> Tested {
    let Some((_url, store)) = if_there().await? else { return Ok(()) };
    fill(&store).await?;
    let steps = plan(&store, due::DUE, "INT8, INT8, INT8", "1, 100000, 100").await?;
    assert!(has(&steps, "Scan using profiles_due on profiles"), "{steps:#?}");
    assert!(has(&steps, "Index Cond: ((bucket = "), "{steps:#?}");
    assert!(!has(&steps, "Sort") && !has(&steps, "Filter"), "{steps:#?}");
    let steps = plan(&store, due::NEXT, "INT8, INT8, TEXT, TEXT", "1, 1, '', ''").await?;
    assert!(has(&steps, "AND (ROW(due_at"), "{steps:#?}");
    assert!(!has(&steps, "Sort") && !has(&steps, "Filter"), "{steps:#?}");
    Ok(())
}

#[tokio::test]
async fn making_due_again_finds_each_by_its_key() -> Tested {
    let Some((_url, store)) = if_there().await? else { return Ok(()) };
    fill(&store).await?;
    let places = [(0, "a".to_owned(), "b".to_owned()), (1, "a".to_owned(), "c".to_owned())];
    let again = due::again(&places, Timestamp::from_millis(0));
    let types = "INT8, TEXT, TEXT, TEXT, TEXT";
    let steps = plan(&store, again.sql().as_str(), types, "1, 'a', 'b', 'a', 'c'").await?;
    assert!(has(&steps, "using profiles_pkey on profiles"), "{steps:#?}");
    Ok(())
}

#[tokio::test]
async fn a_page_begins_where_the_last_one_ended() -> Tested {
    let Some((_url, store)) = if_there().await? else { return Ok(()) };
    fill(&store).await?;
    let types = "TEXT, TEXT, INT8, TEXT, INT8, TEXT, TEXT, INT8";
    let arguments = "'w', NULL, NULL, NULL, 1, 'n', 'i', 50";
    let steps = plan(&store, profiles::page::PAGE, types, arguments).await?;
    assert!(has(&steps, "using profiles_in_order on profiles"), "{steps:#?}");
    assert!(has(&steps, "(ROW(severity, sort_name, id) > ROW("), "{steps:#?}");
    assert!(!has(&steps, "Sort"), "{steps:#?}");
    Ok(())
}

#[tokio::test]
async fn whom_a_signal_is_about_is_found_by_indexes() -> Tested {
    let Some((_url, store)) = if_there().await? else { return Ok(()) };
    fill(&store).await?;
    let steps = plan(&store, signals::ABOUT, "BYTEA", "'print'").await?;
    assert!(!has(&steps, "Seq Scan"), "{steps:#?}");
    Ok(())
}

fn has(steps: &[String], part: &str) -> bool {
    steps.iter().any(|step| step.contains(part))
}

/// So many rows that a walk over all of them would be slow.
async fn fill(store: &Postgres) -> Tested {
    agency(store, 20).await?;
    sqlx::raw_sql(
        "INSERT INTO profiles (workspace, id, network, issuer, subject, name, fingerprint, health,
         severity, sort_name, search, grant_facts, version, access_sealed, ask_at, bucket, due_at)
         SELECT workspace, id || '-' || n, network, issuer, subject || '-' || n, name, fingerprint, health,
         n % 4, sort_name, search, grant_facts, version, access_sealed, ask_at, n % 20, due_at + n
         FROM profiles, GENERATE_SERIES(1, 1000) n; ANALYZE profiles",
    )
    .execute(&store.writers)
    .await?;
    Ok(())
}

/// The steps of a query.
async fn plan(
    store: &Postgres,
    sql: &str,
    types: &str,
    arguments: &str,
) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    let mut connection = store.readers.acquire().await?;
    let prepare = sqlx::AssertSqlSafe(format!("PREPARE asked ({types}) AS {sql}"));
    sqlx::raw_sql(prepare).execute(&mut *connection).await?;
    let explain = sqlx::AssertSqlSafe(format!("EXPLAIN EXECUTE asked ({arguments})"));
    let rows = sqlx::raw_sql(explain).fetch_all(&mut *connection).await?;
    connection.close_on_drop();
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
