//! Opening: refused in one line that says what to do, and never with the password in it.

use engine::ports::store::Profiles as _;

use super::{Postgres, Tested, agency, if_there};
use crate::{OpenError, open, story::cast::profile};

#[tokio::test]
async fn what_was_committed_is_there_after_opening_again() -> Tested {
    let Some((url, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 2).await?;
    let before = store.find_profile(agency.workspace, profile(1)).await?;
    // Left without a farewell, as a killed server would.
    std::mem::forget(store);
    let store = open(&url).await?;
    assert_eq!(store.find_profile(agency.workspace, profile(1)).await?, before);
    assert!(store.is_set_up().await?);
    Ok(())
}

#[tokio::test]
async fn no_error_repeats_the_password() -> Tested {
    let Some((url, _store)) = if_there().await? else { return Ok(()) };
    let folder = url.split_once("host=").map(|(_, folder)| folder).unwrap_or_default();
    for url in [
        "postgres://relink:canary@127.0.0.1:1/relink".to_owned(),
        "postgres://relink:canary@[::1/relink".to_owned(),
        format!("postgres://relink:canary@localhost/nowhere?host={folder}"),
        format!("postgres://nobody:canary@localhost/nowhere?host={folder}&sslmode=canary"),
    ] {
        let why = open(&url).await.err().ok_or("it opened")?;
        let text = format!("{why} {why:?}");
        assert!(!text.contains("canary"), "{text}");
        assert!(!why.to_string().contains('\n'), "{why}");
    }
    Ok(())
}

#[tokio::test]
async fn tables_of_a_newer_relink_are_left_alone() -> Tested {
    let Some((url, store)) = if_there().await? else { return Ok(()) };
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', true, '\\x00', 0)",
    )
    .execute(&store.writers)
    .await?;
    let newer = Postgres::open(&url).await.err();
    assert!(matches!(newer, Some(OpenError::Newer { .. })), "{newer:?}");
    Ok(())
}

/// Several servers of one installation may start at the same moment.
#[tokio::test]
async fn four_that_open_at_once_agree_about_the_tables() -> Tested {
    let Some(url) = super::server::database().await? else { return Ok(()) };
    let (a, b, c, d) = tokio::join!(open(&url), open(&url), open(&url), open(&url));
    for store in [a, b, c, d] {
        assert!(!store?.is_set_up().await?);
    }
    Ok(())
}
