use super::*;
use crate::{account::Role, id::PersonId, zone::Zone};

const START: Timestamp = Timestamp::from_seconds(1_795_813_200);
const WINDOW: Span = Span::minutes(2);

fn profile(number: u8) -> ProfileId {
    ProfileId::new(START, [number; 10])
}

fn person(number: u8) -> PersonId {
    PersonId::new(START, [number; 10])
}

fn fact(subject: Subject) -> Fact {
    let network = Network::Facebook;
    Fact { subject, network, name: "Ada".into(), count: 12, cause: None, at: None }
}

fn lost(number: u8) -> Fact {
    fact(Subject::Lost(profile(number)))
}

fn ending(at: Timestamp) -> Fact {
    Fact { at: Some(at), ..fact(Subject::Ending(profile(1))) }
}

fn outage() -> Fact {
    fact(Subject::Outage(Network::Facebook))
}

/// A workspace with one Master Account, whose clock is turned by the tests.
struct Office {
    incidents: Vec<Incident>,
    choices: Choices,
    now: Timestamp,
}

impl Office {
    fn new() -> Self {
        Self { incidents: Vec::new(), choices: Choices::of(Role::MasterAccount), now: START }
    }

    /// So it stands now.
    fn stands(&mut self, facts: &[Fact]) {
        see(&mut self.incidents, facts, self.now);
    }

    /// What is told after a while, and when to look again.
    fn after(&mut self, span: Span) -> (Vec<(Subject, News)>, Option<Timestamp>) {
        self.now = self.now.after(span);
        let turn = Turn { now: self.now, window: WINDOW, zone: &Zone::utc() };
        let Gathered { news, again_at } =
            gather(&self.incidents, person(1).into(), &self.choices, turn);
        for (place, news) in &news {
            self.incidents[*place].tell(person(1), *news);
        }
        let told = news.iter().map(|(place, news)| (self.incidents[*place].fact.subject, *news));
        let told = told.collect();
        let people = BTreeMap::from([(person(1).into(), self.choices.clone())]);
        settle(&mut self.incidents, &people, self.now);
        (told, again_at)
    }

    fn told(&mut self, span: Span) -> Vec<News> {
        self.after(span).0.into_iter().map(|(_, news)| news).collect()
    }
}

#[test]
fn forty_at_once_are_told_at_once_and_once() {
    let mut office = Office::new();
    let facts: Vec<_> = (1..=40).map(lost).collect();
    for red in [10, 25, 40] {
        office.stands(&facts[..red]);
        assert_eq!(office.told(Span::minutes(1)), [], "more comes in");
    }
    let (told, _) = office.after(Span::minutes(1));
    assert_eq!(told.len(), 40);
    office.stands(&facts);
    assert_eq!(office.told(Span::hours(5)), [], "it was told");
}

#[test]
fn what_keeps_coming_in_is_not_waited_for_without_end() {
    let mut office = Office::new();
    let mut told = Vec::new();
    for red in 1..=12 {
        office.stands(&(1..=red).map(lost).collect::<Vec<_>>());
        told.push(office.told(Span::minutes(1)).len());
    }
    assert_eq!(told, [0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0]);
}

#[test]
fn what_was_mended_before_it_was_told_is_never_told() {
    let mut office = Office::new();
    office.stands(&[lost(1)]);
    assert_eq!(office.told(Span::minutes(1)), []);
    office.stands(&[]);
    assert_eq!(office.after(Span::days(2)), (vec![], None));
    assert_eq!(office.incidents, []);
}

#[test]
fn the_ladder_ends_by_itself_and_stops_when_mended() {
    let days = |office: &mut Office| -> Vec<(u32, News)> {
        let told = (1..=30).map(|day| (day, office.told(Span::days(1))));
        told.flat_map(|(day, news)| news.into_iter().map(move |news| (day, news))).collect()
    };
    let mut office = Office::new();
    office.stands(&[lost(1)]);
    assert_eq!(office.told(WINDOW), [News::Step(1)]);
    let told = days(&mut office);
    assert_eq!(told, [(1, News::Step(2)), (3, News::Step(3)), (7, News::Step(4))]);
    office.stands(&[]);
    assert_eq!(office.told(WINDOW), [News::Over]);
    assert_eq!(office.incidents, []);

    office.stands(&[lost(1)]);
    assert_eq!(office.told(WINDOW), [News::Step(1)]);
    office.stands(&[]);
    assert_eq!(days(&mut office), [(1, News::Over)]);
}

#[test]
fn what_turns_red_again_before_its_mending_was_told_goes_on() {
    let mut office = Office::new();
    office.stands(&[lost(1)]);
    assert_eq!(office.told(WINDOW), [News::Step(1)]);
    office.stands(&[]);
    office.stands(&[lost(1)]);
    assert_eq!(office.told(Span::hours(1)), []);
}

#[test]
fn an_end_is_told_two_weeks_three_days_and_one_day_before_it() {
    let mut office = Office::new();
    let at = START.after(Span::days(20));
    let mut told = Vec::new();
    for day in 1..=20 {
        let seen = office.now.after(Span::days(14)) >= at;
        let facts: Vec<_> = seen.then(|| ending(at)).into_iter().collect();
        office.stands(&facts);
        told.extend(office.told(Span::days(1)).into_iter().map(|news| (day, news)));
    }
    assert_eq!(told, [(7, News::Step(1)), (18, News::Step(2)), (20, News::Step(3))]);
}

