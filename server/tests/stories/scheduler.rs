//! Posts go out when they are due, once and in their order; what stands in their way holds them, and costs nothing.

mod desk;
mod roles;
mod trouble;

use domain::{
    cause::Cause,
    cost::Cost,
    late::Then,
    network::Network,
    post::{Content, Decision, Hold, NotNow, PictureFormat, PostState, Question, needs_renewal},
    time::Span,
};
use engine::{
    apps::scheduler::{Composition, Edit, Edited, NotAPicture, Unfit, When},
    ports::store::profiles::ProfileQuery,
};

use self::desk::{desk, text};
use crate::house::house;

/// Somebody at each network that takes what can be composed here.
const PEOPLE: [(&str, Network); 8] = [
    ("Tomas Dvorak", Network::Facebook),
    ("Clara Winter", Network::Instagram),
    ("Marta Kral", Network::X),
    ("Daniel Weiss", Network::LinkedIn),
    ("Emil Hansen", Network::Threads),
    ("Henrik Dahl Interiors", Network::Pinterest),
    ("Greta Holm", Network::Mastodon),
    ("Iris Vondra", Network::Bluesky),
];

#[tokio::test]
async fn a_post_goes_out_at_every_network_when_it_is_due_and_not_before() {
    let house = house().await;
    for (person, _) in PEOPLE {
        house.link(person).await;
    }
    let picture = house.picture().await;
    for (_, network) in PEOPLE {
        let needs_picture = matches!(network, Network::Instagram | Network::Pinterest);
        let content = Content {
            text: text(1),
            link: Some("https://bakery.example/menu".into()),
            picture: needs_picture.then(|| picture.clone()),
        };
        let channels = house.channels_at(network).await.into_iter().take(1).collect();
        let when = When::At(house.now().after(Span::hours(1)));
        let composition = Composition { content, channels, when, not_after: None };
        let composed =
            house.engine.compose(&house.viewer, &composition, "192.0.2.1").await.unwrap();
        assert_eq!(composed.unwrap().len(), 1, "{network}");
    }
    house.work().await;
    for (_, network) in PEOPLE {
        assert!(house.out(network.slug()).await.is_empty(), "{network}: too early");
    }
    house.pass(Span::hours(1)).await;
    house.work().await;
    let query = engine::ports::store::posts::PostQuery { limit: 20, ..Default::default() };
    let posts = house.engine.posts(&house.viewer, &query).await.unwrap().posts;
    for post in posts {
        assert!(matches!(&post.state, PostState::Published { .. }), "{post:?}");
    }
    for (_, network) in PEOPLE {
        let out = house.out(network.slug()).await;
        assert_eq!(out.len(), 1, "{network}: {out:?}");
        assert!(out[0].contains(&text(1)), "{network}: {out:?}");
    }
}

#[tokio::test]
async fn a_dead_channel_holds_its_posts_and_a_reconnect_releases_them_once_and_in_order() {
    let desk = desk("Tomas Dvorak").await;
    let first = desk.plan(1, desk.now().after(Span::minutes(10))).await;
    let second = desk.plan(2, desk.now().after(Span::minutes(20))).await;
    desk.house.cause("Tomas Dvorak", "change-password").await;
    desk.pass(Span::minutes(10)).await;
    let PostState::Held { why, sent: None, .. } = desk.state(first).await else {
        panic!("{:?}", desk.state(first).await);
    };
    assert_eq!(why, Hold::Lost(Cause::PasswordChanged));
    assert!(matches!(desk.state(second).await, PostState::Scheduled { .. }), "not due yet");
    desk.pass(Span::minutes(10)).await;
    assert!(matches!(desk.state(second).await, PostState::Held { .. }));
    let queues = desk.house.engine.held_counts(&desk.house.viewer).await.unwrap();
    assert_eq!((queues.len(), queues[0].held), (1, 2));
    assert!(desk.out().await.is_empty());

    desk.refresh("Tomas Dvorak").await;
    assert!(desk.is_published(first).await && desk.is_published(second).await);
    assert_eq!(desk.out().await, [text(1), text(2)]);
    desk.pass(Span::hours(12)).await;
    assert_eq!(desk.out().await.len(), 2, "once");
}

