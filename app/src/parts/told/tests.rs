use domain::{
    cause::Cause,
    health::Working,
    id::{ChannelId, ProfileId},
    network::Network,
    time::Span,
};

use super::*;
use crate::backend::{ChannelRow, ProfileRow};

const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);

fn row(health: Health, losses: &[Losses]) -> Row {
    let channels: Vec<_> = losses
        .iter()
        .zip(1_u8..)
        .map(|(losses, number)| ChannelRow {
            id: ChannelId::new(NOW, [number; 10]),
            name: format!("Bakery {number}"),
            losses: losses.clone(),
        })
        .collect();
    Row::new(ProfileRow {
        id: ProfileId::new(NOW, [1; 10]),
        network: Network::Facebook,
        name: "Ada Novak".into(),
        handle: None,
        login: None,
        avatar: None,
        mending: health.is_lost() || losses.iter().any(|losses| *losses != Losses::default()),
        meanwhile: String::new(),
        held: 0,
        health,
        checked_at: None,
        channel_count: u32::try_from(channels.len()).unwrap(),
        channels,
    })
}

fn told(row: &Row) -> (String, String, String) {
    let told = Owner::new().with(|| tell(row));
    (told.badge.clone(), told.sentence(NOW), told.how)
}

fn assert_told(row: &Row, badge: &str, sentence: &str, how: &str) {
    assert_eq!(told(row), (badge.to_owned(), sentence.to_owned(), how.to_owned()));
}

#[test]
fn a_dead_profile_says_what_happened_since_when_and_what_mends_it() {
    let since = NOW.before(Span::hours(3));
    let fine = Losses::default();
    let row =
        row(Health::Disconnected { cause: Cause::PasswordChanged, since }, &[fine.clone(), fine]);
    assert_told(
        &row,
        "Disconnected",
        "The password at Facebook was changed. Disconnected for 3 hours.",
        "Refresh and log in at Facebook: all 2 channels come back.",
    );
}

#[test]
fn a_checkpoint_says_that_a_login_alone_does_not_help() {
    let row = row(Health::Disconnected { cause: Cause::Checkpoint, since: NOW }, &[]);
    assert!(told(&row).2.starts_with("A login alone does not help"));
}

#[test]
fn lost_channels_are_told_under_a_healthy_profile() {
    let lost = |cause| Losses::all(&cause, NOW.before(Span::days(1)));
    let healthy = || Health::Connected { until: None };
    assert_told(
        &row(healthy(), &[lost(Cause::NotGranted), Losses::default()]),
        "One channel lost",
        "Bakery 1: It was not ticked at the last login. Lost for one day.",
        "Refresh, log in at Facebook and tick Bakery 1.",
    );
    let (badge, sentence, how) =
        told(&row(healthy(), &[lost(Cause::RoleLost), lost(Cause::RoleLost)]));
    assert_eq!(badge, "2 channels lost");
    assert!(sentence.starts_with("Bakery 1 and 1 more: Ada Novak no longer has the role"));
    assert!(how.contains("A login does not help"));
}

#[test]
fn what_works_says_so_and_when_a_person_is_needed() {
    let works = "Publishing, comments and statistics work.";
    assert_told(&row(Health::Connected { until: None }, &[]), "Connected", works, "Nothing to do.");
    let until = Some(NOW.after(Span::days(54)));
    assert_told(
        &row(Health::Connected { until }, &[]),
        "Connected",
        "The next login is needed in 54 days.",
        works,
    );
    let (badge, sentence, _) = told(&row(Health::Expiring { at: NOW.after(Span::days(6)) }, &[]));
    assert_eq!(badge, "Expires soon");
    assert_eq!(sentence, "Facebook ends this connection in 6 days.");
}

#[test]
fn trouble_of_the_network_asks_nobody_to_reconnect() {
    let last = Working::Connected { until: None };
    let row = row(Health::Uncertain { since: NOW.before(Span::minutes(10)), last }, &[]);
    let (_, sentence, how) = told(&row);
    assert_eq!(sentence, "Facebook has not answered for 10 minutes.");
    assert!(how.contains("do not reconnect"), "{how}");
}

#[test]
fn while_a_window_is_out_the_card_waits() {
    let row = row(Health::Disconnected { cause: Cause::Expired, since: NOW }, &[]);
    row.waiting.set(true);
    let (badge, sentence, _) = told(&row);
    assert_eq!(sentence, "Waiting for Facebook…");
    assert_eq!(badge, "Disconnected", "it still is");
}
