use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const EARLIER: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const SOON: Timestamp = NOW.after(Span::days(13));
const FAR: Timestamp = NOW.after(Span::days(60));

fn connected() -> Health {
    Health::Connected { until: Some(FAR) }
}

fn expiring() -> Health {
    Health::Expiring { at: SOON }
}

fn red() -> Health {
    Health::Disconnected { cause: Cause::Expired, since: EARLIER }
}

fn uncertain() -> Health {
    Health::Uncertain { since: EARLIER, last: Working::Connected { until: None } }
}

fn dead() -> Verdict {
    Verdict::Dead(Cause::PasswordChanged)
}

fn verdicts_that_say_nothing() -> [Verdict; 4] {
    [
        Verdict::Limited { until: None },
        Verdict::Limited { until: Some(FAR) },
        Verdict::Unavailable,
        Verdict::Ours { code: "invalid_client".into() },
    ]
}

#[test]
fn every_health_after_every_verdict() {
    let newly_red = Health::Disconnected { cause: Cause::PasswordChanged, since: NOW };
    let still_red = Health::Disconnected { cause: Cause::PasswordChanged, since: EARLIER };
    let limited = Verdict::Limited { until: None };
    let ours = Verdict::Ours { code: "invalid_client".into() };
    let in_doubt = Health::Uncertain { since: NOW, last: Working::Connected { until: Some(FAR) } };
    let soon_in_doubt = Health::Uncertain { since: NOW, last: Working::Expiring { at: SOON } };

    let table: Vec<(Health, Verdict, Option<Timestamp>, Health)> = vec![
        (connected(), Verdict::Alive, Some(FAR), connected()),
        (connected(), Verdict::Alive, Some(SOON), expiring()),
        (connected(), Verdict::Alive, None, Health::Connected { until: None }),
        (connected(), dead(), Some(FAR), newly_red.clone()),
        (connected(), limited.clone(), Some(FAR), connected()),
        (connected(), Verdict::Unavailable, Some(FAR), in_doubt),
        (connected(), ours.clone(), Some(FAR), connected()),
        (expiring(), Verdict::Alive, Some(FAR), connected()),
        (expiring(), dead(), Some(SOON), newly_red.clone()),
        (expiring(), limited.clone(), Some(SOON), expiring()),
        (expiring(), Verdict::Unavailable, Some(SOON), soon_in_doubt),
        (expiring(), ours.clone(), Some(SOON), expiring()),
        (red(), Verdict::Alive, Some(FAR), connected()),
        (red(), dead(), Some(FAR), still_red),
        (red(), limited.clone(), Some(FAR), red()),
        (red(), Verdict::Unavailable, Some(FAR), red()),
        (red(), ours.clone(), Some(FAR), red()),
        (uncertain(), Verdict::Alive, Some(FAR), connected()),
        (uncertain(), dead(), None, newly_red),
        (uncertain(), limited, None, uncertain()),
        (uncertain(), Verdict::Unavailable, None, uncertain()),
        (uncertain(), ours, None, uncertain()),
    ];
    for (current, verdict, needed, expected) in table {
        let next = assess(current.clone(), &verdict, needed, NOW);
        assert_eq!(next, expected, "{current:?} after {verdict:?}");
    }
}

#[test]
fn only_dead_turns_red() {
    for current in [connected(), expiring(), uncertain()] {
        for verdict in verdicts_that_say_nothing() {
            let next = assess(current.clone(), &verdict, Some(EARLIER), NOW);
            assert!(!next.is_lost(), "{current:?} after {verdict:?}");
        }
    }
}

#[test]
fn only_the_networks_word_heals_what_is_red() {
    for verdict in verdicts_that_say_nothing() {
        assert_eq!(assess(red(), &verdict, Some(FAR), NOW), red(), "{verdict:?}");
    }
}

#[test]
fn a_connected_profile_becomes_expiring_by_the_passing_of_time() {
    let known = Health::Connected { until: Some(SOON) };
    let next = assess(known, &Verdict::Limited { until: None }, Some(SOON), NOW);
    assert_eq!(next, expiring());
}

#[test]
fn two_weeks_and_a_day_ahead_is_where_expiring_begins() {
    let edge = NOW.after(EXPIRING_AHEAD);
    assert_eq!(Health::working(Some(edge), NOW), Health::Expiring { at: edge });
    let beyond = edge.after(Span::millis(1));
    assert_eq!(Health::working(Some(beyond), NOW), Health::Connected { until: Some(beyond) });
}

#[test]
fn an_ability_is_lost_and_found_by_itself() {
    let missing = Cause::PermissionLost { missing: vec!["pages_read_user_content".into()] };
    let lost = Losses::default().after(Ability::Comments, &Verdict::Dead(missing.clone()), EARLIER);
    assert_eq!(lost.lost().collect::<Vec<_>>(), [Ability::Comments]);
    assert_eq!(
        channel_health(&connected(), &lost),
        Health::Disconnected { cause: missing.clone(), since: EARLIER }
    );
    for verdict in verdicts_that_say_nothing() {
        assert_eq!(lost.clone().after(Ability::Comments, &verdict, NOW), lost, "{verdict:?}");
    }
    let again = lost.clone().after(Ability::Comments, &Verdict::Dead(missing), NOW);
    assert_eq!(again, lost, "the moment of the loss stays");
    let found = lost.after(Ability::Comments, &Verdict::Alive, NOW);
    assert_eq!(channel_health(&connected(), &found), connected());
}

#[test]
fn a_dead_grant_speaks_for_all_its_channels() {
    let own = Losses::all(&Cause::RoleLost, NOW);
    assert_eq!(channel_health(&red(), &own), red());
    assert_eq!(channel_health(&uncertain(), &Losses::default()), uncertain());
}
