//! The file: made, kept, and refused.

use domain::{
    event::EventId,
    network::Network,
    plan::{Lane, Plan, Urgency},
    scheduling::SchedulerRole,
    time::Timestamp,
};
use engine::{
    ports::store::{
        Channels as _, Grants as _, Profiles as _, SchedulerRoles as _,
        grants::{Begun, DueRequest, Fence, RenewalRequest},
        profiles::ProfileQuery,
        scheduler_roles::PostsRoleOf,
    },
    vault::Sealed,
};
use sqlx::{ConnectOptions as _, Connection as _};

use super::{Sqlite, Tested, agency, fresh, url};
use crate::{
    OpenError, open,
    sqlite::sql::tests::damage::damage,
    story::cast::{channel, person, profile},
};

#[tokio::test]
async fn what_was_committed_is_there_after_opening_again() -> Tested {
    let (folder, store) = fresh().await?;
    let agency = agency(&store, 3).await?;
    let before = store.find_profile(agency.workspace, profile(1)).await?;
    assert_eq!(before.as_ref().map(|(_, as_of)| *as_of), Some(EventId(3)));
    // Left without a farewell, as a killed server would.
    std::mem::forget(store);
    let store = open(&url(&folder)).await?;
    assert_eq!(store.find_profile(agency.workspace, profile(1)).await?, before);
    assert!(store.is_set_up().await?);
    Ok(())
}

#[tokio::test]
async fn every_commit_is_durable_and_readers_cannot_write() -> Tested {
    let (_folder, store) = fresh().await?;
    let mut unit = store.unit().await?;
    let journal: String =
        sqlx::query_scalar("PRAGMA journal_mode").fetch_one(unit.connection()).await?;
    let synchronous: i64 =
        sqlx::query_scalar("PRAGMA synchronous").fetch_one(unit.connection()).await?;
    let foreign_keys: bool =
        sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(unit.connection()).await?;
    drop(unit);
    assert_eq!((&*journal, synchronous, foreign_keys), ("wal", 2, true));
    let written = sqlx::query("DELETE FROM persons").execute(&store.readers).await;
    let refused = written.err().map(|error| error.to_string());
    assert!(refused.is_some_and(|why| why.contains("readonly")));
    Ok(())
}

#[cfg(unix)]
#[tokio::test]
async fn folder_and_file_are_their_owners_alone() -> Tested {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, store) = fresh().await?;
    agency(&store, 1).await?;
    let data = folder.path().join("data");
    let rights = |path| std::fs::metadata(path).map(|found| found.permissions().mode() & 0o777);
    assert_eq!(rights(data.clone())?, 0o700);
    let mut files = 0;
    for file in std::fs::read_dir(data)? {
        let path = file?.path();
        assert_eq!(rights(path.clone())?, 0o600, "{}", path.display());
        files += 1;
    }
    assert_eq!(files, 3, "the database, its log and its index");
    Ok(())
}

#[tokio::test]
async fn other_databases_are_refused_in_one_line() {
    let expected = "not a database URL: use sqlite:// and the path of a file, or postgres:// with user, \
                    server and database";
    for url in ["sqlite::memory:", "sqlite://", "mysql://root:secret@db", "relink.db"] {
        let why = open(url).await.err().map(|error| error.to_string());
        assert_eq!(why.as_deref(), Some(expected), "{url}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_and_one_of_a_newer_relink_are_left_alone() -> Tested {
    let (folder, store) = fresh().await?;
    let mut unit = store.unit().await?;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', true, x'00', 0)",
    )
    .execute(unit.connection())
    .await?;
    unit.commit().await?;
    drop(store);
    let newer = Sqlite::open(&url(&folder)).await.err();
    assert!(matches!(newer, Some(OpenError::Newer { .. })), "{newer:?}");

    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "These are my notes.\n".repeat(100))?;
    let notes = Sqlite::open(&format!("sqlite://{}", path.display())).await.err();
    assert!(matches!(notes, Some(OpenError::Database { .. })), "{notes:?}");
    assert!(std::fs::read_to_string(&path)?.starts_with("These are my notes."));
    Ok(())
}

/// Only here can a column of text hold bytes that are none.
#[tokio::test]
async fn text_that_is_none_does_not_take_the_page_down() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 2).await?;
    let sql = "UPDATE profiles SET handle = CAST(x'ff' AS TEXT) WHERE id = $1";
    damage(&store, sql, &profile(0).to_string()).await?;
    let query = ProfileQuery { limit: 10, ..ProfileQuery::default() };
    let list = store.list_profiles(agency.workspace, &query).await?;
    assert_eq!(list.profiles.len(), 1);
    Ok(())
}

