//! Somebody asks for a second step of themselves; signing in waits for it, and every proof is taken once.

use std::sync::Arc;

use domain::{account::Role, id::PersonId, time::Timestamp};
use engine::{
    ports::store::{
        Store,
        accounts::{AccountCreated, AuditEntry, NewSession},
        letters::NewLetter,
        own_account::PasswordChange,
        second_factors::{Confirmed, Guess, PendingSignIn, Proof, Proven, Then},
    },
    vault::TokenDigest,
};
use tokio::task::JoinSet;

use super::{
    Told,
    cast::{Agency, at, audit, digest, person, sealed, workspace},
    letters::{self, letter},
    people::account,
};

/// The number of this person, and of their workspace.
const VERA: u64 = 70;

/// Apart from the digests of others.
fn secret(number: u64) -> TokenDigest {
    digest(70_000 + number)
}

fn vera() -> PersonId {
    person(VERA)
}

fn confirmed(seed: &str, step: i64) -> Confirmed {
    Confirmed {
        person: vera(),
        seed: sealed(seed),
        step,
        codes: vec![secret(1), secret(2)],
        keep: secret(11),
        audit: audit("second_factor.on", at(1_010)),
        letter: None,
    }
}

fn proven(proof: Proof) -> Proven {
    Proven { person: vera(), proof, audit: Vec::new(), letter: None }
}

/// The same, and what tells her of it.
fn proven_and_told(proof: Proof, number: i64) -> Proven {
    Proven { letter: Some(told(number)), ..proven(proof) }
}

fn told(number: i64) -> NewLetter {
    let home = Agency { workspace: workspace(VERA), master: vera() };
    letter(&home, 70_000 + number.unsigned_abs(), 1_000 + number)
}

fn pending(number: u64, then: Then, now: Timestamp) -> PendingSignIn {
    PendingSignIn { secret: secret(number), person: vera(), then, now, ends_at: at(1_300) }
}

pub(super) async fn prove(store: &Arc<dyn Store>) -> Told {
    let new = account(VERA, VERA, "Vera", "Vera@example.com", Role::MasterAccount);
    assert_eq!(store.create_account(&new).await?, AccountCreated::Created);
    for number in [11, 12] {
        let session = NewSession {
            digest: secret(number),
            person: vera(),
            workspace: workspace(VERA),
            now: at(1_000),
            until: at(9_000),
            from: String::new(),
        };
        store.open_session(&session).await?;
    }
    confirm(store).await?;
    wait(store).await?;
    take_once(store).await?;
    give_up(store).await?;
    // Each deed is told, and nothing is that was refused.
    let posted = [5, 7, 8, 10].map(|number| told(number).id);
    assert_eq!(letters::deliver_due(store, at(1_100)).await?, posted);
    Ok(())
}

async fn confirm(store: &Arc<dyn Store>) -> Told {
    assert!(store.second_factor(vera()).await?.is_none());
    let confirmed = |seed, step| Confirmed { letter: Some(told(step)), ..confirmed(seed, step) };
    assert!(!store.confirm_second_factor(&confirmed("a seed", 5)).await?, "none waits");
    assert!(store.begin_second_factor(vera(), &sealed("a seed"), at(1_001)).await?);
    assert!(store.begin_second_factor(vera(), &sealed("another"), at(1_002)).await?);
    let found = store.second_factor(vera()).await?.ok_or("it was begun")?;
    assert_eq!((found.seed, found.begun_at), (sealed("another"), at(1_002)));
    assert_eq!((found.is_on, found.codes_left), (false, 0));
    let early = proven(Proof::Step(5));
    assert!(!store.end_second_factor(&early).await?, "what is not on takes no proof");
    assert!(!store.confirm_second_factor(&confirmed("a seed", 5)).await?, "another waits");

    assert!(store.confirm_second_factor(&confirmed("another", 5)).await?);
    let found = store.second_factor(vera()).await?.ok_or("it is on")?;
    assert_eq!((found.is_on, found.last_step, found.codes_left), (true, 5, 2));
    assert!(store.viewer(secret(11), at(1_011)).await?.is_some(), "this session goes on");
    assert!(store.viewer(secret(12), at(1_011)).await?.is_none(), "the others do not");
    assert!(!store.confirm_second_factor(&confirmed("another", 6)).await?, "it is on");
    let anew = store.begin_second_factor(vera(), &sealed("theirs"), at(1_012)).await?;
    assert!(!anew, "what is on is not replaced");
    Ok(())
}

