//! A page on which two people have a role is one channel: when the first one's connection dies, work goes on through the other's.

use domain::{
    cause::Cause,
    channel::LinkedChannel,
    health::{Ability, Health},
    id::{ChannelId, ProfileId},
    post::{Content, PostState},
    time::Span,
};
use engine::{
    Error,
    apps::scheduler::{Composition, When},
};

use crate::house::{House, house};

/// The page that both have.
const SHARED: &str = "Hotel Panorama";
const FROM: &str = "192.0.2.1";

struct Hotel {
    house: House,
    ada: ProfileId,
    marie: ProfileId,
    id: ChannelId,
}

/// Ada links the page first, so that it is reached through her; Marie is its backup.
async fn hotel() -> Hotel {
    let house = house().await;
    let (ada, marie) = (house.link("Ada Novak").await, house.link("Marie Dupont").await);
    let channels = house.engine.channels(&house.viewer).await.unwrap();
    let shared: Vec<_> = channels.into_iter().filter(|channel| channel.name == SHARED).collect();
    let [channel] = shared.as_slice() else { panic!("one channel: {shared:?}") };
    let id = channel.id;
    Hotel { house, ada, marie, id }
}

impl Hotel {
    async fn channel(&self) -> LinkedChannel {
        let channels = self.house.engine.channels(&self.house.viewer).await.unwrap();
        channels.into_iter().find(|channel| channel.id == self.id).unwrap()
    }

    async fn links(&self) -> Vec<ProfileId> {
        self.channel().await.links.into_iter().map(|link| link.profile).collect()
    }

    async fn through(&self, ability: Ability) -> Option<ProfileId> {
        self.channel().await.through(ability).map(|link| link.profile)
    }

    /// Plans a post, and lets the server come to the time it is due, and hear of what it found out meanwhile.
    async fn publish(&self, text: &str) -> PostState {
        let composition = Composition {
            content: Content { text: text.into(), ..Content::default() },
            channels: vec![self.id],
            when: When::At(self.house.now().after(Span::minutes(10))),
            not_after: None,
        };
        let posts =
            self.house.engine.compose(&self.house.viewer, &composition, "192.0.2.1").await.unwrap();
        let post = posts.unwrap()[0].id;
        self.house.pass(Span::minutes(10)).await;
        self.house.work().await;
        self.house.engine.look_at_held_of(self.house.viewer.workspace).await.unwrap();
        self.house.work().await;
        self.house.engine.post(&self.house.viewer, post).await.unwrap().state
    }

    async fn change(&self, to: ProfileId) -> u32 {
        let viewer = &self.house.viewer;
        self.house.engine.change_linked_profile(viewer, to, vec![self.id], FROM).await.unwrap()
    }
}

#[tokio::test]
async fn posts_go_out_through_the_backup_while_the_red_frame_asks_for_the_first_one() {
    let hotel = hotel().await;
    assert_eq!(hotel.links().await, [hotel.ada, hotel.marie]);
    hotel.house.cause("Ada Novak", "change-password").await;
    let state = hotel.publish("Rooms with a view").await;
    assert!(matches!(state, PostState::Published { .. }), "nobody had to log in: {state:?}");
    assert_eq!(hotel.house.out("facebook").await.len(), 1, "once");

    let lost = hotel.house.profile(hotel.ada).await;
    let cause = match &lost.health {
        Health::Disconnected { cause, .. } => Some(cause),
        _ => None,
    };
    assert_eq!(cause, Some(&Cause::PasswordChanged));
    assert!(lost.needs_mending(), "a backup does not mend the first one");
    assert_eq!(hotel.links().await, [hotel.ada, hotel.marie], "and does not take its place");
    for ability in Ability::ALL {
        assert_eq!(hotel.through(ability).await, Some(hotel.marie), "{ability:?}");
        assert!(hotel.channel().await.is_on_backup(ability), "{ability:?}");
    }

    let told = hotel.house.engine.lost(&hotel.house.viewer).await.unwrap();
    let works = [("Marie Dupont".to_owned(), vec![SHARED.to_owned()])].into();
    assert_eq!(told.backups, [(hotel.ada, works)].into(), "the page says through whom");

    hotel.house.refresh(hotel.ada, "Ada Novak", None).await;
    assert_eq!(hotel.through(Ability::Publish).await, Some(hotel.ada), "the first one again");
    let told = hotel.house.engine.lost(&hotel.house.viewer).await.unwrap();
    assert!(told.backups.is_empty(), "{told:?}");
    assert!(!hotel.channel().await.is_on_backup(Ability::Publish));
}

#[tokio::test]
async fn another_profile_is_chosen_by_masters_among_those_that_have_the_channel() {
    let hotel = hotel().await;
    let stranger = hotel.house.link("Tomas Dvorak").await;
    let before = hotel.house.last_event().await;
    assert_eq!(hotel.change(stranger).await, 0, "he has no role on the page");
    assert_eq!(hotel.change(hotel.ada).await, 0, "it is hers already");
    assert_eq!(hotel.links().await, [hotel.ada, hotel.marie]);
    assert!(hotel.house.events_after(before).await.is_empty());

    assert_eq!(hotel.change(hotel.marie).await, 1);
    assert_eq!(hotel.links().await, [hotel.marie, hotel.ada], "who was first is the backup");
    assert_eq!(hotel.through(Ability::Publish).await, Some(hotel.marie));

    let mut regular = hotel.house.viewer.clone();
    regular.role = domain::account::Role::Regular;
    let change =
        hotel.house.engine.change_linked_profile(&regular, hotel.ada, vec![hotel.id], FROM);
    assert!(matches!(change.await, Err(Error::Forbidden)));
    let other =
        crate::house::master(&hotel.house.engine, "Other agency", "other@agency.test").await;
    let change = hotel.house.engine.change_linked_profile(&other, hotel.ada, vec![hotel.id], FROM);
    assert!(matches!(change.await, Err(Error::NotFound)), "another agency's profile");
    assert_eq!(hotel.links().await, [hotel.marie, hotel.ada]);
}

#[tokio::test]
async fn without_its_linked_profile_a_channel_is_its_backups_and_stays_what_it_is() {
    let hotel = hotel().await;
    let engine = &hotel.house.engine;
    engine.remove(&hotel.house.viewer, hotel.ada, FROM).await.unwrap();
    assert_eq!(hotel.links().await, [hotel.marie]);
    let state = hotel.publish("Breakfast until noon").await;
    assert!(matches!(state, PostState::Published { .. }), "{state:?}");
    engine.remove(&hotel.house.viewer, hotel.marie, FROM).await.unwrap();
    assert_eq!(hotel.links().await, [], "known, and linked from nowhere");
    let anew = hotel.house.link("Marie Dupont").await;
    assert_eq!(hotel.links().await, [anew], "the same channel again");
}
