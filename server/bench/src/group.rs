//! What grouping commits gains: the same units of work with a commit each, one after the other, and all at once.

use std::time::Duration;

use anyhow::{Result, ensure};
use domain::{
    budget::Pace,
    id::{ProfileId, WorkspaceId},
    time::{Span, Timestamp},
};
use engine::{
    ports::{
        Clock as _,
        store::grants::{Begun, RenewalRequest},
    },
    vault::TokenDigest,
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use server::clock::SystemClock;

use crate::{
    Scale,
    databases::Kind,
    house::House,
    seeds::{Spread, Tokens},
    stopwatch::Stopwatch,
    table::Row,
};

/// How much faster they are together.
const BUDGET: f64 = 15.0;
/// So many renewals are under way at once in the background.
const AT_ONCE: usize = 1024;
const PACE: Pace = Pace { calls: 1, per: Span::seconds(1) };

pub(crate) async fn measure(scale: Scale) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for kind in Kind::present() {
        rows.push(on(kind, scale.pick((1_000, 20_000), (20, 200))).await?);
    }
    Ok(rows)
}

async fn on(kind: Kind, (alone, together): (usize, usize)) -> Result<Row> {
    let folder = tempfile::tempdir()?;
    let database = kind.fresh(folder.path())?;
    let house = House::build(folder.path(), database, PACE, Duration::ZERO).await?;
    let now = SystemClock { ahead: Span::millis(0) }.now();
    let spread = Spread { from: now, until: now.after(Span::hours(1)) };
    let grants = house.multiply(alone + together, spread, Tokens::Copied)?;
    let (first, rest) = grants.split_at(alone);
    let alone = rate(&house, first, 1, now).await?;
    let together = rate(&house, rest, AT_ONCE, now).await?;
    let gain = together / alone;
    Ok(Row::budget(
        format!(
            "leases taken (lease and intent, one unit each): grouped against a commit each, {}",
            kind.name()
        ),
        format!(">= {BUDGET:.0} x"),
        format!("{gain:.1} x ({together:.0}/s against {alone:.0}/s)"),
        gain >= BUDGET,
    ))
}

/// How many leases a second are taken, so many at once.
async fn rate(
    house: &House,
    grants: &[(WorkspaceId, ProfileId)],
    at_once: usize,
    now: Timestamp,
) -> Result<f64> {
    let version = match grants.first() {
        Some((workspace, profile)) => {
            house.store.held_profile(*workspace, *profile).await?.map_or(0, |held| held.version)
        }
        None => 0,
    };
    let watch = Stopwatch::start();
    let begun = stream::iter(grants.iter().copied())
        .map(async |(workspace, profile)| {
            let request = RenewalRequest {
                workspace,
                profile,
                version,
                spends: Some(TokenDigest([7; 32])),
                takes_over: None,
                now,
            };
            house.store.begin_renewal(&request).await
        })
        .buffer_unordered(at_once)
        .try_collect::<Vec<_>>()
        .await?;
    let seconds = watch.seconds();
    ensure!(begun.iter().all(|begun| matches!(begun, Begun::Leased(_))), "a lease was not given");
    Ok(crate::number(grants.len()) / seconds)
}
