//! Stories of sealing keys: everything is sealed anew while it is read, and then the old key can go.

use std::process::{Command, Output};

use domain::time::Timestamp;
use engine::{
    ports::store::grants::HeldProfile,
    vault::{Place, Token, Vault as _},
};
use server::vault::KeyRing;

use crate::house::{House, house};

const NEW: &str = "new:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

#[tokio::test]
async fn after_a_rotation_the_old_key_can_go() {
    let house = house().await;
    let people = ["Lena Fischer", "Marta Kral", "Greta Holm"];
    let mut profiles = Vec::new();
    for name in people {
        profiles.push(house.link(name).await);
    }
    let old = std::fs::read_to_string(house.folder.path().join("key")).unwrap();
    let both = format!("{NEW},{old}");
    let ring = KeyRing::parse(&both).unwrap();
    let before = held(&house, profiles[0]).await;
    let person = house.viewer.person;
    let seed = ring.seal(&Token::new("a seed".into()), Place::SecondFactor(person));
    house.store.begin_second_factor(person, &seed, Timestamp::from_seconds(1)).await.unwrap();

    // Whoever reads meanwhile, with both keys, opens everything at every moment.
    let reading = async {
        for _ in 0..50 {
            for profile in &profiles {
                opens(&ring, &held(&house, *profile).await);
            }
        }
    };
    let rotating = tokio::task::spawn_blocking({
        let (both, house) = (both.clone(), database(&house));
        move || relink(&["keys", "rotate"], &both, &house)
    });
    let ((), rotated) = tokio::join!(reading, rotating);
    let rotated = rotated.unwrap();
    let said = String::from_utf8_lossy(&rotated.stdout).into_owned();
    assert!(rotated.status.success(), "{said}{}", String::from_utf8_lossy(&rotated.stderr));
    assert!(said.contains("Every other key can be taken out"), "{said}");

    let alone = KeyRing::parse(NEW).unwrap();
    let counts = engine::sealing::count(&*house.store, &alone).await.unwrap();
    assert_eq!(counts.keys().collect::<Vec<_>>(), ["new"], "nothing is sealed with another");
    for profile in &profiles {
        opens(&alone, &held(&house, *profile).await);
    }
    let factor = house.store.second_factor(person).await.unwrap().unwrap();
    assert!(alone.open(&factor.seed, Place::SecondFactor(person)).is_ok());
    let after = held(&house, profiles[0]).await;
    assert_eq!((after.version, after.fingerprint), (before.version, before.fingerprint));

    // Again, with nothing left to do; and without the old key nothing is missing.
    let again = relink(&["keys", "rotate"], NEW, &database(&house));
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(again.status.success() && said.starts_with("0 secrets"), "{said}");
}

#[tokio::test]
async fn a_key_that_is_missing_is_said_and_nothing_is_lost() {
    let house = house().await;
    let marta = house.link("Marta Kral").await;
    let before = held(&house, marta).await;
    let old = std::fs::read_to_string(house.folder.path().join("key")).unwrap();
    // The installation's own secrets are made with the old key first.
    assert!(relink(&["keys", "rotate"], &old, &database(&house)).status.success());
    let refused = relink(&["keys", "rotate"], NEW, &database(&house));
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("RELINK_KEYS lacks the key"), "{why}");
    assert_eq!(held(&house, marta).await.access, before.access);
}

fn opens(ring: &KeyRing, held: &HeldProfile) {
    let (workspace, profile) = (held.workspace, held.profile.id);
    assert!(ring.open(&held.access, Place::Access(workspace, profile)).is_ok());
    if let Some(refresh) = &held.refresh {
        assert!(ring.open(refresh, Place::Refresh(workspace, profile)).is_ok());
    }
    for (channel, token) in &held.channel_tokens {
        assert!(ring.open(token, Place::Channel(workspace, *channel)).is_ok());
    }
}

async fn held(house: &House, profile: domain::id::ProfileId) -> HeldProfile {
    house.store.held_profile(house.viewer.workspace, profile).await.unwrap().unwrap()
}

fn database(house: &House) -> String {
    format!("sqlite://{}/relink.db", house.folder.path().display())
}

fn relink(command: &[&str], keys: &str, database: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_relink"))
        .args(command)
        .env("RELINK_KEYS", keys)
        .env("RELINK_DATABASE_URL", database)
        .env("RELINK_LOG", "warn")
        .output()
        .unwrap()
}
