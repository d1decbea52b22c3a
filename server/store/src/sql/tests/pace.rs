//! How fast units of work are. Prints, and asserts nothing: machines differ. Run it in release, on a disk that counts:
//! `cargo test --release -p store pace -- --ignored --nocapture`.

use std::{error::Error, sync::Arc};

use engine::ports::store::{
    Grants as _,
    grants::{Begun, Held, RenewalRecord, RenewalRequest},
};
use tokio::{task::JoinSet, time::Instant};

use super::{super::super::tests::if_there, Db, Tested, agency};
use crate::story::cast::{at, digest, grant, plan, profile, sealed};

/// How many renewals each measurement makes.
const RENEWALS: u64 = 4_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn pace() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    let store = Arc::new(store);
    let agency = agency(&store, 256).await?;
    for at_once in [1, 16, 64, 256] {
        let many = if at_once == 1 { RENEWALS / 10 } else { RENEWALS };
        let began = Instant::now();
        let mut tasks = JoinSet::new();
        for number in 0..at_once {
            let (store, workspace) = (Arc::clone(&store), agency.workspace);
            tasks.spawn(async move {
                for _ in 0..many / at_once {
                    renew(&store, workspace, number).await?;
                }
                Ok::<_, Box<dyn Error + Send + Sync>>(())
            });
        }
        for done in tasks.join_all().await {
            done?;
        }
        let seconds = began.elapsed().as_secs_f64();
        let each = f64::from(u32::try_from(many)?) / seconds;
        println!("{at_once:>4} at once: {each:.0} renewals/s, {:.0} units/s", each * 2.0);
    }
    Ok(())
}

/// A renewal as the engine makes it, with a network that answers at once.
async fn renew(store: &Db, workspace: domain::id::WorkspaceId, number: u64) -> Tested {
    let id = profile(number);
    let held = store.held_profile(workspace, id).await?.ok_or("it is there")?;
    let request = RenewalRequest {
        workspace,
        profile: id,
        version: held.version,
        spends: Some(digest(held.version)),
        takes_over: None,
        now: at(200),
    };
    let Begun::Leased(fence) = store.begin_renewal(&request).await? else {
        return Err("it is free".into());
    };
    let record = RenewalRecord {
        held: Held { workspace, profile: id, fence },
        version: held.version,
        grant: grant(),
        access: sealed(&"a".repeat(300)),
        refresh: Some(sealed(&"r".repeat(300))),
        health: held.profile.health,
        plan: plan(at(100_000)),
        now: at(201),
    };
    store.record_renewal(&record).await?.ok_or("it is written down")?;
    Ok(())
}
