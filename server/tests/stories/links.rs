//! The owner of a profile has no account here: a link lets them in, to mend their own profile and nothing else.

use domain::{
    account::{Role, Viewer},
    health::Health,
    id::ProfileId,
    link::{LinkState, Rhythm},
    network::Network,
    outcome::{Failure, Outcome},
    time::Span,
};
use engine::{
    Error,
    ports::networks::Who,
    reconnect::{LinkRefused, MadeLink, NewLink, Target},
    vault::Token,
};

use crate::house::{Answer, House, house, master};

const CLIENT: &str = "198.51.100.4";

pub(crate) fn wanted(target: Target) -> NewLink {
    NewLink {
        target,
        lasts: Span::days(3),
        note: "The bakery waits.".into(),
        recipient: None,
        send: false,
        rhythm: Rhythm::Never,
    }
}

async fn make(house: &House, target: Target) -> MadeLink {
    house.engine.make_link(&house.viewer, wanted(target), "192.0.2.1").await.unwrap().unwrap()
}

/// `name` opens the link and signs in; what they bring back.
pub(crate) async fn come(
    house: &House,
    secret: &Token,
    name: &str,
    tick: Option<&[&str]>,
) -> Answer {
    let stranger = house.stranger(name).await;
    let typed = house.typed(&stranger);
    let begun = house.engine.begin_by_link(secret, Who::Whoever, typed.as_deref(), CLIENT);
    let begun = begun.await.unwrap();
    house.answer(&stranger, tick, begun, None).await
}

async fn state(house: &House, made: &MadeLink) -> LinkState {
    let (links, now) = house.engine.links(&house.viewer).await.unwrap();
    links.iter().find(|it| it.link.id == made.link.id).unwrap().link.state(now)
}

pub(crate) async fn ada_is_red(house: &House) -> ProfileId {
    let ada = house.link("Ada Novak").await;
    house.cause("Ada Novak", "change-password").await;
    house.check(ada).await;
    assert!(house.health(ada).await.is_lost());
    ada
}

#[tokio::test]
async fn a_client_mends_their_profile_and_the_link_is_used_up() {
    let house = house().await;
    let ada = ada_is_red(&house).await;
    let made = make(&house, Target::Profile(ada)).await;
    assert_eq!(made.profile_name.as_deref(), Some("Ada Novak"));
    assert_eq!(state(&house, &made).await, LinkState::Made);

    let opened = house.engine.open_link(&made.secret, CLIENT).await.unwrap();
    assert_eq!(opened.shown.asker, house.viewer.name);
    assert_eq!(opened.shown.workspace_name, house.viewer.workspace_name);
    assert_eq!(opened.profile.map(|profile| profile.id), Some(ada));
    assert_eq!(state(&house, &made).await, LinkState::Opened);

    let answer = come(&house, &made.secret, "Ada Novak", None).await;
    let (id, cookie) = answer.callback.cookies[0].clone();
    let outcome = house.deliver(answer).await;
    assert!(outcome.is_full_success(), "{outcome:?}");
    assert!(!house.health(ada).await.is_lost());
    assert_eq!(state(&house, &made).await, LinkState::Done);
    let (report, shown) = house.engine.report_of_link(id, &cookie).await.unwrap().unwrap();
    assert_eq!((report.outcome, shown.asker), (outcome, house.viewer.name.clone()));
    let elsewhere = house.engine.report_of_link(id, &Token::new("another".into())).await;
    assert!(matches!(elsewhere, Err(Error::NotFound)), "{elsewhere:?}");

    let again = house.engine.open_link(&made.secret, CLIENT).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    let again = house.engine.begin_again_by_link(id, &cookie, Who::Whoever, CLIENT).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
}

#[tokio::test]
async fn somebody_else_changes_nothing_and_the_right_person_can_still_come() {
    let house = house().await;
    let ada = ada_is_red(&house).await;
    let made = make(&house, Target::Profile(ada)).await;
    let answer = come(&house, &made.secret, "Tomas Dvorak", None).await;
    let (id, cookie) = answer.callback.cookies[0].clone();
    let before = house.last_event().await;
    let outcome = house.deliver(answer).await;
    assert!(matches!(outcome, Outcome::WrongPerson { .. }), "{outcome:?}");
    assert!(house.events_after(before).await.is_empty(), "nothing was written");
    assert!(house.health(ada).await.is_lost());
    assert_eq!(state(&house, &made).await, LinkState::WrongPersonCame);
    let (links, _) = house.engine.links(&house.viewer).await.unwrap();
    let who = links[0].link.wrong.as_ref().map(|(_, face)| face.name.as_str());
    assert_eq!(who, Some("Tomas Dvorak"));

    let stranger = house.stranger("Ada Novak").await;
    let begun =
        house.engine.begin_again_by_link(id, &cookie, Who::AnotherAccount, CLIENT).await.unwrap();
    let answer = house.answer(&stranger, None, begun, None).await;
    assert!(house.deliver(answer).await.is_full_success());
    assert_eq!(state(&house, &made).await, LinkState::Done);
}

