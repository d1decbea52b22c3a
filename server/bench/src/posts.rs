//! Posts: a million are scheduled, ten thousand of them for the same moment. How soon they are out where the network answers at once,
//! and what it costs to ask what is due among so many.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result, ensure};
use domain::{
    budget::Pace,
    id::{ChannelId, PostId, ProfileId, WorkspaceId},
    post::Content,
    time::{Span, Timestamp},
};
use engine::{
    apps::scheduler::{Composition, When},
    ports::{Clock as _, store::turns::TurnRequest},
    vault::{Place, Vault as _},
};
use rand::Rng as _;
use rusqlite::Connection;
use server::clock::SystemClock;

use crate::{
    Scale,
    databases::Kind,
    house::House,
    number,
    stopwatch::{Stopwatch, middle_and_slowest},
    table::Row,
};

/// Those due in one minute are out within it.
const BUDGET: f64 = 60.0;
/// How much longer it may take to ask what is due among a hundred times as many.
const DUE_BUDGET: f64 = 1.5;
/// So many channels a workspace has.
const CHANNELS: usize = 10;
/// So many posts a channel has.
const EACH: usize = 1_000;
/// X bears them all.
const PACE: Pace = Pace { calls: 100_000, per: Span::seconds(1) };
const LOOK: Duration = Duration::from_millis(100);
/// Who makes no step in so many seconds has failed.
const STANDSTILL: f64 = 30.0;
/// So often a question is asked; the middle counts.
const TIMES: usize = 101;

pub(crate) async fn measure(scale: Scale) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for kind in Kind::present() {
        rows.extend(on(kind, scale.pick((10_000, 1_000_000, 10_000), (1_000, 10_000, 100))).await?);
    }
    Ok(rows)
}

async fn on(kind: Kind, (few, many, due): (usize, usize, usize)) -> Result<Vec<Row>> {
    let folders = (tempfile::tempdir()?, tempfile::tempdir()?);
    let at = SystemClock { ahead: Span::millis(0) }.now().after(Span::hours(1));
    let among_few = among(kind, folders.0.path(), few, 0, at).await?;
    let among_many = among(kind, folders.1.path(), many, due, at).await?;
    let (few_took, many_took) = (ask(&among_few).await?, ask(&among_many).await?);
    let ratio = many_took / few_took;
    let seconds = publish(&among_many, due).await?;
    let name = kind.name();
    Ok(vec![
        Row::budget(
            format!("what is due, asked among {many} posts against {few}, {name}"),
            format!("<= {DUE_BUDGET} x"),
            format!("{ratio:.2} x ({:.0} against {:.0} µs)", many_took * 1e6, few_took * 1e6),
            ratio <= DUE_BUDGET,
        ),
        Row::budget(
            format!("{due} of {many} posts due in one moment, all out, {name}"),
            format!("<= {BUDGET:.0} s"),
            format!("{seconds:.1} s ({:.0}/s)", number(due) / seconds),
            seconds <= BUDGET,
        ),
    ])
}

/// A house with so many posts, of which `due` are due, evenly over the channels; the others from `later` on.
async fn among(
    kind: Kind,
    folder: &Path,
    count: usize,
    due: usize,
    later: Timestamp,
) -> Result<House> {
    let database = kind.fresh(folder)?;
    let house = House::build(folder, database, PACE, Duration::ZERO).await?;
    let channels = house.engine.channels(&house.viewer).await?;
    let channel = channels.first().context("no channel")?.id;
    let composition = Composition {
        content: Content { text: "Fresh bread from seven".into(), ..Content::default() },
        channels: vec![channel],
        when: When::At(later.after(Span::days(400))),
        not_after: None,
    };
    let composed = house.engine.compose(&house.viewer, &composition, "192.0.2.1").await?;
    let post = composed.map_err(|unfit| anyhow::anyhow!("{unfit:?}"))?;
    let template = post.first().context("no post")?.id;
    let held = house.store.held_profile(house.viewer.workspace, house.profile).await?;
    let held = held.context("no profile")?;
    let access =
        house.vault.open(&held.access, Place::Access(house.viewer.workspace, house.profile))?;
    let mut random = rand::rng();
    let mut workspace = (WorkspaceId::new(later, [0; 10]), house.profile, String::new());
    let mut channel_id = channel;
    let due_each = due / (count / EACH).max(1);
    let rows = (0..count).map(|row| {
        if row % (EACH * CHANNELS) == 0 {
            let id = WorkspaceId::new(later, random.random());
            let profile = ProfileId::new(later, random.random());
            let sealed = house.vault.seal(&access, Place::Access(id, profile));
            workspace = (id, profile, hex::encode(sealed.0));
        }
        if row % EACH == 0 {
            channel_id = ChannelId::new(later, random.random());
        }
        let place = row % EACH;
        let minutes = i64::try_from(place).unwrap_or(0);
        // What is due is due an hour before the others: now.
        let until = if place < due_each { Span::hours(-1) } else { Span::minutes(minutes) };
        let at = later.after(until);
        [
            workspace.0.to_string(),
            workspace.1.to_string(),
            workspace.2.clone(),
            channel_id.to_string(),
            PostId::new(later, random.random()).to_string(),
            at.millis().to_string(),
        ]
    });
    let columns = ["workspace", "profile", "access", "channel", "post", "at"];
    let script = script(&house, &template.to_string())?;
    house.database.load(columns, rows, &script)?;
    Ok(house)
}

