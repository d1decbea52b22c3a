use domain::{cause::Cause, time::Timestamp};

use super::*;

const FRAME: Frame<'_> =
    Frame { nonce: "n0nce", stylesheet: "/pkg/relink.css", office: "/o.css", support: true };

fn id(number: u8) -> ProfileId {
    ProfileId::new(Timestamp::from_millis(1), [number; 10])
}

fn face(name: &str, handle: Option<&str>) -> Face {
    Face { name: name.into(), handle: handle.map(Into::into), avatar: None }
}

fn page(outcome: Outcome, windowed: bool) -> String {
    let back = if windowed { WayBack::Window } else { WayBack::Tab };
    outcome_page(&Report { network: Network::Facebook, outcome, back }, &FRAME)
}

fn connected(channels: Coverage) -> Outcome {
    Outcome::Connected { profile: id(1), who: face("Ada Novak", None), channels }
}

fn twelve() -> Coverage {
    let restored = (1..=12).map(|number| format!("Bakery {number}")).collect();
    Coverage { restored, ..Coverage::default() }
}

#[test]
fn full_success_closes_a_window_and_says_so_without_script() {
    let html = page(connected(twelve()), true);
    assert!(html.contains(r#"<script nonce="n0nce">window.close()</script>"#), "{html}");
    assert!(!html.contains("href=\"/help/"), "nothing is left to explain: {html}");
    assert!(html.contains("All 12 channels of Ada Novak at Facebook are connected again."));
    assert!(html.contains(r#"href="/settings/social-profiles""#));
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\">"));
}

#[test]
fn without_a_window_nothing_closes_and_no_window_is_spoken_of() {
    let missing = vec![Missing { name: "Bakery Brno".into(), cause: Cause::NotGranted }];
    for channels in [twelve(), Coverage { missing, ..twelve() }] {
        let html = page(connected(channels), false);
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("window"), "{html}");
    }
}

#[test]
fn a_missing_channel_is_named_with_its_cure() {
    let missing = vec![Missing { name: "Bakery Brno".into(), cause: Cause::NotGranted }];
    let html = page(connected(Coverage { missing, ..twelve() }), true);
    assert!(html.contains("12 of 13 channels of Ada Novak are connected."), "{html}");
    assert!(html.contains("Bakery Brno: It was not ticked at the last login."), "{html}");
    assert!(html.contains("tick Bakery Brno"), "{html}");
    assert!(html.contains("Open Facebook again"), "{html}");
    assert_eq!(html.matches("href=\"/help/").count(), 1, "{html}");
    assert!(html.contains("href=\"/help/not-ticked\""), "{html}");
    assert!(!html.contains("<script"), "{html}");
}

#[test]
fn a_lost_role_is_not_mended_by_opening_the_network_again() {
    let missing = vec![Missing { name: "Bakery Brno".into(), cause: Cause::RoleLost }];
    let html = page(connected(Coverage { missing, ..twelve() }), false);
    assert!(!html.contains("Open Facebook again"), "{html}");
    assert!(html.contains("an admin of the channel must restore the role"), "{html}");
}

#[test]
fn another_person_sees_both_identities_and_both_ways_on() {
    let outcome = Outcome::WrongPerson {
        profile: id(1),
        expected: face("Ada Novak", None),
        came: face("Ben <b>Ode</b>", Some("ben")),
        heals: Some(id(2)),
    };
    let html = page(outcome, true);
    assert!(html.contains("You wanted to reconnect Ada Novak, but Facebook logged in Ben &lt;b&gt;Ode&lt;/b&gt; (@ben)."), "{html}");
    assert!(html.contains(&paths::connect_in_window(id(2))), "{html}");
    let another = paths::connect_another_account(id(1), WayBack::Window).replace('&', "&amp;");
    assert!(html.contains(&another), "{html}");
    assert!(html.contains("href=\"/help/wrong-person\""), "{html}");
}

#[test]
fn every_failure_says_what_happened_and_leads_on() {
    let code = || "invalid_client".to_owned();
    for (failure, says) in [
        (Failure::Cancelled, "You pressed Cancel at Facebook."),
        (Failure::TooLate, "longer than ten minutes"),
        (Failure::NetworkError { code: code() }, "Facebook answered with an error: invalid_client"),
        (Failure::MissingCode, "Facebook sent no answer"),
        (Failure::MixedUp, "another server than the one that was asked"),
        (Failure::CodeRefused { code: code() }, "did not accept its own code"),
        (Failure::Unavailable, "Facebook did not answer properly"),
        (Failure::Limited { until: None }, "slow down"),
        (Failure::Misconfigured { code: code() }, "RELINK_FACEBOOK_CLIENT_SECRET"),
        (Failure::ProfileGone, "removed meanwhile"),
    ] {
        let is_ours = matches!(failure, Failure::Misconfigured { .. } | Failure::ProfileGone);
        let html = page(Outcome::Failed { profile: Some(id(1)), failure }, true);
        assert!(html.contains(says), "{html}");
        assert!(html.contains("Back to Social Profiles"), "{html}");
        assert_eq!(html.contains("Try again"), !is_ours, "{html}");
    }
}
