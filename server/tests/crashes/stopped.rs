//! A server that is stopped between its request and the answer: for longer than a call may take, as when a laptop sleeps or
//! a machine is moved. It wakes with the answer in its hands.

use domain::{health::Health, id::ProfileId, time::Span};
use rustix::process::Signal;

use crate::{
    databases::Database,
    world::{LEASE, MARTA, Server, World},
};

/// How long the holder waits for an answer, in milliseconds: less than the sandbox's `slow` takes. So no minute need pass to
/// show what comes of an answer that is older than the holder's patience.
const PATIENCE: u64 = 2_500;

pub(crate) async fn within_the_lease(on: Database) {
    let story = Story::begin(on).await;
    let (mut one, mut other) = (story.world.start().await, story.world.start().await);
    story.world.pass(Span::seconds(60), &mut [&mut one, &mut other]).await;
    for server in [&mut one, &mut other] {
        assert_eq!(server.ask(&story.check()).await, "checked 0 failed");
        assert!(!server.has_taken("before network renew"), "{:?}", server.steps);
    }
    story.wakes().await;
    for server in [one, other] {
        server.end().await;
    }
}

pub(crate) async fn after_the_lease(on: Database) {
    let story = Story::begin(on).await;
    let mut other = story.world.start().await;
    for wait in [Span::seconds(60), LEASE] {
        story.world.pass(wait, &mut [&mut other]).await;
        assert_eq!(other.ask(&story.check()).await, "checked 0 failed");
        assert!(!other.has_taken("before network renew"), "{:?}", other.steps);
    }
    // Nobody knows of the answer yet: it works, and it is told until when.
    let health = story.world.health(story.profile).await;
    assert!(matches!(health, Health::Expiring { .. }), "{health:?}");
    story.wakes().await;
    other.end().await;
}

struct Story {
    world: World,
    profile: ProfileId,
    holder: Server,
    before: usize,
}

impl Story {
    /// The holder has sent its request, and stands still.
    async fn begin(on: Database) -> Self {
        let world = World::new(on, MARTA).await;
        let profile = world.link().await;
        world.pass_until_due(profile).await;
        let before = world.truth.requests().await;
        let mut orders = world.orders();
        orders.patience = Some(PATIENCE);
        let mut holder = Server::start(&orders).await;
        world.control.fault("x", "slow", 1).await.unwrap();
        holder.say(&world.check(profile, 1)).await;
        holder.step("before network renew").await;
        // It has arrived when it has met the trouble.
        while world.truth.trouble_left() > 0 {
            tokio::task::yield_now().await;
        }
        holder.signal(Signal::STOP);
        Self { world, profile, holder, before }
    }

    fn check(&self) -> String {
        self.world.check(self.profile, 1)
    }

    /// The network has answered, and the holder goes on.
    async fn wakes(mut self) {
        while self.world.truth.requests().await == self.before {
            tokio::task::yield_now().await;
        }
        self.holder.signal(Signal::CONT);
        assert_eq!(self.holder.hear().await.as_deref(), Some("checked 0 failed"));
        assert_eq!(self.world.truth.requests().await, self.before + 1);
        let held = self.world.held(self.profile).await;
        assert!(matches!(held.profile.health, Health::Connected { .. }), "{held:?}");
        assert_eq!(held.intent, None);
        // The successor is there: with it the next renewal goes well.
        self.world.pass_until_due(self.profile).await;
        let mut server = self.world.start().await;
        server.ask(&self.check()).await;
        assert_eq!(self.world.truth.requests().await, self.before + 2);
        assert!(!self.world.truth.was_replayed());
        assert!(self.world.truth.is_alive().await);
        server.end().await;
        self.holder.end().await;
    }
}
