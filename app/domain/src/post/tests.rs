use super::*;
use crate::{
    cause::Cause,
    channel::{Link, LinkedChannel},
    health::{Health, Losses},
    id::{PersonId, ProfileId},
    network::Network,
};

const NOW: Timestamp = Timestamp::from_millis(1_000);
const LATER: Timestamp = Timestamp::from_millis(2_000);
const SENT: Sent = Sent { attempt: 1, since: NOW, began_at: NOW };

fn somebody(number: u8) -> PersonId {
    PersonId::new(NOW, [number; 10])
}

fn states() -> Vec<PostState> {
    let cause = Cause::PasswordChanged;
    vec![
        PostState::Draft,
        PostState::Proposed { by: somebody(1), since: NOW },
        PostState::Returned { by: somebody(2), at: NOW, note: "Shorter".into() },
        PostState::Scheduled { waits: None },
        PostState::Held { why: Hold::Lost(cause.clone()), since: NOW, sent: None },
        PostState::Held { why: Hold::Lost(cause), since: NOW, sent: Some(SENT) },
        PostState::Asking { question: Question::Late, since: NOW },
        PostState::Asking { question: Question::IsItOut { sent: SENT }, since: NOW },
        PostState::Publishing { sent: SENT, is_lost: false },
        PostState::Publishing { sent: SENT, is_lost: true },
        PostState::Published { remote_id: "1".into(), link: None, at: NOW },
        PostState::Failed { why: Unpublished::TooLate, at: NOW },
    ]
}

#[test]
fn what_may_be_out_is_never_changed_or_forgotten() {
    for state in states() {
        let may_be_out = state.unsettled().is_some();
        let is_out = state.kind() == PostStateKind::Published;
        assert_eq!(state.edited(Some(LATER)).is_err(), may_be_out || is_out, "{state:?}");
        assert_eq!(state.held(Hold::Gone, LATER).unsettled(), state.unsettled(), "{state:?}");
        let skipped = state.decided(Decision::Skip, Some(NOW), LATER);
        assert_eq!(
            skipped.is_ok(),
            matches!(state, PostState::Asking { question: Question::Late, .. })
        );
    }
}

#[test]
fn what_is_proposed_has_no_place_in_a_queue_until_somebody_approves_it() {
    let scheduled = PostState::Scheduled { waits: None };
    for state in states() {
        let is_proposed = matches!(state, PostState::Proposed { .. });
        assert_eq!(
            state.approved(),
            if is_proposed { Ok(scheduled.clone()) } else { Err(NotNow::NothingProposed) }
        );
        let returned = PostState::Returned { by: somebody(3), at: LATER, note: "No".into() };
        let expected = if is_proposed { Ok(returned) } else { Err(NotNow::NothingProposed) };
        assert_eq!(state.returned(somebody(3), "No", LATER), expected, "{state:?}");
        // Whatever somebody does who may not publish, nothing is in the queue afterwards.
        let Ok(edited) = state.edited(Some(LATER)) else { continue };
        let left = edited.clone().proposed(somebody(4), LATER);
        assert!(!left.is_queued(), "{state:?}");
        let anew = PostState::Proposed { by: somebody(4), since: LATER };
        let was_returned = matches!(state, PostState::Returned { .. });
        assert_eq!(left, if was_returned { edited.clone() } else { anew }, "{state:?}");
        // And whoever may publish approves nothing by an edit.
        assert!(!is_proposed || edited == state, "{state:?}");
    }
}

#[test]
fn a_decision_answers_the_question_that_was_asked() {
    let scheduled = PostState::Scheduled { waits: None };
    let late = PostState::Asking { question: Question::Late, since: NOW };
    let open = PostState::Asking { question: Question::IsItOut { sent: SENT }, since: NOW };
    let is_out = PostState::Published { remote_id: String::new(), link: None, at: LATER };
    let far = Timestamp::from_millis(9_000);
    let table = [
        (&late, Decision::Now, Ok((scheduled.clone(), Some(LATER)))),
        (&late, Decision::At(far), Ok((scheduled.clone(), Some(far)))),
        (&late, Decision::Skip, Ok((PostState::Draft, Some(NOW)))),
        (&late, Decision::IsOut, Err(NotNow::NothingAsked)),
        (&open, Decision::Now, Ok((scheduled.clone(), Some(LATER)))),
        (&open, Decision::IsOut, Ok((is_out, Some(NOW)))),
        (&open, Decision::Skip, Err(NotNow::MayBeOut)),
        (&scheduled, Decision::Now, Err(NotNow::NothingAsked)),
    ];
    for (state, decision, expected) in table {
        assert_eq!(state.decided(decision, Some(NOW), LATER), expected, "{state:?} {decision:?}");
    }
}

#[test]
fn what_is_held_says_since_when_however_often_it_is_looked_at() {
    let held = PostState::Scheduled { waits: None }.held(Hold::Gone, NOW);
    let again = held.held(Hold::Lost(Cause::Expired), LATER);
    let expected = PostState::Held { why: Hold::Lost(Cause::Expired), since: NOW, sent: None };
    assert_eq!(again, expected);
}

#[test]
fn a_post_needs_a_renewal_only_if_no_way_lives_long_enough() {
    let link = |n: i64, health| Link {
        profile: ProfileId::new(Timestamp::from_millis(n), [0; 10]),
        name: n.to_string(),
        health,
        losses: Losses::default(),
    };
    let until = |until| Health::Connected { until };
    let dead = Health::Disconnected { cause: Cause::Expired, since: NOW };
    let (at, before) = (LATER, Timestamp::from_millis(1_999));
    let table = [
        (vec![link(1, until(None))], None),
        (vec![link(1, until(Some(before)))], Some(before)),
        (vec![link(1, until(Some(Timestamp::from_millis(2_001))))], None),
        (vec![link(1, until(Some(NOW))), link(2, until(Some(before)))], Some(before)),
        (vec![link(1, until(Some(before))), link(2, until(None))], None),
        (vec![link(1, dead.clone())], None),
        (vec![link(1, dead), link(2, until(Some(before)))], Some(before)),
        (vec![], None),
    ];
    for (links, by) in table {
        let channel = LinkedChannel {
            id: ChannelId::new(NOW, [0; 10]),
            network: Network::Facebook,
            remote_id: "1".into(),
            name: "Bakery Brno".into(),
            avatar: None,
            links,
        };
        assert_eq!(needs_renewal(&channel, at).map(|needed| needed.by), by, "{channel:?}");
    }
}

#[test]
fn a_picture_is_what_its_bytes_are() {
    let table: [(&[u8], _); 5] = [
        (b"\xFF\xD8\xFF\xE0rest", Some(PictureFormat::Jpeg)),
        (b"\x89PNG\r\n\x1A\nrest", Some(PictureFormat::Png)),
        (b"GIF89a", Some(PictureFormat::Gif)),
        (b"RIFF\0\0\0\0WEBPVP8 ", Some(PictureFormat::WebP)),
        (b"<svg onload=\"alert(1)\">", None),
    ];
    for (bytes, format) in table {
        assert_eq!(PictureFormat::of(bytes), format);
        assert_eq!(format.and_then(|it| PictureFormat::from_mime(it.mime())), format);
    }
}
