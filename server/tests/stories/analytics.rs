//! Analytics: figures arrive by the day; what nobody could count is a gap with its cause, and is filled with what there still is.

use std::collections::BTreeSet;

use domain::{
    cause::Cause,
    channel::LinkedChannel,
    figure::{DAY, DayRange, Gap, Metric, Missing, start_of_day},
    health::{Ability, Health},
    id::ProfileId,
    post::{Content, PostState},
    time::{Span, Timestamp},
};
use engine::apps::{
    analytics::{FiguresOf, FiguresQuery, Reading},
    scheduler::{Composition, When},
};

use crate::house::{House, house};

/// By the day, at Facebook.
const LENA: &str = "Lena Fischer";
/// By the post, at X.
const BIKES: &str = "Nordic Bikes";

struct Board {
    house: House,
    profile: ProfileId,
    channel: LinkedChannel,
}

/// A house in which `person` is linked, and their first channel is counted.
async fn board(person: &str) -> Board {
    let house = house().await;
    house.link(person).await;
    Board::of(house).await
}

impl Board {
    async fn of(house: House) -> Self {
        let channels = house.engine.channels(&house.viewer).await.unwrap();
        let channel = channels.into_iter().next().unwrap();
        let board = Self { profile: channel.links[0].profile, channel, house };
        board.count().await;
        board
    }

    /// The server counts what is due, until nothing is.
    async fn count(&self) {
        for _ in 0..20 {
            if self.house.engine.count_due().await.unwrap() == 0 {
                return;
            }
        }
        panic!("there is always something due");
    }

    /// Days pass, and the server counts as it goes.
    async fn days(&self, days: i64) {
        for _ in 0..days * 12 {
            self.house.pass(Span::hours(2)).await;
            self.count().await;
        }
    }

    /// The person logs in again, and the server hears of it.
    async fn refresh(&self, person: &str) {
        self.house.refresh(self.profile, person, None).await;
        self.house.engine.count_lost_of(self.house.viewer.workspace).await.unwrap();
        self.count().await;
    }

    /// The last so many days that are over.
    async fn read(&self, days: u16) -> FiguresOf {
        let reading = self.reading(DayRange::last(days, self.house.now())).await;
        reading.of.into_iter().find(|of| of.channel == self.channel.id).unwrap()
    }

    async fn reading(&self, days: DayRange) -> Reading {
        let query = FiguresQuery { channels: vec![self.channel.id], days, compares: true };
        self.house.engine.read_figures(&self.house.viewer, &query).await.unwrap()
    }

    async fn channel(&self) -> LinkedChannel {
        let channels = self.house.engine.channels(&self.house.viewer).await.unwrap();
        channels.into_iter().find(|channel| channel.id == self.channel.id).unwrap()
    }

    async fn publish(&self, text: &str) -> PostState {
        let composition = Composition {
            content: Content { text: text.into(), ..Content::default() },
            channels: vec![self.channel.id],
            when: When::Now,
            not_after: None,
        };
        let posts =
            self.house.engine.compose(&self.house.viewer, &composition, "192.0.2.1").await.unwrap();
        self.house.work().await;
        self.house.engine.post(&self.house.viewer, posts.unwrap()[0].id).await.unwrap().state
    }

    async fn today(&self) -> Timestamp {
        start_of_day(self.house.now())
    }
}

fn days_of(of: &FiguresOf, metric: Metric) -> BTreeSet<Timestamp> {
    of.figures.iter().filter(|figure| figure.metric == metric).map(|figure| figure.day).collect()
}

fn value(of: &FiguresOf, metric: Metric, day: Timestamp) -> Option<i64> {
    of.figures
        .iter()
        .find(|figure| figure.metric == metric && figure.day == day)
        .map(|figure| figure.value)
}

