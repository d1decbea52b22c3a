//! How the database goes about the queries whose cost must not grow with it.

use domain::{comment::Shown, id::CommentId, time::Timestamp};
use engine::ports::store::comments::{CommentCursor, CommentQuery};

use super::{Sqlite, Tested, agency, fresh};
use crate::sqlite::sql::{
    comments, due, figures, listenings, posts, profiles, replies, signals, taking::Line, turns,
};
use crate::story::cast::{at, channel};

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
    for Line { table, due, next, .. } in [turns::POSTS, figures::COUNTINGS, listenings::LISTENINGS]
    {
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

#[tokio::test]
async fn a_page_of_a_queue_is_one_range_of_an_index_in_its_order() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 20).await?;
    let after = CommentCursor { at: at(0), id: CommentId::new(at(0), [1; 10]) };
    let query = |shown, assignee| CommentQuery {
        channels: (0..40).map(channel).collect(),
        shown,
        assignee,
        after: Some(after),
        limit: 50,
    };
    let by_state = "comments_by_state (workspace=? AND state=? AND";
    for (shown, assignee, index) in [
        (None, None, "comments_in_order (workspace=? AND"),
        (Some(Shown::New), None, by_state),
        (Some(Shown::New), Some(agency.master), by_state),
        (Some(Shown::Answered), None, by_state),
        (Some(Shown::Done), None, by_state),
        (Some(Shown::Hidden), None, "comments_hidden (workspace=? AND"),
        (Some(Shown::Assigned), None, "comments_assigned (workspace=? AND"),
        (None, Some(agency.master), "comments_assigned (workspace=? AND"),
    ] {
        let page = comments::page(agency.workspace, &query(shown, assignee));
        let plan = plan(&store, page.sql().as_str()).await?;
        assert!(plan.len() == 1 || !plan[1].contains("B-TREE"), "nothing is sorted: {plan:#?}");
        assert!(plan[0].contains(index), "{shown:?} {assignee:?}: {plan:#?}");
    }
    Ok(())
}

#[tokio::test]
async fn counts_of_comments_and_how_far_they_were_heard_need_no_comments() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 20).await?;
    let channels: Vec<_> = (0..40).map(channel).collect();
    let count = comments::count(agency.workspace, &channels);
    let plan_of_count = plan(&store, count.sql().as_str()).await?;
    let index = "COVERING INDEX comments_of_channel (workspace=? AND channel=?)";
    assert!(plan_of_count[0].contains(index), "{plan_of_count:#?}");
    let listenings = plan(&store, listenings::OF_WORKSPACE).await?;
    assert!(listenings.iter().any(|step| step.contains(index)), "{listenings:#?}");
    for (query, index) in [
        (comments::THREAD, "comments_in_thread (workspace=? AND channel=? AND post=?)"),
        (replies::OPEN, "replies_open (workspace=? AND channel=?)"),
    ] {
        let plan = plan(&store, query).await?;
        assert!(plan.len() == 1 && plan[0].contains(index), "{plan:#?}");
    }
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
