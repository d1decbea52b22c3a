//! Stories of deaths that can be known: they are told two weeks ahead, without anybody asking.

use domain::{
    cause::Cause,
    event::What,
    health::{Health, HealthKind},
    time::Span,
};

use crate::house::house;

/// Facebook's sixty days, and LinkedIn's, which nothing prolongs for an app that is no partner.
#[tokio::test]
async fn a_login_that_ends_is_told_of_two_weeks_before() {
    for name in ["Lena Fischer", "Daniel Weiss"] {
        let house = house().await;
        let profile = house.link(name).await;
        let seen = house.last_event().await;
        let foreseen = house.engine.forecast(&house.viewer).await.unwrap().foreseen;
        assert_eq!(foreseen.len(), 1, "{name} is in the calendar from the first day on");
        let end = foreseen[0].at;
        while house.health(profile).await.kind() == HealthKind::Connected {
            assert!(end.since(house.now()) >= Span::days(14), "{name}: nobody was told");
            house.pass(Span::hours(12)).await;
            while house.engine.check_due().await.unwrap() > 0 {}
        }
        let health = house.health(profile).await;
        // Networks count in seconds.
        let Health::Expiring { at } = health else { panic!("{name}: {health:?}") };
        assert_eq!(at.millis() / 1000, end.millis() / 1000, "{name}");
        assert!(end.since(house.now()) >= Span::days(14), "{name}");
        let told = house.events_after(seen).await.into_iter().any(|event| match event.what {
            What::Checked { health, .. } => health.kind() == HealthKind::Expiring,
            _ => false,
        });
        assert!(told, "{name}: there is no event");
    }
}

/// What was renewed for ever until now, and cannot be any more, ends with its last access token.
#[tokio::test]
async fn a_renewal_that_is_not_possible_any_more_is_foreseen() {
    let house = house().await;
    let marta = house.link("Marta Kral").await;
    let forecast = async || house.engine.forecast(&house.viewer).await.unwrap().foreseen;
    assert!(forecast().await.is_empty(), "it renews by itself");
    house.pass(Span::minutes(105)).await;
    house.control.fault("x", "reset", 1).await.unwrap();
    while house.engine.check_due().await.unwrap() > 0 {}
    let health = house.health(marta).await;
    let Health::Expiring { at } = health else { panic!("{health:?}") };
    let foreseen = forecast().await;
    assert_eq!((foreseen.len(), foreseen[0].profile, foreseen[0].at), (1, marta, at));
    house.pass(Span::minutes(20)).await;
    house.check(marta).await;
    let health = house.health(marta).await;
    let lost = matches!(health, Health::Disconnected { cause: Cause::RotationLost, .. });
    assert!(lost, "{health:?}");
    assert!(forecast().await.is_empty(), "what is red needs no forecast");
}
