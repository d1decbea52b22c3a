//! Somebody sets Relink up; people sign in; somebody guesses passwords.

use std::sync::Arc;

use domain::{account::Role, time::Span};
use engine::ports::store::{
    Store,
    accounts::{AccountCreated, Attempt, AttemptLimit, NewAccount, NewSession},
};
use tokio::task::JoinSet;

use super::{
    Told,
    cast::{Agency, at, digest, person, workspace},
};

pub(super) async fn set_up(
    store: &Arc<dyn Store>,
) -> Result<Agency, Box<dyn std::error::Error + Send + Sync>> {
    assert!(!store.is_set_up().await?);
    let master = account(1, 1, "Grace", "Grace@Example.com", Role::MasterAccount);
    let first = NewAccount { only_as_first: true, ..master };
    assert_eq!(store.create_account(&first).await?, AccountCreated::Created);
    assert!(store.is_set_up().await?);
    let late = NewAccount {
        only_as_first: true,
        ..account(9, 9, "Eve", "eve@example.com", Role::MasterAccount)
    };
    assert_eq!(store.create_account(&late).await?, AccountCreated::NotFirst);
    let twice = account(1, 9, "Eve", "gRACE@example.COM", Role::Regular);
    assert_eq!(store.create_account(&twice).await?, AccountCreated::EmailTaken);
    let regular = account(1, 2, "Alan", "alan@example.com", Role::Regular);
    assert_eq!(store.create_account(&regular).await?, AccountCreated::Created);
    Ok(Agency { workspace: workspace(1), master: person(1) })
}

pub(super) async fn second_agency(
    store: &Arc<dyn Store>,
) -> Result<Agency, Box<dyn std::error::Error + Send + Sync>> {
    let master = account(2, 3, "Edsger", "edsger@example.com", Role::MasterAccount);
    assert_eq!(store.create_account(&master).await?, AccountCreated::Created);
    Ok(Agency { workspace: workspace(2), master: person(3) })
}

pub(super) async fn sign_in(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    assert!(store.credentials("nobody@example.com").await?.is_none());
    let found = store.credentials("GRACE@example.com").await?;
    let found = found.ok_or("an address is found without case")?;
    assert_eq!(found.person, agency.master);
    assert_eq!(found.workspace, agency.workspace);
    assert_eq!(found.role, Role::MasterAccount);
    assert_eq!(found.password_hash, "hash of Grace");

    let session = NewSession {
        digest: digest(1),
        person: found.person,
        workspace: found.workspace,
        now: at(10),
        until: at(20),
        from: "192.0.2.1".to_owned(),
    };
    store.open_session(&session).await?;
    let viewer = store.viewer(digest(1), at(19)).await?;
    let viewer = viewer.ok_or("an open session has its viewer")?;
    assert_eq!(viewer.name, "Grace");
    assert_eq!(viewer.email, "Grace@Example.com");
    assert_eq!(viewer.workspace_name, "Workspace 1");
    assert!(viewer.role.mends_profiles());
    assert!(store.viewer(digest(1), at(20)).await?.is_none(), "it ends");
    assert!(store.viewer(digest(2), at(19)).await?.is_none());
    store.close_session(digest(1)).await?;
    assert!(store.viewer(digest(1), at(19)).await?.is_none());

    let masters = store.master_accounts(agency.workspace).await?;
    let grace = ("Grace".to_owned(), "Grace@Example.com".to_owned());
    assert_eq!(masters, [grace]);
    Ok(())
}

pub(super) async fn guess_passwords(store: &Arc<dyn Store>) -> Told {
    let limit =
        |key: &str, limit| AttemptLimit { key: key.to_owned(), limit, window: Span::minutes(15) };
    let both = [limit("email:grace", 3), limit("address:192.0.2.1", 100)];
    let mut guesses = JoinSet::new();
    for _ in 0..10 {
        let (store, both) = (Arc::clone(store), both.clone());
        guesses.spawn(async move { store.count_attempt(&both, at(0)).await });
    }
    let mut allowed = 0;
    while let Some(guess) = guesses.join_next().await {
        match guess?? {
            Attempt::Allowed => allowed += 1,
            Attempt::LockedUntil(until) => assert_eq!(until, at(15 * 60)),
        }
    }
    assert_eq!(allowed, 3, "parallel guesses are counted too");
    let address = [limit("address:192.0.2.1", 4)];
    assert_eq!(
        store.count_attempt(&address, at(60)).await?,
        Attempt::Allowed,
        "a refused attempt is counted nowhere"
    );
    assert_eq!(
        store.count_attempt(&address, at(60)).await?,
        Attempt::LockedUntil(at(15 * 60)),
        "the window began with the first attempt"
    );
    store.forget_attempts("email:grace").await?;
    let email = [limit("email:grace", 1)];
    assert_eq!(store.count_attempt(&email, at(61)).await?, Attempt::Allowed);
    let later = at(61).after(Span::minutes(15));
    assert_eq!(store.count_attempt(&email, later).await?, Attempt::Allowed);
    Ok(())
}

pub(super) fn account(home: u64, number: u64, name: &str, email: &str, role: Role) -> NewAccount {
    NewAccount {
        workspace: workspace(home),
        workspace_name: format!("Workspace {home}"),
        person: person(number),
        name: name.to_owned(),
        email: email.to_owned(),
        password_hash: format!("hash of {name}"),
        role,
        only_as_first: false,
        now: at(0),
    }
}
