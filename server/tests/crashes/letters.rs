//! Killed at every step of telling that a profile is lost, and that it works again: each is told, and by one letter.

use domain::{id::ProfileId, network::Network, time::Span};

use crate::{
    databases::Database,
    post_office::PostOffice,
    world::{AGAIN, Server, Somebody, World},
};

/// So often the next server looks.
const LOOKS: usize = 6;
/// How long what happens is gathered before it is told, and a moment more.
const GATHERED: Span = Span::seconds(2 * 60 + 5);

const TOMAS: Somebody = Somebody {
    network: Network::Facebook,
    name: "Tomas Dvorak",
    identity: None,
    endpoint: "/oauth/access_token",
};

pub(crate) async fn notices(on: Database) {
    let world = World::new(on, TOMAS).await;
    let office = PostOffice::open().await;
    let profile = world.link().await;
    let (mut told, mut kills) = (0, 0);
    for step in 1.. {
        lose(&world, &office, profile).await;
        told += 1;
        let lost = tell(&world, &office, step, told).await;
        world.refresh(profile).await;
        told += 1;
        let mended = tell(&world, &office, step, told).await;
        kills += usize::from(lost) + usize::from(mended);
        if !lost && !mended {
            break;
        }
    }
    let twice = office.letters().into_values().filter(|(_, times)| *times > 1).count();
    println!(
        "{kills} kills, {told} things told by a letter each; {twice} came twice, under their id"
    );
}

/// The profile turns red, and a server has seen it.
async fn lose(world: &World, office: &PostOffice, profile: ProfileId) {
    world.change_password().await;
    let mut server = start(world, office, None).await;
    server.ask(&world.check(profile, 1)).await;
    server.end().await;
}

/// What happened is told by a server that is killed at `step`, and by those after it. Whether there was such a step.
async fn tell(world: &World, office: &PostOffice, step: usize, told: usize) -> bool {
    let mut first = start(world, office, None).await;
    first.ask("tell").await;
    first.end().await;
    assert!(office.letters().len() < told, "it is still gathered");
    world.pass(GATHERED, &mut []).await;

    let mut server = start(world, office, Some(step)).await;
    server.say("tell").await;
    if server.hear().await.is_some() {
        server.end().await;
        assert_eq!(office.letters().len(), told, "unharmed");
        return false;
    }
    let at = format!("killed {}", server.steps.last().unwrap());
    server.bury().await;
    let mut next = start(world, office, None).await;
    for _ in 0..LOOKS {
        next.ask("tell").await;
        world.pass(AGAIN, &mut [&mut next]).await;
    }
    next.end().await;
    let letters = office.letters();
    assert_eq!(letters.len(), told, "{at}: {letters:?}");
    assert!(letters.values().all(|(_, times)| *times <= 2), "{at}: {letters:?}");
    true
}

async fn start(world: &World, office: &PostOffice, kill_at: Option<usize>) -> Server {
    let mut orders = world.orders();
    orders.mail = Some(office.url.clone());
    orders.kill_at = kill_at;
    Server::start(&orders).await
}
