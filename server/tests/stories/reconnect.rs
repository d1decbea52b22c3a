//! Stories of reconnecting, told against the real store, the real adapters and the sandbox over HTTP.

use domain::{
    cause::Cause,
    event::What,
    health::{Health, HealthKind},
    network::Network,
    outcome::{Failure, Outcome, Refusal},
    time::Span,
};
use engine::{
    reconnect::{Callback, Target},
    vault::Token,
};

use crate::house::{Answer, house, master};

#[tokio::test]
async fn expired_tokens_turn_a_profile_red_and_one_login_brings_all_twelve_pages_back() {
    let house = house().await;
    let ada = house.link("Ada Novak").await;
    assert_eq!(house.health(ada).await.kind(), HealthKind::Connected);
    house.cause("Ada Novak", "expire-tokens").await;
    house.check(ada).await;
    assert!(matches!(house.health(ada).await, Health::Disconnected { cause: Cause::Expired, .. }));
    assert_eq!(house.lost_channels(ada).await.len(), 12);

    let before = house.last_event().await;
    let answer = house.consent(&house.viewer, Target::Profile(ada), "Ada Novak", None).await;
    let outcome = house.deliver(answer).await;
    let Outcome::Connected { channels, who, .. } = &outcome else { panic!("{outcome:?}") };
    assert_eq!((channels.restored.len(), who.name.as_str()), (12, "Ada Novak"));
    assert!(outcome.is_full_success(), "{outcome:?}");
    assert!(house.lost_channels(ada).await.is_empty());
    let events = house.events_after(before).await;
    let [event] = events.as_slice() else { panic!("one change, one event: {events:?}") };
    let What::Checked { profile, mending, channels, .. } = &event.what else { panic!("{event:?}") };
    assert_eq!((*profile, channels.len(), mending.before, mending.after), (ada, 12, true, false));
}

#[tokio::test]
async fn every_cause_facebook_names_is_told_as_it_is() {
    let house = house().await;
    let tomas = house.link("Tomas Dvorak").await;
    for (happening, expected) in [
        ("change-password", Cause::PasswordChanged),
        ("remove-app", Cause::AppRemoved),
        ("log-out", Cause::LoggedOut),
        ("expire-tokens", Cause::Expired),
    ] {
        let answer =
            house.consent(&house.viewer, Target::Profile(tomas), "Tomas Dvorak", None).await;
        assert!(house.deliver(answer).await.is_full_success(), "before {happening}");
        house.cause("Tomas Dvorak", happening).await;
        house.check(tomas).await;
        let health = house.health(tomas).await;
        assert!(
            matches!(&health, Health::Disconnected { cause, .. } if *cause == expected),
            "{happening}: {health:?}"
        );
    }
    house.cause("Tomas Dvorak", "checkpoint").await;
    house.check(tomas).await;
    let health = house.health(tomas).await;
    assert!(health.is_lost(), "{health:?}");
}

