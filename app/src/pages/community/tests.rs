//! What the pages draw, for whom.

mod room;

use domain::{
    cause::Cause,
    comment::{CommentState, ReplyState},
    community::CommunityRole,
};

use self::room::{NOW, comment, drawn, queue, reply, untaken};
use crate::sent::Why;

const ROLES: [CommunityRole; 3] = CommunityRole::ALL;

#[test]
fn each_role_is_offered_what_it_may() {
    // (what the page has, Editor, Operator, Manager)
    let table = [
        ("Propose it", [true, false, false]),
        ("Send the answer", [false, true, true]),
        ("value=\"like\"", [false, true, true]),
        ("value=\"done\"", [false, true, true]),
        ("value=\"take\"", [false, true, true]),
        ("value=\"hide\"", [false, false, true]),
    ];
    for (place, role) in ROLES.into_iter().enumerate() {
        let html = drawn(&queue(role, vec![(comment(1), Vec::new())]), None);
        for (what, who) in table {
            assert_eq!(html.contains(what), who[place], "{role:?}: {what}");
        }
    }
}

#[test]
fn what_a_network_cannot_is_not_offered() {
    let mut page = queue(CommunityRole::Manager, vec![(comment(1), Vec::new())]);
    for heard in &mut page.counter.channels {
        (heard.replies, heard.hides, heard.likes) = (false, false, false);
    }
    let html = drawn(&page, None);
    for what in ["<textarea", "value=\"hide\"", "value=\"like\""] {
        assert!(!html.contains(what), "{what}");
    }
    assert!(html.contains("value=\"done\""));
}

#[test]
fn an_answer_is_decided_about_only_while_it_can_be() {
    let unknown = |asks| ReplyState::Unknown { began_at: NOW, asks };
    let failed = || ReplyState::Failed { code: "368".into(), says: "Too many links".into() };
    let waiting = |cause| ReplyState::Waiting { cause };
    // (state, send, change, discard, is it there?, what it says)
    let table = [
        (ReplyState::Proposed, true, true, true, false, "an Operator or a Manager sends it"),
        (waiting(Some(Cause::RoleLost)), false, true, true, false, "when the channel works again"),
        (waiting(None), false, true, true, false, "tried again by itself"),
        (ReplyState::Sending { began_at: NOW }, false, false, false, false, "has not answered yet"),
        (unknown(false), false, false, false, false, "looks there before anything is sent again"),
        (unknown(true), false, false, false, true, "is it below the comment?"),
        (failed(), true, true, true, false, "“Too many links”"),
    ];
    for (state, send, change, discard, asks, says) in table {
        let name = state.slug();
        let page = queue(CommunityRole::Operator, vec![(comment(1), vec![reply(state)])]);
        let html = drawn(&page, None);
        for (what, is) in [("send", send), ("change", change), ("discard", discard)] {
            assert_eq!(html.contains(&format!("value=\"{what}\"")), is, "{name}: {what}");
        }
        assert_eq!(html.contains("No, send it again"), asks, "{name}");
        assert!(html.contains(says), "{name}: {html}");
    }
}

#[test]
fn an_editor_decides_about_their_own_proposal_only() {
    let own = reply(ReplyState::Proposed);
    let mut other = own.clone();
    other.author = domain::id::PersonId::new(NOW, [9; 10]);
    for (reply, is_theirs) in [(own, true), (other, false)] {
        let html = drawn(&queue(CommunityRole::Editor, vec![(comment(1), vec![reply])]), None);
        assert_eq!(html.contains("value=\"discard\""), is_theirs);
        assert!(!html.contains("value=\"send\""));
    }
}

#[test]
fn what_was_typed_comes_back_with_why() {
    let page =
        queue(CommunityRole::Operator, vec![(comment(1), Vec::new()), (comment(2), Vec::new())]);
    let html = drawn(&page, Some(untaken(1, "half a word", Why::Changed)));
    assert_eq!(html.matches("role=\"alert\"").count(), 2, "the page's own line is one");
    assert!(html.contains("half a word</textarea>"), "{html}");
    assert!(html.contains("Somebody was faster"), "{html}");
    assert_eq!(html.matches("<details data-key=\"r\" open").count(), 1);
}

#[test]
fn what_was_not_taken_is_seen_although_its_comment_is_on_another_page() {
    let mut page = queue(CommunityRole::Operator, vec![(comment(1), Vec::new())]);
    page.other = Some(comment(2));
    assert!(drawn(&page, None).contains("data-also=\"\" hidden"));
    let html = drawn(&page, Some(untaken(2, "half a word", Why::Changed)));
    assert!(!html.contains("data-also=\"\" hidden"));
    assert!(html.contains("half a word</textarea>"));
}

#[test]
fn late_hidden_liked_and_assigned_are_words() {
    let mut one = comment(1);
    one.is_late = true;
    one.is_hidden = true;
    one.is_liked = true;
    one.assignee = Some(room::person());
    let html = drawn(&queue(CommunityRole::Manager, vec![(one, Vec::new())]), None);
    for word in ["Late", "Hidden", "Liked", "Mine", "Show again", "Take the like back", "Let it go"]
    {
        assert!(html.contains(word), "{word}");
    }
}

#[test]
fn what_cannot_be_heard_and_what_will_never_arrive_is_told() {
    let mut page = queue(CommunityRole::Manager, Vec::new());
    page.counter.channels[0].channel.links[0].health =
        domain::health::Health::Disconnected { cause: Cause::Expired, since: NOW };
    let hour = domain::time::Span::hours(1);
    page.counter.channels[1].unheard = vec![(NOW.before(hour), NOW)];
    let html = drawn(&page, None);
    assert!(html.contains("one cannot be heard, some comments will never arrive"), "{html}");
    assert!(html.contains("Cannot be heard since"), "{html}");
    assert!(html.contains("no longer tells what was written from"), "{html}");
}

#[test]
fn whoever_has_no_role_reads_whom_to_ask() {
    let mut page = queue(CommunityRole::Editor, Vec::new());
    page.counter.channels.clear();
    let html = drawn(&page, None);
    assert!(html.contains("Ask Mara Havel for one"), "{html}");
    assert!(!html.contains("<select"));
}

#[test]
fn own_comments_are_the_channels_and_nothing_is_done_with_them() {
    let mut own = comment(1);
    own.state = CommentState::Own;
    let html = drawn(&queue(CommunityRole::Manager, vec![(own, Vec::new())]), None);
    assert!(!html.contains("name=\"do\""), "{html}");
}