#[tokio::test]
async fn whoever_leaves_a_channel_unticked_can_come_once_more() {
    let house = house().await;
    let ada = ada_is_red(&house).await;
    let made = make(&house, Target::Profile(ada)).await;
    let name = house.profile(ada).await.channels[0].name.clone();
    let answer = come(&house, &made.secret, "Ada Novak", Some(&[&name])).await;
    let outcome = house.deliver(answer).await;
    assert!(!outcome.is_full_success(), "{outcome:?}");
    assert_eq!(state(&house, &made).await, LinkState::Made, "good for another try");
    let answer = come(&house, &made.secret, "Ada Novak", None).await;
    let outcome = house.deliver(answer).await;
    assert!(house.lost_channels(ada).await.len() < 12, "{outcome:?}");
}

#[tokio::test]
async fn a_link_that_was_taken_back_on_the_way_lands_nothing() {
    let house = house().await;
    let ada = ada_is_red(&house).await;
    let made = make(&house, Target::Profile(ada)).await;
    let answer = come(&house, &made.secret, "Ada Novak", None).await;
    house.engine.revoke_link(&house.viewer, made.link.id, "192.0.2.1").await.unwrap();
    let outcome = house.deliver(answer).await;
    let failure = Failure::LinkEnded;
    assert_eq!(outcome, Outcome::Failed { profile: Some(ada), failure });
    assert!(house.health(ada).await.is_lost());
    let opened = house.engine.open_link(&made.secret, CLIENT).await;
    assert!(matches!(opened, Err(Error::NotFound)), "{opened:?}");
    assert_eq!(state(&house, &made).await, LinkState::Revoked);
}

#[tokio::test]
async fn who_left_in_time_may_come_back_after_it() {
    let house = house().await;
    let ada = ada_is_red(&house).await;
    let made = make(&house, Target::Profile(ada)).await;
    house.pass(Span::minutes(3 * 24 * 60 - 2)).await;
    let answer = come(&house, &made.secret, "Ada Novak", None).await;
    house.pass(Span::minutes(3)).await;
    let opened = house.engine.open_link(&made.secret, CLIENT).await;
    assert!(matches!(opened, Err(Error::NotFound)), "it has run out");
    assert!(house.deliver(answer).await.is_full_success());
}

#[tokio::test]
async fn a_link_for_a_network_adds_one_profile() {
    let house = house().await;
    let made = make(&house, Target::New(Network::Mastodon)).await;
    let name = house.control.people().await.unwrap();
    let name = name.iter().find(|it| it.network == "mastodon").unwrap().name.clone();
    let answer = come(&house, &made.secret, &name, None).await;
    let Outcome::Connected { profile, who, .. } = house.deliver(answer).await else { panic!() };
    assert_eq!(who.name, name);
    assert!(matches!(house.health(profile).await, Health::Connected { .. }));
    assert_eq!(state(&house, &made).await, LinkState::Done);
}

#[tokio::test]
async fn links_are_a_master_accounts_and_stay_in_their_workspace() {
    let house = house().await;
    let ada = ada_is_red(&house).await;
    let made = make(&house, Target::Profile(ada)).await;
    let other = master(&house.engine, "Other agency", "other@agency.test").await;
    let regular = Viewer { role: Role::Regular, ..house.viewer.clone() };

    let foreign = house.engine.make_link(&other, wanted(Target::Profile(ada)), "").await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    assert!(house.engine.links(&other).await.unwrap().0.is_empty());
    let foreign = house.engine.revoke_link(&other, made.link.id, "").await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let refused = house.engine.make_link(&regular, wanted(Target::Profile(ada)), "").await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    assert!(matches!(house.engine.links(&regular).await, Err(Error::Forbidden)));
    let refused = house.engine.revoke_link(&regular, made.link.id, "").await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    assert_eq!(state(&house, &made).await, LinkState::Made);

    let ada = Target::Profile(ada);
    for (wrong, field) in [
        (NewLink { recipient: Some("ada".into()), ..wanted(ada) }, "recipient"),
        (NewLink { note: "x".repeat(501), ..wanted(ada) }, "note"),
        (NewLink { lasts: Span::days(31), ..wanted(ada) }, "lasts"),
    ] {
        let refused = house.engine.make_link(&house.viewer, wrong, "").await.unwrap();
        assert_eq!(refused.err(), Some(LinkRefused(field)));
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_and_tells_nothing() {
    let house = house().await;
    let ada = ada_is_red(&house).await;
    let made = make(&house, Target::Profile(ada)).await;
    for _ in 0..100 {
        let guessed = house.engine.open_link(&house.engine.fresh_secret(), CLIENT).await;
        assert!(matches!(guessed, Err(Error::NotFound)), "{guessed:?}");
    }
    let locked = house.engine.open_link(&made.secret, CLIENT).await;
    assert!(matches!(locked, Err(Error::NotFound)), "this address guessed too often");
    house.engine.open_link(&made.secret, "198.51.100.5").await.unwrap();
    house.pass(Span::minutes(16)).await;
    house.engine.open_link(&made.secret, CLIENT).await.unwrap();
}
