//! How the database goes about the queries whose cost must not grow with it.

use domain::time::Timestamp;

use super::{Sqlite, Tested, agency, fresh};
use crate::sqlite::sql::{due, figures, posts, profiles, signals, taking::Line, turns};

#[tokio::test]
async fn what_is_due_is_one_range_of_one_index() -> Tested {
    let (_folder, store) = fresh().await?;
    agency(&store, 20).await?;
    let index = "SEARCH profiles USING COVERING INDEX profiles_due";
    assert_eq!(plan(&store, due::DUE).await?, [format!("{index} (bucket=? AND due_at<?)")]);
    let next = plan(&store, due::NEXT).await?;
    assert_eq!(next.len(), 1, "{next:?}");
    assert!(next[0].starts_with(&format!("{index} (bucket=? AND (due_at")), "{next:?}");
    Ok(())
}

#[tokio::test]
async fn making_due_again_finds_each_by_its_key() -> Tested {
    let (_folder, store) = fresh().await?;
    agency(&store, 20).await?;
    let places = [(0, String::new(), String::new()), (1, String::new(), String::new())];
    let again = due::again(&places, Timestamp::from_millis(0));
    let plan = plan(&store, again.sql().as_str()).await?;
    assert!(
        plan[0].contains("INDEX sqlite_autoindex_profiles_1 (workspace=? AND id=?)"),
        "{plan:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_page_begins_where_the_last_one_ended() -> Tested {
    let (_folder, store) = fresh().await?;
    agency(&store, 20).await?;
    let plan = plan(&store, profiles::page::PAGE).await?;
    assert_eq!(plan.len(), 1, "nothing is sorted: {plan:?}");
    assert!(plan[0].contains("INDEX profiles_in_order (workspace=? AND (severity"), "{plan:?}");
    Ok(())
}

#[tokio::test]
async fn whom_a_signal_is_about_is_found_by_indexes() -> Tested {
    let (_folder, store) = fresh().await?;
    agency(&store, 20).await?;
    let plan = plan(&store, signals::ABOUT).await?;
    assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:#?}");
    Ok(())
}

#[tokio::test]
async fn whose_turn_it_is_and_what_comes_first_are_one_range_of_one_index_each() -> Tested {
    let (_folder, store) = fresh().await?;
    for Line { table, due, next, .. } in [turns::POSTS, figures::COUNTINGS] {
        let index = format!("SEARCH {table} USING COVERING INDEX {table}_due");
        let due = plan(&store, due).await?;
        assert_eq!(due, [format!("{index} (bucket=? AND due_at<?)")]);
        let next = plan(&store, next).await?;
        assert_eq!((next.len(), next[0].starts_with(&index)), (1, true), "{next:?}");
    }
    for (query, index) in [
        (turns::HEAD, "posts_in_queue (workspace=? AND channel=? AND queue_at<?)"),
        (turns::ON_ITS_WAY, "posts_on_their_way (workspace=? AND channel=?)"),
    ] {
        let plan = plan(&store, query).await?;
        assert!(plan[0].contains(index), "{plan:?}");
        assert!(!plan.iter().any(|step| step.contains("B-TREE")), "nothing is sorted: {plan:?}");
    }
    let plan = plan(&store, posts::list::NEXT_IN_QUEUES).await?;
    assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:#?}");
    Ok(())
}

#[tokio::test]
async fn a_channels_figures_are_one_range_of_their_key_and_posts_by_day_one_of_their_index()
-> Tested {
    let (_folder, store) = fresh().await?;
    let of_channel = plan(&store, figures::OF_CHANNEL).await?;
    let key = "USING PRIMARY KEY (workspace=? AND channel=? AND day>? AND day<?)";
    assert!(of_channel.len() == 1 && of_channel[0].ends_with(key), "{of_channel:?}");
    let by_day = plan(&store, posts::list::PUBLISHED_BY_DAY).await?;
    let index = "posts_by_state (workspace=? AND state=? AND sort_at>? AND sort_at<?)";
    assert!(by_day[0].contains(index), "{by_day:?}");
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
