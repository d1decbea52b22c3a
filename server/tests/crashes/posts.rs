//! Killed at every step of publishing, and every time another server goes on: nothing is lost, doubled or out of order.

use std::collections::BTreeSet;

use domain::{network::Network, time::Span};

use crate::{
    databases::Database,
    world::{AGAIN, Server, Somebody, World, wanted_kills},
};

/// So often the next server looks.
const LOOKS: usize = 12;

const TOMAS: Somebody = Somebody {
    network: Network::Facebook,
    name: "Tomas Dvorak",
    identity: None,
    endpoint: "/oauth/access_token",
};

pub(crate) async fn facebook(on: Database) {
    let wanted = wanted_kills();
    let world = World::new(on, TOMAS).await;
    world.link().await;
    let mut record = Record::default();
    while record.kills == 0 || record.kills < wanted {
        record.every_step(&world).await;
    }
    record.compare(&world.out().await, "in the end");
    let Record { planned, asked, kills } = record;
    println!(
        "{kills} kills, {} posts: lost 0, doubled 0, in their order; {} were asked about",
        planned.len(),
        asked.len()
    );
}

/// What was planned, and what came of it.
#[derive(Default)]
struct Record {
    planned: Vec<String>,
    /// What a person was asked about, because the network cannot tell.
    asked: BTreeSet<String>,
    kills: usize,
}

impl Record {
    /// Plans two posts and kills a server at its first step of publishing them, then at its second, until one is unharmed.
    async fn every_step(&mut self, world: &World) {
        let channel = world.channel().await;
        for step in 1.. {
            for second in 1..=2 {
                let text = format!("Fresh bread, tray {}", self.planned.len());
                world.plan(channel, &text, world.now().after(Span::seconds(second))).await;
                self.planned.push(text);
            }
            world.pass(Span::seconds(3), &mut []).await;
            let mut orders = world.orders();
            orders.kill_at = Some(step);
            let mut server = Server::start(&orders).await;
            server.say("publish").await;
            if server.hear().await.is_some() {
                server.end().await;
                assert_eq!(world.answer_questions(&mut self.asked).await, 0, "unharmed");
                return;
            }
            let at = format!("killed {}", server.steps.last().unwrap());
            server.bury().await;
            self.kills += 1;
            self.go_on(world, &at).await;
            self.compare(&world.out().await, &at);
        }
    }

    /// Another server, which meets what the killed one left behind.
    async fn go_on(&mut self, world: &World, at: &str) {
        let mut next = world.start().await;
        for _ in 0..LOOKS {
            next.ask("publish").await;
            if world.answer_questions(&mut self.asked).await == 0 {
                next.end().await;
                return;
            }
            world.pass(AGAIN, &mut [&mut next]).await;
        }
        panic!("{at}: something is not out");
    }

    /// Each is out once, and in its order unless a person was asked about it.
    fn compare(&self, out: &[String], at: &str) {
        let all = |texts: &[String]| texts.iter().cloned().collect::<BTreeSet<_>>();
        assert_eq!(out.len(), self.planned.len(), "{at}: {out:?}");
        assert_eq!(all(out), all(&self.planned), "{at}");
        let settled = |texts: &[String]| -> Vec<_> {
            texts.iter().filter(|text| !self.asked.contains(*text)).cloned().collect()
        };
        assert_eq!(settled(out), settled(&self.planned), "{at}");
    }
}
