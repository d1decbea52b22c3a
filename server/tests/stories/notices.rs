//! Who is told what, when: one letter for what happens together, nothing at night, and nothing that mended itself.

mod crowd;
mod office;

use domain::{
    account::Role,
    network::Network,
    notice::{Choices, News, Quiet, Subject, Topic},
    post::Content,
    time::Span,
    zone::{Date, Moment, WallTime, Zone},
};
use engine::apps::scheduler::{Composition, When};

use self::office::office;
use crate::house::House;

async fn lose(house: &House, name: &str) -> domain::id::ProfileId {
    let profile = house.link(name).await;
    house.cause(name, "change-password").await;
    house.check(profile).await;
    assert!(house.health(profile).await.is_lost());
    profile
}

#[tokio::test]
async fn forty_profiles_that_turn_red_at_once_are_one_letter_to_each_master_account() {
    let office = office().await;
    office.join("Max", "max@agency.test", Role::MasterAccount).await;
    office.join("Rita", "rita@agency.test", Role::Regular).await;
    let profiles = crowd::link(&office.house, 40).await;
    let (early, late) = profiles.split_at(25);
    crowd::turn_red(&office.house, early).await;
    assert_eq!(office.tell().await, 0, "more may come in");
    office.pass(Span::minutes(1)).await;
    crowd::turn_red(&office.house, late).await;
    assert_eq!(office.tell().await, 0);
    office.pass(Span::minutes(2)).await;
    assert_eq!(office.tell().await, 2);
    for (to, notice) in office.letters().await {
        assert!(["mara@agency.test", "max@agency.test"].contains(&to.as_str()), "{to}");
        let told: Vec<_> = notice.items.iter().map(|item| item.fact.subject).collect();
        assert_eq!(told.len(), 40);
        assert!(profiles.iter().all(|profile| told.contains(&Subject::Lost(*profile))));
    }
    assert_eq!(office.days(1).await, [(1, 2)], "only that they stay so");
}

#[tokio::test]
async fn what_costs_most_stands_first() {
    let office = office().await;
    let house = &office.house;
    house.link("Ada Novak").await;
    let tomas = house.link("Tomas Dvorak").await;
    let channels = house.engine.channels(&house.viewer).await.unwrap();
    let his = |it: &&domain::channel::LinkedChannel| it.links[0].profile == tomas;
    let composition = Composition {
        content: Content { text: "Fresh bread".into(), ..Content::default() },
        channels: vec![channels.iter().find(his).unwrap().id],
        when: When::At(house.now().after(Span::minutes(1))),
        not_after: None,
    };
    house.engine.compose(&house.viewer, &composition, "192.0.2.1").await.unwrap().unwrap();
    for name in ["Ada Novak", "Tomas Dvorak"] {
        house.cause(name, "change-password").await;
    }
    house.pass(Span::minutes(1)).await;
    house.work().await;
    for profile in office.profiles().await {
        house.check(profile).await;
    }
    office.settle().await;
    let [(_, notice)] = office.letters().await.try_into().unwrap();
    let told: Vec<_> =
        notice.items.iter().map(|it| (it.fact.name.as_str(), it.cost.held)).collect();
    assert_eq!(told[..2], [("Tomas Dvorak", 1), ("Ada Novak", 0)]);
    assert!(matches!(notice.items[2].fact.subject, Subject::Held(_)), "{notice:?}");
}

#[tokio::test]
async fn what_is_mended_before_it_is_told_is_never_told() {
    let office = office().await;
    let ada = lose(&office.house, "Ada Novak").await;
    assert_eq!(office.tell().await, 0);
    office.pass(Span::minutes(1)).await;
    office.house.refresh(ada, "Ada Novak", None).await;
    office.settle().await;
    assert_eq!(office.letters().await.len(), 0);
}

#[tokio::test]
async fn a_mended_profile_is_told_to_whoever_heard_that_it_was_lost() {
    let office = office().await;
    let ada = lose(&office.house, "Ada Novak").await;
    office.settle().await;
    office.house.refresh(ada, "Ada Novak", None).await;
    office.settle().await;
    let told: Vec<_> = office.letters().await.into_iter().map(|(_, it)| it.items[0].news).collect();
    assert_eq!(told, [News::Step(1), News::Over]);
}

