//! A disk that is full or became read-only, and work that was dropped half done.

use domain::authorization::Purpose;
use domain::event::EventId;
use engine::ports::store::{Accounts as _, Authorizations as _, Profiles as _, StoreError};

use super::{Tested, agency, fresh, link};
use crate::story::cast::{
    at, audit, beginning, binding, come_back, identity, landing, profile, sealed,
};

#[tokio::test]
async fn a_full_disk_is_said_so_and_nothing_is_half_written() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 1).await?;
    let binding = binding(&agency, 7, Purpose::Connect, 200);
    come_back(&store, &binding, 7).await?;
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&store.writer).await?;
    let limit = |pages: i64| sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
    sqlx::query(limit(pages)).execute(&store.writer).await?;
    let mut large = landing(&binding, profile(7), identity("ada", "Ada"));
    large.access = sealed(&"x".repeat(1_000_000));
    let failed = store.land(&large).await;
    assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}");
    let list = store.list_profiles(agency.workspace, &Default::default()).await?;
    assert_eq!((list.total, list.as_of), (1, EventId(1)), "what was there can be read");

    sqlx::query(limit(1_000_000)).execute(&store.writer).await?;
    assert_eq!(store.land(&large).await?, Some(()), "there is room again");
    Ok(())
}

#[tokio::test]
async fn a_read_only_disk_is_said_so() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 0).await?;
    let binding = binding(&agency, 1, Purpose::Connect, 200);
    sqlx::query("PRAGMA query_only = ON").execute(&store.writer).await?;
    let failed = store.begin_authorization(&beginning(&binding, 1)).await;
    assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}");
    sqlx::query("PRAGMA query_only = OFF").execute(&store.writer).await?;
    store.begin_authorization(&beginning(&binding, 1)).await?;
    Ok(())
}

#[tokio::test]
async fn work_that_was_dropped_half_done_was_never_done() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 0).await?;
    let mut alarm = engine::ports::store::Events::alarm(&store);
    let mut unit = store.unit().await?;
    let what = domain::event::What::Removed {
        profile: profile(1),
        mending: domain::event::Change { before: false, after: false },
    };
    assert_eq!(unit.write_event(agency.workspace, at(1), &what).await?, EventId(1));
    unit.write_audit(&audit("never", at(1))).await?;
    drop(unit);
    link(&store, &agency, 1).await?;
    assert_eq!(alarm.recv().await?, agency.workspace);
    assert!(alarm.is_empty(), "it rang once");
    let list = store.list_profiles(agency.workspace, &Default::default()).await?;
    assert_eq!(list.as_of, EventId(1), "the number was not used up");
    let never: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM audit WHERE what = 'never'")
        .fetch_one(&store.readers)
        .await?;
    assert_eq!(never, 0);
    store.audit(&audit("never", at(1))).await?;
    Ok(())
}