#[test]
fn an_end_that_is_noticed_late_is_told_once() {
    let mut office = Office::new();
    office.stands(&[ending(START.after(Span::days(2)))]);
    assert_eq!(office.told(WINDOW), [News::Step(2)]);
    office.stands(&[ending(START.after(Span::days(10)))]);
    assert_eq!(office.told(Span::days(1)), [], "it ends later now, and that is known");
    assert_eq!(office.told(Span::days(7)), [News::Step(2)], "three days before the new end");
}

#[test]
fn nothing_is_told_of_profiles_while_their_network_has_trouble() {
    let mut office = Office::new();
    office.stands(&[outage(), lost(1), lost(2)]);
    let (told, again) = office.after(WINDOW);
    assert_eq!(told, [(Subject::Outage(Network::Facebook), News::Step(1))]);
    assert_eq!(again, None);
    assert_eq!(office.told(Span::hours(3)), []);
    office.stands(&[lost(2)]);
    let (told, _) = office.after(WINDOW);
    assert_eq!(
        told,
        [
            (Subject::Outage(Network::Facebook), News::Over),
            (Subject::Lost(profile(2)), News::Step(1))
        ],
        "what is still dead is told when the outage is over"
    );
}

#[test]
fn a_short_outage_is_never_told() {
    let mut office = Office::new();
    office.stands(&[outage()]);
    assert_eq!(office.told(Span::minutes(1)), []);
    office.stands(&[]);
    assert_eq!(office.told(Span::hours(1)), []);
}

#[test]
fn quiet_hours_end_with_one_notice() {
    let mut office = Office::new();
    // 1,795,813,200 is a Friday, 22:00 in Prague.
    let zone = Zone::named("Europe/Prague").ok();
    assert_eq!(
        zone.as_ref().map(|zone| zone.wall(START).to_string()).as_deref(),
        Some("2026-11-27T22:00")
    );
    office.choices.quiet = Some(Quiet { from: 21 * 60, until: 8 * 60 });
    office.choices.zone = zone;
    office.stands(&[lost(1)]);
    let morning = START.after(Span::hours(10));
    assert_eq!(office.after(WINDOW), (vec![], Some(morning)));
    office.stands(&[lost(1), lost(2)]);
    assert_eq!(office.told(Span::hours(9)), []);
    let left = morning.since(office.now);
    assert_eq!(office.told(left), [News::Step(1), News::Step(1)]);
    assert_eq!(office.told(Span::hours(2)), []);
}

#[test]
fn quiet_hours_are_those_of_the_wall() {
    let zone = Zone::utc();
    let at = |minute: u16| START.after(Span::minutes(i64::from(minute) - 21 * 60));
    let night = Quiet { from: 22 * 60, until: 7 * 60 };
    let noon = Quiet { from: 12 * 60, until: 13 * 60 };
    let table = [
        (night, 21 * 60 + 59, None),
        (night, 22 * 60, Some(31 * 60)),
        (night, 24 * 60, Some(31 * 60)),
        (night, 30 * 60 + 59, Some(31 * 60)),
        (night, 31 * 60, None),
        (noon, 12 * 60 + 30, Some(13 * 60)),
        (noon, 13 * 60, None),
        (Quiet { from: 60, until: 60 }, 60, None),
    ];
    for (quiet, minute, end) in table {
        assert_eq!(quiet.end(&zone, at(minute)), end.map(at), "{quiet:?} {minute}");
    }
}

#[test]
fn who_does_not_want_to_hear_hears_nothing() {
    let mut office = Office::new();
    office.choices = Choices::of(Role::Regular);
    office.stands(&[lost(1), outage()]);
    assert_eq!(office.after(WINDOW), (vec![], None));
    office.choices = Choices::of(Role::MasterAccount);
    office.choices.ways.remove(&Topic::Mended);
    office.stands(&[lost(1)]);
    assert_eq!(office.told(WINDOW), [News::Step(1)]);
    office.stands(&[]);
    assert_eq!(office.told(WINDOW), [], "nobody waits for its end");
    assert_eq!(office.incidents, []);
}

#[test]
fn a_link_that_was_used_is_told_once_however_things_stand() {
    let mut office = Office::new();
    let used = Subject::LinkUsed(profile(1), EventId(7));
    office.stands(&[fact(used)]);
    office.stands(&[]);
    assert_eq!(office.told(WINDOW), [News::Step(1)]);
    office.stands(&[]);
    assert_eq!(office.told(Span::days(3)), []);
    office.stands(&[]);
    assert_eq!(office.incidents, []);
}

#[test]
fn regular_accounts_choose_among_what_concerns_channels() {
    let all = Choices::of(Role::MasterAccount).within(Role::Regular);
    let topics: Vec<_> = all.ways.into_keys().collect();
    assert_eq!(topics, [Topic::Lost, Topic::Mended, Topic::Held, Topic::Asks]);
}
