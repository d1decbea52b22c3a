//! An outage of a network with work waiting for it: how often it is called meanwhile, and how hard it is met when it is back.

use std::time::Duration;

use anyhow::Result;
use domain::{budget::Pace, time::Span};
use engine::ports::Clock as _;
use server::clock::SystemClock;

use crate::{
    Scale,
    databases::Kind,
    house::House,
    seeds::{Spread, Tokens},
    table::Row,
};

/// Calls in the outage, against those before it.
const BUDGET: f64 = 0.01;
/// What X bears.
const PACE: Pace = Pace { calls: 50, per: Span::seconds(1) };
const LATENCY: Duration = Duration::from_millis(100);
const SECOND: Duration = Duration::from_secs(1);

/// How long each part is watched, in seconds.
#[derive(Debug, Clone, Copy)]
struct Parts {
    normal: u32,
    outage: u32,
    recovered: u32,
}

pub(crate) async fn measure(scale: Scale) -> Result<Vec<Row>> {
    let whole = Parts { normal: 30, outage: 120, recovered: 30 };
    let quick = Parts { normal: 2, outage: 3, recovered: 2 };
    // The database is no part of it.
    on(Kind::Sqlite, scale.pick(20_000, 1_000), scale.pick(whole, quick)).await
}

async fn on(kind: Kind, count: usize, parts: Parts) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let database = kind.fresh(folder.path())?;
    let house = House::build(folder.path(), database, PACE, LATENCY).await?;
    let now = SystemClock { ahead: Span::millis(0) }.now();
    house.multiply(count, Spread { from: now.before(Span::hours(1)), until: now }, Tokens::Real)?;
    let background = tokio::spawn(house.engine.clone().keep_checking());
    // What was saved up is spent first.
    tokio::time::sleep(SECOND * 2).await;
    let normal = house.calls_in(parts.normal).await?;
    house.control.fault("x", "outage", 1_000_000).await?;
    let outage = house.calls_in(parts.outage).await?;
    house.control.reset().await?;
    while house.calls_in(1).await? < f64::from(PACE.calls) / 2.0 {}
    let mut peak = 0.0_f64;
    for _ in 0..parts.recovered {
        peak = peak.max(house.calls_in(1).await?);
    }
    background.abort();
    let share = outage / normal;
    let peak = peak / f64::from(PACE.calls);
    Ok(vec![
        Row::budget(
            format!(
                "calls a minute in an outage of {} s against before, {count} due",
                parts.outage
            ),
            format!("<= {:.0} %", BUDGET * 100.0),
            format!("{:.2} % ({:.1} against {:.0})", share * 100.0, outage * 60.0, normal * 60.0),
            share <= BUDGET,
        ),
        Row::fact("busiest second after the outage, against the pace", format!("{peak:.2} x")),
    ])
}

impl House {
    /// Calls a second at X while so many seconds pass.
    async fn calls_in(&self, seconds: u32) -> Result<f64> {
        let mut count = 0;
        // The sandbox forgets old calls, so they are counted as they come.
        for _ in 0..seconds {
            let before = self.answered();
            tokio::time::sleep(SECOND).await;
            count += self.answered() - before;
        }
        Ok(f64::from(u32::try_from(count)?) / f64::from(seconds))
    }

    /// How often X was called, as far as it is known what came of it.
    fn answered(&self) -> u64 {
        use engine::tokens::figures::Counted;
        let is_call = |counted: &Counted| {
            !matches!(counted, Counted::NotAsked | Counted::LockWaited | Counted::StoreRefused)
        };
        let figures = self.engine.figures().snapshot().into_iter();
        figures.filter(|(_, counted, _)| is_call(counted)).map(|(_, _, count)| count).sum()
    }
}
