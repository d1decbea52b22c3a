//! The stage of every world: processes that die and come back, people who log in, and the judge who looks.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    account::Viewer,
    budget::Pace,
    network::Network,
    time::{Span, Timestamp},
};
use engine::reconnect::Target;

use crate::{
    Report,
    deeds::happen,
    judge::{Judge, LOOKS_EVERY},
    network::kinds::{NETWORKS, limits_all},
    office::Office,
    people::{be_born, log_in, move_in},
    process::Process,
    street::Street,
    world::{BEGINNING, World, sleep},
};

/// How long what a process took lies when it dies: ten minutes, and a lease until it is watched for long enough.
const TAKEN_LIES: Span = Span::minutes(18);

/// Who is on it.
pub(crate) struct Stage {
    pub(crate) world: Arc<World>,
    pub(crate) processes: Vec<Process>,
    pub(crate) viewers: Vec<Viewer>,
    /// Who plans posts, in worlds where somebody does.
    pub(crate) office: Option<Office>,
    /// Who writes comments, in the same worlds.
    pub(crate) street: Option<Street>,
    pub(crate) paces: BTreeMap<Network, Pace>,
    judge: Judge,
    /// When each dead process is started again.
    restarts: BTreeMap<usize, Timestamp>,
    next_deed: Timestamp,
    /// Until when what a dead process had taken may lie.
    settled_at: Timestamp,
}

impl Stage {
    /// Processes start, people are there and logged in.
    pub(crate) async fn set(world: &Arc<World>) -> Self {
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
            office: None,
            street: None,
            paces,
            judge,
            restarts: BTreeMap::new(),
            next_deed: now,
            settled_at: now,
        }
    }

    pub(crate) async fn play(&mut self, until: Timestamp) {
        while self.world.now() < until && !self.world.is_found_out() {
            let step = until.since(self.world.now()).as_millis().min(LOOKS_EVERY.as_millis());
            sleep(step).await;
            let is_served = self.tend();
            self.judge.look(is_served).await;
            if let Some(office) = &mut self.office {
                office.work(&self.processes, &self.viewers).await;
            }
            if let Some(street) = &mut self.street {
                street.work(&self.processes, &self.viewers).await;
            }
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

    pub(crate) fn close(self) -> Report {
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
