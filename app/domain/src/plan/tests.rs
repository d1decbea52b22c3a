use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn grant(renews: Renews, life: Option<Span>) -> Grant {
    let access_until = life.map(|life| NOW.after(life));
    Grant { scopes: vec![], issued_at: NOW, access_until, renews }
}

#[test]
fn a_tenth_of_a_life_is_always_left() {
    let life = Span::hours(2);
    let grant = grant(Renews::Alone { until: None }, Some(life));
    for cycle in [Cycle::First, Cycle::Later] {
        for random in 0..1000 {
            let at = renew_at(&grant, cycle, random).unwrap();
            let used = at.since(NOW).as_millis();
            assert!(used >= life.as_millis() / 10, "{cycle:?} {random}: {used}");
            assert!(used <= life.as_millis() * 9 / 10, "{cycle:?} {random}: {used}");
        }
    }
}

#[test]
fn what_only_a_person_renews_or_what_does_not_end_is_never_due() {
    assert_eq!(renew_at(&grant(Renews::ByPerson, Some(Span::hours(2))), Cycle::First, 0), None);
    let endless = grant(Renews::Alone { until: None }, None);
    assert_eq!(renew_at(&endless, Cycle::Later, 0), None);
}

#[test]
fn a_life_that_cannot_be_makes_nobody_run_in_circles() {
    for life in [Span::millis(i64::MIN), Span::days(-9), Span::millis(0), Span::millis(1)] {
        let grant = grant(Renews::Alone { until: None }, Some(life));
        let at = renew_at(&grant, Cycle::Later, 0).unwrap();
        assert_eq!(at, NOW.after(SHORTEST), "{life:?}");
    }
    let endless = grant(Renews::Alone { until: None }, Some(Span::millis(i64::MAX)));
    assert!(renew_at(&endless, Cycle::First, 999).unwrap() > NOW);
}

/// Ten thousand grants that came in one moment: from the second cycle on no hundredth of the cycle is much fuller than another.
#[test]
fn an_import_is_spread_evenly_from_the_second_cycle_on() {
    const GRANTS: i64 = 10_000;
    const PARTS: usize = 20;
    let life = Span::hours(2);
    let cycle = life.as_millis() * SHARE / 1000;
    // A small generator: the draws of one grant must not follow from each other.
    let mut state = 42_u64;
    let mut draw = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % 1000).unwrap()
    };
    for later in 1..4 {
        let mut counts = [0_i64; PARTS];
        for _ in 0..GRANTS {
            let mut current = grant(Renews::Alone { until: None }, Some(life));
            let mut next = renew_at(&current, Cycle::First, draw()).unwrap();
            // Everything that falls into the window of cycle number `later`.
            let from = NOW.after(part(life, FIRST_SHARE)).after(Span::millis(cycle * later));
            while next < from.after(Span::millis(cycle)) {
                if next >= from {
                    let place = next.since(from).as_millis() * PARTS as i64 / cycle;
                    counts[usize::try_from(place).unwrap()] += 1;
                }
                current.issued_at = next;
                current.access_until = Some(next.after(life));
                next = renew_at(&current, Cycle::Later, draw()).unwrap();
            }
        }
        let mean = counts.iter().sum::<i64>() as f64 / PARTS as f64;
        let peak = *counts.iter().max().unwrap() as f64;
        assert!(peak / mean <= 1.3, "cycle {later}: {counts:?}");
    }
}

#[test]
fn who_is_late_is_spread_anew() {
    let life = Span::hours(2);
    let planned = Some(NOW);
    assert_eq!(Cycle::after(planned, life, NOW.after(Span::minutes(12))), Cycle::Later);
    assert_eq!(Cycle::after(planned, life, NOW.after(Span::minutes(13))), Cycle::First);
    assert_eq!(Cycle::after(None, life, NOW), Cycle::First);
}

#[test]
fn asking_keeps_its_pace() {
    let every = Span::hours(1);
    assert_eq!(ask_at(every, Cycle::First, NOW, 0), NOW.after(Span::minutes(6)));
    assert_eq!(ask_at(every, Cycle::Later, NOW, 0), NOW.after(Span::minutes(54)));
    assert!(ask_at(every, Cycle::Later, NOW, 999) <= NOW.after(Span::minutes(66)));
}

#[test]
fn lanes_have_numbers_of_their_own_and_the_next_thing_to_do_chooses() {
    let mut numbers: Vec<_> = Lane::all().map(Lane::number).collect();
    assert_eq!(numbers.len(), 20);
    numbers.dedup();
    assert_eq!(numbers, (0..20).collect::<Vec<_>>());
    let (soon, later) = (NOW, NOW.after(Span::hours(1)));
    let renews = Plan { renew_at: Some(soon), ask_at: later };
    assert_eq!((renews.due_at(), renews.lane(Network::X).urgency), (soon, Urgency::Expiring));
    let asks = Plan { renew_at: Some(later), ask_at: soon };
    assert_eq!((asks.due_at(), asks.lane(Network::X).urgency), (soon, Urgency::Routine));
}
