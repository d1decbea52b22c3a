//! Stories of tokens between reconnects: trouble that must alarm nobody, and tokens that renew without a person.

use crate::house::house;
use domain::{
    cause::Cause,
    health::{Health, HealthKind},
    standing::Standing,
    time::Span,
};

#[tokio::test]
async fn no_trouble_of_a_network_turns_anything_red() {
    let house = house().await;
    let (lena, marta) = (house.link("Lena Fischer").await, house.link("Marta Kral").await);
    for fault in ["outage", "html", "reset", "garbage", "rate-limit"] {
        for (profile, network) in [(lena, "facebook"), (marta, "x")] {
            house.control.fault(network, fault, 50).await.unwrap();
            house.check(profile).await;
            let health = house.health(profile).await;
            assert!(!health.is_lost(), "{network} {fault}: {health:?}");
            assert!(house.lost_channels(profile).await.is_empty(), "{network} {fault}");
            house.control.reset().await.unwrap();
            house.check(profile).await;
            assert_eq!(
                house.health(profile).await.kind(),
                HealthKind::Connected,
                "{network} {fault}"
            );
        }
    }
}

#[tokio::test]
async fn many_failures_in_a_row_are_one_banner_and_one_answer_lifts_it() {
    let house = house().await;
    let lena = house.link("Lena Fischer").await;
    house.control.fault("facebook", "outage", 1000).await.unwrap();
    for _ in 0..3 {
        house.check(lena).await;
    }
    let standings = house.store.standings().await.unwrap();
    assert!(matches!(standings.as_slice(), [(_, Standing::Trouble { .. })]), "{standings:?}");
    house.control.reset().await.unwrap();
    house.check(lena).await;
    assert!(house.store.standings().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_x_token_of_two_hours_is_renewed_for_days_without_anybody() {
    let house = house().await;
    let marta = house.link("Marta Kral").await;
    for _ in 0..20 {
        house.pass(Span::hours(3)).await;
        house.check(marta).await;
        assert_eq!(house.health(marta).await.kind(), HealthKind::Connected);
    }
    assert!(house.stranger("Marta Kral").await.grants.iter().any(|grant| grant.alive));
}

#[tokio::test]
async fn the_background_takes_up_what_is_due_and_nothing_else() {
    let house = house().await;
    let marta = house.link("Marta Kral").await;
    assert_eq!(house.engine.check_due().await.unwrap(), 0);
    house.pass(Span::hours(2)).await;
    assert_eq!(house.engine.check_due().await.unwrap(), 1);
    assert_eq!(house.engine.check_due().await.unwrap(), 0);
    assert_eq!(house.health(marta).await.kind(), HealthKind::Connected);
}

#[tokio::test]
async fn a_renewal_whose_answer_was_lost_is_not_sent_again() {
    let house = house().await;
    let marta = house.link("Marta Kral").await;
    house.pass(Span::hours(3)).await;
    house.control.fault("x", "reset", 1).await.unwrap();
    house.check(marta).await;
    // The access token is dead, and what became of the refresh token nobody knows.
    let health = house.health(marta).await;
    assert!(
        matches!(health, Health::Disconnected { cause: Cause::RotationLost, .. }),
        "{health:?}"
    );
    let sent = refreshes(&house).await;
    house.check(marta).await;
    assert_eq!(refreshes(&house).await, sent, "the refresh token is not sent a second time");
}

#[tokio::test]
async fn a_renewal_the_network_refused_in_an_outage_is_tried_again_later() {
    let house = house().await;
    let marta = house.link("Marta Kral").await;
    house.pass(Span::hours(3)).await;
    house.control.fault("x", "outage", 1).await.unwrap();
    house.check(marta).await;
    assert_eq!(house.health(marta).await.kind(), HealthKind::Uncertain);
    house.check(marta).await;
    assert_eq!(house.health(marta).await.kind(), HealthKind::Connected);
}

#[tokio::test]
async fn two_checks_at_once_spend_one_refresh_token() {
    let house = house().await;
    let marta = house.link("Marta Kral").await;
    house.pass(Span::hours(3)).await;
    let before = refreshes(&house).await;
    let checks = (0..20).map(|_| house.check(marta));
    futures::future::join_all(checks).await;
    assert_eq!(refreshes(&house).await, before + 1);
    assert_eq!(house.health(marta).await.kind(), HealthKind::Connected);
}

#[tokio::test]
async fn a_profile_that_is_red_heals_when_the_network_takes_it_back() {
    let house = house().await;
    let oskar = house.link("Oskar Lind").await;
    house.cause("Oskar Lind", "disable").await;
    house.check(oskar).await;
    let health = house.health(oskar).await;
    assert!(
        matches!(health, Health::Disconnected { cause: Cause::AccountDisabled, .. }),
        "{health:?}"
    );
    house.cause("Oskar Lind", "enable").await;
    house.check(oskar).await;
    assert_eq!(house.health(oskar).await.kind(), HealthKind::Connected);
}

/// How many requests reached X's token endpoint.
async fn refreshes(house: &crate::house::House) -> usize {
    house.calls("x", "/2/oauth2/token").await
}