#[tokio::test]
async fn a_lost_connection_says_what_it_costs_and_what_costs_most_stands_first() {
    let desk = desk("Tomas Dvorak").await;
    let (house, viewer) = (&desk.house, &desk.house.viewer);
    let cheap = house.link("Ada Novak").await;
    for number in 1..=2 {
        desk.plan(number, desk.now().after(Span::minutes(10))).await;
    }
    let later = desk.now().after(Span::hours(5));
    desk.plan(3, later).await;
    house.cause("Ada Novak", "change-password").await;
    house.cause("Tomas Dvorak", "change-password").await;
    house.check(cheap).await;
    let list = async || {
        let query = ProfileQuery { limit: 10, ..ProfileQuery::default() };
        let (list, lost) = house.engine.list_profiles(viewer, &query).await.unwrap();
        (list.profiles.into_iter().map(|profile| profile.id).collect::<Vec<_>>(), lost.costs)
    };
    let (_, costs) = list().await;
    assert!(costs.is_empty(), "nothing is planned for what is lost");

    desk.pass(Span::minutes(10)).await;
    let (order, costs) = list().await;
    assert_eq!(order, [desk.profile, cheap], "whatever their names");
    let cost = Cost { held: 2, next_due: Some(later), ..Cost::default() };
    assert_eq!(costs.into_iter().collect::<Vec<_>>(), [(desk.profile, cost)]);

    desk.refresh("Tomas Dvorak").await;
    let (order, costs) = list().await;
    assert_eq!((order, costs.len()), (vec![cheap, desk.profile], 0));
}

#[tokio::test]
async fn what_is_released_too_late_moves_to_the_next_free_slot() {
    let desk = desk("Tomas Dvorak").await;
    desk.rule(Then::NextSlot).await;
    desk.hourly_slots().await;
    let posts = [
        desk.plan(1, desk.now().after(Span::minutes(1))).await,
        desk.plan(2, desk.now().after(Span::minutes(2))).await,
    ];
    desk.house.cause("Tomas Dvorak", "change-password").await;
    desk.pass(Span::hours(3)).await;
    desk.refresh("Tomas Dvorak").await;
    let mut slots = Vec::new();
    for post in posts {
        let post = desk.post(post).await;
        assert_eq!(post.state, PostState::Scheduled { waits: None });
        slots.extend(post.at);
    }
    assert!(slots.iter().all(|slot| slot.millis() % 3_600_000 == 0 && *slot > desk.now()));
    assert_eq!(slots[1].since(slots[0]), Span::hours(1), "each has its own, in their order");
    desk.pass(Span::hours(2)).await;
    assert_eq!(desk.out().await, [text(1), text(2)]);
}

#[tokio::test]
async fn where_the_rule_says_so_somebody_decides() {
    let desk = desk("Tomas Dvorak").await;
    desk.rule(Then::Ask).await;
    let mut posts = Vec::new();
    for number in 1..=3 {
        posts.push(desk.plan(number, desk.now().after(Span::minutes(1))).await);
    }
    desk.house.cause("Tomas Dvorak", "change-password").await;
    desk.pass(Span::hours(3)).await;
    desk.refresh("Tomas Dvorak").await;
    for post in &posts {
        let state = desk.state(*post).await;
        assert!(matches!(state, PostState::Asking { question: Question::Late, .. }), "{state:?}");
    }
    let decide = async |post: usize, decision| {
        let posts = [posts[post]];
        desk.house.engine.decide(&desk.house.viewer, &posts, decision).await.unwrap()
    };
    assert_eq!(decide(0, Decision::Now).await, []);
    assert_eq!(decide(1, Decision::At(desk.now().after(Span::hours(1)))).await, []);
    assert_eq!(decide(2, Decision::Skip).await, []);
    let again = decide(2, Decision::Now).await;
    assert_eq!(again, [(posts[2], Unfit::NotNow(NotNow::NothingAsked))]);
    desk.work().await;
    assert_eq!(desk.out().await, [text(1)]);
    desk.pass(Span::hours(1)).await;
    assert_eq!(desk.out().await, [text(1), text(2)]);
    assert_eq!(desk.state(posts[2]).await, PostState::Draft, "kept, not sent");
}

#[tokio::test]
async fn the_last_moment_is_respected_whatever_happens() {
    let desk = desk("Tomas Dvorak").await;
    let at = desk.now().after(Span::minutes(1));
    let until = desk.plan_until(1, at, Some(at.after(Span::minutes(30)))).await;
    let always = desk.plan(2, at).await;
    desk.house.cause("Tomas Dvorak", "change-password").await;
    desk.pass(Span::minutes(10)).await;
    assert!(matches!(desk.state(until).await, PostState::Held { .. }));
    desk.pass(Span::hours(1)).await;
    let state = desk.state(until).await;
    let is_too_late =
        matches!(state, PostState::Failed { why: domain::post::Unpublished::TooLate, .. });
    assert!(is_too_late, "{state:?}");
    desk.refresh("Tomas Dvorak").await;
    assert!(desk.is_published(always).await);
    assert_eq!(desk.out().await, [text(2)]);
}

