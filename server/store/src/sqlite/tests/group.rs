//! Units that wait together are committed together, and harm each other in no way.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use engine::ports::store::{Accounts as _, Events as _};

use super::{Sqlite, Tested, agency, entries, fresh};
use crate::story::cast::{at, audit, profile};

#[tokio::test]
async fn units_that_wait_together_are_flushed_once() -> Tested {
    let (_folder, store) = fresh().await?;
    let store = Arc::new(store);
    let commits = count_commits(&store).await?;
    let line = store.unit().await?;
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let store = Arc::clone(&store);
        waiting.spawn(async move { store.audit(&audit("waited", at(1))).await });
    }
    tokio::task::yield_now().await;
    drop(line);
    for done in waiting.join_all().await {
        done?;
    }
    assert_eq!(entries(&store, "waited").await?, 100);
    assert_eq!(commits.load(Ordering::Relaxed), 1);
    Ok(())
}

#[tokio::test]
async fn what_fails_is_dropped_or_panics_harms_nobody_beside_it() -> Tested {
    let (_folder, store) = fresh().await?;
    let agency = agency(&store, 0).await?;
    let store = Arc::new(store);
    let mut alarm = store.alarm();
    let commits = count_commits(&store).await?;
    let what = domain::event::What::Removed {
        profile: profile(1),
        mending: domain::event::Change { before: false, after: false },
    };
    let line = store.unit().await?;
    let write = async |word: &str| {
        let mut unit = store.unit().await?;
        unit.write_audit(&audit(word, at(1))).await?;
        unit.write_event(agency.workspace, at(1), &what).await?;
        Ok::<_, engine::ports::store::StoreError>(unit)
    };
    let panics = {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut unit = store.unit().await.unwrap();
            unit.write_audit(&audit("never", at(1))).await.unwrap();
            panic!("in the middle of it");
        })
    };
    let (first, dropped, failed, panicked, last, _) = tokio::join!(
        async { write("kept").await?.commit().await },
        async { write("never").await.map(drop) },
        async {
            let mut unit = write("never").await?;
            Ok::<_, engine::ports::store::StoreError>(
                sqlx::query("INSERT INTO audit (what) VALUES (NULL)")
                    .execute(unit.connection())
                    .await
                    .is_err(),
            )
        },
        panics,
        async { write("kept").await?.commit().await },
        async { drop(line) },
    );
    first?;
    dropped?;
    last?;
    assert!(failed?);
    assert!(panicked.is_err());
    assert_eq!((entries(&store, "kept").await?, entries(&store, "never").await?), (2, 0));
    assert_eq!(commits.load(Ordering::Relaxed), 1, "all in one transaction");
    assert_eq!((alarm.recv().await?, alarm.recv().await?), (agency.workspace, agency.workspace));
    assert!(alarm.is_empty(), "only what was committed rings");
    Ok(())
}

/// Whoever gives up waiting in line holds nobody up.
#[tokio::test]
async fn who_left_the_line_is_passed_over() -> Tested {
    let (_folder, store) = fresh().await?;
    let line = store.unit().await?;
    let entry = audit("waited", at(1));
    let mut waiting = Box::pin(store.audit(&entry));
    assert!(futures_poll(&mut waiting).await.is_none());
    drop(waiting);
    drop(line);
    store.audit(&entry).await?;
    assert_eq!(entries(&store, "waited").await?, 1);
    Ok(())
}

/// Polls once.
async fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    tokio::select! {
        biased;
        output = future => Some(output),
        () = tokio::task::yield_now() => None,
    }
}

/// Counts what is committed from now on.
async fn count_commits(
    store: &Sqlite,
) -> Result<Arc<AtomicUsize>, Box<dyn std::error::Error + Send + Sync>> {
    let commits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&commits);
    let mut unit = store.unit().await?;
    unit.connection().lock_handle().await?.set_commit_hook(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        true
    });
    drop(unit);
    // The end of this one's own transaction is not counted.
    drop(store.unit().await?);
    commits.store(0, Ordering::Relaxed);
    Ok(commits)
}