#[tokio::test]
async fn somebody_else_changes_nothing_and_is_offered_their_own_profile() {
    let house = house().await;
    let (tomas, lena) = (house.link("Tomas Dvorak").await, house.link("Lena Fischer").await);
    for name in ["Tomas Dvorak", "Lena Fischer"] {
        house.cause(name, "expire-tokens").await;
    }
    house.check(tomas).await;
    house.check(lena).await;
    let before = house.profile(tomas).await;

    let answer = house.consent(&house.viewer, Target::Profile(tomas), "Lena Fischer", None).await;
    let outcome = house.deliver(answer).await;
    let Outcome::WrongPerson { expected, came, heals, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((expected.name.as_str(), came.name.as_str()), ("Tomas Dvorak", "Lena Fischer"));
    assert_eq!(heals, Some(lena));
    assert_eq!(house.profile(tomas).await, before);

    // A stranger's login is taken back at the network; Lena's is not, because her profile lives on it.
    let answer = house.consent(&house.viewer, Target::Profile(tomas), "Petr Svoboda", None).await;
    let outcome = house.deliver(answer).await;
    assert!(matches!(outcome, Outcome::WrongPerson { heals: None, .. }), "{outcome:?}");
    assert!(house.stranger("Petr Svoboda").await.grants.iter().all(|grant| !grant.alive));
    assert!(house.stranger("Lena Fischer").await.grants.iter().any(|grant| grant.alive));
}

#[tokio::test]
async fn a_page_that_was_not_ticked_is_named_and_comes_back_with_the_next_login() {
    let house = house().await;
    let lena = house.link("Lena Fischer").await;
    let names: Vec<_> = house.profile(lena).await.channels.into_iter().map(|c| c.name).collect();
    let [ticked, left_out] = names.as_slice() else { panic!("{names:?}") };

    let tick: &[&str] = &[ticked];
    let answer =
        house.consent(&house.viewer, Target::Profile(lena), "Lena Fischer", Some(tick)).await;
    let outcome = house.deliver(answer).await;
    let Outcome::Connected { channels, .. } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(channels.restored, [ticked.as_str()]);
    let missing: Vec<_> =
        channels.missing.iter().map(|m| (m.name.clone(), m.cause.clone())).collect();
    assert_eq!(missing, [(left_out.clone(), Cause::NotGranted)]);
    assert!(!outcome.is_full_success());
    assert_eq!(house.lost_channels(lena).await, [left_out.as_str()]);
    assert!(!house.health(lena).await.is_lost(), "the grant itself lives");

    let both: &[&str] = &[ticked, left_out];
    let answer =
        house.consent(&house.viewer, Target::Profile(lena), "Lena Fischer", Some(both)).await;
    assert!(house.deliver(answer).await.is_full_success());
    assert!(house.lost_channels(lena).await.is_empty());
}

#[tokio::test]
async fn a_role_that_is_lost_turns_only_that_page_red() {
    let house = house().await;
    let lena = house.link("Lena Fischer").await;
    let page = house.stranger("Lena Fischer").await.channels.remove(0);
    house.control.channel("facebook", &page.id, "drop-role").await.unwrap();
    house.check(lena).await;
    assert_eq!(house.lost_channels(lena).await, [page.name.as_str()]);
    let profile = house.profile(lena).await;
    let channel = profile.channels.iter().find(|c| c.name == page.name).unwrap();
    let health = channel.health(&profile.health);
    assert!(matches!(health, Health::Disconnected { cause: Cause::RoleLost, .. }), "{health:?}");

    house.control.channel("facebook", &page.id, "restore-role").await.unwrap();
    house.check(lena).await;
    assert!(house.lost_channels(lena).await.is_empty());

    house.control.channel("facebook", &page.id, "drop-role").await.unwrap();
    // A login cannot bring it back, and says why: the page could not even be ticked.
    let answer = house.consent(&house.viewer, Target::Profile(lena), "Lena Fischer", None).await;
    let outcome = house.deliver(answer).await;
    let Outcome::Connected { channels, .. } = &outcome else { panic!("{outcome:?}") };
    let missing: Vec<_> = channels.missing.iter().map(|m| (&m.name, &m.cause)).collect();
    assert_eq!(missing, [(&page.name, &Cause::RoleLost)]);
}

#[tokio::test]
async fn a_login_in_one_workspace_is_noticed_at_once_in_the_other() {
    let house = house().await;
    let lena = house.link("Lena Fischer").await;
    let names: Vec<_> = house.profile(lena).await.channels.into_iter().map(|c| c.name).collect();
    let other = master(&house.engine, "Other Agency", "olga@other.test").await;
    let mut alarm = house.engine.alarm();
    let tick: &[&str] = &[&names[0]];
    let answer =
        house.consent(&other, Target::New(Network::Facebook), "Lena Fischer", Some(tick)).await;
    assert!(matches!(house.deliver(answer).await, Outcome::Connected { .. }));
    while alarm.recv().await.unwrap() != house.viewer.workspace {}
    assert_eq!(house.lost_channels(lena).await, [names[1].clone()]);

    // Removing here must not kill the grant the other agency lives on.
    let removed = house.engine.remove(&house.viewer, lena, "").await.unwrap();
    assert_eq!(removed, engine::tokens::Removed::KeptForOthers);
    assert!(house.stranger("Lena Fischer").await.grants.iter().any(|grant| grant.alive));
}

#[tokio::test]
async fn removing_the_only_profile_of_somebody_revokes_at_the_network() {
    let house = house().await;
    for name in ["Lena Fischer", "Marta Kral"] {
        let profile = house.link(name).await;
        let removed = house.engine.remove(&house.viewer, profile, "").await.unwrap();
        assert_eq!(removed, engine::tokens::Removed::Revoked, "{name}");
        assert!(house.stranger(name).await.grants.iter().all(|grant| !grant.alive), "{name}");
        assert!(matches!(
            house.engine.profile(&house.viewer, profile).await,
            Err(engine::Error::NotFound)
        ));
    }
}

#[tokio::test]
async fn a_forged_replayed_late_or_foreign_answer_writes_nothing() {
    let house = house().await;
    let lena = house.link("Lena Fischer").await;
    let before = house.profile(lena).await;
    let target = Target::Profile(lena);
    let viewer = &house.viewer;

    let forged = Answer {
        network: Network::Facebook,
        callback: Callback {
            state: Some(Token::new("forged".into())),
            code: Some(Token::new("x".into())),
            ..Callback::default()
        },
    };
    assert_eq!(house.refused(forged).await, Refusal::Unknown);
    let stateless = Answer { network: Network::Facebook, callback: Callback::default() };
    assert_eq!(house.refused(stateless).await, Refusal::Unknown);

    let mut other_browser = house.consent(viewer, target, "Lena Fischer", None).await;
    other_browser.callback.cookies.clear();
    assert_eq!(house.refused(other_browser).await, Refusal::Unknown);

    let mut other_person = house.consent(viewer, target, "Lena Fischer", None).await;
    other_person.callback.viewer = Some(master(&house.engine, "Other", "eve@other.test").await);
    assert_eq!(house.refused(other_person).await, Refusal::Unknown);

    let mut mixed_up = house.consent(viewer, target, "Lena Fischer", None).await;
    mixed_up.network = Network::X;
    assert_eq!(house.refused(mixed_up).await, Refusal::OtherNetwork);

    let mut issuer = house.consent(viewer, target, "Lena Fischer", None).await;
    issuer.callback.iss = Some("https://evil.test".into());
    assert_eq!(failure(house.deliver(issuer).await), Failure::MixedUp);

    let mut no_code = house.consent(viewer, target, "Lena Fischer", None).await;
    no_code.callback.code = None;
    assert_eq!(failure(house.deliver(no_code).await), Failure::MissingCode);

    let mut cancelled = house.consent(viewer, target, "Lena Fischer", None).await;
    cancelled.callback.error = Some("access_denied".into());
    assert_eq!(failure(house.deliver(cancelled).await), Failure::Cancelled);

    let mut foreign_code = house.consent(viewer, target, "Lena Fischer", None).await;
    foreign_code.callback.code = Some(Token::new("not-a-code".into()));
    let refused = failure(house.deliver(foreign_code).await);
    assert!(matches!(refused, Failure::CodeRefused { .. }), "{refused:?}");

    let first = house.consent(viewer, target, "Lena Fischer", None).await;
    let again = Answer { network: first.network, callback: first.callback.clone() };
    assert!(house.deliver(first).await.is_full_success());
    assert_eq!(house.refused(again).await, Refusal::Replayed);

    let late = house.consent(viewer, target, "Lena Fischer", None).await;
    house.pass(Span::minutes(11)).await;
    assert_eq!(failure(house.deliver(late).await), Failure::TooLate);

    let after = house.profile(lena).await;
    assert_eq!((after.channels, after.identity), (before.channels, before.identity));
}

#[tokio::test]
async fn a_network_in_trouble_during_the_exchange_costs_nothing() {
    let house = house().await;
    let marta = house.link("Marta Kral").await;
    house.cause("Marta Kral", "remove-app").await;
    house.check(marta).await;
    let red = house.profile(marta).await;
    for fault in ["outage", "html", "reset", "garbage", "rate-limit"] {
        let answer = house.consent(&house.viewer, Target::Profile(marta), "Marta Kral", None).await;
        house.control.fault("x", fault, 1).await.unwrap();
        let failure = failure(house.deliver(answer).await);
        assert!(
            matches!(failure, Failure::Unavailable | Failure::Limited { .. }),
            "{fault}: {failure:?}"
        );
        assert_eq!(house.profile(marta).await, red, "{fault}");
    }
    let answer = house.consent(&house.viewer, Target::Profile(marta), "Marta Kral", None).await;
    assert!(house.deliver(answer).await.is_full_success(), "and then it works");
}

#[tokio::test]
async fn whoever_adds_a_profile_that_is_linked_already_mends_it() {
    let house = house().await;
    let lena = house.link("Lena Fischer").await;
    house.cause("Lena Fischer", "change-password").await;
    house.check(lena).await;
    assert_eq!(house.link("Lena Fischer").await, lena);
    assert!(!house.health(lena).await.is_lost());
}

fn failure(outcome: Outcome) -> Failure {
    match outcome {
        Outcome::Failed { failure, .. } => failure,
        other => panic!("{other:?}"),
    }
}
