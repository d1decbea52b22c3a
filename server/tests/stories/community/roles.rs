//! Editor proposes, Operator answers, Manager does all; who has no role for a channel sees nothing of it.

use domain::{
    account::Viewer,
    comment::{CommentState, ReplyState, Shown},
    community::CommunityRole,
    time::Span,
};
use engine::{
    Error,
    apps::community::{Unanswered, Undone, Wanted},
};

use super::room::{ANSWER, Room, room};

const FROM: &str = "192.0.2.1";

async fn give(room: &Room, to: &Viewer, role: Option<CommunityRole>) {
    let roles: Vec<_> = role.into_iter().map(|role| (room.channel.id, role)).collect();
    let engine = &room.house.engine;
    engine.keep_community_roles(&room.house.viewer, to.person, &roles, FROM).await.unwrap();
}

#[tokio::test]
async fn who_has_no_role_for_a_channel_sees_nothing_of_it() {
    let room = room("Tomas Dvorak").await;
    let comment = room.question().await;
    let (engine, regular) = (&room.house.engine, room.regular("Rita").await);
    let is_hidden = async |viewer: &Viewer| {
        assert!(room.queue(viewer).await.is_empty());
        let counter = engine.counter(viewer).await.unwrap();
        assert!(counter.channels.is_empty());
        assert_eq!(counter.counts, [0; 5]);
        let thread = engine.thread(viewer, comment.id).await;
        assert!(matches!(thread, Err(Error::NotFound)));
        let answer = engine.answer(viewer, comment.id, comment.version, ANSWER).await;
        assert!(matches!(answer, Err(Error::NotFound)));
    };
    is_hidden(&regular).await;
    let stranger = crate::house::master(engine, "Other agency", "other@agency.test").await;
    is_hidden(&stranger).await;
    let own = [(room.channel.id, CommunityRole::Manager)];
    let roles = engine.keep_community_roles(&stranger, regular.person, &own, FROM).await;
    assert!(matches!(roles, Err(Error::NotFound)), "neither is theirs");
    let roles = engine.keep_community_roles(&regular, regular.person, &own, FROM).await;
    assert!(matches!(roles, Err(Error::Forbidden)));

    give(&room, &regular, Some(CommunityRole::Editor)).await;
    assert!(!room.queue(&regular).await.is_empty());
    assert_eq!(engine.counter(&regular).await.unwrap().channels[0].role, CommunityRole::Editor);
    let roles = engine.roles(&room.house.viewer).await.unwrap();
    assert_eq!(roles.people[0].roles, [(room.channel.id, CommunityRole::Editor)]);
    assert!(matches!(engine.roles(&regular).await, Err(Error::Forbidden)));
    give(&room, &regular, None).await;
    is_hidden(&regular).await;
}

#[tokio::test]
async fn an_editor_proposes_and_an_operator_sends() {
    let room = room("Tomas Dvorak").await;
    let comment = room.question().await;
    let engine = &room.house.engine;
    let (editor, operator) = (room.regular("Edith").await, room.regular("Otto").await);
    give(&room, &editor, Some(CommunityRole::Editor)).await;
    give(&room, &operator, Some(CommunityRole::Operator)).await;

    let proposed = room.answer_as(&editor, &comment, "Yes").await.unwrap();
    assert_eq!(proposed.state, ReplyState::Proposed);
    let proposed = engine.change_reply(&editor, proposed.id, proposed.step, ANSWER).await.unwrap();
    let proposed = proposed.unwrap();
    let sent = engine.send_proposed(&editor, proposed.id, proposed.step).await;
    assert!(matches!(sent, Err(Error::Forbidden)));
    room.pass(Span::minutes(10)).await;
    assert!(room.out(&comment.post).await.is_empty(), "nothing goes out by itself");
    let version = room.comment(comment.id).await.version;
    for closed in [true, false] {
        let done = engine.close_comment(&editor, comment.id, version, closed).await;
        assert!(matches!(done, Err(Error::Forbidden)));
    }

    let stale = engine.send_proposed(&operator, proposed.id, proposed.step - 1).await.unwrap();
    assert_eq!(stale, Err(Unanswered::Changed), "another text than the one that was read");
    let sent = engine.send_proposed(&operator, proposed.id, proposed.step).await.unwrap().unwrap();
    assert!(matches!(sent.state, ReplyState::Sent { .. }));
    assert_eq!(room.out(&comment.post).await, [ANSWER]);
    let version = room.comment(comment.id).await.version;
    let hidden = engine.hide_comment(&operator, comment.id, version, true).await;
    assert!(matches!(hidden, Err(Error::Forbidden)), "that is a Manager's");
    give(&room, &operator, Some(CommunityRole::Manager)).await;
    engine.hide_comment(&operator, comment.id, version, true).await.unwrap().unwrap();
}

#[tokio::test]
async fn comments_are_assigned_and_closed() {
    let room = room("Tomas Dvorak").await;
    let comment = room.question().await;
    let (engine, viewer) = (&room.house.engine, &room.house.viewer);
    let operator = room.regular("Otto").await;
    give(&room, &operator, Some(CommunityRole::Operator)).await;
    let assign =
        async |seen, to| engine.assign_comment(viewer, comment.id, seen, to).await.unwrap();
    let assigned = assign(comment.version, Some(operator.person)).await.unwrap();
    let wanted = Wanted { assignee: Some(operator.person), limit: 10, ..Wanted::default() };
    assert_eq!(engine.comments(&operator, &wanted).await.unwrap().comments.len(), 1);
    let stranger = crate::house::master(engine, "Other agency", "other@agency.test").await;
    let wrong = assign(assigned.version, Some(stranger.person)).await;
    assert_eq!(wrong, Err(Undone::NoSuchPerson));
    let close = async |seen, closed| {
        engine.close_comment(&operator, comment.id, seen, closed).await.unwrap()
    };
    assert_eq!(close(comment.version, true).await, Err(Undone::Changed));
    let done = close(assigned.version, true).await.unwrap();
    assert_eq!(done.state, CommentState::Done);
    let wanted = Wanted { shown: Some(Shown::Assigned), limit: 10, ..Wanted::default() };
    assert!(engine.comments(&operator, &wanted).await.unwrap().comments.is_empty());
    let open = close(done.version, false).await.unwrap();
    assert_eq!(open.state, CommentState::New);
}
