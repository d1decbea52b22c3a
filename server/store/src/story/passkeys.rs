//! Passkeys: a ceremony is taken once, by whom it was begun for; a credential is one person's; ten are the most.

use std::sync::Arc;

use domain::id::PasskeyId;
use engine::ports::store::{
    Store,
    accounts::AuditEntry,
    letters::NewLetter,
    passkeys::{NewCeremony, NewPasskey, PasskeyUse},
    second_factors::{Proof, Proven},
};

use super::{
    Told,
    cast::{Agency, at, audit, digest},
    letters::{self, letter},
};

fn passkey(number: u8) -> PasskeyId {
    PasskeyId::new(at(i64::from(number)), [number; 10])
}

fn entry(agency: &Agency, what: &str, seconds: i64) -> AuditEntry {
    let person = Some(agency.master);
    AuditEntry { workspace: Some(agency.workspace), person, ..audit(what, at(seconds)) }
}

fn new_passkey(agency: &Agency, number: u8) -> NewPasskey {
    NewPasskey {
        id: passkey(number),
        person: agency.master,
        credential: digest(80_000 + u64::from(number)),
        agent: format!("Browser {number}"),
        kept: format!("key {number}"),
        audit: entry(agency, "passkey.added", 9_900 + i64::from(number)),
        letter: Some(told(agency, number)),
    }
}

fn told(agency: &Agency, number: u8) -> NewLetter {
    letter(agency, 80_000 + u64::from(number), 9_900 + i64::from(number))
}

fn ceremony(agency: Option<&Agency>, number: u64) -> NewCeremony {
    NewCeremony {
        secret: digest(81_000 + number),
        person: agency.map(|it| it.master),
        state: format!("state {number}"),
        now: at(9_900),
        ends_at: at(10_200),
    }
}

pub(super) async fn prove(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    wait(store, agency, other).await?;
    keep(store, agency, other).await
}

async fn wait(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    assert!(store.begin_ceremony(&ceremony(Some(agency), 1), None).await?);
    assert!(store.begin_ceremony(&ceremony(None, 2), None).await?);
    let proof = Proof::Step(1);
    let none = Proven { person: agency.master, proof, audit: Vec::new(), letter: None };
    assert!(!store.begin_ceremony(&ceremony(Some(agency), 3), Some(&none)).await?);
    let (master, theirs) = (Some(agency.master), Some(other.master));
    let take = |number: u64, person, seconds| {
        store.take_ceremony(digest(81_000 + number), person, at(seconds))
    };
    assert_eq!(take(3, master, 9_901).await?, None, "its proof was none");
    assert_eq!(take(1, None, 9_901).await?, None, "it is no sign-in");
    assert_eq!(take(1, theirs, 9_901).await?, None, "it is somebody else's");
    assert_eq!(take(1, master, 10_200).await?, None, "it has ended");
    assert_eq!(take(1, master, 10_199).await?, Some("state 1".into()));
    assert_eq!(take(1, master, 9_901).await?, None, "it was taken");
    assert_eq!(take(2, master, 9_901).await?, None, "it is a sign-in");
    assert_eq!(take(2, None, 9_901).await?, Some("state 2".into()));
    Ok(())
}

async fn keep(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    assert!(store.passkeys(agency.master).await?.is_empty());
    assert_eq!(store.find_passkey(digest(80_001)).await?, None);
    for number in 1..=3 {
        assert!(store.add_passkey(&new_passkey(agency, number), 3).await?);
    }
    assert!(!store.add_passkey(&new_passkey(agency, 4), 3).await?, "three are the most");
    let posted = [1, 2, 3].map(|number| told(agency, number).id);
    assert_eq!(letters::deliver_due(store, at(9_909)).await?, posted, "nothing else is told");
    let taken = NewPasskey { id: passkey(9), person: other.master, ..new_passkey(agency, 1) };
    assert!(!store.add_passkey(&taken, 3).await?, "its credential is somebody's");

    let found = store.find_passkey(digest(80_002)).await?.ok_or("it was added")?;
    assert_eq!((found.id, found.person), (passkey(2), agency.master));
    assert_eq!((found.workspace, found.kept.as_str()), (agency.workspace, "key 2"));
    let used = |kept: Option<&str>, person, seconds| PasskeyUse {
        id: passkey(2),
        person,
        kept: kept.map(str::to_owned),
        audit: entry(agency, "passkey.used", seconds),
    };
    assert!(!store.note_passkey_use(&used(None, other.master, 9_910)).await?, "not theirs");
    assert!(store.note_passkey_use(&used(Some("key 2 again"), agency.master, 9_911)).await?);
    assert!(store.note_passkey_use(&used(None, agency.master, 9_912)).await?);
    let all = store.passkeys(agency.master).await?;
    let seen: Vec<_> = all.iter().map(|it| (&*it.agent, &*it.kept, it.used_at)).collect();
    assert_eq!(
        seen,
        [
            ("Browser 1", "key 1", None),
            ("Browser 2", "key 2 again", Some(at(9_912))),
            ("Browser 3", "key 3", None),
        ]
    );
    assert_eq!(all.first().map(|it| it.made_at), Some(at(9_901)));

    let audit = entry(agency, "passkey.removed", 9_913);
    assert!(!store.remove_passkey(other.master, passkey(2), &audit).await?, "not theirs");
    assert!(store.remove_passkey(agency.master, passkey(2), &audit).await?);
    assert!(!store.remove_passkey(agency.master, passkey(2), &audit).await?);
    assert_eq!(store.find_passkey(digest(80_002)).await?, None);
    assert!(!store.note_passkey_use(&used(None, agency.master, 9_914)).await?, "it is gone");
    assert!(store.add_passkey(&new_passkey(agency, 4), 3).await?, "there is room again");
    assert_eq!(letters::deliver_due(store, at(9_915)).await?, [told(agency, 4).id]);
    Ok(())
}