#[tokio::test]
async fn three_hours_without_facebook_are_told_once_when_they_begin_and_once_when_they_end() {
    let office = office().await;
    let house = &office.house;
    let (ada, tomas) = (house.link("Ada Novak").await, house.link("Tomas Dvorak").await);
    house.control.fault("facebook", "outage", 10_000).await.unwrap();
    for _ in 0..3 {
        house.check(ada).await;
    }
    office.settle().await;
    for _ in 0..6 {
        office.pass(Span::minutes(30)).await;
        house.check(tomas).await;
        assert_eq!(office.tell().await, 0);
    }
    office.end_fault().await;
    house.cause("Tomas Dvorak", "change-password").await;
    for profile in [ada, tomas] {
        house.check(profile).await;
    }
    office.settle().await;
    let told: Vec<Vec<_>> = office
        .letters()
        .await
        .into_iter()
        .map(|(_, it)| it.items.into_iter().map(|it| (it.fact.subject, it.news)).collect())
        .collect();
    let outage = Subject::Outage(Network::Facebook);
    let still = (Subject::Lost(tomas), News::Step(1));
    assert_eq!(told, [vec![(outage, News::Step(1))], vec![still, (outage, News::Over)]]);
}

#[tokio::test]
async fn a_password_that_is_changed_on_a_friday_night_is_told_in_the_morning_once() {
    let office = office().await;
    let house = &office.house;
    let zone = Zone::named("Europe/Prague").unwrap();
    let mut choices = Choices::of(Role::MasterAccount);
    choices.quiet = Some(Quiet { from: 20 * 60, until: 8 * 60 });
    choices.zone = Some(zone.clone());
    assert!(house.engine.choose_notices(&house.viewer, choices).await.unwrap());
    let ada = house.link("Ada Novak").await;
    office.pass_to(friday_night(&zone, house.now())).await;
    house.cause("Ada Novak", "change-password").await;
    house.check(ada).await;
    assert!(house.health(ada).await.is_lost());
    for _ in 0..9 {
        office.settle().await;
        office.pass(Span::hours(1)).await;
    }
    assert_eq!(office.letters().await.len(), 0, "it is quiet");
    office.pass(Span::hours(1)).await;
    assert_eq!(office.tell().await, 1);
    assert_eq!(zone.wall(house.now()).minute / 60, 8);
    office.pass(Span::hours(5)).await;
    assert_eq!(office.tell().await, 0);
}

/// The next Friday, 22:00.
fn friday_night(zone: &Zone, now: domain::time::Timestamp) -> domain::time::Timestamp {
    let today = zone.wall(now).date;
    let is_friday = |date: &Date| date.weekday().unwrap() == domain::zone::Weekday::Friday;
    let friday = (1..=7).map(|days| today.plus(days).unwrap()).find(is_friday).unwrap();
    match zone.moment(WallTime { date: friday, minute: 22 * 60 }).unwrap() {
        Moment::One(at) | Moment::Never { instead: at } | Moment::Twice { first: at, .. } => at,
    }
}

#[tokio::test]
async fn reminders_come_seldom_and_end_by_themselves() {
    let office = office().await;
    lose(&office.house, "Ada Novak").await;
    office.settle().await;
    assert_eq!(office.letters().await.len(), 1);
    assert_eq!(office.days(30).await, [(1, 1), (3, 1), (7, 1)]);
}

#[tokio::test]
async fn a_login_that_ends_is_told_while_it_is_one_click() {
    let office = office().await;
    let ada = crowd::link(&office.house, 1).await[0];
    crowd::ends(&office.house, ada, office.house.now().after(Span::days(20))).await;
    assert_eq!(office.days(21).await, [(7, 1), (18, 1), (20, 1)]);
    let (_, last) = office.letters().await.pop().unwrap();
    assert_eq!(last.items[0].fact.subject, Subject::Ending(ada));
}

#[tokio::test]
async fn a_letter_is_sent_once_though_the_process_dies_after_it_was_posted() {
    let mut office = office().await;
    lose(&office.house, "Ada Novak").await;
    assert_eq!(office.tell().await, 0);
    office.pass(Span::minutes(3)).await;
    assert_eq!(office.tell().await, 1);
    office.start_again();
    assert_eq!(office.tell().await, 0, "it is posted already");
    assert_eq!(office.letters().await.len(), 1);
    office.start_again();
    assert_eq!((office.tell().await, office.letters().await.len()), (0, 1));
}

#[tokio::test]
async fn everybody_hears_what_they_chose_and_is_any_business_of_theirs() {
    let office = office().await;
    let rita = office.join("Rita", "rita@agency.test", Role::Regular).await;
    let house = &office.house;
    let all = Choices::of(Role::MasterAccount);
    assert!(house.engine.choose_notices(&rita, all.clone()).await.unwrap());
    let kept = house.engine.notice_choices(&rita).await.unwrap();
    assert!(kept.wants(Topic::Lost) && !kept.wants(Topic::LinkUsed));
    let mut none = all;
    none.ways.clear();
    assert!(house.engine.choose_notices(&house.viewer, none).await.unwrap());
    lose(house, "Ada Novak").await;
    office.settle().await;
    let told: Vec<_> = office.letters().await.into_iter().map(|(to, it)| (to, it.role)).collect();
    assert_eq!(told, [("rita@agency.test".to_owned(), Role::Regular)]);
}
