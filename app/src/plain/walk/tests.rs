use domain::time::Span;

use super::*;

const FRAME: Frame<'_> =
    Frame { nonce: "n0nce", stylesheet: "/pkg/relink.css", office: "/o.css", support: true };
const NOW: Timestamp = Timestamp::from_seconds(1_796_000_000);

fn open(number: u8, name: &str) -> Open {
    Open {
        profile: ProfileId::new(NOW, [number; 10]),
        network: Network::X,
        who: Face { name: name.into(), handle: Some("ben".into()), avatar: None },
        login: None,
        channels: 2,
        lost: Some((Cause::PasswordChanged, NOW.before(Span::hours(3)))),
        ends: None,
        is_in_trouble: false,
    }
}

fn stop() -> WalkStop {
    WalkStop {
        workspace: WorkspaceId::new(NOW, [9; 10]),
        next: Some(open(1, "Ben Okafor")),
        done: 2,
        all: 5,
        passed: Vec::new(),
        now: NOW,
    }
}

#[test]
fn the_page_names_who_is_next_and_leads_there_and_past_them() {
    let page = walk_page(stop(), &FRAME);
    let id = open(1, "").profile;
    for said in [
        "Ben Okafor, X",
        "2 of 5 done",
        "for 3 hours",
        "Sign in at X as Ben Okafor (@ben).",
        &format!("href=\"/connect/{id}?walk=1\""),
        &format!("href=\"/connect/{id}?account=another&amp;walk=1\""),
        &format!("name=\"skip\" value=\"{id}\""),
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(!page.contains("has trouble"), "{page}");
    let troubled = Open { is_in_trouble: true, ..open(1, "Ben") };
    let page = walk_page(WalkStop { next: Some(troubled), ..stop() }, &FRAME);
    assert!(page.contains("X has trouble just now"), "{page}");
    let soon = Open { lost: None, ends: Some(NOW.after(Span::days(6))), ..open(1, "Ben") };
    let page = walk_page(WalkStop { next: Some(soon), ..stop() }, &FRAME);
    assert!(page.contains("Stops working in 6 days"), "{page}");
}

#[test]
fn the_end_tells_what_is_open_and_why() {
    let end = WalkStop { next: None, done: 4, ..stop() };
    let page = walk_page(WalkStop { done: 5, ..end.clone() }, &FRAME);
    assert!(page.contains("All 5 work again."), "{page}");
    let passed = vec![(open(2, "Cleo"), Passed::WrongPerson)];
    let page = walk_page(WalkStop { passed, ..end }, &FRAME);
    let id = open(2, "").profile;
    for said in [
        "4 of 5 work",
        "Cleo, X",
        "Another person signed in.",
        &format!("href=\"/connect/{id}?walk=1\""),
        &format!("href=\"/settings/links?profile={id}#new\""),
        "name=\"anew\"",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    let page = walk_page(WalkStop { next: None, done: 0, all: 0, ..stop() }, &FRAME);
    assert!(page.contains("Nothing needs you"), "{page}");
}