/// The statements that make workspaces, profiles, channels, queues and posts of the seeds.
fn script(house: &House, template: &str) -> Result<String> {
    let (own, profile) = (house.viewer.workspace, house.profile);
    let (workspace, at) = (("workspace", "s.workspace"), "CAST(s.at AS BIGINT)");
    let access = house.database.unhex("s.access");
    let distinct = |columns: &str| format!("(SELECT DISTINCT {columns} FROM seeds) s");
    let channels = distinct("workspace, profile, channel");
    let mut script = house.copying(
        "workspaces",
        &distinct("workspace"),
        &format!("t.id = '{own}'"),
        &[("id", "s.workspace")],
    )?;
    script += &house.copying(
        "profiles",
        &distinct("workspace, profile, access"),
        &format!("t.id = '{profile}'"),
        &[workspace, ("id", "s.profile"), ("access_sealed", &access)],
    )?;
    script += &house.copying(
        "channel_identities",
        &channels,
        &format!("t.workspace = '{own}'"),
        &[workspace, ("id", "s.channel"), ("remote_id", "s.channel")],
    )?;
    script += &house.copying(
        "channels",
        &channels,
        &format!("t.workspace = '{own}'"),
        &[workspace, ("profile", "s.profile"), ("id", "s.channel"), ("remote_id", "s.channel")],
    )?;
    script += &house.copying(
        "posts",
        "seeds s",
        &format!("t.id = '{template}'"),
        &[
            workspace,
            ("id", "s.post"),
            ("channel", "s.channel"),
            // X refuses a text that it has had a moment before.
            ("text", "t.text || ' ' || s.post"),
            ("at", at),
            ("sort_at", at),
            ("queue_at", at),
        ],
    )?;
    script += &house.copying(
        "post_queues",
        "(SELECT workspace, channel, MIN(CAST(at AS BIGINT)) AS due FROM seeds GROUP BY workspace, channel) s",
        &format!("t.workspace = '{own}'"),
        &[workspace, ("channel", "s.channel"), ("due_at", "s.due")],
    )?;
    Ok(script)
}

/// How long it takes to ask what is due before anything is, in seconds.
async fn ask(house: &House) -> Result<f64> {
    let now = Timestamp::from_millis(0);
    let request = TurnRequest { now, again: now, limit: 1 };
    let mut took = Vec::new();
    for _ in 0..TIMES {
        let watch = Stopwatch::start();
        house.store.take_turns(&request).await?;
        took.push(watch.seconds());
    }
    Ok(middle_and_slowest(took).0)
}

/// How long it takes until everything that is due is out, in seconds.
async fn publish(house: &House, due: usize) -> Result<f64> {
    let out = || -> Result<usize> {
        let sandbox = Connection::open(&house.sandbox.world)?;
        let query = "SELECT count(*) FROM posts WHERE client_id IS NOT NULL";
        Ok(sandbox.query_row(query, [], |row| row.get(0))?)
    };
    let before = out()?;
    let watch = Stopwatch::start();
    let background = tokio::spawn(house.engine.clone().keep_publishing(std::future::pending()));
    let mut last = (0, 0.0);
    let seconds = loop {
        let (done, seconds) = (out()? - before, watch.seconds());
        if done >= due {
            break seconds;
        }
        if done > last.0 {
            last = (done, seconds);
        }
        ensure!(seconds - last.1 < STANDSTILL, "{done} of {due} are out, then nothing");
        tokio::time::sleep(LOOK).await;
    };
    tokio::time::sleep(LOOK * 10).await;
    background.abort();
    let done = out()? - before;
    ensure!(done == due, "{done} are out, {due} were due");
    Ok(seconds)
}
