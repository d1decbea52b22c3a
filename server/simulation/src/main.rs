//! `simulation`: runs seeds, says what never may happen and did, and ends with one line.

use std::{
    num::NonZero,
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use lexopt::prelude::*;
use sha2::{Digest as _, Sha256};
use simulation::{Report, apps, planning, tokens};

const USAGE: &str = "simulation [--world tokens|apps|planning] [--from SEED] [--count N] [--show]";

struct Wanted {
    world: World,
    from: u64,
    count: u64,
    /// Print every step.
    show: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum World {
    Tokens,
    Apps,
    Planning,
}

fn main() -> ExitCode {
    match Wanted::parse() {
        Ok(wanted) if wanted.world == World::Planning => plan(&wanted),
        Ok(wanted) => run(&wanted),
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

impl Wanted {
    fn parse() -> Result<Self, lexopt::Error> {
        let mut wanted = Self { world: World::Tokens, from: 0, count: 1, show: false };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("world") => {
                    wanted.world = match arguments.value()?.string()?.as_str() {
                        "tokens" => World::Tokens,
                        "apps" => World::Apps,
                        "planning" => World::Planning,
                        other => return Err(format!("there is no world {other:?}").into()),
                    }
                }
                Long("from") => wanted.from = arguments.value()?.parse()?,
                Long("count") => wanted.count = arguments.value()?.parse()?,
                Long("show") => wanted.show = true,
                other => return Err(other.unexpected()),
            }
        }
        Ok(wanted)
    }

    fn seeds(&self) -> impl Iterator<Item = u64> {
        self.from..self.from.saturating_add(self.count)
    }
}

/// Runs the seeds of a world, on all cores.
fn run(wanted: &Wanted) -> ExitCode {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicU64::new(wanted.from);
    let end = wanted.from.saturating_add(wanted.count);
    let work = || {
        let mut done = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                return done;
            }
            let report = match wanted.world {
                World::Apps => apps(seed, wanted.show, None),
                World::Tokens | World::Planning => tokens(seed, wanted.show, None),
            };
            if let Ok(report) = &report {
                tell(wanted, seed, report);
            }
            done.push((seed, report));
        }
    };
    let mut reports = thread::scope(|scope| {
        let working: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let joined = working.into_iter().map(|one| one.join().unwrap_or_default());
        joined.flatten().collect::<Vec<_>>()
    });
    reports.sort_by_key(|(seed, _)| *seed);
    let (mut hash, mut violations) = (Sha256::new(), 0);
    let mut sums: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for (_, report) in &reports {
        match report {
            Ok(report) => {
                hash.update(report.hash);
                violations += report.violations.len();
                for (name, count) in report.numbers() {
                    *sums.entry(name).or_default() += count;
                }
            }
            Err(error) => {
                eprintln!("{error}");
                violations += 1;
            }
        }
    }
    for (name, count) in sums {
        println!("{name}: {count}");
    }
    // A seed without a report is one whose run fell over.
    violations += usize::try_from(wanted.count).unwrap_or(usize::MAX) - reports.len();
    let hash = hex::encode(hash.finalize());
    println!("seeds {}, violations {violations}, hash {hash}", reports.len());
    if violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tell(wanted: &Wanted, seed: u64, report: &Report) {
    for violation in &report.violations {
        println!("seed {seed}: {violation}");
    }
    if !report.violations.is_empty() {
        let world = if wanted.world == World::Apps { "apps" } else { "tokens" };
        println!("replay: cargo xtask sim --world {world} --from {seed} --count 1 --show");
    }
}

fn plan(wanted: &Wanted) -> ExitCode {
    let mut expired = 0;
    for seed in wanted.seeds() {
        let planned = planning::run(seed, planning::GRANTS, planning::DAYS);
        for line in &planned.networks {
            println!("{line}");
        }
        println!("{planned}");
        expired += planned.expired;
    }
    if expired == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
