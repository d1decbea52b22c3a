use domain::{
    cause::Cause,
    channel::{Link, LinkedChannel},
    event::EventId,
    figure::{DayRange, Figure, Gap, Metric, Missing},
    health::{Health, Losses},
    id::{ChannelId, ProfileId, WorkspaceId},
    network::Network,
    time::{Span, Timestamp},
    zone::{Weekday, Zone},
};

use super::{tally::Compared, *};
use crate::{
    asked::Range,
    backend::{
        Lost, MasterAccount, Mending,
        analytics::{BestTimes, OfChannel},
    },
};

/// 2026-11-01T00:00:00Z: the first of ten days.
const FIRST: Timestamp = Timestamp::from_millis(1_793_491_200_000);
const DAYS: i64 = 10;

fn day(days: i64) -> Timestamp {
    FIRST.after(Span::days(days))
}

fn days(from: i64, until: i64) -> DayRange {
    DayRange { from: day(from), until: day(until) }
}

/// A channel whose person is called like it.
fn channel(number: u8, network: Network, name: &str) -> LinkedChannel {
    let link = Link {
        profile: ProfileId::new(FIRST, [number; 10]),
        name: format!("Person of {name}"),
        health: Health::Connected { until: None },
        losses: Losses::default(),
    };
    LinkedChannel {
        id: ChannelId::new(FIRST, [number; 10]),
        network,
        remote_id: number.to_string(),
        name: name.into(),
        avatar: None,
        links: vec![link],
    }
}

/// A channel that counts so many of each a day, in this range and the one before.
fn counts(channel: &LinkedChannel, metrics: &[Metric], daily: i64) -> OfChannel {
    let of = |from: i64, until: i64| -> Vec<Figure> {
        let figure = |metric: &Metric, number| Figure {
            metric: *metric,
            day: day(number),
            value: if *metric == Metric::Followers { 1_000 + number } else { daily },
        };
        metrics.iter().flat_map(|it| (from..until).map(move |number| figure(it, number))).collect()
    };
    OfChannel {
        channel: channel.id,
        figures: of(0, DAYS),
        before: of(-DAYS, 0),
        posts: vec![(day(1), 3)],
        posts_before: 2,
        gaps: vec![],
        metrics: metrics.to_vec(),
        counted_until: Some(day(DAYS)),
    }
}

fn page() -> LinkedChannel {
    channel(1, Network::Facebook, "Bakery Brno")
}

fn account() -> LinkedChannel {
    channel(2, Network::Bluesky, "Iris")
}

fn figures(of: Vec<OfChannel>) -> Figures {
    let (workspace, now) = (WorkspaceId::new(FIRST, [0; 10]), day(DAYS));
    Figures {
        workspace,
        mends: true,
        now,
        as_of: EventId(7),
        zone: Zone::named("Europe/Prague").unwrap(),
        channels: vec![account(), page()],
        days: days(0, DAYS),
        before: Some(days(-DAYS, 0)),
        of,
        lost: Lost { now, profiles: vec![], mending: Mending::Refresh },
        best: BestTimes { comments: 12, slots: vec![], hours: vec![] },
    }
}

fn asked() -> Asked {
    Asked { range: Range::Last(28), channel: None, compares: true, as_table: false }
}

fn drawn(figures: Figures, asked: Asked) -> String {
    Owner::new().with(|| view! { <Shown figures asked /> }.to_html())
}

/// What stands in the element with this id, up to the next one of its kind.
fn part<'a>(html: &'a str, id: &str) -> &'a str {
    let from = html.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{id}: {html}"));
    let rest = &html[from..];
    let kind = id.split_once('-').map_or(id, |(kind, _)| kind);
    let next = rest[4..].find(&format!("id=\"{kind}-")).map_or(rest.len(), |at| at + 4);
    &rest[..next]
}