#[tokio::test]
async fn figures_of_weeks_arrive_at_once_and_each_day_in_few_pages() {
    let house = house().await;
    house.link(LENA).await;
    let channels = house.engine.channels(&house.viewer).await.unwrap();
    let edge = format!("/v26.0/{}/insights", channels[0].remote_id);
    // What tries the abilities out.
    let tried = house.calls("facebook", &edge).await;
    let board = Board::of(house).await;
    // Ninety days and today are two pages; followers are a question of their own.
    assert_eq!(board.house.calls("facebook", &edge).await - tried, 4);
    let published = board.publish("Fresh bread").await;
    assert!(matches!(published, PostState::Published { .. }), "{published:?}");

    board.days(3).await;
    let of = board.read(60).await;
    let reading = board.reading(DayRange::last(60, board.house.now())).await;
    let told: BTreeSet<_> =
        reading.days.days().filter(|day| *day < of.counted_until.unwrap()).collect();
    assert!(told.len() >= 57, "{:?}", of.counted_until);
    for metric in [Metric::Followers, Metric::Views, Metric::Reach, Metric::Engagement] {
        assert!(told.is_subset(&days_of(&of, metric)), "{metric:?}");
        assert!(of.metrics.contains(&metric), "{metric:?}");
    }
    assert_eq!(of.gaps, []);
    assert!(!of.before.is_empty() && reading.before == Some(reading.days.before()));
    assert_eq!(of.posts.iter().map(|(_, count)| count).sum::<u32>(), 1);
    // Three or four turns a day, and one after it has ended.
    let calls = board.house.calls("facebook", &edge).await - tried;
    assert!((4 + 3 * 6..=4 + 3 * 10).contains(&calls), "{calls}");
}

#[tokio::test]
async fn every_network_tells_figures() {
    let house = house().await;
    for person in [
        LENA,
        "Clara Winter",
        BIKES,
        "Daniel Weiss",
        "Mila Horvat",
        "Emil Hansen",
        "Henrik Dahl Interiors",
        "Greta Holm",
        "Iris Vondra",
    ] {
        house.link(person).await;
    }
    house.link_as("Hana Benes", Some("Hana Benes")).await;
    let board = Board::of(house).await;
    board.days(4).await;
    let days = DayRange::last(28, board.house.now());
    let query = FiguresQuery { channels: vec![], days, compares: false };
    let reading = board.house.engine.read_figures(&board.house.viewer, &query).await.unwrap();
    for of in &reading.of {
        let channel = reading.channels.iter().find(|channel| channel.id == of.channel).unwrap();
        let name = format!("{} {}", channel.network, channel.name);
        assert!(of.counted_until.is_some(), "{name}");
        assert!(of.metrics.len() > 1, "{name}: {:?}", of.metrics);
        assert_eq!(of.gaps, [], "{name}");
    }
    let networks: BTreeSet<_> = reading.channels.iter().map(|it| it.network.slug()).collect();
    assert_eq!(networks.len(), 10, "{networks:?}");
}

#[tokio::test]
async fn a_dead_week_is_a_gap_with_its_cause_and_fills_after_the_reconnect() {
    let board = board(LENA).await;
    board.days(1).await;
    board.house.cause(LENA, "expire-tokens").await;
    let died_on = board.today().await;
    board.days(7).await;
    let (of, channel) = (board.read(14).await, board.channel().await);
    let loss = channel.loss(Ability::Statistics).unwrap();
    assert_eq!(loss.cause, Cause::Expired);
    let [Gap { days, why }] = of.gaps.as_slice() else { panic!("{:?}", of.gaps) };
    assert_eq!(*why, Missing::Lost { cause: loss.cause, since: loss.since });
    // What Facebook had not told by then is missing too.
    assert!(days.from <= died_on && days.from >= died_on.before(Span::days(3)), "{days:?}");
    assert_eq!(days.until, board.today().await);
    assert!(of.figures.iter().all(|figure| !days.contains(figure.day)), "{of:?}");

    board.refresh(LENA).await;
    board.days(3).await;
    let of = board.read(14).await;
    assert_eq!(of.gaps, []);
    let told = days_of(&of, Metric::Views);
    assert!(days.days().all(|day| told.contains(&day)), "{told:?}");
}

