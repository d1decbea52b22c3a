//! A person's click while a hundred thousand planned renewals wait for the same network.

use std::time::Duration;

use anyhow::{Result, ensure};
use domain::{budget::Pace, time::Span};
use engine::ports::Clock as _;
use server::clock::SystemClock;

use crate::{
    Scale,
    databases::Kind,
    house::House,
    seeds::{Spread, Tokens},
    stopwatch::Stopwatch,
    table::Row,
};

/// How many planned calls may start between the click and its own.
const BUDGET: usize = 1;
/// What X is known to bear. It answers at once, so that its record has calls in the order in which they were begun.
const PACE: Pace = Pace { calls: 10, per: Span::seconds(1) };
/// So many renewals are seen before the first click, and between two.
const BETWEEN: usize = 5;
const LOOK: Duration = Duration::from_millis(10);

pub(crate) async fn measure(scale: Scale) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for kind in Kind::present() {
        rows.push(on(kind, scale.pick((100_000, 20), (100, 2))).await?);
    }
    Ok(rows)
}

async fn on(kind: Kind, (count, clicks): (usize, usize)) -> Result<Row> {
    let folder = tempfile::tempdir()?;
    let database = kind.fresh(folder.path())?;
    let house = House::build(folder.path(), database, PACE, Duration::ZERO).await?;
    let now = SystemClock { ahead: Span::millis(0) }.now();
    house.multiply(count, Spread { from: now.before(Span::hours(1)), until: now }, Tokens::Real)?;
    let background = tokio::spawn(house.engine.clone().keep_checking());
    let (mut most, mut slowest) = (0, 0.0_f64);
    for _ in 0..clicks {
        let seen = house.calls().await?.len();
        while house.calls().await?.len() < seen + BETWEEN {
            tokio::time::sleep(LOOK).await;
        }
        let before = house.calls().await?.len();
        let watch = Stopwatch::start();
        house.engine.check(house.viewer.workspace, house.profile).await?;
        slowest = slowest.max(watch.seconds());
        let calls = house.calls().await?;
        let since = calls.get(before..).unwrap_or_default();
        let own = since.iter().position(|path| path == "/2/users/me");
        ensure!(own.is_some(), "the click asked nothing");
        most = most.max(own.unwrap_or_default());
    }
    background.abort();
    Ok(Row::budget(
        format!(
            "planned calls begun between a click and its own, {count} due, {clicks} clicks, {}",
            kind.name()
        ),
        format!("<= {BUDGET}"),
        format!("{most} at most (answered within {:.0} ms)", slowest * 1000.0),
        most <= BUDGET,
    ))
}

impl House {
    /// The paths that were called at X, oldest first.
    async fn calls(&self) -> Result<Vec<String>> {
        let calls = self.control.calls().await?.into_iter();
        Ok(calls.filter(|call| call.network == "x").map(|call| call.path).collect())
    }
}
