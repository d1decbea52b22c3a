//! The world `tokens`: some days in the life of an installation, at any pace of misfortune.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    budget::Pace,
    network::Network,
    time::{Span, Timestamp},
};
use engine::reconnect::Target;

use crate::{
    Mutant, Report,
    deeds::happen,
    dice::Dice,
    judge::{Judge, LOOKS_EVERY, judge_calls, judge_pace},
    network::kinds::{NETWORKS, limits_all},
    people::{be_born, log_in, move_in},
    process::Process,
    weather::Weather,
    world::{BEGINNING, World, sleep},
};

/// How long it is quiet at the end.
const QUIET: Span = Span::hours(9);
/// How long the quiet is in a few runs: longer than what is dead is not asked about.
const LONG_QUIET: Span = Span::hours(29);
/// How long the first logins may take.
const MOVING_IN: Span = Span::minutes(10);

/// How long what a process took lies when it dies: ten minutes, and a lease until it is watched for long enough.
const TAKEN_LIES: Span = Span::minutes(18);

/// Runs a seed.
pub(crate) async fn run(seed: u64, shown: bool, mutant: Option<Mutant>) -> Report {
    let mut dice = Dice::new(seed);
    let days = if dice.chance(60_000) { dice.within(5, 10) } else { dice.within(1, 3) };
    let quiet = if dice.chance(100_000) { LONG_QUIET } else { QUIET };
    let from = BEGINNING.after(MOVING_IN);
    let calm_from = from.after(Span::days(days));
    let weather = Weather::new(&mut dice.fork(), from, calm_from);
    let world = Arc::new(World::new(dice, weather, shown, mutant));

    let mut stage = Stage::set(&world).await;
    world.set_rough(true);
    stage.play(calm_from).await;
    world.set_rough(false);
    stage.play(calm_from.after(quiet)).await;
    stage.close()
}

/// Who is on it.
struct Stage {
    world: Arc<World>,
    processes: Vec<Process>,
    viewers: Vec<domain::account::Viewer>,
    paces: BTreeMap<Network, Pace>,
    judge: Judge,
    /// When each dead process is started again.
    restarts: BTreeMap<usize, Timestamp>,
    next_deed: Timestamp,
    /// Until when what a dead process had taken may lie.
    settled_at: Timestamp,
}

impl Stage {
    /// Processes start, people are there and logged in.
    async fn set(world: &Arc<World>) -> Self {
        let paces = paces(world);
        let count = usize::try_from(world.within(1, 3)).unwrap_or(1);
        let processes: Vec<_> =
            (0..count).map(|number| Process::start(world, number, paces.clone())).collect();
        let mut viewers = Vec::new();
        for number in 1..=u8::try_from(world.within(1, 4)).unwrap_or(1) {
            viewers.push(move_in(world, number).await);
        }
        let mut arrivals = Vec::new();
        for _ in 0..world.within(10, 60) {
            let person = be_born(world);
            let network = world.truth().people[person].network;
            let place = world.dice().place(viewers.len());
            let other = world.dice().place(viewers.len());
            let also = world.dice().chance(80_000) && other != place;
            let homes = std::iter::once(place).chain(also.then_some(other));
            for home in homes {
                let process = world.dice().place(processes.len());
                let (engine, viewer) = (processes[process].engine.clone(), viewers[home].clone());
                let target = Target::New(network);
                arrivals.push(tokio::spawn(log_in(
                    Arc::clone(world),
                    engine,
                    viewer,
                    target,
                    person,
                )));
            }
        }
        for arrival in arrivals {
            if !arrival.await.unwrap_or_default() {
                world.violated(0, "somebody could not log in although all is well".to_owned());
            }
        }
        let judge = Judge::new(world);
        let now = world.now();
        Self {
            world: Arc::clone(world),
            processes,
            viewers,
            paces,
            judge,
            restarts: BTreeMap::new(),
            next_deed: now,
            settled_at: now,
        }
    }

    async fn play(&mut self, until: Timestamp) {
        while self.world.now() < until {
            let step = until.since(self.world.now()).as_millis().min(LOOKS_EVERY.as_millis());
            sleep(step).await;
            let is_served = self.tend();
            self.judge.look(is_served).await;
            if self.world.is_rough() && self.next_deed <= self.world.now() {
                happen(&self.world, &self.processes, &self.viewers);
                let rest = Span::minutes(self.world.within(2, 60));
                self.next_deed = self.world.now().after(rest);
            }
        }
    }

    /// Starts dead processes after a while. False if nobody served, or if what a dead one had taken may still lie: a death
    /// delays.
    fn tend(&mut self) -> bool {
        let now = self.world.now();
        let mut serving = 0;
        for number in 0..self.processes.len() {
            let process = &mut self.processes[number];
            if process.has_given_up() {
                self.world.violated(0, format!("{} looks after nothing any more", process.life));
            }
            if !process.life.is_dead() {
                serving += usize::from(process.life.serves());
                continue;
            }
            self.settled_at = now.after(TAKEN_LIES);
            let soon =
                Span::seconds(if self.world.is_rough() { self.world.within(1, 900) } else { 0 });
            let at = *self.restarts.entry(number).or_insert(now.after(soon));
            if at <= now || !self.world.is_rough() {
                self.restarts.remove(&number);
                process.restart();
            }
        }
        serving > 0 && self.settled_at <= now
    }

    fn close(self) -> Report {
        let processes = i64::try_from(self.processes.len()).unwrap_or(i64::MAX);
        judge_calls(&self.world, processes);
        judge_pace(&self.world, processes, &self.paces);
        let (steps, hash) = self.world.trace().end();
        let hours = self.world.now().since(BEGINNING).as_millis() / Span::hours(1).as_millis();
        let mut book = self.world.book();
        book.counts.hours = u64::try_from(hours).unwrap_or_default();
        let losses =
            book.losses.iter().map(|((cut, spent), n)| (format!("{cut:?}, spent {spent}"), *n));
        Report {
            steps,
            hash,
            counts: book.counts,
            losses: losses.collect(),
            violations: book.violations.iter().map(|(r, w)| format!("rule {r}: {w}")).collect(),
        }
    }
}

/// Some installations have agreed on other paces.
fn paces(world: &World) -> BTreeMap<Network, Pace> {
    let mut dice = world.dice();
    let slow = NETWORKS.into_iter().filter(|network| limits_all(*network) && dice.chance(200_000));
    slow.map(|network| (network, Pace { calls: 20, per: Span::minutes(1) })).collect()
}
