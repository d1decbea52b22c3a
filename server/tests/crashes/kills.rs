//! Killed at every step of a renewal, one after the other, and every time another server goes on.

use domain::{cause::Cause, health::Health, id::ProfileId, network::Network, time::Span};

use crate::{
    databases::Database,
    world::{LEASE, MARTA, Server, Somebody, TAKEN, World},
};

/// So soon after its end a token is asked about, in milliseconds.
const AFTER_ITS_END: i64 = 30_000;

/// One way to renew, and when.
struct Case {
    somebody: Somebody,
    /// Whether a refresh token is spent by its use.
    is_single_use: bool,
    /// How long after the moment planned.
    late: Span,
}

pub(crate) async fn x_in_time(on: Database) {
    let case = Case { somebody: MARTA, is_single_use: true, late: Span::seconds(0) };
    case.tell(on).await;
}

pub(crate) async fn x_too_late(on: Database) {
    let case = Case { somebody: MARTA, is_single_use: true, late: Span::hours(2) };
    case.tell(on).await;
}

pub(crate) async fn youtube(on: Database) {
    let somebody = Somebody {
        network: Network::YouTube,
        name: "Ingrid Moen",
        identity: Some("Fjord Knitting Room"),
        endpoint: "/token",
    };
    Case { somebody, is_single_use: false, late: Span::seconds(0) }.tell(on).await;
}

pub(crate) async fn instagram(on: Database) {
    let somebody = Somebody {
        network: Network::Instagram,
        name: "Clara Winter",
        identity: None,
        endpoint: "/refresh_access_token",
    };
    Case { somebody, is_single_use: false, late: Span::seconds(0) }.tell(on).await;
}

/// What a server that was killed had come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    /// Nothing that matters.
    Nothing,
    /// It had written down that it is about to send.
    Intent,
    /// The network had answered.
    Answer,
    /// It had written the answer down.
    Record,
}

impl Reached {
    fn by(server: &Server) -> Self {
        let reached = [
            ("after store record_renewal", Self::Record),
            ("after network renew", Self::Answer),
            ("after store begin_renewal", Self::Intent),
        ];
        let last = reached.into_iter().find(|(step, _)| server.has_taken(step));
        last.map_or(Self::Nothing, |(_, reached)| reached)
    }
}

impl Case {
    async fn tell(&self, on: Database) {
        let world = World::new(on, self.somebody).await;
        let profile = world.link().await;
        let mut seen = Vec::new();
        for step in 1.. {
            world.pass_until_due(profile).await;
            world.pass(self.late, &mut []).await;
            let before = world.truth.requests().await;
            let mut orders = world.orders();
            orders.kill_at = Some(step);
            let mut server = Server::start(&orders).await;
            server.say("due").await;
            if let Some(done) = server.hear().await {
                assert_eq!(done, "due 1");
                assert_eq!(world.truth.requests().await, before + 1);
                self.works(&world, profile, "unharmed").await;
                server.end().await;
                break;
            }
            let reached = Reached::by(&server);
            seen.push(reached);
            let at = format!("killed {}", server.steps.last().unwrap());
            server.bury().await;
            self.goes_on(&world, profile, before, reached, &at).await;
            assert!(!world.truth.was_replayed(), "{at}: a refresh token was sent twice");
            assert!(world.truth.is_alive().await, "{at}: the network ended the grant");
        }
        assert!(seen.is_sorted(), "{seen:?}");
        seen.dedup();
        let all = [Reached::Nothing, Reached::Intent, Reached::Answer, Reached::Record];
        assert_eq!(seen, all, "a server was killed in every part of a renewal");
    }

    /// Another server, which meets what the killed one left behind.
    async fn goes_on(
        &self,
        world: &World,
        profile: ProfileId,
        before: usize,
        reached: Reached,
        at: &str,
    ) {
        let mut next = world.start().await;
        for wait in [TAKEN, LEASE, LEASE] {
            world.pass(wait, &mut [&mut next]).await;
            next.ask("due").await;
        }
        let requests = world.truth.requests().await - before;
        let was_sent = reached >= Reached::Answer;
        // What came of a token that was about to be spent, nobody can know who was not told: whether or not it was sent.
        let is_lost = self.is_single_use && matches!(reached, Reached::Intent | Reached::Answer);
        if is_lost {
            assert_eq!(requests, usize::from(was_sent), "{at}: it is not sent again");
            self.is_lost(world, profile, &mut next, at).await;
            assert_eq!(world.truth.requests().await - before, requests, "{at}: and never will be");
            world.refresh(profile).await;
        } else {
            let again = usize::from(reached == Reached::Answer);
            assert_eq!(requests, 1 + again, "{at}");
            self.works(world, profile, at).await;
        }
        next.end().await;
    }

    async fn works(&self, world: &World, profile: ProfileId, at: &str) {
        let held = world.held(profile).await;
        assert!(matches!(held.profile.health, Health::Connected { .. }), "{at}: {held:?}");
        assert!(held.plan.renew_at.is_some_and(|next| next > world.now()), "{at}: {held:?}");
    }

    /// As long as the access token lives everything works, and it is told when it will not; then it is red.
    async fn is_lost(&self, world: &World, profile: ProfileId, next: &mut Server, at: &str) {
        let held = world.held(profile).await;
        let until = held.grant.access_until.unwrap();
        if until > world.now() {
            assert_eq!(held.profile.health, Health::Expiring { at: until }, "{at}");
            let end = until.since(world.now()).as_millis();
            world.pass(Span::millis(end + AFTER_ITS_END), &mut [next]).await;
            assert_eq!(next.ask("due").await, "due 1", "{at}: its end is noticed at once");
        }
        let health = world.health(profile).await;
        let is_red = matches!(health, Health::Disconnected { cause: Cause::RotationLost, .. });
        assert!(is_red, "{at}: {health:?}");
    }
}
