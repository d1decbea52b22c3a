//! The other side: a server in a process of its own, which obeys lines on its input and tells on its output what it did.

mod networks;
mod steps;
mod store;
mod voices;

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use domain::network::Network;
use engine::Engine;
use futures::future::join_all;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, BufReader, stdin};

use self::{
    networks::WatchedNetworks,
    steps::{Steps, room, starve},
    store::WatchedStore,
    voices::watched,
};
use crate::{
    house::{MovedClock, adapters, engine, voices},
    runtime,
};

/// Where orders stand.
pub(crate) const ORDERS: &str = "RELINK_CRASHES_ORDERS";

/// What a server is told at its start.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) database: String,
    pub(crate) sandbox: String,
    pub(crate) key: PathBuf,
    pub(crate) networks: Vec<Network>,
    /// How far its clock is ahead.
    pub(crate) ahead: i64,
    /// At which step it kills itself.
    pub(crate) kill_at: Option<usize>,
    /// After which step the disk is full, and after which there is room again.
    pub(crate) full_between: Option<(String, String)>,
    /// How long a call to a network may take, in milliseconds, if not as long as in production.
    pub(crate) patience: Option<u64>,
    /// The address of a mail server, if there is one.
    pub(crate) mail: Option<String>,
}

/// What this process was told, if it is a server.
pub(crate) fn orders() -> Option<Orders> {
    let orders = std::env::var(ORDERS).ok()?;
    Some(serde_json::from_str(&orders).unwrap())
}

/// Serves until its input ends.
pub(crate) fn run(orders: Orders) -> ExitCode {
    runtime().unwrap().block_on(serve(orders));
    ExitCode::SUCCESS
}

struct Server {
    engine: Engine,
    clock: Arc<MovedClock>,
}

async fn serve(orders: Orders) {
    let clock = Arc::new(MovedClock::default());
    clock.set(orders.ahead);
    let store = ::store::open(&orders.database).await.unwrap();
    // A server has read before; only then can a full disk meet a server that runs.
    store.standings().await.unwrap();
    let patience = orders.patience.map(Duration::from_millis);
    let adapters = adapters(&orders.networks, &orders.sandbox, clock.clone(), patience);
    let steps = Arc::new(Steps::new(orders.kill_at, orders.full_between));
    let store = Arc::new(WatchedStore::new(store, steps.clone()));
    let networks = Arc::new(WatchedNetworks::new(adapters, &orders.networks, &steps));
    let voices = voices(&orders.sandbox, orders.mail.as_deref(), &orders.key);
    let voices = watched(voices, &steps);
    let engine = engine(store, networks, voices, clock.clone(), &orders.key);
    let server = Arc::new(Server { engine, clock });
    println!("ready");
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        server.obey(&line);
    }
}

impl Server {
    fn obey(self: &Arc<Self>, line: &str) {
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["ahead", millis] => self.clock.set(millis.parse().unwrap()),
            ["full"] => starve(),
            ["room"] => room(),
            ["due"] => self.spawn(async |engine| match engine.check_due().await {
                Ok(taken) => println!("due {taken}"),
                Err(error) => println!("due failed: {error}"),
            }),
            ["check", workspace, profile, callers] => {
                let one = (workspace.parse().unwrap(), profile.parse().unwrap());
                let callers: usize = callers.parse().unwrap();
                self.spawn(async move |engine| {
                    let asked = join_all((0..callers).map(|_| {
                        let engine = engine.clone();
                        // Tasks of their own, so that they meet on several threads.
                        tokio::spawn(async move { engine.check(one.0, one.1).await })
                    }));
                    let failed = asked.await.into_iter().filter(|it| !matches!(it, Ok(Ok(()))));
                    println!("checked {} failed", failed.count());
                });
            }
            ["publish"] => self.spawn(async |engine| {
                while engine.publish_due().await.unwrap() > 0 {}
                println!("published");
            }),
            ["listen"] => self.spawn(async |engine| {
                while engine.listen_due().await.unwrap() > 0 {}
                println!("listened");
            }),
            ["tell"] => self.spawn(async |engine| {
                engine.tell_due().await.unwrap();
                engine.deliver_due().await.unwrap();
                engine.call_due().await.unwrap();
                engine.push_due().await.unwrap();
                println!("told");
            }),
            ["keep"] => self.spawn(Engine::keep_checking),
            _ => panic!("{line:?} is no order"),
        }
    }

    fn spawn<F: Future<Output = ()> + Send + 'static>(&self, work: impl FnOnce(Engine) -> F) {
        tokio::spawn(work(self.engine.clone()));
    }
}
