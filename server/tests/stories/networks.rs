//! Every network, from its login to its death and back, each in its own dialect over HTTP.

use domain::{
    cause::Cause,
    health::{Health, HealthKind},
    network::Network,
    outcome::Outcome,
    time::Span,
};

use crate::house::{House, house};

/// Somebody of each network: the name in the sandbox, the identity to choose where a login has several, how many channels.
const PEOPLE: [(Network, &str, Option<&str>, usize); 10] = [
    (Network::Facebook, "Tomas Dvorak", None, 5),
    (Network::Instagram, "Clara Winter", None, 1),
    (Network::X, "Marta Kral", None, 1),
    (Network::LinkedIn, LINKED_IN, None, 3),
    (Network::YouTube, "Hana Benes", Some("Vltava Sailing School"), 1),
    (Network::TikTok, "Mila Horvat", None, 1),
    (Network::Threads, "Emil Hansen", None, 1),
    (Network::Pinterest, "Ines Marquez", None, 1),
    (Network::Mastodon, "Greta Holm", None, 1),
    (Network::Bluesky, BLUESKY, None, 1),
];

const LINKED_IN: &str = "Sofia Marin";
const BLUESKY: &str = "Iris Vondra";

/// What each cause at each network looks like to Relink; `None` where it leaves the tokens alone, as in life.
#[rustfmt::skip]
const CAUSES: &[(Network, &str, Option<fn(&Cause) -> bool>)] = &[
];

fn person(network: Network) -> (&'static str, Option<&'static str>, usize) {
    let (_, name, identity, channels) = PEOPLE.into_iter().find(|(of, ..)| *of == network).unwrap();
    (name, identity, channels)
}

async fn cause_of(house: &House, profile: domain::id::ProfileId) -> Option<Cause> {
    match house.health(profile).await {
        Health::Disconnected { cause, .. } => Some(cause),
        _ => None,
    }
}

#[tokio::test]
async fn every_network_is_linked_dies_by_a_removed_app_and_comes_back_whole() {
    for network in Network::ALL {
        let house = house().await;
        let (name, identity, channels) = person(network);
        let profile = house.link_as(name, identity).await;
        let linked = house.profile(profile).await;
        assert_eq!(linked.channels.len(), channels, "{network}");
        assert!(house.lost_channels(profile).await.is_empty(), "{network}");
        house.check(profile).await;
        assert_eq!(house.health(profile).await.kind(), HealthKind::Connected, "{network}");

        house.cause(name, "remove-app").await;
        house.check(profile).await;
        assert!(cause_of(&house, profile).await.is_some(), "{network}");

        match house.refresh(profile, name, identity).await {
            Outcome::Connected { channels: coverage, .. } => {
                assert_eq!(coverage.restored.len(), channels, "{network}: {coverage:?}");
            }
            other => panic!("{network}: {other:?}"),
        }
        house.check(profile).await;
        assert_eq!(house.health(profile).await.kind(), HealthKind::Connected, "{network}");
        assert!(house.lost_channels(profile).await.is_empty(), "{network}");
    }
}

#[tokio::test]
async fn each_cause_reads_as_each_network_tells_it() {
    for (network, switch, expected) in CAUSES {
        let house = house().await;
        let (name, identity, _) = person(*network);
        let profile = house.link_as(name, identity).await;
        house.cause(name, switch).await;
        house.check(profile).await;
        let found = cause_of(&house, profile).await;
        match (expected, &found) {
            (None, None) => {}
            (Some(is), Some(cause)) if is(cause) => {}
            _ => panic!("{network}, {switch}: {found:?}"),
        }
    }
}

#[tokio::test]
async fn no_trouble_of_any_network_turns_anything_red() {
    for network in Network::ALL {
        let house = house().await;
        let (name, identity, _) = person(network);
        let profile = house.link_as(name, identity).await;
        for fault in ["outage", "html", "reset", "garbage", "rate-limit"] {
            house.control.fault(network.slug(), fault, 60).await.unwrap();
            house.check(profile).await;
            let health = house.health(profile).await;
            assert!(!health.is_lost(), "{network} {fault}: {health:?}");
            assert!(house.lost_channels(profile).await.is_empty(), "{network} {fault}");
            house.control.reset().await.unwrap();
            house.check(profile).await;
            let health = house.health(profile).await;
            assert_eq!(health.kind(), HealthKind::Connected, "{network} {fault}: {health:?}");
        }
    }
}

/// Half a year with a check a day: what renews by itself stays green without anybody.
#[tokio::test]
async fn what_a_network_lets_us_renew_lives_for_half_a_year_without_anybody() {
    let alone = [
        Network::Instagram,
        Network::X,
        Network::YouTube,
        Network::TikTok,
        Network::Threads,
        Network::Pinterest,
        Network::Mastodon,
    ];
    for network in alone {
        let house = house().await;
        let (name, identity, _) = person(network);
        let profile = house.link_as(name, identity).await;
        for day in 0..180 {
            house.pass(Span::days(1)).await;
            house.check(profile).await;
            let health = house.health(profile).await;
            assert_eq!(health.kind(), HealthKind::Connected, "{network}, day {day}: {health:?}");
        }
    }
}

/// One Google login, two channels: two profiles, each refreshed by itself, and one cannot be taken for the other.
#[tokio::test]
async fn each_channel_of_a_google_login_is_a_profile_of_its_own() {
    let house = house().await;
    let school = house.link_as("Hana Benes", Some("Vltava Sailing School")).await;
    let own = house.link_as("Hana Benes", Some("Hana Benes")).await;
    assert_ne!(school, own);
    let (one, other) = (house.profile(school).await, house.profile(own).await);
    assert_eq!(one.identity.name, "Vltava Sailing School");
    assert_eq!(one.identity.login, other.identity.login);
    assert!(one.identity.login.is_some());

    house.cause("Hana Benes", "remove-app").await;
    house.check(school).await;
    house.check(own).await;
    match house.refresh(school, "Hana Benes", Some("Hana Benes")).await {
        Outcome::WrongPerson { expected, came, heals, .. } => {
            assert_eq!(expected.name, "Vltava Sailing School");
            assert_eq!(came.name, "Hana Benes");
            assert_eq!(heals, Some(own), "this login can mend the other one");
        }
        other => panic!("{other:?}"),
    }
    let mended = house.refresh(school, "Hana Benes", Some("Vltava Sailing School")).await;
    assert!(mended.is_full_success(), "{mended:?}");
    assert_eq!(house.health(school).await.kind(), HealthKind::Connected);
    assert!(house.health(own).await.is_lost(), "each has a login of its own");
}
