//! Figures: what the page of fifty channels costs for ninety days, compared with the ninety before.

use std::{path::Path, time::Duration};

use anyhow::{Result, ensure};
use domain::{
    figure::{DayRange, Figure, Metric},
    id::ChannelId,
    time::{Span, Timestamp},
};
use engine::{
    apps::analytics::FiguresQuery,
    ports::{Clock as _, store::figures::Counted},
};
use server::clock::SystemClock;

use crate::{
    Scale,
    databases::Kind,
    house::{House, UNHURRIED},
    stopwatch::{Stopwatch, middle_and_slowest},
    table::Row,
};

/// What the page may take of the server, in milliseconds.
const BUDGET: f64 = 300.0;
/// So often it is read; the middle counts.
const TIMES: usize = 21;

pub(crate) async fn measure(scale: Scale) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for kind in Kind::present() {
        rows.push(on(kind, scale.pick((50, 90), (3, 10))).await?);
    }
    Ok(rows)
}

async fn on(kind: Kind, (channels, days): (usize, u16)) -> Result<Row> {
    let folder = tempfile::tempdir()?;
    let now = SystemClock { ahead: Span::millis(0) }.now();
    let house = among(kind, folder.path(), channels, now).await?;
    let range = DayRange::last(days, now);
    let query = FiguresQuery { channels: Vec::new(), days: range, compares: true };
    let mut took = Vec::new();
    for _ in 0..TIMES {
        let watch = Stopwatch::start();
        let reading = house.engine.read_figures(&house.viewer, &query).await?;
        took.push(watch.seconds());
        let read: usize = reading.of.iter().map(|of| of.figures.len()).sum();
        ensure!(read == channels * usize::from(days) * Metric::ALL.len(), "{read} were read");
    }
    let (middle, slowest) = middle_and_slowest(took);
    Ok(Row::budget(
        format!(
            "figures of {channels} channels for {days} days against the {days} before, {}",
            kind.name()
        ),
        format!("<= {BUDGET:.0} ms"),
        format!("{:.1} ms (at most {:.1} ms)", middle * 1e3, slowest * 1e3),
        middle * 1e3 <= BUDGET,
    ))
}

/// A house whose channels have every figure of a year.
async fn among(kind: Kind, folder: &Path, count: usize, now: Timestamp) -> Result<House> {
    let database = kind.fresh(folder)?;
    let house = House::build(folder, database, UNHURRIED, Duration::ZERO).await?;
    let year = DayRange::last(365, now);
    for channel in house.more_channels(count, "countings").await? {
        house.store.count(&counted(&house, channel, year, now)).await?;
    }
    house.database.settle()?;
    Ok(house)
}

fn counted(house: &House, channel: ChannelId, days: DayRange, now: Timestamp) -> Counted {
    let of_day = |day: Timestamp| {
        let value = day.millis() % 10_007;
        Metric::ALL.map(|metric| Figure { metric, day, value })
    };
    Counted {
        workspace: house.viewer.workspace,
        channel,
        figures: days.days().flat_map(of_day).collect(),
        counted_until: days.until,
        forgotten: None,
        again: now.after(Span::days(1)),
        now,
    }
}
