//! Every network, from its login to its death and back, each in its own dialect over HTTP.

use domain::{
    cause::Cause,
    health::{Health, HealthKind},
    id::ProfileId,
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
    (Network::LinkedIn, "Daniel Weiss", None, 2),
    (Network::YouTube, "Hana Benes", Some("Vltava Sailing School"), 1),
    (Network::TikTok, "Mila Horvat", None, 1),
    (Network::Threads, "Emil Hansen", None, 1),
    (Network::Pinterest, "Ines Marquez", None, 1),
    (Network::Mastodon, "Greta Holm", None, 1),
    (Network::Bluesky, "Iris Vondra", None, 1),
];

/// What each switch of the sandbox looks like to Relink, by the word of its cause; `None` where the network leaves the
/// tokens alone, as in life.
#[rustfmt::skip]
const CAUSES: &[(Network, &str, Option<&str>)] = &[
    (Network::Facebook, "change-password", Some("PasswordChanged")),
    (Network::Facebook, "expire-tokens", Some("Expired")),
    (Network::Facebook, "log-out", Some("LoggedOut")),
    (Network::Facebook, "checkpoint", Some("Checkpoint")),
    (Network::Instagram, "change-password", Some("PasswordChanged")),
    (Network::Instagram, "remove-app", Some("AppRemoved")),
    (Network::Instagram, "expire-tokens", Some("Expired")),
    (Network::Instagram, "log-out", Some("LoggedOut")),
    (Network::Instagram, "checkpoint", Some("Checkpoint")),
    (Network::Instagram, "disable", Some("Checkpoint")),
    (Network::X, "change-password", Some("Unrecognised")),
    (Network::X, "disable", Some("AccountDisabled")),
    (Network::X, "checkpoint", Some("Checkpoint")),
    (Network::X, "log-out", None),
    (Network::LinkedIn, "change-password", Some("AppRemoved")),
    (Network::LinkedIn, "remove-app", Some("AppRemoved")),
    (Network::LinkedIn, "expire-tokens", Some("Expired")),
    (Network::LinkedIn, "log-out", None),
    (Network::YouTube, "change-password", None),
    (Network::YouTube, "remove-app", Some("Unrecognised")),
    (Network::YouTube, "disable", Some("Unrecognised")),
    (Network::YouTube, "log-out", None),
    (Network::TikTok, "change-password", Some("Unrecognised")),
    (Network::TikTok, "expire-tokens", Some("Unrecognised")),
    (Network::TikTok, "log-out", None),
    (Network::Threads, "change-password", Some("PasswordChanged")),
    (Network::Threads, "remove-app", Some("AppRemoved")),
    (Network::Threads, "expire-tokens", Some("Expired")),
    (Network::Threads, "checkpoint", Some("Checkpoint")),
    (Network::Pinterest, "remove-app", Some("Unrecognised")),
    (Network::Pinterest, "log-out", None),
    (Network::Mastodon, "change-password", Some("AppRemoved")),
    (Network::Mastodon, "expire-tokens", Some("Expired")),
    (Network::Mastodon, "disable", Some("AccountDisabled")),
    (Network::Mastodon, "log-out", None),
    (Network::Bluesky, "remove-app", Some("Unrecognised")),
    (Network::Bluesky, "disable", Some("AccountDisabled")),
    (Network::Bluesky, "checkpoint", Some("AccountDisabled")),
    (Network::Bluesky, "expire-tokens", Some("Expired")),
    (Network::Bluesky, "log-out", None),
];

/// What a network says of a token in its first moments is not believed everywhere.
async fn settle(house: &House) {
    house.pass(Span::minutes(1)).await;
}

