//! Killed at every step of a turn in which comments are heard and an answer goes out, and every time another server goes on: no
//! comment is lost or there twice, and no answer.

use std::collections::BTreeSet;

use domain::{network::Network, time::Span};

use crate::{
    databases::Database,
    world::{AGAIN, Server, Somebody, World, wanted_kills},
};

/// So often the next server looks.
const LOOKS: usize = 12;

/// With one of his pages.
const TOMAS: Somebody = Somebody {
    network: Network::Facebook,
    name: "Tomas Dvorak",
    identity: Some("Brewery Dvur"),
    endpoint: "/oauth/access_token",
};

pub(crate) async fn facebook(on: Database) {
    let wanted = wanted_kills();
    let world = World::new(on, TOMAS).await;
    world.link().await;
    world.listen().await;
    let mut record = Record::default();
    while record.kills == 0 || record.kills < wanted {
        record.every_step(&world).await;
    }
    let Record { answers, asked, kills, .. } = record;
    println!(
        "{kills} kills, {} answers: lost 0, doubled 0; {} were asked about",
        answers.len(),
        asked.len()
    );
}

/// What was said, and what came of it.
#[derive(Default)]
struct Record {
    comments: BTreeSet<String>,
    answers: BTreeSet<String>,
    /// What a person was asked about, because the network cannot tell.
    asked: BTreeSet<String>,
    kills: usize,
}

impl Record {
    /// Kills a server at the first step of hearing one comment and answering another, then at its second, until one is unharmed.
    async fn every_step(&mut self, world: &World) {
        for step in 1.. {
            let number = self.answers.len();
            let (question, answer) = (format!("Is tray {number} fresh?"), format!("{number}: yes"));
            world.say(&question).await;
            world.pass(Span::minutes(3), &mut []).await;
            world.listen().await;
            world.promise(&question, &answer).await;
            let another = format!("And tray {number}?");
            world.say(&another).await;
            self.comments.extend([question, another]);
            self.answers.insert(answer);
            world.pass(Span::minutes(3), &mut []).await;

            let mut orders = world.orders();
            orders.kill_at = Some(step);
            let mut server = Server::start(&orders).await;
            server.say("listen").await;
            if server.hear().await.is_some() {
                server.end().await;
                assert_eq!(world.look_at_answers(&mut self.asked).await, 0, "unharmed");
                self.compare(world, "unharmed").await;
                return;
            }
            let at = format!("killed {}", server.steps.last().unwrap());
            server.bury().await;
            self.kills += 1;
            self.go_on(world, &at).await;
            self.compare(world, &at).await;
        }
    }

    /// Another server, which meets what the killed one left behind.
    async fn go_on(&mut self, world: &World, at: &str) {
        let mut next = world.start().await;
        for _ in 0..LOOKS {
            world.pass(AGAIN, &mut [&mut next]).await;
            next.ask("listen").await;
            if world.look_at_answers(&mut self.asked).await == 0 {
                next.end().await;
                return;
            }
        }
        panic!("{at}: an answer is not out");
    }

    /// Each is there once.
    async fn compare(&self, world: &World, at: &str) {
        let once = |what: &str, found: Vec<String>, all: &BTreeSet<String>| {
            assert_eq!(found.len(), all.len(), "{at}: {what}: {found:?}");
            assert_eq!(&found.into_iter().collect::<BTreeSet<_>>(), all, "{at}: {what}");
        };
        once("heard", world.heard("tray").await, &self.comments);
        once("out", world.answers_out().await, &self.answers);
    }
}