#[tokio::test]
async fn two_who_edit_one_post_lose_neither_text() {
    let desk = desk("Tomas Dvorak").await;
    let post = desk.plan(1, desk.now().after(Span::hours(1))).await;
    let seen = desk.post(post).await.version;
    let write = async |text: &str| {
        let content = Some(Content { text: text.into(), ..Content::default() });
        let edit = Edit { content, ..Edit::default() };
        desk.house
            .engine
            .edit_posts(&desk.house.viewer, &[(post, seen)], &edit, "192.0.2.1")
            .await
            .unwrap()
    };
    assert!(matches!(write("Hers").await, Edited::Done(_)));
    let Edited::Conflict(theirs) = write("His").await else { panic!("overwritten") };
    assert_eq!(theirs[0].content.text, "Hers");
    assert_eq!(desk.post(post).await.content.text, "Hers");

    let moved = desk.now().after(Span::hours(2));
    let version = theirs[0].version;
    let done = desk
        .house
        .engine
        .move_post(&desk.house.viewer, post, version, moved, "192.0.2.1")
        .await
        .unwrap();
    assert!(matches!(done, Edited::Done(_)));
    desk.pass(Span::hours(1)).await;
    assert!(desk.out().await.is_empty(), "it was moved");
    desk.pass(Span::hours(1)).await;
    assert_eq!(desk.out().await, ["Hers"]);
    let version = desk.post(post).await.version;
    let late = desk
        .house
        .engine
        .move_post(&desk.house.viewer, post, version, moved, "192.0.2.1")
        .await
        .unwrap();
    assert_eq!(late, Edited::Unfit(vec![(post, Unfit::NotNow(NotNow::IsOut))]));
}

#[tokio::test]
async fn a_post_that_no_network_would_take_or_whose_time_has_passed_is_refused() {
    let desk = desk("Marta Kral").await;
    let compose = async |text: String, when| {
        let content = Content { text, ..Content::default() };
        let channels = vec![desk.channel.id];
        let composition = Composition { content, channels, when, not_after: None };
        let composed =
            desk.house.engine.compose(&desk.house.viewer, &composition, "192.0.2.1").await.unwrap();
        composed.map(|posts| posts.len())
    };
    let too_long = compose("a".repeat(281), When::Now).await.unwrap_err();
    assert!(matches!(&too_long[..], [(_, Unfit::Faults(_))]), "{too_long:?}");
    let past = compose(text(1), When::At(desk.now().before(Span::hours(1)))).await;
    assert_eq!(past, Err(vec![(desk.channel.id, Unfit::Past)]));
    let no_slot = compose(text(1), When::NextSlot).await;
    assert_eq!(no_slot, Err(vec![(desk.channel.id, Unfit::NoFreeSlot)]));
    assert_eq!(compose("a".repeat(281), When::Draft(None)).await, Ok(1), "a draft may be anything");
}

#[tokio::test]
async fn posts_beyond_the_end_of_a_token_name_the_renewal_they_need() {
    let desk = desk("Tomas Dvorak").await;
    let needed = async || desk.house.engine.renewals_needed(&desk.house.viewer).await.unwrap();
    let end = desk.house.health(desk.profile).await.needed_at().unwrap();
    desk.plan(1, end.before(Span::hours(1))).await;
    assert_eq!(needed().await, []);
    assert_eq!(needs_renewal(&desk.channel, end.before(Span::hours(1))), None);

    let first = end.after(Span::hours(1));
    desk.plan(2, first).await;
    desk.plan(3, first.after(Span::days(1))).await;
    let told = needed().await;
    assert_eq!(told.len(), 1);
    let one = &told[0];
    assert_eq!((one.profile, one.by, one.posts, one.first), (desk.profile, end, 2, first));
    let warned = needs_renewal(&desk.channel, first).unwrap();
    assert_eq!((warned.profile, warned.by), (desk.profile, end));
}

#[tokio::test]
async fn a_picture_is_what_its_bytes_are_and_opens_to_its_name_alone() {
    let desk = desk("Marta Kral").await;
    let (engine, viewer) = (&desk.house.engine, &desk.house.viewer);
    let picture = desk.house.picture().await;
    let path = engine.path_of_picture(viewer, picture.id).await.unwrap();
    let name = path.strip_prefix("/media/").unwrap();
    assert_eq!(name.len(), 43, "256 bits");
    assert_eq!(engine.picture_named(name).await.unwrap().0, PictureFormat::Jpeg);
    assert!(engine.picture_named("another").await.is_err());
    let html = b"<script>alert(1)</script>".to_vec();
    let refused = engine.keep_picture(viewer, html, "").await.unwrap();
    assert_eq!(refused, Err(NotAPicture::UnknownFormat));
    let large = [&b"\xFF\xD8\xFF"[..], &[0; 10 * 1024 * 1024]].concat();
    let refused = engine.keep_picture(viewer, large, "").await.unwrap();
    assert_eq!(refused, Err(NotAPicture::TooLarge));
}