/// The text without its tags.
fn text(html: &str) -> String {
    let texts = html.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The page lost its login on the eighth day.
fn lost(of: &mut OfChannel) {
    of.figures.retain(|figure| figure.day < day(7));
    let why = Missing::Lost { cause: Cause::PasswordChanged, since: day(7).after(Span::hours(9)) };
    of.gaps.push(Gap { days: days(7, DAYS), why });
    of.counted_until = Some(day(7));
}

#[test]
fn a_gap_is_hatched_says_why_and_carries_refresh() {
    let mut of = counts(&page(), &[Metric::Followers, Metric::Reach], 50);
    lost(&mut of);
    let html = drawn(figures(vec![of]), asked());
    assert!(text(part(&html, "tile-reach")).contains("350"), "{html}");
    assert!(text(part(&html, "tile-reach")).contains("3 days are missing."));
    let chart = part(&html, "chart-reach");
    assert_eq!(chart.matches("class=\"missing\"").count(), 1, "{chart}");
    assert!(chart.contains("text-anchor=\"middle\">1</text>"), "the band has the gap's sign");
    assert_eq!(part(&html, "chart-posts").matches("class=\"missing\"").count(), 0);
    let gap = part(&html, "gap-1");
    assert!(text(gap).contains("8 to 10 November"), "{gap}");
    assert!(text(gap).contains("After a Refresh, Facebook is asked"), "{gap}");
    assert!(gap.contains(&paths::connect(page().links[0].profile)), "{gap}");
    let table = drawn(
        figures(vec![{
            let mut of = counts(&page(), &[Metric::Reach], 50);
            lost(&mut of);
            of
        }]),
        Asked { as_table: true, ..asked() },
    );
    let rows: Vec<_> = table.split("<tr>").map(text).collect();
    assert!(rows.contains(&"10 Nov missing 0".to_owned()), "{rows:?}");
    assert!(rows.contains(&"7 Nov 50 0".to_owned()), "{rows:?}");
}

#[test]
fn a_regular_account_sees_whom_to_ask() {
    let mut of = counts(&page(), &[Metric::Reach], 50);
    lost(&mut of);
    let mut figures = figures(vec![of]);
    let masters = vec![MasterAccount { name: "Marta".into(), email: "marta@agency.test".into() }];
    figures.lost.mending = Mending::Ask { workspace: figures.workspace, masters };
    let html = drawn(figures, asked());
    let gap = part(&html, "gap-1");
    assert!(text(gap).contains("Ask Marta to press Refresh at Person of Bakery Brno."), "{gap}");
    assert_eq!(gap.matches("href").count(), 1, "{gap}");
    assert!(gap.contains("href=\"/help/"), "{gap}");
}

#[test]
fn what_the_network_no_longer_has_says_so_and_offers_nothing() {
    let mut of = counts(&page(), &[Metric::Reach], 50);
    of.figures.retain(|figure| figure.day < day(2) || figure.day >= day(4));
    let why = Missing::Forgotten { cause: Some(Cause::Expired) };
    of.gaps.push(Gap { days: days(2, 4), why });
    let html = drawn(figures(vec![of]), asked());
    let gap = part(&html, "gap-1");
    assert!(text(gap).contains("Facebook no longer has these days."), "{gap}");
    assert!(!gap.contains("Refresh"), "{gap}");
    assert!(text(part(&html, "tile-reach")).contains("400"), "{html}");
}

#[test]
fn followers_that_nobody_counted_are_not_known() {
    let mut of = counts(&page(), &[Metric::Followers, Metric::Reach], 50);
    of.figures.retain(|it| it.metric == Metric::Reach || it.day < day(2) || it.day >= day(4));
    let html = drawn(figures(vec![of]), asked());
    let tile = text(part(&html, "tile-followers"));
    assert!(tile.contains("2 days were not counted"), "{tile}");
    assert!(!text(part(&html, "tile-reach")).contains("not counted"), "{html}");
}

#[test]
fn channels_that_broke_together_are_one_gap() {
    let shop = LinkedChannel { id: ChannelId::new(FIRST, [3; 10]), name: "Shop".into(), ..page() };
    let mut of = [counts(&page(), &[Metric::Reach], 50), counts(&shop, &[Metric::Reach], 1)];
    of.iter_mut().for_each(lost);
    let mut figures = figures(of.into());
    figures.channels.push(shop);
    let html = drawn(figures, asked());
    let gap = text(part(&html, "gap-1"));
    assert!(gap.contains("Bakery Brno, Shop (Facebook):"), "{gap}");
    assert!(!html.contains("id=\"gap-2\""), "{html}");
}

#[test]
fn a_metric_that_a_network_does_not_tell_is_not_nought() {
    let html = drawn(figures(vec![counts(&account(), &[Metric::Likes], 4)]), asked());
    let tile = text(part(&html, "tile-reach"));
    assert!(tile.contains("Not told Bluesky does not tell this."), "{tile}");
    assert!(!html.contains("id=\"chart-reach\""), "{html}");
    let both = figures(vec![
        counts(&account(), &[Metric::Likes], 4),
        counts(&page(), &[Metric::Reach, Metric::Engagement], 50),
    ]);
    let html = drawn(both, asked());
    let tile = text(part(&html, "tile-reach"));
    assert!(tile.contains("500") && tile.contains("Bluesky does not tell this."), "{tile}");
    assert!(
        text(part(&html, "tile-engagement")).contains("540"),
        "likes and the network's own sum"
    );
}

#[test]
fn days_not_told_yet_may_still_change() {
    let mut of = counts(&page(), &[Metric::Reach], 50);
    of.figures.retain(|figure| figure.day < day(9));
    of.counted_until = Some(day(8));
    let html = drawn(figures(vec![of.clone()]), asked());
    assert!(text(part(&html, "tile-reach")).contains("2 days may still change."), "{html}");
    assert_eq!(part(&html, "chart-reach").matches("class=\"pending\"").count(), 1);
    let table = drawn(figures(vec![of]), Asked { as_table: true, ..asked() });
    let rows: Vec<_> = table.split("<tr>").map(text).collect();
    assert!(rows.contains(&"10 Nov not told yet 0".to_owned()), "{rows:?}");
    assert!(rows.contains(&"9 Nov 50 may change 0".to_owned()), "{rows:?}");
}

#[test]
fn the_part_of_a_sum_says_that_it_is_one() {
    let (whole, mut broken) =
        (counts(&account(), &[Metric::Likes], 4), counts(&page(), &[Metric::Likes], 50));
    lost(&mut broken);
    let tally = Tally::of(Measure::Engagement, &figures(vec![whole, broken]));
    assert_eq!((tally.days[6].known, tally.days[6].is_whole()), (Some(54), true));
    assert_eq!((tally.days[8].known, tally.days[8].is_whole()), (Some(4), false));
    assert_eq!(tally.total, Some(7 * 54 + 3 * 4));
}

#[test]
fn a_channel_that_was_never_counted_is_left_out_and_named() {
    let mut new = counts(&account(), &[], 0);
    new.counted_until = None;
    let html = drawn(figures(vec![new.clone(), counts(&page(), &[Metric::Reach], 50)]), asked());
    let tile = text(part(&html, "tile-reach"));
    assert!(tile.contains("500") && tile.contains("One channel is not counted yet."), "{tile}");
    assert!(!tile.contains("change"), "{tile}");
    assert!(!html.contains("line part"), "{html}");
    let alone = drawn(figures(vec![new]), asked());
    assert!(text(part(&alone, "tile-reach")).contains("Reach Not yet"), "{alone}");
    assert!(!alone.contains("id=\"chart-reach\""), "{alone}");
}

#[test]
fn like_is_compared_with_like() {
    let whole = || counts(&page(), &[Metric::Followers, Metric::Reach], 50);
    let compared = |of, measure| Tally::of(measure, &figures(vec![of])).compared;
    let reach = |now, before, is_part| Some(Compared { now, before, is_part });
    assert_eq!(compared(whole(), Measure::Reach), reach(500, 500, false));
    assert_eq!(compared(whole(), Measure::Followers), reach(1_009, 999, false));
    assert_eq!(compared(whole(), Measure::Posts), reach(3, 2, false));
    // The range has a gap: its days before are left out, too.
    let mut now = whole();
    lost(&mut now);
    assert_eq!(compared(now, Measure::Reach), reach(350, 350, true));
    // The range before has one.
    let mut before = whole();
    before.before.retain(|figure| figure.day >= day(-6));
    assert_eq!(compared(before, Measure::Reach), reach(300, 300, true));
    // Days that may still change are too low.
    let mut open = whole();
    open.counted_until = Some(day(8));
    assert_eq!(compared(open, Measure::Reach), reach(400, 400, true));
    let mut nothing = whole();
    nothing.before.clear();
    assert_eq!(compared(nothing.clone(), Measure::Reach), None);
    let html = drawn(figures(vec![nothing]), asked());
    let tile = text(part(&html, "tile-reach"));
    assert!(tile.contains("The 10 days before have no figures to compare with."), "{tile}");
}

#[test]
fn without_comparison_nothing_is_said_of_before() {
    let mut alone = figures(vec![counts(&page(), &[Metric::Reach], 50)]);
    alone.before = None;
    let html = drawn(alone, Asked { compares: false, ..asked() });
    assert!(!text(&html).contains("before."), "{html}");
    assert!(!html.contains("line before"), "{html}");
}

#[test]
fn the_best_hours_stand_in_words_and_in_the_week() {
    let mut figures = figures(vec![counts(&page(), &[Metric::Reach], 50)]);
    let few = drawn(figures.clone(), asked());
    assert!(text(&few).contains("Only 12 comments came in the last 90 days"), "{few}");
    let slot = domain::slots::Slot { weekday: Weekday::Tuesday, minute: 23 * 60 };
    let mut hours = vec![0; 168];
    hours[24 + 23] = 7_500;
    hours[3] = 2_500;
    figures.best = BestTimes { comments: 80, slots: vec![(slot, 75)], hours };
    let html = drawn(figures, asked());
    assert!(text(&html).contains("Tuesday, 23:00 to 00:00: 75% of all comments"), "{html}");
    assert!(html.contains("data-level=\"4\" title=\"75.0%\""), "{html}");
    assert_eq!(html.matches("data-level=\"0\"").count(), 166);
}

#[test]
fn a_workspace_without_channels_says_what_to_do() {
    let html = drawn(Figures { channels: vec![], ..figures(vec![]) }, asked());
    assert!(text(&html).contains("There is no channel yet."), "{html}");
    assert!(!html.contains("<svg class=\"chart\""), "{html}");
}
