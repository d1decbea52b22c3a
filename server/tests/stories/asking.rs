//! Somebody who cannot reconnect a profile asks for it; the Master Account sees who, until it works again.

use domain::{account::Role, id::ProfileId, time::Span};
use engine::Error;

use crate::house::house;

const FROM: &str = "192.0.2.1";

#[tokio::test]
async fn a_regular_account_asks_once_and_a_reconnect_settles_it() {
    let house = house().await;
    let (engine, viewer) = (&house.engine, &house.viewer);
    let mut regular = viewer.clone();
    regular.role = Role::Regular;
    let ada = house.link("Ada Novak").await;
    let before = house.last_event().await;
    engine.ask_to_reconnect(&regular, ada, FROM).await.unwrap();
    assert!(house.events_after(before).await.is_empty(), "it works");

    house.cause("Ada Novak", "change-password").await;
    house.check(ada).await;
    house.pass(Span::minutes(5)).await;
    engine.ask_to_reconnect(&regular, ada, FROM).await.unwrap();
    let channels = engine.channels(&regular).await.unwrap();
    let asked_at = engine.asked(&regular, &channels).await.unwrap()[&ada];
    house.pass(Span::minutes(5)).await;
    let before = house.last_event().await;
    engine.ask_to_reconnect(&regular, ada, FROM).await.unwrap();
    assert!(house.events_after(before).await.is_empty(), "asking again changes nothing");
    let asked = engine.asked(&regular, &channels).await.unwrap();
    assert_eq!(asked, [(ada, asked_at)].into());
    let asks = engine.lost(viewer).await.unwrap().asks;
    assert_eq!(
        asks[&ada].iter().map(|ask| (&*ask.name, ask.at)).collect::<Vec<_>>(),
        [(&*viewer.name, asked_at)]
    );

    house.refresh(ada, "Ada Novak", None).await;
    assert!(engine.lost(viewer).await.unwrap().asks.is_empty(), "it is settled");
    house.pass(Span::minutes(5)).await;
    house.cause("Ada Novak", "change-password").await;
    house.check(ada).await;
    assert!(engine.lost(viewer).await.unwrap().asks.is_empty(), "and stays it");
    engine.ask_to_reconnect(&regular, ada, FROM).await.unwrap();
    assert!(engine.lost(viewer).await.unwrap().asks[&ada][0].at > asked_at);
}

#[tokio::test]
async fn nobody_asks_for_another_agencys_profile() {
    let house = house().await;
    let ada = house.link("Ada Novak").await;
    let other = crate::house::master(&house.engine, "Other agency", "other@agency.test").await;
    let unknown = ProfileId::new(house.now(), [9; 10]);
    for (viewer, profile) in [(&other, ada), (&house.viewer, unknown)] {
        let asked = house.engine.ask_to_reconnect(viewer, profile, FROM).await;
        assert!(matches!(asked, Err(Error::NotFound)), "{asked:?}");
    }
}
