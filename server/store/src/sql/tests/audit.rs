//! Whoever changes the audit log behind our back is found out.

use engine::{
    ports::store::{Accounts as _, accounts::AuditEntry},
    seeing::{Broken, verify_all},
};

use super::{super::super::tests::if_there, Db, Tested, agency};
use crate::story::cast::{Agency, at, audit};

async fn write(store: &Db, agency: &Agency, many: i64) -> Tested {
    for number in 0..many {
        let workspace = Some(agency.workspace);
        store.audit(&AuditEntry { workspace, ..audit("story.told", at(number)) }).await?;
    }
    Ok(())
}

/// Where the agency's chain breaks.
async fn broken(
    store: &Db,
    agency: &Agency,
) -> Result<Option<Broken>, Box<dyn std::error::Error + Send + Sync>> {
    let chains = verify_all(store).await?;
    let of = chains.into_iter().find(|(chain, _)| *chain == Some(agency.workspace));
    Ok(of.ok_or("the agency has a chain")?.1.broken)
}

async fn run(store: &Db, sql: &'static str) -> Tested {
    let mut unit = store.unit().await?;
    sqlx::query(sql).execute(unit.connection()).await?;
    unit.commit().await?;
    Ok(())
}

#[tokio::test]
async fn what_is_changed_put_in_or_taken_away_is_found() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 0).await?;
    write(&store, &agency, 5).await?;
    assert_eq!(broken(&store, &agency).await?, None);

    run(&store, "UPDATE audit SET about = 'x' WHERE number = 2").await?;
    assert_eq!(broken(&store, &agency).await?, Some(Broken::Changed(2)));
    run(&store, "UPDATE audit SET about = '' WHERE number = 2").await?;
    assert_eq!(broken(&store, &agency).await?, None);

    run(&store, "UPDATE audit SET number = 7 WHERE number = 5").await?;
    assert_eq!(broken(&store, &agency).await?, Some(Broken::Missing(5)));
    run(&store, "UPDATE audit SET number = 5 WHERE number = 7").await?;

    run(
        &store,
        "INSERT INTO audit (workspace, person, what, about, from_address, at, number, hash)
         SELECT workspace, person, what, about, from_address, at, 6, hash FROM audit WHERE number = 5",
    )
    .await?;
    assert_eq!(broken(&store, &agency).await?, Some(Broken::Beyond(6)));

    run(&store, "DELETE FROM audit WHERE number >= 5").await?;
    assert_eq!(broken(&store, &agency).await?, Some(Broken::Missing(5)), "also at the end");
    run(&store, "DELETE FROM audit WHERE number < 4").await?;
    assert_eq!(broken(&store, &agency).await?, Some(Broken::Missing(1)));
    run(&store, "DELETE FROM audit").await?;
    assert_eq!(broken(&store, &agency).await?, Some(Broken::Missing(1)));
    Ok(())
}

#[tokio::test]
async fn entries_of_before_are_chained_once() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let agency = agency(&store, 0).await?;
    write(&store, &agency, 3).await?;
    run(&store, "UPDATE audit SET number = NULL, hash = NULL").await?;
    run(&store, "DELETE FROM audit_heads").await?;
    store.chain_what_is_not().await?;
    assert_eq!(broken(&store, &agency).await?, None);
    store.chain_what_is_not().await?;
    write(&store, &agency, 1).await?;
    let verified = verify_all(&store).await?;
    assert_eq!(verified.iter().map(|(_, it)| it.head.number).collect::<Vec<_>>(), [4]);
    Ok(())
}