/// The variant's name.
fn word(cause: &Cause) -> String {
    let text = format!("{cause:?}");
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn person(network: Network) -> (&'static str, Option<&'static str>, usize) {
    let (_, name, identity, channels) = PEOPLE.into_iter().find(|(of, ..)| *of == network).unwrap();
    (name, identity, channels)
}

/// One story told of each of these networks, each in a house of its own; ends with all that went otherwise.
async fn told_of<F: Future<Output = Result<(), String>>>(
    networks: impl IntoIterator<Item = Network>,
    story: impl Fn(Network) -> F,
) {
    let mut wrong = Vec::new();
    for network in networks {
        if let Err(how) = story(network).await {
            wrong.push(format!("{network}: {how}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn hold(truth: bool, how: impl FnOnce() -> String) -> Result<(), String> {
    if truth { Ok(()) } else { Err(how()) }
}

async fn cause_of(house: &House, profile: ProfileId) -> Option<Cause> {
    match house.health(profile).await {
        Health::Disconnected { cause, .. } => Some(cause),
        _ => None,
    }
}

#[tokio::test]
async fn every_network_is_linked_dies_by_a_removed_app_and_comes_back_whole() {
    told_of(Network::ALL, async |network| {
        let house = house().await;
        let (name, identity, channels) = person(network);
        let profile = house.link_as(name, identity).await;
        is_whole(&house, profile, channels).await?;

        settle(&house).await;
        house.cause(name, "remove-app").await;
        house.check(profile).await;
        hold(cause_of(&house, profile).await.is_some(), || "it is not noticed".into())?;

        match house.refresh(profile, name, identity).await {
            Outcome::Connected { channels: coverage, .. } => {
                hold(coverage.restored.len() == channels, || format!("{coverage:?}"))?;
            }
            other => return Err(format!("{other:?}")),
        }
        is_whole(&house, profile, channels).await
    })
    .await;
}

/// It and all its channels work, also after being asked about.
async fn is_whole(house: &House, profile: ProfileId, channels: usize) -> Result<(), String> {
    house.check(profile).await;
    let found = house.profile(profile).await;
    // Where Relink is on loopback, a Bluesky session ends after two weeks, and a person is needed then.
    let works = matches!(found.health.kind(), HealthKind::Connected | HealthKind::Expiring);
    hold(works, || format!("{:?}", found.health))?;
    hold(found.channels.len() == channels, || format!("{:?}", found.channels))?;
    let lost = house.lost_channels(profile).await;
    hold(lost.is_empty(), || format!("{:?}", found.channels))
}

#[tokio::test]
async fn each_cause_reads_as_each_network_tells_it() {
    let mut wrong = Vec::new();
    for (network, switch, expected) in CAUSES {
        let house = house().await;
        let (name, identity, _) = person(*network);
        let profile = house.link_as(name, identity).await;
        settle(&house).await;
        house.cause(name, switch).await;
        house.check(profile).await;
        let found = cause_of(&house, profile).await.map(|cause| word(&cause));
        if found.as_deref() != *expected {
            wrong.push(format!("{network}, {switch}: {found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn no_trouble_of_any_network_turns_anything_red() {
    told_of(Network::ALL, async |network| {
        let house = house().await;
        let (name, identity, channels) = person(network);
        let profile = house.link_as(name, identity).await;
        for fault in ["outage", "html", "reset", "garbage", "rate-limit"] {
            house.control.fault(network.slug(), fault, 60).await.unwrap();
            house.check(profile).await;
            let health = house.health(profile).await;
            hold(!health.is_lost(), || format!("{fault}: {health:?}"))?;
            let lost = house.lost_channels(profile).await;
            hold(lost.is_empty(), || format!("{fault}: {lost:?}"))?;
            house.control.reset().await.unwrap();
            is_whole(&house, profile, channels)
                .await
                .map_err(|how| format!("after {fault}: {how}"))?;
        }
        Ok(())
    })
    .await;
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
    told_of(alone, async |network| {
        let house = house().await;
        let (name, identity, channels) = person(network);
        let profile = house.link_as(name, identity).await;
        for day in 0..180 {
            house.pass(Span::days(1)).await;
            is_whole(&house, profile, channels).await.map_err(|how| format!("day {day}: {how}"))?;
        }
        Ok(())
    })
    .await;
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
