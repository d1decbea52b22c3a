//! Somebody at the Scheduler, with channels that somebody linked.

use domain::{
    channel::LinkedChannel,
    id::{ChannelId, PostId, ProfileId},
    late::{LateRule, Then},
    post::{Content, Picture, Post, PostState},
    slots::{Slot, SlotPlan},
    time::{Span, Timestamp},
    zone::{Weekday, Zone},
};
use engine::{
    apps::scheduler::{Composition, When},
    ports::store::timetables::Timetable,
};

use crate::house::{House, house};

/// What every post says, with a number.
pub(super) fn text(number: u32) -> String {
    format!("Fresh bread, tray {number}")
}

/// The smallest picture.
const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xFF\xD9";

pub(super) struct Desk {
    pub(super) house: House,
    pub(super) profile: ProfileId,
    pub(super) channel: LinkedChannel,
}

/// A house in which `person` is linked, and their first channel.
pub(super) async fn desk(person: &str) -> Desk {
    let house = house().await;
    let profile = house.link(person).await;
    let channels = house.engine.channels(&house.viewer).await.unwrap();
    let channel = channels.into_iter().next().unwrap();
    Desk { house, profile, channel }
}

impl Desk {
    pub(super) fn now(&self) -> Timestamp {
        self.house.now()
    }

    /// Plans a post to the channel.
    pub(super) async fn plan(&self, number: u32, at: Timestamp) -> PostId {
        self.plan_until(number, at, None).await
    }

    /// The same, with a last moment.
    pub(super) async fn plan_until(
        &self,
        number: u32,
        at: Timestamp,
        not_after: Option<Timestamp>,
    ) -> PostId {
        let composition = Composition {
            content: Content { text: text(number), ..Content::default() },
            channels: vec![self.channel.id],
            when: When::At(at),
            not_after,
        };
        let posts =
            self.house.engine.compose(&self.house.viewer, &composition, "192.0.2.1").await.unwrap();
        posts.unwrap()[0].id
    }

    pub(super) async fn post(&self, post: PostId) -> Post {
        self.house.engine.post(&self.house.viewer, post).await.unwrap()
    }

    pub(super) async fn state(&self, post: PostId) -> PostState {
        self.post(post).await.state
    }

    pub(super) async fn is_published(&self, post: PostId) -> bool {
        matches!(self.state(post).await, PostState::Published { .. })
    }

    /// The server does what is due, until nothing is.
    pub(super) async fn work(&self) {
        self.house.work().await;
    }

    /// Time passes, and the server does what is due by then.
    pub(super) async fn pass(&self, span: Span) {
        self.house.pass(span).await;
        self.work().await;
    }

    /// What our app published on the channel, in the order in which it came.
    pub(super) async fn out(&self) -> Vec<String> {
        self.house.out(self.channel.network.slug()).await
    }

    /// Chooses the workspace's rule.
    pub(super) async fn rule(&self, then: Then) {
        let rule = LateRule { at_once_within: Span::hours(2), then };
        let timetable = Timetable { zone: Zone::utc(), rule };
        self.house
            .engine
            .keep_timetable(&self.house.viewer, &timetable, "192.0.2.1")
            .await
            .unwrap();
    }

    /// Gives the channel a slot at every full hour.
    pub(super) async fn hourly_slots(&self) {
        let of_day =
            |weekday: Weekday| (0..24).map(move |hour| Slot { weekday, minute: hour * 60 });
        let plan = SlotPlan::new(Weekday::ALL.into_iter().flat_map(of_day).collect());
        let (viewer, channel) = (&self.house.viewer, self.channel.id);
        self.house.engine.keep_slots(viewer, channel, &plan, "192.0.2.1").await.unwrap();
    }

    /// The person logs in again, and the server hears of it.
    pub(super) async fn refresh(&self, person: &str) {
        self.house.refresh(self.profile, person, None).await;
        self.house.engine.look_at_held_of(self.house.viewer.workspace).await.unwrap();
        self.work().await;
    }
}

impl House {
    /// The server publishes what is due, until nothing is.
    pub(crate) async fn work(&self) {
        for _ in 0..50 {
            if self.engine.publish_due().await.unwrap() == 0 {
                return;
            }
        }
        panic!("there is always something due");
    }

    /// What our app published at a network, in the order in which it came.
    pub(crate) async fn out(&self, network: &str) -> Vec<String> {
        let posts = self.control.posts().await.unwrap();
        let ours =
            posts.into_iter().filter(|post| post.network == network && post.client_id.is_some());
        ours.map(|post| post.text).collect()
    }

    pub(super) async fn picture(&self) -> Picture {
        self.engine.keep_picture(&self.viewer, JPEG.to_vec(), "A loaf").await.unwrap().unwrap()
    }

    /// The channels of everybody who is linked, at one network.
    pub(super) async fn channels_at(&self, network: domain::network::Network) -> Vec<ChannelId> {
        let channels = self.engine.channels(&self.viewer).await.unwrap();
        let there = channels.into_iter().filter(|channel| channel.network == network);
        there.map(|channel| channel.id).collect()
    }
}
