//! What was done and how profiles stood can be seen afterwards, by those whose workspace it was.

use domain::{
    cause::Cause,
    network::Network,
    time::Span,
    uptime::{Doer, State},
};
use engine::{Error, ports::store::audits::AuditQuery};

use crate::house::house;

#[tokio::test]
async fn a_profiles_life_is_written_down_with_who_mended_it() {
    let house = house().await;
    let (engine, viewer) = (&house.engine, &house.viewer);
    let ada = house.link("Ada Novak").await;
    // Seven hours, so that the share lies between two percents: the house's clock runs on between
    // the spans that pass, and a share of just eighty is less as soon as it does.
    house.pass(Span::hours(7)).await;
    house.cause("Ada Novak", "change-password").await;
    house.check(ada).await;
    house.pass(Span::hours(2)).await;
    house.refresh(ada, "Ada Novak", None).await;
    house.pass(Span::hours(2)).await;

    let timeline = engine.timeline(viewer, ada, 90).await.unwrap();
    let seen: Vec<_> =
        timeline.noted.iter().map(|it| (it.change.state.clone(), it.change.by)).collect();
    let me = Doer::Person(viewer.person);
    let expected = [
        (State::Works, me),
        (State::Lost(Cause::PasswordChanged), Doer::Network),
        (State::Works, me),
    ];
    assert_eq!(seen, expected);
    assert_eq!(timeline.noted[2].person.as_ref(), Some(&viewer.name));

    let overview = engine.overview(viewer, 30).await.unwrap();
    let [(network, profiles, uptime, _)] = overview.networks.as_slice() else {
        panic!("{overview:?}")
    };
    assert_eq!((*network, *profiles), (Network::Facebook, 1));
    assert_eq!((uptime.by_people, uptime.alone), (1, 0));
    assert_eq!(uptime.per_mille().map(|share| share / 10), Some(81));
    assert_eq!(uptime.median_to_mend().map(|span| span.as_millis() / 3_600_000), Some(2));

    let query = AuditQuery { about: Some(ada.to_string()), limit: 10, ..AuditQuery::default() };
    let log = engine.audit_log(viewer, &query).await.unwrap();
    let told: Vec<_> = log.iter().map(|it| it.logged.entry.what.as_str()).collect();
    let expected = ["profile.connected", "authorization.begun", "health.lost", "profile.connected"];
    assert_eq!(told, expected);
    assert_eq!(log[2].logged.facts.as_deref(), Some(r#"{"cause":"PasswordChanged"}"#));
    assert_eq!(engine.verify_audit(viewer).await.unwrap().broken, None);

    let other = crate::house::master(engine, "Other agency", "other@agency.test").await;
    let foreign = engine.timeline(&other, ada, 90).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    assert!(engine.overview(&other, 30).await.unwrap().networks.is_empty());
    assert!(engine.audit_log(&other, &query).await.unwrap().is_empty());
}
