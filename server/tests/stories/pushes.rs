//! Stories of what networks tell by themselves: it turns a profile red at once, and nothing else is believed.

mod receiver;

use std::time::Duration;

use domain::{
    health::{Health, HealthKind},
    id::ProfileId,
    network::Network,
    time::Span,
};
use engine::tokens::figures::Counted;

use crate::house::{House, house};

/// The networks that tell when a person removes our app, and whom of the cast they tell of.
const TELLING: [(Network, &str, Option<&str>); 6] = [
    (Network::Facebook, "Lena Fischer", None),
    (Network::Instagram, "Clara Winter", None),
    (Network::X, "Marta Kral", None),
    (Network::YouTube, "Hana Benes", Some("Hana Benes")),
    (Network::TikTok, "Mila Horvat", None),
    (Network::Threads, "Emil Hansen", None),
];

#[tokio::test]
async fn a_removed_app_turns_its_profile_red_without_anybody_asking() {
    let house = house().await;
    receiver::open(&house, &TELLING.map(|(network, ..)| network)).await;
    for (network, name, identity) in TELLING {
        let profile = house.link_as(name, identity).await;
        house.pass(Span::minutes(1)).await;
        house.cause(name, "remove-app").await;
        turns_red(&house, profile).await;
        // The very same message again, and one that is forged: neither asks anybody anything.
        let sent = house.control.pushes().await.unwrap();
        let calls = house.control.calls().await.unwrap().len();
        house.control.push_again(sent.last().unwrap().id).await.unwrap();
        let stranger = house.stranger(name).await;
        let forged = house.control.forge_push(network.slug(), "relink-test", &stranger.id).await;
        assert_eq!(forged.unwrap().status, Some(401), "{network}");
        let asked = house.control.calls().await.unwrap();
        // Google's keys are fetched again for a key that is not known.
        let asked = asked[calls..].iter().filter(|call| !call.path.ends_with("/certs"));
        assert_eq!(asked.count(), 0, "{network}");
        let count = |counted| house.figure(network, counted);
        assert_eq!((count(Counted::SignalRepeated), count(Counted::SignalRefused)), (1, 1));
    }
}

/// A message only says when to ask: the network that says the token lives is believed.
#[tokio::test]
async fn a_message_turns_nothing_red_by_itself() {
    let house = house().await;
    receiver::open(&house, &[Network::X]).await;
    let marta = house.link("Marta Kral").await;
    house.cause("Marta Kral", "remove-app").await;
    turns_red(&house, marta).await;
    assert!(house.refresh(marta, "Marta Kral", None).await.is_full_success());
    let sent = house.control.pushes().await.unwrap();
    house.control.push_again(sent.last().unwrap().id).await.unwrap();
    assert_eq!(house.health(marta).await.kind(), HealthKind::Connected);
}

#[tokio::test]
async fn a_google_account_is_told_of_and_both_of_its_channels_are_asked_about() {
    let house = house().await;
    receiver::open(&house, &[Network::YouTube]).await;
    let own = house.link_as("Hana Benes", Some("Hana Benes")).await;
    let school = house.link_as("Hana Benes", Some("Vltava Sailing School")).await;
    house.cause("Hana Benes", "disable").await;
    turns_red(&house, own).await;
    turns_red(&house, school).await;
    house.cause("Hana Benes", "enable").await;
    house.until(own, |health| !health.is_lost()).await;
    house.until(school, |health| !health.is_lost()).await;
}

async fn turns_red(house: &House, profile: ProfileId) {
    house.until(profile, Health::is_lost).await;
}

impl House {
    /// Waits for the event after which a profile's health is as wanted.
    async fn until(&self, profile: ProfileId, wanted: impl Fn(&Health) -> bool) {
        let mut alarm = self.store.alarm();
        let waiting = async {
            while !wanted(&self.health(profile).await) {
                alarm.recv().await.unwrap();
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
        assert!(waited.is_ok(), "{:?}", self.health(profile).await);
    }

    fn figure(&self, network: Network, counted: Counted) -> u64 {
        let figures = self.engine.figures().snapshot();
        let found = figures.iter().find(|(of, what, _)| (*of, *what) == (network, counted));
        found.map_or(0, |(_, _, count)| *count)
    }
}