/// A file of the first version, with a profile whose renewal somebody began.
#[tokio::test]
async fn what_an_older_relink_kept_is_still_there() -> Tested {
    let folder = tempfile::tempdir()?;
    let (_, options) = crate::sqlite::file::prepare(&url(&folder))?;
    let mut connection = options.connect().await?;
    let mut older = sqlx::migrate!("migrations/sqlite");
    older.migrations.to_mut().truncate(2);
    older.run(&mut connection).await?;
    let (workspace, id) = (crate::story::cast::workspace(1), profile(1));
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "INSERT INTO workspaces (id, name, made_at) VALUES ('{workspace}', 'Agency', 0);
         INSERT INTO profiles (workspace, id, network, issuer, subject, name, fingerprint, health,
         severity, sort_name, search, grant_facts, version, access_sealed, fence, lease_until,
         due_at) VALUES ('{workspace}', '{id}', 'x', 'x', '1', 'Ada', zeroblob(32),
         '{{\"Connected\":{{\"until\":null}}}}', 3, 'ada', 'ada', '{}', 1, x'00', 5, 9, 7000)",
        serde_json::to_string(&crate::story::cast::grant())?,
    )))
    .execute(&mut connection)
    .await?;
    connection.close().await?;
    let store = Sqlite::open(&url(&folder)).await?;
    let held = store.held_profile(workspace, id).await?.ok_or("it is there")?;
    assert_eq!(held.plan, Plan { renew_at: None, ask_at: Timestamp::from_millis(7000) });
    let lane = Lane { network: Network::X, urgency: Urgency::Routine };
    let now = Timestamp::from_millis(7000);
    let due = store.take_due(&DueRequest { lane, now, again: now, limit: 5 }).await?;
    assert_eq!(due.profiles, [(workspace, id)]);
    let request =
        RenewalRequest { workspace, profile: id, version: 1, spends: None, takes_over: None, now };
    assert_eq!(store.begin_renewal(&request).await?, Begun::Busy(Fence(5)), "it is still leased");
    Ok(())
}

/// A file of before the Apps, in which two profiles have the same page under two ids.
#[tokio::test]
async fn a_channel_that_two_profiles_had_under_two_ids_is_one_and_keeps_the_older() -> Tested {
    let folder = tempfile::tempdir()?;
    let (_, options) = crate::sqlite::file::prepare(&url(&folder))?;
    let mut connection = options.connect().await?;
    let mut older = sqlx::migrate!("migrations/sqlite");
    older.migrations.to_mut().truncate(4);
    older.run(&mut connection).await?;
    let workspace = crate::story::cast::workspace(1);
    let grant = serde_json::to_string(&crate::story::cast::grant())?;
    let mut sql =
        format!("INSERT INTO workspaces (id, name, made_at) VALUES ('{workspace}', 'Agency', 0);");
    for number in [1, 2] {
        let (id, channel) = (profile(number), channel(number));
        sql += &format!(
            "INSERT INTO profiles (workspace, id, network, issuer, subject, name, fingerprint,
             health, severity, sort_name, search, grant_facts, version, access_sealed, due_at,
             ask_at) VALUES ('{workspace}', '{id}', 'x', 'x', '{number}', 'Ada', zeroblob(32),
             '{{\"Connected\":{{\"until\":null}}}}', 3, 'ada', 'ada', '{grant}', 1, x'00', 0, 0);
             INSERT INTO channels (workspace, profile, id, remote_id, name, token_sealed, losses)
             VALUES ('{workspace}', '{id}', '{channel}', 'page', 'Bakery', x'0{number}', '{{}}');",
        );
    }
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await?;
    connection.close().await?;

    let store = Sqlite::open(&url(&folder)).await?;
    let all = store.linked_channels(workspace).await?;
    let ids: Vec<_> = all.iter().map(|channel| channel.id).collect();
    assert_eq!(ids, [channel(1)]);
    let held = store.held_channel(workspace, channel(1)).await?.ok_or("it is there")?;
    let ways: Vec<_> = held.held.into_iter().map(|held| (held.link.profile, held.own)).collect();
    let own = Some(Sealed(vec![1]));
    assert_eq!(ways, [(profile(1), own), (profile(2), None)], "the other's token opens no more");
    Ok(())
}

/// A file of before the Scheduler knew roles.
#[tokio::test]
async fn whoever_could_do_everything_with_posts_still_can_after_roles_came() -> Tested {
    let folder = tempfile::tempdir()?;
    let (_, options) = crate::sqlite::file::prepare(&url(&folder))?;
    let mut connection = options.connect().await?;
    let mut older = sqlx::migrate!("migrations/sqlite");
    older.migrations.to_mut().retain(|migration| migration.version < 21);
    older.run(&mut connection).await?;
    let (home, other) = (crate::story::cast::workspace(1), crate::story::cast::workspace(2));
    let mut sql = String::new();
    for (workspace, number) in [(home, 1), (other, 2)] {
        sql += &format!(
            "INSERT INTO workspaces (id, name, made_at) VALUES ('{workspace}', 'Agency', 0);
             INSERT INTO channel_identities (workspace, id, network, issuer, remote_id, name)
             VALUES ('{workspace}', '{}', 'x', 'x', '{number}', 'Bakery');",
            channel(number),
        );
    }
    for (number, role) in [(1, "master"), (2, "regular")] {
        let id = person(number);
        sql += &format!(
            "INSERT INTO persons (id, name, email, email_key, password_hash, made_at)
             VALUES ('{id}', 'Ada', 'ada{number}@x', 'ada{number}@x', '', 0);
             INSERT INTO memberships (workspace, person, role, made_at)
             VALUES ('{home}', '{id}', '{role}', 0);",
        );
    }
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await?;
    connection.close().await?;
    let store = Sqlite::open(&url(&folder)).await?;
    let role = SchedulerRole::Admin;
    let kept = PostsRoleOf { person: person(2), channel: channel(1), role };
    assert_eq!(store.scheduler_roles(home, None).await?, [kept], "and a Master Account needs none");
    assert_eq!(store.scheduler_roles(other, None).await?, []);
    Ok(())
}
