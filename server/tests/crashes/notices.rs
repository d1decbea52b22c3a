//! Killed at every step of telling that a profile is lost, and that it works again: each is told, and told as one thing to
//! everybody who listens.

use domain::{id::ProfileId, network::Network, time::Span};

use crate::{
    databases::Database,
    post_office::PostOffice,
    world::{AGAIN, Server, Somebody, World},
};

/// So often the next server looks.
const LOOKS: usize = 4;
/// How long what happens is gathered before it is told, and a moment more.
const GATHERED: Span = Span::seconds(2 * 60 + 5);

const TOMAS: Somebody = Somebody {
    network: Network::Facebook,
    name: "Tomas Dvorak",
    identity: None,
    endpoint: "/oauth/access_token",
};

pub(crate) async fn told(on: Database) {
    let world = World::new(on, TOMAS).await;
    world.listen_everywhere().await;
    let office = PostOffice::open().await;
    let profile = world.link().await;
    let mut record = Record::default();
    for step in 1.. {
        lose(&world, &office, profile).await;
        let lost = record.tell(&world, &office, step).await;
        world.refresh(profile).await;
        let mended = record.tell(&world, &office, step).await;
        if !lost && !mended {
            break;
        }
    }
    let Record { told, kills, pushes } = record;
    let letters = office.letters().into_values().map(|(_, times)| times).sum::<usize>();
    let messages = world.messages().await.into_values().sum::<usize>();
    println!(
        "{kills} kills, {told} things told by {letters} letters, {messages} messages, {pushes} pushes"
    );
}

/// The profile turns red, and a server has seen it.
async fn lose(world: &World, office: &PostOffice, profile: ProfileId) {
    world.change_password().await;
    let mut server = start(world, office, None).await;
    server.ask(&world.check(profile, 1)).await;
    server.end().await;
}

/// What was told.
#[derive(Default)]
struct Record {
    told: usize,
    kills: usize,
    pushes: usize,
}

impl Record {
    /// What happened is told by a server that is killed at `step`, and by those after it. Whether there was such a step.
    async fn tell(&mut self, world: &World, office: &PostOffice, step: usize) -> bool {
        let mut first = start(world, office, None).await;
        first.ask("tell").await;
        first.end().await;
        assert_eq!(office.letters().len(), self.told, "it is still gathered");
        world.pass(GATHERED, &mut []).await;
        self.told += 1;

        let mut server = start(world, office, Some(step)).await;
        server.say("tell").await;
        if server.hear().await.is_some() {
            server.end().await;
            self.compare(world, office, "unharmed", 1).await;
            return false;
        }
        let at = format!("killed {}", server.steps.last().unwrap());
        server.bury().await;
        self.kills += 1;
        let mut next = start(world, office, None).await;
        for _ in 0..LOOKS {
            next.ask("tell").await;
            world.pass(AGAIN, &mut [&mut next]).await;
        }
        next.end().await;
        self.compare(world, office, &at, 2).await;
        true
    }

    /// Everybody was told everything, and whatever came again, at most so often, came under its id. A push message has none:
    /// there it is counted.
    async fn compare(&mut self, world: &World, office: &PostOffice, at: &str, most: usize) {
        let letters = office.letters();
        assert_eq!(letters.len(), self.told, "{at}: {letters:?}");
        let messages = world.messages().await;
        assert_eq!(messages.len(), self.told, "{at}: {messages:?}");
        assert!(letters.values().all(|(_, times)| *times <= 2), "{at}: {letters:?}");
        assert!(messages.values().all(|times| *times <= 2), "{at}: {messages:?}");
        let pushes = world.pushes().await;
        assert!((1..=most).contains(&(pushes - self.pushes)), "{at}: {pushes} pushes");
        self.pushes = pushes;
    }
}

async fn start(world: &World, office: &PostOffice, kill_at: Option<usize>) -> Server {
    let mut orders = world.orders();
    orders.mail = Some(office.url.clone());
    orders.kill_at = kill_at;
    Server::start(&orders).await
}
