//! A process of Relink: the production engine on simulated foundations. It may be stopped for a while, and it may die at every
//! step; whatever it does after its death pends for ever, and a new one begins with the same store.

pub(crate) mod store;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use domain::{
    budget::Pace,
    network::Network,
    time::{Span, Timestamp},
};
use engine::{
    Engine, Foundations, Settings,
    ports::{Clock, Random},
};
use tokio::task::JoinHandle;

use self::store::Door;
use crate::{
    dice::Dice,
    network::SimNetworks,
    vault::GlassVault,
    world::{World, sleep},
};

/// How long a process must live before it can be blamed for what is left undone: it has watched the leases of others then.
const SETTLED: Span = Span::minutes(10);

/// The life of one incarnation of one process.
pub(crate) struct Life {
    pub(crate) world: Arc<World>,
    pub(crate) process: usize,
    pub(crate) incarnation: u32,
    born_at: Timestamp,
    dead: AtomicBool,
    /// True time in milliseconds until which its calls pend.
    stopped_until: AtomicI64,
    /// How far its clock is ahead of the true time, in milliseconds.
    skew: Arc<AtomicI64>,
}

/// How much hangs on a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// A look whether there is something to do: nothing hangs on it.
    Idle,
    /// Any step.
    Light,
    /// A step of a renewal or a reconnect.
    Heavy,
}

impl Life {
    /// Goes past a point where the process may die or be stopped.
    pub(crate) async fn pass(&self, weight: Weight) {
        if self.is_dead() {
            std::future::pending::<()>().await;
        }
        let chances = &self.world.weather.chances;
        let (crash, pause) = match weight {
            Weight::Idle => (0, 0),
            Weight::Light => (chances.crash, 0),
            Weight::Heavy => (chances.crash_in_renewal, chances.pause),
        };
        if self.world.happens(crash) {
            self.die();
            std::future::pending::<()>().await;
        }
        if self.world.happens(pause) {
            let pause = self.world.within(10_000, 90_000);
            self.world.step(format_args!("{self} stopped for {pause}"));
            self.world.book().counts.pauses += 1;
            let until = self.world.now().after(Span::millis(pause));
            self.stopped_until.fetch_max(until.millis(), Ordering::Relaxed);
        }
        loop {
            let until = self.stopped_until.load(Ordering::Relaxed);
            let rest = until - self.world.now().millis();
            if until == 0 || rest <= 0 {
                break;
            }
            sleep(rest).await;
        }
        if self.is_dead() {
            std::future::pending::<()>().await;
        }
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.dead.load(Ordering::Relaxed)
    }

    /// Whether it could do its work: it is not stopped, and has lived for long enough to take over the leases of others.
    pub(crate) fn serves(&self) -> bool {
        let now = self.world.now();
        let is_stopped = self.stopped_until.load(Ordering::Relaxed) > now.millis();
        !is_stopped && now.since(self.born_at).as_millis() > SETTLED.as_millis()
    }

    /// Dies.
    pub(crate) fn die(&self) {
        if !self.dead.swap(true, Ordering::Relaxed) {
            self.world.step(format_args!("{self} died"));
            self.world.book().died(self.process, self.incarnation);
        }
    }
}

impl std::fmt::Display for Life {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "p{}.{}", self.process, self.incarnation)
    }
}

impl Clock for Life {
    fn now(&self) -> Timestamp {
        self.world.now().after(Span::millis(self.skew.load(Ordering::Relaxed)))
    }
}

struct Chance(Mutex<Dice>);

impl Random for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
    }
}

/// A process through all its incarnations.
pub(crate) struct Process {
    number: usize,
    incarnations: u32,
    paces: BTreeMap<Network, Pace>,
    skew: Arc<AtomicI64>,
    /// The incarnation of now.
    pub(crate) life: Arc<Life>,
    /// Its engine.
    pub(crate) engine: Engine,
    background: Vec<JoinHandle<()>>,
}

impl Process {
    /// Starts one.
    pub(crate) fn start(world: &Arc<World>, number: usize, paces: BTreeMap<Network, Pace>) -> Self {
        let skew = Arc::new(AtomicI64::new(world.within(-600_000, 600_000)));
        let (life, engine, background) = incarnate(world, number, 1, &skew, &paces);
        Self { number, incarnations: 1, paces, skew, life, engine, background }
    }

    /// Starts it anew after its death.
    pub(crate) fn restart(&mut self) {
        self.incarnations += 1;
        let world = Arc::clone(&self.life.world);
        (self.life, self.engine, self.background) =
            incarnate(&world, self.number, self.incarnations, &self.skew, &self.paces);
    }

    /// Whether its background came to an end, which it never may.
    pub(crate) fn has_given_up(&self) -> bool {
        self.background.iter().any(JoinHandle::is_finished)
    }

    /// Somebody sets its clock back.
    pub(crate) fn set_back(&self, by: i64) {
        let skew = self.skew.load(Ordering::Relaxed).saturating_sub(by).max(-600_000);
        self.life.world.step(format_args!("{} set its clock to {skew}", self.life));
        self.skew.store(skew, Ordering::Relaxed);
    }
}

/// The engine of a process that lives.
pub(crate) fn living(world: &World, processes: &[Process]) -> Option<Engine> {
    let living: Vec<_> = processes.iter().filter(|process| !process.life.is_dead()).collect();
    let place = world.dice().place(living.len());
    living.get(place).map(|process| process.engine.clone())
}

fn incarnate(
    world: &Arc<World>,
    process: usize,
    incarnation: u32,
    skew: &Arc<AtomicI64>,
    paces: &BTreeMap<Network, Pace>,
) -> (Arc<Life>, Engine, Vec<JoinHandle<()>>) {
    let life = Arc::new(Life {
        world: Arc::clone(world),
        process,
        incarnation,
        born_at: world.now(),
        dead: AtomicBool::new(false),
        stopped_until: AtomicI64::new(0),
        skew: Arc::clone(skew),
    });
    world.step(format_args!("{life} started {} ms ahead", skew.load(Ordering::Relaxed)));
    let now = world.now();
    world.book().starts.push(now);
    let dice = world.dice().fork();
    let engine = Engine::new(Foundations {
        store: Arc::new(Door(Arc::clone(&life))),
        networks: Arc::new(SimNetworks::new(&life)),
        vault: Arc::new(GlassVault),
        courier: None,
        caller: None,
        pusher: None,
        relying_party: None,
        clock: Arc::<Life>::clone(&life),
        random: Arc::new(Chance(Mutex::new(dice))),
        settings: Settings {
            public_url: "https://relink.test".to_owned(),
            check_every: Span::minutes(60),
            gather_for: Span::minutes(2),
            paces: paces.clone(),
        },
    });
    let mut background = vec![tokio::spawn(engine.clone().keep_checking())];
    if world.has_apps {
        background.push(tokio::spawn(engine.clone().keep_publishing(std::future::pending())));
        background.push(tokio::spawn(engine.clone().keep_listening(std::future::pending())));
        background.push(tokio::spawn(engine.clone().keep_counting(std::future::pending())));
    }
    (life, engine, background)
}
