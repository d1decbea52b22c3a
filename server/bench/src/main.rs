//! The measurements behind the budgets of ARCHITECTURE.md: `cargo xtask bench`. It starts what it measures itself, in folders
//! that are gone afterwards, and prints one table. It must not be part of anything: no other crate may name it.

mod children;
mod click;
mod comments;
mod databases;
mod due;
mod figures;
mod group;
mod house;
mod idle;
mod outage;
mod postgres;
mod posts;
mod renewals;
mod seeds;
mod stopwatch;
mod table;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Result, bail};
use futures::future::BoxFuture;
use lexopt::prelude::*;

use table::{Row, Table};

const USAGE: &str = "\
bench [--quick] [--only NAME]…

  --quick      small numbers: whether it runs, not how fast
  --only NAME  one measurement; may be given more than once";

/// How large the numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// As the budgets are meant.
    Whole,
    /// Small, to see that everything still runs.
    Quick,
}

impl Scale {
    pub(crate) const fn pick<T: Copy>(self, whole: T, quick: T) -> T {
        match self {
            Self::Whole => whole,
            Self::Quick => quick,
        }
    }
}

type Measuring = fn(Scale) -> BoxFuture<'static, Result<Vec<Row>>>;

/// Everything that is measured.
const MEASUREMENTS: &[(&str, Measuring)] = &[
    ("renewals", |scale| Box::pin(renewals::measure(scale))),
    ("group", |scale| Box::pin(group::measure(scale))),
    ("due", |scale| Box::pin(due::measure(scale))),
    ("idle", |scale| Box::pin(idle::measure(scale))),
    ("click", |scale| Box::pin(click::measure(scale))),
    ("outage", |scale| Box::pin(outage::measure(scale))),
    ("posts", |scale| Box::pin(posts::measure(scale))),
    ("comments", |scale| Box::pin(comments::measure(scale))),
    ("figures", |scale| Box::pin(figures::measure(scale))),
];

enum Command {
    Help,
    Measure {
        scale: Scale,
        only: Vec<String>,
    },
    /// This program as the sandbox of another one of it.
    Sandbox {
        database: PathBuf,
        latency: Duration,
    },
    /// This program as a server that has nothing to do.
    Idle {
        database: String,
        key: PathBuf,
        seconds: u64,
    },
}

impl Command {
    fn parse() -> Result<Self> {
        let mut arguments = lexopt::Parser::from_env();
        let (mut scale, mut only) = (Scale::Whole, Vec::new());
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("quick") => scale = Scale::Quick,
                Long("only") => only.push(arguments.value()?.string()?),
                Long("help") | Short('h') => return Ok(Self::Help),
                Value(value) if value == "sandbox" => {
                    let database = arguments.value()?.into();
                    let latency = Duration::from_millis(arguments.value()?.parse()?);
                    return Ok(Self::Sandbox { database, latency });
                }
                Value(value) if value == "idle" => {
                    let database = arguments.value()?.string()?;
                    let key = arguments.value()?.into();
                    return Ok(Self::Idle { database, key, seconds: arguments.value()?.parse()? });
                }
                other => return Err(other.unexpected().into()),
            }
        }
        if let Some(unknown) = only.iter().find(|name| MEASUREMENTS.iter().all(|(n, _)| n != name))
        {
            let names: Vec<_> = MEASUREMENTS.iter().map(|(name, _)| *name).collect();
            bail!("there is no measurement {unknown:?}, only {}", names.join(", "));
        }
        Ok(Self::Measure { scale, only })
    }
}

fn main() -> ExitCode {
    match Command::parse().and_then(|command| {
        tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(execute(command))
    }) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn execute(command: Command) -> Result<ExitCode> {
    match command {
        Command::Help => println!("{USAGE}"),
        Command::Sandbox { database, latency } => children::be_sandbox(database, latency).await?,
        Command::Idle { database, key, seconds } => idle::be_idle(&database, &key, seconds).await?,
        Command::Measure { scale, only } => return measure(scale, &only).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(scale: Scale, only: &[String]) -> Result<ExitCode> {
    let mut table = Table::default();
    for (name, measuring) in MEASUREMENTS {
        if only.is_empty() || only.iter().any(|wanted| wanted == name) {
            eprintln!("==> {name}");
            table.0.extend(measuring(scale).await?);
        }
    }
    println!("{table}");
    // Small numbers say nothing about budgets.
    let exceeded = scale == Scale::Whole && table.0.iter().any(Row::is_exceeded);
    Ok(if exceeded { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

#[expect(clippy::cast_precision_loss, reason = "counts here are far below what a double holds")]
fn number(count: usize) -> f64 {
    count as f64
}
