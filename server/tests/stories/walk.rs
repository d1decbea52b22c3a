//! Many profiles are red at once: one walk goes from one to the next, can be left, and ends.

use domain::{
    account::{Role, Viewer},
    authorization::WayBack,
    id::ProfileId,
    outcome::Outcome,
    walk::Passed,
};
use engine::{
    Error,
    ports::networks::Who,
    reconnect::{Begin, Begun, Step, Stop, Target},
};

use crate::house::{House, house};

const PEOPLE: [&str; 3] = ["Ada Novak", "Tomas Dvorak", "Lena Fischer"];

async fn red(house: &House, names: &[&str]) -> Vec<ProfileId> {
    let mut profiles = Vec::new();
    for name in names {
        let profile = house.link(name).await;
        house.cause(name, "change-password").await;
        house.check(profile).await;
        profiles.push(profile);
    }
    profiles
}

async fn step(house: &House, step: Step) -> Stop {
    house.engine.walk(&house.viewer, step).await.unwrap()
}

async fn begin(house: &House, profile: ProfileId) -> Begun {
    let wanted = Begin {
        viewer: &house.viewer,
        target: Target::Profile(profile),
        who: Who::Whoever,
        typed: None,
        back: WayBack::Walk,
        from: "192.0.2.1",
    };
    house.engine.begin(wanted).await.unwrap()
}

/// `name` signs in for the next profile of the walk.
async fn sign_in(house: &House, profile: ProfileId, name: &str) -> Outcome {
    let begun = begin(house, profile).await;
    let stranger = house.stranger(name).await;
    let answer = house.answer(&stranger, None, begun, Some(&house.viewer)).await;
    house.deliver(answer).await
}

#[tokio::test]
async fn a_walk_goes_through_everything_that_is_red_and_tells_what_is_left() {
    let house = house().await;
    let profiles = red(&house, &PEOPLE).await;
    let name_of = |id: ProfileId| PEOPLE[profiles.iter().position(|it| *it == id).unwrap()];

    let first = step(&house, Step::On).await;
    assert_eq!((first.done, first.all), (0, 3));
    let next = first.next.unwrap().id;
    assert!(sign_in(&house, next, name_of(next)).await.is_full_success());

    let second = step(&house, Step::On).await;
    assert_eq!((second.done, second.all), (1, 3), "it was left, and goes on");
    let wrong = second.next.unwrap().id;
    let outcome = sign_in(&house, wrong, name_of(next)).await;
    assert!(matches!(outcome, Outcome::WrongPerson { .. }), "{outcome:?}");

    let third = step(&house, Step::On).await;
    let skipped = third.next.unwrap().id;
    let end = step(&house, Step::Skip(skipped)).await;
    assert!(end.next.is_none());
    let left: Vec<_> = end.open.iter().map(|(profile, why)| (profile.id, *why)).collect();
    assert_eq!(left, [(wrong, Passed::WrongPerson), (skipped, Passed::Skipped)]);

    let anew = step(&house, Step::Anew).await;
    assert_eq!((anew.done, anew.all, anew.open.len()), (0, 2, 0));
    for id in [wrong, skipped] {
        house.refresh(id, name_of(id), None).await;
    }
    let done = step(&house, Step::On).await;
    assert!(done.next.is_none() && done.open.is_empty());
    assert_eq!((done.done, done.all), (2, 2));
}

#[tokio::test]
async fn what_turns_red_on_the_way_comes_last() {
    let house = house().await;
    let ada = red(&house, &["Ada Novak"]).await[0];
    assert_eq!(step(&house, Step::On).await.all, 1);
    let tomas = red(&house, &["Tomas Dvorak"]).await[0];
    let stop = step(&house, Step::On).await;
    assert_eq!((stop.all, stop.next.unwrap().id), (2, ada));
    assert_eq!(step(&house, Step::Skip(ada)).await.next.unwrap().id, tomas);
}

#[tokio::test]
async fn a_walk_is_a_master_accounts() {
    let house = house().await;
    red(&house, &["Ada Novak"]).await;
    let regular = Viewer { role: Role::Regular, ..house.viewer.clone() };
    let refused = house.engine.walk(&regular, Step::On).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    let other = crate::house::master(&house.engine, "Other agency", "other@agency.test").await;
    let theirs = house.engine.walk(&other, Step::On).await.unwrap();
    assert_eq!((theirs.all, theirs.next.is_none()), (0, true));
}
