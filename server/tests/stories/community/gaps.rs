//! While a channel cannot be heard nothing is lost, and what a network no longer tells is told as a gap.

use domain::{health::Ability, time::Span};

use super::room::{QUESTION, Room, room};

#[tokio::test]
async fn what_was_written_while_a_token_was_dead_arrives_once_and_is_marked_as_late() {
    let room = room("Tomas Dvorak").await;
    room.house.cause("Tomas Dvorak", "change-password").await;
    room.pass(Span::minutes(5)).await;
    assert!(room.is_blind().await);
    let blind_since = room.ear().await.listening.unwrap().heard_until.unwrap();
    for number in 0..3 {
        room.say(&format!("{number} {QUESTION}")).await;
        room.pass(Span::minutes(25)).await;
    }
    assert!(room.heard(QUESTION).await.is_empty());
    let listening = room.ear().await.listening.unwrap();
    assert_eq!(listening.heard_until, Some(blind_since), "it says since when it is blind");

    room.refresh("Tomas Dvorak").await;
    let heard = room.heard(QUESTION).await;
    let late: Vec<_> = heard.iter().map(|comment| comment.is_late).collect();
    assert_eq!(late, [false, true, true], "newest first, all of them: {heard:?}");
    assert!(!room.is_blind().await);
    room.pass(Span::hours(1)).await;
    assert_eq!(room.heard(QUESTION).await.len(), 3, "once");
}

#[tokio::test]
async fn a_limit_or_an_outage_delays_and_nothing_more() {
    let room = room("Tomas Dvorak").await;
    for fault in ["rate-limit", "outage", "garbage"] {
        room.say(&format!("{fault} {QUESTION}")).await;
        room.house.control.fault("facebook", fault, 8).await.unwrap();
        room.pass(Span::minutes(3)).await;
        assert!(room.heard(&format!("{fault} {QUESTION}")).await.is_empty(), "{fault}");
        assert!(!room.is_blind().await, "{fault}: nothing is dead");
        for _ in 0..60 {
            room.pass(Span::minutes(3)).await;
        }
        assert_eq!(room.heard(&format!("{fault} {QUESTION}")).await.len(), 1, "{fault}");
    }
}

#[tokio::test]
async fn without_the_permission_for_comments_posts_still_go_out() {
    let room = room("Daniel Weiss").await;
    let person = room.house.stranger("Daniel Weiss").await.id;
    let permit = async |given| {
        let permission = "r_organization_social";
        room.house.control.permit("linkedin", &person, permission, given).await.unwrap();
    };
    permit(false).await;
    room.say(QUESTION).await;
    room.pass(Span::minutes(20)).await;
    assert!(room.is_blind().await);
    let channel = room.ear().await.channel;
    assert!(channel.loss(Ability::Comments).is_some(), "red for comments");
    assert!(channel.loss(Ability::Publish).is_none(), "green for posts");
    room.publish("Fresh bread").await;
    assert_eq!(room.house.out("linkedin").await.len(), 1, "posts go out");
    assert!(room.heard(QUESTION).await.is_empty());

    permit(true).await;
    room.refresh("Daniel Weiss").await;
    assert!(!room.is_blind().await);
    assert_eq!(room.heard(QUESTION).await.len(), 1);
}

#[tokio::test]
async fn what_a_network_has_forgotten_by_the_reconnect_is_told_as_a_gap() {
    let room = room("Marta Kral").await;
    room.house.cause("Marta Kral", "change-password").await;
    room.pass(Span::minutes(20)).await;
    assert!(room.is_blind().await);
    let blind_since = room.ear().await.listening.unwrap().heard_until.unwrap();
    room.say(&format!("first {QUESTION}")).await;
    room.pass(Span::days(5)).await;
    room.say(&format!("second {QUESTION}")).await;
    room.pass(Span::days(4)).await;
    room.refresh("Marta Kral").await;
    let heard = room.heard(QUESTION).await;
    let [comment] = heard.as_slice() else { panic!("X tells of seven days: {heard:?}") };
    assert!(comment.text.contains("second") && comment.is_late);
    let unheard = room.ear().await.unheard;
    let [gap] = unheard.as_slice() else { panic!("{unheard:?}") };
    let before = blind_since.since(gap.from);
    assert!((Span::seconds(0)..=Span::minutes(12)).contains(&before), "{before:?}");
    let kept = room.house.now().since(gap.until);
    assert!(kept >= Span::hours(7 * 24 - 1) && kept <= Span::days(7), "{kept:?}");
    room.pass(Span::hours(1)).await;
    assert_eq!(room.ear().await.unheard.len(), 1, "told once");
}

#[tokio::test]
async fn a_backup_is_heard_through_before_anybody_notices() {
    let room = room("Ada Novak").await;
    room.house.link("Marie Dupont").await;
    let channels = room.house.engine.channels(&room.house.viewer).await.unwrap();
    let channel = channels.into_iter().find(|channel| channel.name == "Hotel Panorama").unwrap();
    let room = Room { channel, ..room };
    room.pass(Span::minutes(3)).await;
    room.house.cause("Ada Novak", "change-password").await;
    room.say(QUESTION).await;
    room.pass(Span::minutes(3)).await;
    let heard = room.heard(QUESTION).await;
    let [comment] = heard.as_slice() else { panic!("{heard:?}") };
    assert!(!comment.is_late && !room.is_blind().await);
    let reply = room.answer(comment).await;
    assert!(room.is_sent(reply.id).await, "answered through the backup too");
}
