//! What is due, asked of few grants and of many: it is one index range either way.

use std::{path::Path, time::Duration};

use anyhow::Result;
use domain::{
    budget::Pace,
    network::Network,
    plan::{Lane, Urgency},
    time::{Span, Timestamp},
};
use engine::ports::{Clock as _, store::grants::DueRequest};
use server::clock::SystemClock;

use crate::{
    Scale,
    databases::Kind,
    house::House,
    seeds::{Spread, Tokens},
    stopwatch::{Stopwatch, middle_and_slowest},
    table::Row,
};

/// How much longer it may take among a hundred times as many.
const BUDGET: f64 = 1.5;
/// So many are taken at once.
const BATCH: u32 = 256;
/// So often each question is asked; the middle counts.
const TIMES: usize = 101;
const PACE: Pace = Pace { calls: 1, per: Span::seconds(1) };

pub(crate) async fn measure(scale: Scale) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for kind in Kind::present() {
        rows.extend(on(kind, scale.pick((10_000, 1_000_000), (1_000, 10_000))).await?);
    }
    Ok(rows)
}

/// Both are asked in turn, so that whatever else the machine does meets both alike.
async fn on(kind: Kind, (few, many): (usize, usize)) -> Result<Vec<Row>> {
    let folders = (tempfile::tempdir()?, tempfile::tempdir()?);
    let now = SystemClock { ahead: Span::millis(0) }.now();
    let spread = Spread { from: now, until: now.after(Span::days(1)) };
    let among_few = among(kind, folders.0.path(), few, spread).await?;
    let among_many = among(kind, folders.1.path(), many, spread).await?;
    // Nothing is used up before the last question is asked.
    let batch = BATCH.min(u32::try_from(few / TIMES / 2)?);
    let mut rows = Vec::new();
    for (what, now, limit) in [
        ("nothing is due".to_owned(), now.before(Span::hours(1)), 1),
        ("one is taken".to_owned(), spread.until, 1),
        (format!("{batch} are taken"), spread.until, batch),
    ] {
        let (mut few_took, mut many_took) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            few_took.push(ask(&among_few, now, limit).await?);
            many_took.push(ask(&among_many, now, limit).await?);
        }
        let ((few_took, _), (many_took, _)) =
            (middle_and_slowest(few_took), middle_and_slowest(many_took));
        let ratio = many_took / few_took;
        rows.push(Row::budget(
            format!("due query, {what}: {many} grants against {few}, {}", kind.name()),
            format!("<= {BUDGET} x"),
            format!("{ratio:.2} x ({:.0} against {:.0} µs)", many_took * 1e6, few_took * 1e6),
            ratio <= BUDGET,
        ));
    }
    Ok(rows)
}

async fn among(kind: Kind, folder: &Path, count: usize, spread: Spread) -> Result<House> {
    let database = kind.fresh(folder)?;
    let house = House::build(folder, database, PACE, Duration::ZERO).await?;
    house.multiply(count, spread, Tokens::Copied)?;
    Ok(house)
}

/// How long one question takes, in seconds.
async fn ask(house: &House, now: Timestamp, limit: u32) -> Result<f64> {
    let lane = Lane { network: Network::X, urgency: Urgency::Expiring };
    // What is taken is due again after all others, so that their order stays.
    let request = DueRequest { lane, now, again: now.after(Span::days(2)), limit };
    let watch = Stopwatch::start();
    house.store.take_due(&request).await?;
    Ok(watch.seconds())
}