#[tokio::test]
async fn what_the_network_no_longer_has_says_so() {
    let board = board(BIKES).await;
    board.days(1).await;
    board.house.cause(BIKES, "remove-app").await;
    board.days(100).await;
    let died_on = board.today().await.before(Span::days(100));
    let loss = board.channel().await.loss(Ability::Statistics).unwrap();
    board.refresh(BIKES).await;
    let kept_from = board.today().await.before(Span::days(90));
    board.days(1).await;
    // What X tells of posts reaches ninety days back.
    let of = board.read(120).await;
    let [Gap { days, why }] = of.gaps.as_slice() else { panic!("{:?}", of.gaps) };
    assert_eq!(*why, Missing::Forgotten { cause: Some(loss.cause) });
    assert!(days.from >= died_on && days.from <= died_on.after(DAY), "{days:?}");
    assert!(days.until >= kept_from && days.until <= kept_from.after(DAY), "{days:?}");
}

#[tokio::test]
async fn without_the_permission_for_statistics_posts_go_on() {
    let board = board(LENA).await;
    board.days(1).await;
    let lena = board.house.stranger(LENA).await;
    board.house.control.permit("facebook", &lena.id, "read_insights", false).await.unwrap();
    board.days(2).await;
    let channel = board.channel().await;
    let loss = channel.loss(Ability::Statistics);
    let is_permission = |loss: &domain::health::Loss| matches!(&loss.cause, Cause::PermissionLost { missing } if missing.contains(&"read_insights".to_owned()));
    assert!(loss.as_ref().is_some_and(is_permission), "{loss:?}");
    assert_eq!(channel.loss(Ability::Publish), None);
    let published = board.publish("Fresh bread").await;
    assert!(matches!(published, PostState::Published { .. }), "{published:?}");
    let gaps = board.read(5).await.gaps;
    assert!(matches!(gaps.as_slice(), [Gap { why: Missing::Lost { .. }, .. }]), "{gaps:?}");

    board.refresh(LENA).await;
    assert_eq!(board.channel().await.loss(Ability::Statistics), None);
    board.days(3).await;
    assert_eq!(board.read(9).await.gaps, []);
}

#[tokio::test]
async fn what_comes_late_replaces_what_was_told_before() {
    let board = board(BIKES).await;
    let published = board.publish("A frame built in 1974 came in today").await;
    assert!(matches!(published, PostState::Published { .. }), "{published:?}");
    let day = board.today().await;
    board.days(1).await;
    assert_eq!(value(&board.read(3).await, Metric::Comments, day), Some(0));
    for text in ["Lovely", "Is it for sale?"] {
        board.house.control.comment("x", &board.channel.remote_id, text).await.unwrap();
    }
    board.days(1).await;
    assert_eq!(value(&board.read(3).await, Metric::Comments, day), Some(2));
}

#[tokio::test]
async fn an_outage_is_nobodys_fault_and_leaves_nothing_out() {
    let board = board(LENA).await;
    board.days(1).await;
    board.house.control.fault("facebook", "outage", 10_000).await.unwrap();
    board.days(4).await;
    let health = board.house.health(board.profile).await;
    assert!(!health.is_lost(), "{health:?}");
    assert_eq!(board.channel().await.loss(Ability::Statistics), None);
    assert_eq!(board.read(7).await.gaps, [], "it may still be told");

    board.house.control.reset().await.unwrap();
    // Which sets the clock right, too.
    board.house.control.advance_clock(Span::days(5).as_millis() / 1000).await.unwrap();
    board.days(3).await;
    let of = board.read(10).await;
    assert_eq!(of.gaps, []);
    let told = days_of(&of, Metric::Views);
    let over = DayRange::last(10, board.house.now().before(Span::days(2)));
    assert!(over.days().skip(2).all(|day| told.contains(&day)), "{told:?}");
    assert!(matches!(
        board.house.health(board.profile).await,
        Health::Connected { .. } | Health::Expiring { .. }
    ));
}
