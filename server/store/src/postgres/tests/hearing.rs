//! Two processes share a server, and each hears what the other one commits.

use domain::id::WorkspaceId;
use engine::ports::store::Events as _;
use tokio::sync::broadcast;

use super::{Postgres, Tested, agency, if_there};
use crate::postgres::sql::tests::link;

#[tokio::test]
async fn two_stores_on_one_server_ring_for_each_others_events() -> Tested {
    let Some((url, here)) = if_there().await? else { return Ok(()) };
    let there = Postgres::open(&url).await?;
    let agency = agency(&here, 0).await?;
    let (mut near, mut far) = (here.alarm(), there.alarm());
    link(&here, &agency, 1).await?;
    assert_eq!(near.recv().await?, agency.workspace);
    assert_eq!(far.recv().await?, agency.workspace);
    link(&there, &agency, 2).await?;
    until(&mut near, agency.workspace).await?;
    until(&mut far, agency.workspace).await
}

/// Whatever was said while nobody listened is found by looking.
#[tokio::test]
async fn a_lost_connection_is_replaced_and_nothing_is_missed() -> Tested {
    let Some((url, here)) = if_there().await? else { return Ok(()) };
    let there = Postgres::open(&url).await?;
    let agency = agency(&here, 0).await?;
    let mut far = there.alarm();
    link(&here, &agency, 1).await?;
    until(&mut far, agency.workspace).await?;
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .execute(&here.writers)
    .await?;
    link(&here, &agency, 2).await?;
    until(&mut far, agency.workspace).await?;
    while far.try_recv().is_ok() {}
    link(&here, &agency, 3).await?;
    until(&mut far, agency.workspace).await
}

#[tokio::test]
async fn where_nobody_can_be_notified_events_are_looked_for() -> Tested {
    let Some((url, mut here)) = if_there().await? else { return Ok(()) };
    here.notifies_as = None;
    let there = Postgres::open(&url).await?;
    there.hearing.abort();
    let deaf =
        super::super::hearing::Hearing::new(there.readers.clone(), there.alarm.clone(), None);
    let looking = tokio::spawn(deaf.await?.hear());
    let agency = agency(&here, 0).await?;
    let mut far = there.alarm();
    link(&here, &agency, 1).await?;
    until(&mut far, agency.workspace).await?;
    looking.abort();
    Ok(())
}

/// Waits until the alarm rings for this workspace.
async fn until(alarm: &mut broadcast::Receiver<WorkspaceId>, workspace: WorkspaceId) -> Tested {
    while alarm.recv().await? != workspace {}
    Ok(())
}
