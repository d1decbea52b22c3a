//! Comments arrive once, whatever died meanwhile, and answers are out once.

mod answers;
mod gaps;
mod roles;
mod room;

use domain::{
    comment::{CommentState, Shown},
    event::What,
    network::Network,
    time::Span,
};
use engine::apps::community::Undone;

use self::room::{QUESTION, room, room_of};

/// Somebody at each network that lets comments be read, and which identity of theirs.
pub(crate) const PEOPLE: [(&str, Network, Option<&str>); 8] = [
    ("Tomas Dvorak", Network::Facebook, None),
    ("Clara Winter", Network::Instagram, None),
    ("Marta Kral", Network::X, None),
    ("Daniel Weiss", Network::LinkedIn, None),
    ("Hana Benes", Network::YouTube, Some("Vltava Sailing School")),
    ("Emil Hansen", Network::Threads, None),
    ("Greta Holm", Network::Mastodon, None),
    ("Iris Vondra", Network::Bluesky, None),
];

#[tokio::test]
async fn a_comment_arrives_once_and_at_once_at_every_network() {
    for (person, network, identity) in PEOPLE {
        let room = room_of(person, identity).await;
        let before = room.house.last_event().await;
        let said = room.say(QUESTION).await;
        room.pass(Span::minutes(20)).await;
        let heard = room.heard(QUESTION).await;
        let [comment] = heard.as_slice() else { panic!("{network}: {heard:?}") };
        assert!(!comment.is_late, "{network}: {comment:?}");
        assert_eq!(comment.state, CommentState::New, "{network}");
        assert!(comment.remote_id.contains(&said.id), "{network}: {comment:?} {said:?}");
        let events = room.house.events_after(before).await;
        let is_told =
            |what: &What| matches!(what, What::Comments { channel } if *channel == room.channel.id);
        assert_eq!(events.iter().filter(|event| is_told(&event.what)).count(), 1, "{network}");
        room.pass(Span::hours(1)).await;
        assert_eq!(room.heard(QUESTION).await.len(), 1, "{network}: once");
    }
}

#[tokio::test]
async fn a_comment_below_what_went_out_from_here_shows_it() {
    // Instagram takes no post without a picture, and YouTube none at all.
    let told = [Network::Instagram, Network::YouTube];
    for (person, network, identity) in PEOPLE.into_iter().filter(|one| !told.contains(&one.1)) {
        let room = room_of(person, identity).await;
        let text = format!("Fresh bread at {network}");
        room.publish(&text).await;
        let comment = room.question().await;
        let thread = room.house.engine.thread(&room.house.viewer, comment.id).await.unwrap();
        let post = thread.post.map(|post| post.content.text);
        assert_eq!(post, Some(text), "{network}: {}", comment.post);
    }
}

#[tokio::test]
async fn what_was_there_before_anybody_listened_is_history() {
    let room = room("Tomas Dvorak").await;
    let queue = room.queue(&room.house.viewer).await;
    assert!(!queue.is_empty(), "people have been talking");
    assert!(queue.iter().all(|(comment, _)| !comment.is_late));
    let ear = room.ear().await.listening.unwrap();
    assert!(ear.heard_until.is_some() && !ear.is_blind);
}

#[tokio::test]
async fn hiding_and_liking_are_done_at_the_network_or_not_at_all() {
    let room = room("Tomas Dvorak").await;
    let comment = room.question().await;
    let (engine, viewer) = (&room.house.engine, &room.house.viewer);
    let hidden = engine.hide_comment(viewer, comment.id, comment.version, true).await.unwrap();
    let hidden = hidden.unwrap();
    assert!(hidden.is_hidden);
    let late = engine.like_comment(viewer, comment.id, comment.version, true).await.unwrap();
    assert_eq!(late, Err(Undone::Changed), "somebody hid it meanwhile");
    let liked = engine.like_comment(viewer, comment.id, hidden.version, true).await.unwrap();
    let liked = liked.unwrap();
    assert!(liked.is_liked && liked.is_hidden);
    let there = room.below(&comment.post).await;
    let there = there.iter().find(|it| comment.remote_id.contains(&it.id)).unwrap();
    assert!(there.hidden && there.liked, "{there:?}");
    let counts = engine.counter(viewer).await.unwrap().counts;
    let of = |shown| counts[Shown::ALL.iter().position(|it| *it == shown).unwrap()];
    assert_eq!(of(Shown::Hidden), 1);

    room.house.cause("Tomas Dvorak", "change-password").await;
    let dead = engine.hide_comment(viewer, comment.id, liked.version, false).await.unwrap();
    assert!(matches!(dead, Err(Undone::Lost(_))), "{dead:?}");
    assert!(room.comment(comment.id).await.is_hidden, "nothing was done");
}

#[tokio::test]
async fn what_a_network_has_no_call_for_says_so() {
    let room = room("Marta Kral").await;
    let comment = room.question().await;
    let (engine, viewer) = (&room.house.engine, &room.house.viewer);
    let hidden = engine.hide_comment(viewer, comment.id, comment.version, true).await.unwrap();
    assert_eq!(hidden, Err(Undone::Unsupported));
}
