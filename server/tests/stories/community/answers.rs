//! Answers are out once: at once, after the reconnect, or after somebody looked.

use domain::{
    cause::Cause,
    comment::{CommentState, ReplyState},
    time::Span,
};
use engine::apps::community::Unanswered;
use futures::future::join_all;

use super::{
    PEOPLE,
    room::{ANSWER, Room, room, room_of},
};

#[tokio::test]
async fn an_answer_is_out_at_once_at_every_network() {
    for (person, network, identity) in PEOPLE {
        let room = room_of(person, identity).await;
        let comment = room.question().await;
        let reply = room.answer(&comment).await;
        assert!(matches!(reply.state, ReplyState::Sent { .. }), "{network}: {reply:?}");
        assert_eq!(room.out(&comment.post).await.len(), 1, "{network}");
        assert_eq!(room.comment(comment.id).await.state, CommentState::Answered, "{network}");
        let seen = room.comment(comment.id).await.version;
        let more = || room.house.engine.answer(&room.house.viewer, comment.id, seen, "And more");
        let once_more = more().await.unwrap().unwrap();
        assert!(matches!(once_more.state, ReplyState::Sent { .. }), "{network}: {once_more:?}");
        assert_eq!(more().await.unwrap(), Err(Unanswered::Changed), "{network}: sent twice");
        room.pass(Span::hours(1)).await;
        let thread = room.house.engine.thread(&room.house.viewer, comment.id).await.unwrap();
        let own = thread.comments.iter().filter(|it| it.text.ends_with(ANSWER));
        assert!(own.clone().all(|it| it.state == CommentState::Own), "{network}: {own:?}");
        assert_eq!(own.count(), 1, "{network}: it is heard below the question");
    }
}

#[tokio::test]
async fn an_answer_to_a_dead_channel_waits_and_is_out_once_after_the_reconnect() {
    let room = room("Tomas Dvorak").await;
    let comment = room.question().await;
    room.house.cause("Tomas Dvorak", "change-password").await;
    let reply = room.answer(&comment).await;
    let waits = ReplyState::Waiting { cause: Some(Cause::PasswordChanged) };
    assert_eq!(reply.state, waits);
    room.pass(Span::hours(2)).await;
    assert_eq!(room.reply(reply.id).await.state, waits);
    assert!(room.out(&comment.post).await.is_empty());
    let second = room.answer_as(&room.house.viewer, &comment, "No").await;
    assert_eq!(second, Err(Unanswered::Answered), "one waits already");

    room.refresh("Tomas Dvorak").await;
    assert!(room.is_sent(reply.id).await);
    room.pass(Span::hours(2)).await;
    assert_eq!(room.out(&comment.post).await, [ANSWER]);
    assert_eq!(room.comment(comment.id).await.state, CommentState::Answered);
}

#[tokio::test]
async fn an_answer_that_waits_can_be_changed_and_thrown_away() {
    let room = room("Tomas Dvorak").await;
    let comment = room.question().await;
    room.house.cause("Tomas Dvorak", "change-password").await;
    let (engine, viewer) = (&room.house.engine, &room.house.viewer);
    let reply = room.answer_as(viewer, &comment, "No").await.unwrap();
    let changed = engine.change_reply(viewer, reply.id, reply.step, ANSWER).await.unwrap().unwrap();
    assert_eq!(changed.text, ANSWER);
    let stale = engine.discard_reply(viewer, reply.id, reply.step).await.unwrap();
    assert_eq!(stale, Err(Unanswered::Changed));
    engine.discard_reply(viewer, reply.id, changed.step).await.unwrap().unwrap();
    room.refresh("Tomas Dvorak").await;
    assert!(room.out(&comment.post).await.is_empty());
    let reply = room.answer(&comment).await;
    assert!(room.is_sent(reply.id).await);
    let late = engine.change_reply(viewer, reply.id, reply.step, "No").await.unwrap();
    assert_eq!(late, Err(Unanswered::Answered), "it is out");
}

/// Whichever call is cut off, before it is done or after.
#[tokio::test]
async fn an_answer_whose_outcome_was_lost_is_out_once() {
    let told = PEOPLE.iter().map(|(person, network, identity)| async move {
        for (passed, fault) in [(0, "reset"), (0, "lost"), (1, "reset"), (1, "lost")] {
            let room = room_of(person, *identity).await;
            let comment = room.question().await;
            let slug = network.slug();
            if passed > 0 {
                room.house.control.fault(slug, "pass", passed).await.unwrap();
            }
            room.house.control.fault(slug, fault, 1).await.unwrap();
            let reply = room.answer(&comment).await;
            settle(&room, &comment.post, reply.id).await;
            room.pass(Span::hours(1)).await;
            let out = room.out(&comment.post).await;
            assert_eq!(out.len(), 1, "{network}: {fault} after {passed}: {out:?}");
        }
    });
    join_all(told).await;
}

/// Time passes until the answer is out; a question whether it is out is answered by looking.
async fn settle(room: &Room, post: &str, reply: domain::id::ReplyId) {
    for _ in 0..40 {
        let state = room.reply(reply).await.state;
        match state {
            ReplyState::Sent { .. } => return,
            ReplyState::Unknown { asks: true, .. } => {
                let is_there = room.out(post).await.len() == 1;
                let viewer = &room.house.viewer;
                let settled = room.house.engine.settle_reply(viewer, reply, is_there).await;
                settled.unwrap().unwrap();
            }
            _ => {}
        }
        room.pass(Span::minutes(2)).await;
    }
    panic!("{}: {:?}", room.channel.network, room.reply(reply).await);
}

#[tokio::test]
async fn what_a_network_has_against_an_answer_is_told_in_its_words() {
    let room = room("Greta Holm").await;
    let comment = room.question().await;
    let too_long = "a".repeat(600);
    let reply = room.answer_as(&room.house.viewer, &comment, &too_long).await.unwrap();
    let ReplyState::Failed { says, .. } = &reply.state else { panic!("{reply:?}") };
    assert!(says.contains("character limit"), "{says}");
    assert_eq!(room.comment(comment.id).await.state, CommentState::New);
    let (engine, viewer) = (&room.house.engine, &room.house.viewer);
    let shorter = engine.change_reply(viewer, reply.id, reply.step, ANSWER).await.unwrap();
    assert!(matches!(shorter.unwrap().state, ReplyState::Sent { .. }));
    assert_eq!(room.out(&comment.post).await.len(), 1);
}
