use domain::{
    authorization::WayBack,
    cause::Cause,
    id::{LinkId, ProfileId},
    outcome::{Coverage, Missing},
    time::Span,
};

use super::*;

const FRAME: Frame<'_> =
    Frame { nonce: "n0nce", stylesheet: "/pkg/relink.css", office: "/o.css", support: true };
const NOW: Timestamp = Timestamp::from_seconds(1_796_000_000);

fn invited() -> Invited {
    Invited {
        workspace: "North Agency".into(),
        asker: "Mara".into(),
        note: "The <bakery> waits".into(),
        network: Network::Facebook,
        name: Some("Ada Novak".into()),
        why: Some(Cause::PasswordChanged),
        channels: (1..=14).map(|number| format!("Page {number}")).collect(),
        asks: Asks::Nothing,
        until: NOW.after(Span::days(3)),
        now: NOW,
        secret: "s3cret".into(),
    }
}

fn ended(outcome: Outcome) -> String {
    let back = WayBack::Link(LinkId::new(NOW, [1; 10]));
    let ended = Ended {
        report: Report { network: Network::Facebook, outcome, back },
        workspace: "North Agency".into(),
        asker: "Mara".into(),
        authorization: AuthorizationId::new(NOW, [2; 10]),
    };
    link_outcome_page(ended, &FRAME)
}

fn face(name: &str) -> Face {
    Face { name: name.into(), handle: None, avatar: None }
}

fn profile() -> ProfileId {
    ProfileId::new(NOW, [3; 10])
}

#[test]
fn the_page_says_who_asks_why_and_what_for() {
    let page = link_page(invited(), &FRAME);
    for said in [
        "Reconnect Ada Novak at Facebook",
        "Mara of North Agency asks you",
        "The password at Facebook was changed.",
        "href=\"/help/password-changed\"",
        "The &lt;bakery&gt; waits",
        "Page 12",
        "and 2 more",
        "Publish what North Agency plans",
        "Your password",
        "in 3 days",
        "href=\"/link/s3cret/go\"",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(!page.contains("Page 13"), "{page}");
    assert!(!page.contains("/settings"), "nothing leads into the workspace");
}

#[test]
fn a_new_profile_of_a_network_of_many_servers_begins_with_its_server() {
    let new = Invited {
        name: None,
        network: Network::Mastodon,
        asks: Asks::Server,
        channels: Vec::new(),
        ..invited()
    };
    let page = link_page(new, &FRAME);
    assert!(page.contains("Connect Mastodon with North Agency"), "{page}");
    assert!(page.contains("name=\"server\""), "{page}");
    assert!(page.contains("action=\"/link/s3cret/go\""), "{page}");
}

#[test]
fn every_end_has_a_next_step_or_needs_none() {
    let came = |channels| Outcome::Connected { profile: profile(), who: face("Ada"), channels };
    let whole = ended(came(Coverage { restored: vec!["Bakery".into()], ..Coverage::default() }));
    assert!(whole.contains("Thank you") && whole.contains("Bakery"), "{whole}");
    assert!(!whole.contains("/link/again"), "{whole}");
    let missing = vec![Missing { name: "Bakery".into(), cause: Cause::NotGranted }];
    let partly = ended(came(Coverage { missing, ..Coverage::default() }));
    assert!(partly.contains("Almost") && partly.contains("/link/again/"), "{partly}");
    assert!(partly.contains("href=\"/help/not-ticked\""), "{partly}");
    let wrong = ended(Outcome::WrongPerson {
        profile: profile(),
        expected: face("Ada"),
        came: face("Ben"),
        heals: Some(profile()),
    });
    assert!(wrong.contains("?account=another"), "{wrong}");
    assert!(!wrong.contains("/connect/"), "nobody else's profile is offered: {wrong}");
    let failure = Failure::Cancelled;
    let cancelled = ended(Outcome::Failed { profile: Some(profile()), failure });
    assert!(cancelled.contains("You pressed Cancel"), "{cancelled}");
    for failure in [Failure::LinkEnded, Failure::ProfileGone] {
        let over = ended(Outcome::Failed { profile: Some(profile()), failure });
        assert_eq!(over, link_gone_page(&FRAME));
    }
}

#[test]
fn a_link_can_be_handed_on_by_copy_code_and_letter() {
    let handed = Handed {
        address: "https://relink.test/link/abc".into(),
        qr: "<svg></svg>".into(),
        name: Some("Ada Novak".into()),
        network: Network::Facebook,
        recipient: Some("ada@client.test".into()),
        is_sent: false,
        workspace: "North Agency".into(),
        until: NOW.after(Span::days(1)),
        now: NOW,
    };
    let page = link_made_page(handed, &FRAME);
    assert!(page.contains("value=\"https://relink.test/link/abc\""), "{page}");
    assert!(page.contains("mailto:ada%40client.test?subject="), "{page}");
    assert!(page.contains("https%3A//relink.test/link/abc"), "{page}");
    assert!(page.contains("<svg></svg>"), "{page}");
}
