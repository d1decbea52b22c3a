//! Everything arrives, or nothing does.

use std::{collections::BTreeSet, error::Error, sync::Arc, time::Duration};

use engine::ports::store::{Store, StoreError, profiles::ProfileQuery};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;

use super::{MoveError, TABLES, move_all, move_watching};
use crate::{
    OpenError, open,
    postgres::{self, tests::server::database},
    story::{
        cast::{at, audit, workspace},
        story,
    },
};

type Tested = Result<(), Box<dyn Error + Send + Sync>>;

#[tokio::test]
async fn everything_arrives_and_the_file_is_left_alone_from_then_on() -> Tested {
    let Some(target) = database().await? else { return Ok(()) };
    let (_folder, url, here) = told().await?;
    let report = move_all(&url, &target).await?;
    let rows =
        |name| report.tables.iter().find(|(table, _, _)| *table == name).map(|found| found.1);
    assert!(rows("profiles").is_some_and(|rows| rows > 100), "{report:?}");

    let there = open(&target).await?;
    let query = ProfileQuery { limit: 200, ..ProfileQuery::default() };
    for number in [1, 2] {
        let (old, new) = (
            here.list_profiles(workspace(number), &query).await?,
            there.list_profiles(workspace(number), &query).await?,
        );
        assert_eq!((old.profiles, old.as_of), (new.profiles, new.as_of));
    }
    there.audit(&audit("after", at(9_000))).await?;

    let late = here.audit(&audit("late", at(9_000))).await;
    let Err(StoreError::Unavailable(why)) = late else { return Err("it was written".into()) };
    assert!(why.to_string().starts_with("everything was moved to the database relink_"), "{why}");
    let again = open(&url).await.err();
    assert!(matches!(&again, Some(OpenError::Moved { .. })), "{again:?}");
    let twice = move_all(&url, &target).await;
    assert!(matches!(twice, Err(MoveError::Open(OpenError::Moved { .. }))), "{twice:?}");
    Ok(())
}

#[tokio::test]
async fn a_target_with_anything_in_it_is_refused() -> Tested {
    let Some(target) = database().await? else { return Ok(()) };
    open(&target).await?.audit(&audit("somebody was here", at(0))).await?;
    let (_folder, url, here) = told().await?;
    let refused = move_all(&url, &target).await;
    assert!(matches!(refused, Err(MoveError::NotEmpty("audit"))), "{refused:?}");
    here.audit(&audit("works on", at(9_000))).await?;
    Ok(())
}

#[tokio::test]
async fn a_move_that_is_interrupted_never_happened() -> Tested {
    let Some(target) = database().await? else { return Ok(()) };
    let (_folder, url, here) = told().await?;
    let (options, _) = postgres::connect(&target).await?;
    let mut other = PgConnection::connect_with(&options).await?;
    let mut holding = other.begin().await?;
    holding.execute("LOCK TABLE audit IN SHARE MODE").await?;
    let moving = tokio::spawn({
        let (url, target) = (url.clone(), target.clone());
        async move { move_all(&url, &target).await }
    });
    let waits = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted
                 AND relation = 'audit'::REGCLASS)";
    while !sqlx::query_scalar(waits).fetch_one(&mut *holding).await? {
        tokio::task::yield_now().await;
    }
    moving.abort();
    assert!(moving.await.is_err_and(|error| error.is_cancelled()));
    holding.rollback().await?;
    here.audit(&audit("works on", at(9_000))).await?;
    // This also finds the target empty.
    move_all(&url, &target).await?;
    Ok(())
}

#[tokio::test]
async fn what_arrives_otherwise_is_not_taken_for_the_same() -> Tested {
    let Some(target) = database().await? else { return Ok(()) };
    let (_folder, url, here) = told().await?;
    let (options, _) = postgres::connect(&target).await?;
    let mut other = PgConnection::connect_with(&options).await?;
    other
        .execute(
            "CREATE FUNCTION twist() RETURNS TRIGGER LANGUAGE plpgsql AS
             $$ BEGIN NEW.name = NEW.name || ' '; RETURN NEW; END $$;
             CREATE TRIGGER twist BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION twist()",
        )
        .await?;
    let differs = move_all(&url, &target).await;
    assert!(matches!(differs, Err(MoveError::Differs("persons"))), "{differs:?}");
    here.audit(&audit("works on", at(9_000))).await?;
    other.execute("DROP TRIGGER twist ON persons").await?;
    move_all(&url, &target).await?;
    Ok(())
}

/// Whoever began a renewal may write down what came of it; only what was left behind by somebody who is gone is moved.
#[tokio::test]
async fn a_renewal_that_somebody_began_is_waited_for() -> Tested {
    let Some(target) = database().await? else { return Ok(()) };
    let (_folder, url, here) = told().await?;
    let (mut source, _, _) = crate::sqlite::connect(&url).await?;
    let lease = "UPDATE profiles SET leased = TRUE WHERE id = (SELECT MIN(id) FROM profiles)";
    source.execute(lease).await?;
    let waiting = move_watching(&url, &target, Duration::from_secs(3600));
    tokio::select! {
        biased;
        moved = waiting => return Err(format!("it did not wait: {moved:?}").into()),
        written = async {
            // It lets others write between its looks.
            here.audit(&audit("works on", at(9_000))).await
        } => written?,
    }
    move_watching(&url, &target, Duration::from_millis(1)).await?;
    Ok(())
}

#[tokio::test]
async fn only_a_file_that_is_there_is_moved_and_only_to_postgresql() {
    let there = "postgres://relink@127.0.0.1:1/relink";
    for url in ["sqlite://nowhere/relink.db", there, "nonsense"] {
        let refused = move_all(url, there).await;
        assert!(matches!(refused, Err(MoveError::NoSource)), "{refused:?}");
    }
    let refused = move_all("sqlite://a", "sqlite://b").await;
    assert!(matches!(refused, Err(MoveError::NoTarget)), "{refused:?}");
}

#[tokio::test]
async fn no_table_and_no_column_is_forgotten() -> Tested {
    let moved: BTreeSet<_> = TABLES
        .iter()
        .flat_map(|table| {
            table.names().into_iter().map(|column| format!("{}.{column}", table.name))
        })
        .collect();
    let (_folder, url, _here) = told().await?;
    let (mut source, _, _) = crate::sqlite::connect(&url).await?;
    let there: Vec<String> = sqlx::query_scalar(
        "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND t.name <> '_sqlx_migrations'",
    )
    .fetch_all(&mut source)
    .await?;
    assert_eq!(there.into_iter().collect::<BTreeSet<_>>(), moved);
    let Some(target) = database().await? else { return Ok(()) };
    let (options, _) = postgres::connect(&target).await?;
    let there: Vec<String> = sqlx::query_scalar(
        "SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'",
    )
    .fetch_all(&mut PgConnection::connect_with(&options).await?)
    .await?;
    assert_eq!(there.into_iter().collect::<BTreeSet<_>>(), moved);
    Ok(())
}

/// A file to which the story was told, and a server that still runs on it.
async fn told() -> Result<(TempDir, String, Arc<dyn Store>), Box<dyn Error + Send + Sync>> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}/relink.db", folder.path().display());
    let store = open(&url).await?;
    story(Arc::clone(&store)).await?;
    Ok((folder, url, store))
}
