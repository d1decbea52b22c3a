//! What a server costs that has a million healthy grants and nothing to do.

use std::{
    path::Path,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use domain::{budget::Pace, time::Span};
use engine::ports::Clock as _;
use server::{clock::SystemClock, vault::KeyRing};
use tokio::process::Command;
use tracing::{Event, Metadata, Subscriber, span};

use crate::{
    Scale,
    databases::Kind,
    house::{self, House},
    seeds::{Spread, Tokens},
    stopwatch::{cpu_seconds, resident_megabytes},
    table::Row,
};

const PACE: Pace = Pace { calls: 10, per: Span::seconds(1) };
/// Until a server that was just started is at rest.
const WARM: Duration = Duration::from_secs(2);

pub(crate) async fn measure(scale: Scale) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for kind in Kind::present() {
        rows.extend(on(kind, scale.pick((1_000_000, 60), (1_000, 2))).await?);
    }
    Ok(rows)
}

async fn on(kind: Kind, (count, seconds): (usize, u64)) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let database = kind.fresh(folder.path())?;
    let house = House::build(folder.path(), database, PACE, Duration::ZERO).await?;
    let now = SystemClock { ahead: Span::millis(0) }.now();
    let spread = Spread { from: now.after(Span::hours(1)), until: now.after(Span::hours(2)) };
    house.multiply(count, spread, Tokens::Copied)?;
    let output = Command::new(std::env::current_exe()?)
        .args(["idle", &house.database.url()])
        .arg(folder.path().join("key"))
        .arg(seconds.to_string())
        .stdin(Stdio::null())
        .output()
        .await?;
    let text = String::from_utf8(output.stdout)?;
    ensure!(output.status.success(), "the idle server failed");
    let figures: Vec<_> = text.trim().split(' ').collect();
    let [cpu, queries, resident] = figures.as_slice() else {
        anyhow::bail!("the idle server said {text:?}");
    };
    let what = format!("idle with {count} healthy grants, {}", kind.name());
    Ok(vec![
        Row::fact(format!("{what}: CPU a minute"), format!("{cpu} s")),
        Row::fact(format!("{what}: queries a minute, ten networks"), *queries),
        Row::fact(
            format!("{what}: resident, engine and store without pages"),
            format!("{resident} MB"),
        ),
    ])
}

/// A server without pages; tells in the end what it cost.
pub(crate) async fn be_idle(database: &str, key: &Path, seconds: u64) -> Result<()> {
    let queries = Arc::new(AtomicU64::new(0));
    tracing::subscriber::set_global_default(Counting(queries.clone()))?;
    let store = store::open(database).await?;
    let vault = Arc::new(KeyRing::of_demo(key)?);
    // Nobody is called: a port at which nobody listens would show it.
    let engine = house::engine(store, vault, "http://localhost:9", PACE)?;
    tokio::spawn(engine.keep_checking());
    tokio::time::sleep(WARM).await;
    let own = std::process::id();
    let before = (cpu_seconds(own)?, queries.load(Ordering::Relaxed));
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let after = (cpu_seconds(own)?, queries.load(Ordering::Relaxed));
    let minutes = f64::from(u32::try_from(seconds).context("too long")?) / 60.0;
    let asked = f64::from(u32::try_from(after.1 - before.1)?);
    let resident = resident_megabytes(own)?;
    println!("{:.2} {:.0} {resident:.0}", (after.0 - before.0) / minutes, asked / minutes);
    Ok(())
}

/// Counts what sqlx says of each query.
struct Counting(Arc<AtomicU64>);

impl Subscriber for Counting {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, _event: &Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn new_span(&self, _span: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _span: &span::Id, _values: &span::Record<'_>) {}

    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}

    fn enter(&self, _span: &span::Id) {}

    fn exit(&self, _span: &span::Id) {}
}