/// A sign-in waits for some minutes and some guesses.
async fn wait(store: &Arc<dyn Store>) -> Told {
    let home = Then::Open(workspace(VERA));
    store.begin_sign_in(&pending(21, home, at(1_020))).await?;
    assert!(store.guess_second_step(secret(22), 3, at(1_021)).await?.is_none(), "unknown");
    assert!(store.guess_second_step(secret(21), 3, at(1_300)).await?.is_none(), "over");
    let mut crowd = JoinSet::new();
    for _ in 0..6 {
        let store = Arc::clone(store);
        crowd.spawn(async move { store.guess_second_step(secret(21), 3, at(1_021)).await });
    }
    let mut guesses = Vec::new();
    while let Some(one) = crowd.join_next().await {
        guesses.extend(one??);
    }
    guesses.sort_by_key(|guess| guess.guesses);
    let expected = [1, 2, 3].map(|guesses| Guess { person: vera(), then: home, guesses });
    assert_eq!(guesses, expected, "guesses at once are counted too");

    let invited = Then::Join(secret(30));
    store.begin_sign_in(&pending(23, invited, at(1_022))).await?;
    let guess = store.guess_second_step(secret(23), 3, at(1_023)).await?.ok_or("it waits")?;
    assert_eq!((guess.person, guess.then), (vera(), invited));
    Ok(())
}

async fn take_once(store: &Arc<dyn Store>) -> Told {
    let home = Then::Open(workspace(VERA));
    for old in [4, 5] {
        let replayed = store.pass_second_step(secret(23), &proven(Proof::Step(old))).await?;
        assert!(!replayed, "step {old} is not later than the last");
    }
    assert!(!store.pass_second_step(secret(22), &proven(Proof::Step(6))).await?, "none waits");
    let foreign = Proven { person: person(1), ..proven(Proof::Step(6)) };
    assert!(!store.pass_second_step(secret(23), &foreign).await?);
    assert_eq!(
        store.second_factor(vera()).await?.map(|it| it.last_step),
        Some(5),
        "nothing is written"
    );

    // Two who have the same proof, each with a sign-in of their own.
    for (proof, numbers) in [(Proof::Step(6), [24, 25]), (Proof::Recovery(secret(1)), [26, 27])] {
        let mut both = JoinSet::new();
        for number in numbers {
            store.begin_sign_in(&pending(number, home, at(1_030))).await?;
            let (store, proven) = (Arc::clone(store), proven(proof));
            both.spawn(async move { store.pass_second_step(secret(number), &proven).await });
        }
        let mut passed = 0;
        while let Some(one) = both.join_next().await {
            passed += u32::from(one??);
        }
        assert_eq!(passed, 1, "{proof:?} is taken once");
    }
    let found = store.second_factor(vera()).await?.ok_or("it is on")?;
    assert_eq!((found.last_step, found.codes_left), (6, 1));

    let used = proven_and_told(Proof::Recovery(secret(1)), 6);
    assert!(!store.renew_recovery_codes(&used, &[secret(3)]).await?);
    let fresh = proven_and_told(Proof::Step(7), 7);
    assert!(store.renew_recovery_codes(&fresh, &[secret(3), secret(4), secret(5)]).await?);
    assert_eq!(store.second_factor(vera()).await?.map(|it| it.codes_left), Some(3));
    let before = proven(Proof::Recovery(secret(2)));
    assert!(!store.pass_second_step(secret(23), &before).await?, "those from before are gone");
    Ok(())
}

async fn give_up(store: &Arc<dyn Store>) -> Told {
    // Another password leaves the second step as it is, and ends what waits for it.
    let change = PasswordChange {
        person: vera(),
        password_hash: "another hash".to_owned(),
        keep: None,
        audit: audit("password.reset", at(1_040)),
        letter: Some(told(8)),
    };
    store.change_password(&change).await?;
    assert!(store.guess_second_step(secret(23), 9, at(1_041)).await?.is_none());
    assert!(store.second_factor(vera()).await?.is_some_and(|it| it.is_on));

    store.begin_sign_in(&pending(28, Then::Open(workspace(VERA)), at(1_042))).await?;
    let last = proven_and_told(Proof::Recovery(secret(3)), 10);
    assert!(store.end_second_factor(&last).await?);
    assert!(store.second_factor(vera()).await?.is_none());
    assert!(
        store.guess_second_step(secret(28), 9, at(1_043)).await?.is_none(),
        "none is asked for"
    );
    let none = proven_and_told(Proof::Recovery(secret(4)), 11);
    assert!(!store.end_second_factor(&none).await?);

    // By hand, where somebody has lost everything.
    let by_hand = AuditEntry { person: None, ..audit("second_factor.off_by_hand", at(1_050)) };
    assert_eq!(store.end_second_factor_of("nobody@example.com", &by_hand).await?, None);
    assert_eq!(store.end_second_factor_of("vera@example.com", &by_hand).await?, Some(false));
    assert!(store.begin_second_factor(vera(), &sealed("a third"), at(1_051)).await?);
    assert_eq!(store.end_second_factor_of("vera@example.com", &by_hand).await?, Some(false));
    assert!(store.confirm_second_factor(&confirmed("a third", 1)).await?);
    assert_eq!(store.end_second_factor_of("vera@EXAMPLE.com", &by_hand).await?, Some(true));
    assert!(store.second_factor(vera()).await?.is_none());

    // One stays, for what is sealed anew later.
    assert!(store.begin_second_factor(vera(), &sealed("a fourth"), at(1_052)).await?);
    assert!(store.confirm_second_factor(&confirmed("a fourth", 1)).await?);
    Ok(())
}
