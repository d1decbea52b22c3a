//! Renewals end to end: the production background on its store, against X with single-use refresh tokens, which answers after
//! 300 ms.

use std::time::Duration;

use anyhow::{Result, ensure};
use domain::{budget::Pace, network::Network, time::Span};
use engine::ports::Clock as _;
use engine::tokens::figures::Counted;
use rusqlite::Connection;
use server::clock::SystemClock;

use crate::{
    Scale,
    databases::Kind,
    house::House,
    number,
    seeds::{Spread, Tokens},
    stopwatch::{Stopwatch, cpu_seconds},
    table::Row,
};

/// Renewals a second on two cores.
const BUDGET: f64 = 1_850.0;
/// What X is made to bear here, so that it is no brake.
const PACE: Pace = Pace { calls: 100_000, per: Span::seconds(1) };
const LATENCY: Duration = Duration::from_millis(300);
/// Who makes no step in so many seconds has failed.
const STANDSTILL: f64 = 15.0;
/// How often it is looked how far it is.
const LOOK: Duration = Duration::from_millis(50);

pub(crate) async fn measure(scale: Scale) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for kind in Kind::present() {
        rows.extend(on(kind, scale.pick(30_000, 300)).await?);
    }
    Ok(rows)
}

async fn on(kind: Kind, count: usize) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let database = kind.fresh(folder.path())?;
    let house = House::build(folder.path(), database, PACE, LATENCY).await?;
    let now = SystemClock { ahead: Span::millis(0) }.now();
    let spread = Spread { from: now.before(Span::hours(1)), until: now };
    house.multiply(count, spread, Tokens::Real)?;

    let (own, sandbox) = (std::process::id(), house.sandbox.id()?);
    let cpu = || Ok::<_, anyhow::Error>((cpu_seconds(own)?, cpu_seconds(sandbox)?));
    let cpu_before = cpu()?;
    let watch = Stopwatch::start();
    let background = tokio::spawn(house.engine.clone().keep_checking());
    // The rate is that of the middle: neither the first connections nor the last answers.
    let middle = (count / 5, count - count / 20);
    let (mut begin, mut end, mut last_done) = (None, None, (0, 0.0));
    loop {
        let done = renewed(&house);
        let seconds = watch.seconds();
        if done >= middle.0 && begin.is_none() {
            begin = Some((done, seconds));
        }
        if done >= middle.1 && end.is_none() {
            end = Some((done, seconds));
        }
        if done >= count {
            break;
        }
        if done > last_done.0 {
            last_done = (done, seconds);
        }
        let figures = house.engine.figures().snapshot();
        ensure!(
            seconds - last_done.1 < STANDSTILL,
            "{done} of {count} renewed, then nothing: {figures:?}"
        );
        tokio::time::sleep(LOOK).await;
    }
    let seconds = watch.seconds();
    let cpu_after = cpu()?;
    background.abort();
    truth(&house, count)?;

    let ((first, from), (last, until)) = (begin.unwrap_or_default(), end.unwrap_or_default());
    let rate = number(last - first) / (until - from).max(f64::EPSILON);
    let each = |seconds: f64| format!("{:.2} ms", seconds * 1000.0 / number(count));
    let name = kind.name();
    Ok(vec![
        Row::budget(
            format!("renewals/s, X answering after 300 ms, {name}, {count} grants all due"),
            format!(">= {BUDGET:.0}"),
            format!("{rate:.0} (all in {seconds:.1} s)"),
            rate >= BUDGET,
        ),
        Row::fact(
            format!("CPU for each of them, {name}: Relink, sandbox"),
            format!("{}, {}", each(cpu_after.0 - cpu_before.0), each(cpu_after.1 - cpu_before.1)),
        ),
    ])
}

fn renewed(house: &House) -> usize {
    let figures = house.engine.figures().snapshot();
    let success = |(network, counted, _): &&(Network, Counted, u64)| {
        (*network, *counted) == (Network::X, Counted::Success)
    };
    figures.iter().find(success).map_or(0, |(_, _, count)| usize::try_from(*count).unwrap_or(0))
}

/// Every refresh token was spent once, and nothing else happened.
fn truth(house: &House, count: usize) -> Result<()> {
    let sandbox = Connection::open(&house.sandbox.world)?;
    let deaths = |death: &str| -> Result<usize> {
        let query = "SELECT count(*) FROM tokens WHERE value LIKE 'seed-%' AND death = ?1";
        Ok(sandbox.query_row(query, [death], |row| row.get(0))?)
    };
    let (rotated, replayed) = (deaths("rotated")?, deaths("replayed")?);
    ensure!((rotated, replayed) == (count, 0), "{rotated} spent, {replayed} spent twice");
    Ok(())
}
