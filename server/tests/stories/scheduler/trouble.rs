//! Networks in trouble, and what they refuse.

use domain::{
    cause::Cause,
    network::Network,
    post::{Content, Decision, Hold, PostState, Question, Unpublished, WaitFor},
    time::Span,
};

use engine::apps::scheduler::{Composition, When};

use super::desk::{Desk, desk, text};

#[tokio::test]
async fn a_later_post_does_not_overtake_one_that_waits() {
    let desk = desk("Tomas Dvorak").await;
    let first = desk.plan(1, desk.now().after(Span::minutes(1))).await;
    let second = desk.plan(2, desk.now().after(Span::minutes(2))).await;
    desk.house.control.fault("facebook", "rate-limit", 1).await.unwrap();
    desk.pass(Span::minutes(1)).await;
    let state = desk.state(first).await;
    let PostState::Scheduled { waits: Some(wait) } = state else { panic!("{state:?}") };
    assert_eq!(wait.why, WaitFor::Limit);
    assert!(wait.until > desk.now());
    desk.pass(Span::minutes(1)).await;
    assert!(desk.out().await.is_empty(), "the second waits for the first");
    desk.pass(Span::minutes(90)).await;
    assert!(desk.is_published(first).await && desk.is_published(second).await);
    assert_eq!(desk.out().await, [text(1), text(2)]);
}

#[tokio::test]
async fn an_outage_delays_and_nothing_more() {
    let desk = desk("Daniel Weiss").await;
    let post = desk.plan(1, desk.now().after(Span::minutes(1))).await;
    desk.house.control.fault("linkedin", "outage", 2).await.unwrap();
    desk.pass(Span::minutes(1)).await;
    assert!(!desk.is_published(post).await);
    settle(&desk, post).await;
    assert_eq!(desk.out().await, [text(1)]);
}

/// Time passes until the post is out; a question whether it is out is answered by looking.
async fn settle(desk: &Desk, post: domain::id::PostId) {
    for _ in 0..40 {
        if desk.is_published(post).await {
            return;
        }
        if let PostState::Asking { question: Question::IsItOut { .. }, .. } = desk.state(post).await
        {
            let is_out = desk.out().await.len() == 1;
            let decision = if is_out { Decision::IsOut } else { Decision::Now };
            let unfit =
                desk.house.engine.decide(&desk.house.viewer, &[post], decision).await.unwrap();
            assert_eq!(unfit, []);
        }
        desk.pass(Span::minutes(2)).await;
    }
    panic!("{:?}", desk.state(post).await);
}

#[tokio::test]
async fn a_post_whose_answer_was_lost_is_out_once() {
    for (person, network) in [
        ("Tomas Dvorak", Network::Facebook),
        ("Marta Kral", Network::X),
        ("Daniel Weiss", Network::LinkedIn),
        ("Greta Holm", Network::Mastodon),
        ("Iris Vondra", Network::Bluesky),
    ] {
        let desk = desk(person).await;
        let post = desk.plan(1, desk.now().after(Span::minutes(1))).await;
        desk.house.control.fault(network.slug(), "reset", 1).await.unwrap();
        desk.pass(Span::minutes(1)).await;
        settle(&desk, post).await;
        desk.pass(Span::hours(1)).await;
        assert_eq!(desk.out().await.len(), 1, "{network}");
    }
}

#[tokio::test]
async fn an_account_that_its_network_checks_holds_its_posts_and_says_why() {
    let desk = desk("Tomas Dvorak").await;
    let post = desk.plan(1, desk.now().after(Span::minutes(1))).await;
    desk.house.cause("Tomas Dvorak", "checkpoint").await;
    desk.pass(Span::minutes(2)).await;
    let PostState::Held { why, sent: None, .. } = desk.state(post).await else {
        panic!("{:?}", desk.state(post).await);
    };
    assert_eq!(why, Hold::Lost(Cause::Checkpoint));
    assert!(desk.out().await.is_empty());
    desk.house.cause("Tomas Dvorak", "clear-checkpoint").await;
    desk.refresh("Tomas Dvorak").await;
    assert!(desk.is_published(post).await);
    assert_eq!(desk.out().await, [text(1)]);
}

#[tokio::test]
async fn what_a_network_has_against_a_post_is_told_in_its_words() {
    let desk = desk("Greta Holm").await;
    // As long as Mastodon lets links be; this server counts them in full.
    let content = Content {
        text: text(1),
        link: Some(format!("https://bakery.example/{}", "a".repeat(600))),
        picture: None,
    };
    let composition = Composition {
        content,
        channels: vec![desk.channel.id],
        when: When::At(desk.now().after(Span::minutes(1))),
        not_after: None,
    };
    let composed =
        desk.house.engine.compose(&desk.house.viewer, &composition, "192.0.2.1").await.unwrap();
    let refused = composed.unwrap()[0].id;
    let next = desk.plan(2, desk.now().after(Span::minutes(2))).await;
    desk.pass(Span::minutes(5)).await;
    let state = desk.state(refused).await;
    let PostState::Failed { why: Unpublished::Refused { says, .. }, .. } = state else {
        panic!("{state:?}");
    };
    assert!(says.contains("character limit"), "{says}");
    assert!(desk.is_published(next).await, "it holds nobody up");
    assert_eq!(desk.out().await, [text(2)]);
}

#[tokio::test]
async fn a_channel_that_was_removed_holds_its_posts_until_it_is_linked_again() {
    let desk = desk("Tomas Dvorak").await;
    let post = desk.plan(1, desk.now().after(Span::minutes(1))).await;
    let (viewer, profile) = (&desk.house.viewer, desk.profile);
    desk.house.engine.remove(viewer, profile, "192.0.2.1").await.unwrap();
    desk.pass(Span::minutes(1)).await;
    let state = desk.state(post).await;
    assert!(matches!(&state, PostState::Held { why: Hold::Gone, .. }), "{state:?}");
    desk.house.link("Tomas Dvorak").await;
    desk.house.engine.look_at_held_of(viewer.workspace).await.unwrap();
    desk.work().await;
    assert!(desk.is_published(post).await, "the channel kept its id");
    assert_eq!(desk.out().await, [text(1)]);
}
