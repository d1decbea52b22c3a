//! Comments: a queue of a hundred thousand. What its first page costs with its counts, a page deep in it, and one of a single
//! channel of which nothing is new.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result};
use domain::{
    comment::{Comment, CommentState, Shown},
    id::{ChannelId, CommentId, WorkspaceId},
    time::{Span, Timestamp},
};
use engine::ports::{
    Clock as _,
    store::comments::{CommentCursor, CommentQuery, Heard},
};
use rand::Rng as _;
use server::clock::SystemClock;

use crate::{
    Scale,
    databases::Kind,
    house::{House, UNHURRIED},
    number,
    stopwatch::{Stopwatch, middle_and_slowest},
    table::Row,
};

/// What a page may take of the server, in milliseconds.
const BUDGET: f64 = 300.0;
/// So many channels a workspace has.
const CHANNELS: usize = 50;
/// So many comments a page shows.
const PAGE: u32 = 50;
/// So often each page is read; the middle counts.
const TIMES: usize = 21;

pub(crate) async fn measure(scale: Scale) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for kind in Kind::present() {
        rows.extend(on(kind, scale.pick(100_000, 1_000)).await?);
    }
    Ok(rows)
}

async fn on(kind: Kind, count: usize) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let (house, channels, written) = among(kind, folder.path(), count).await?;
    let first = queue(channels.clone(), None);
    let deep = deep(&house, &channels, count / 2).await?;
    let quiet = queue(channels.get(..1).unwrap_or_default().to_vec(), None);
    let name = kind.name();
    let mut rows = Vec::new();
    for (what, query) in [
        ("the first page and the counts".to_owned(), first),
        (format!("a page after {} others and the counts", count / 2), deep),
        ("a page of one channel with the oldest of them, and its counts".to_owned(), quiet),
    ] {
        let mut took = Vec::new();
        for _ in 0..TIMES {
            took.push(read(&house, &query).await?);
        }
        let (middle, slowest) = middle_and_slowest(took);
        rows.push(Row::budget(
            format!("{what}, {count} comments of {CHANNELS} channels, {name}"),
            format!("<= {BUDGET:.0} ms"),
            format!("{:.1} ms (at most {:.1} ms)", middle * 1e3, slowest * 1e3),
            middle * 1e3 <= BUDGET,
        ));
    }
    rows.push(Row::fact(
        format!("comments heard, 1,000 at a time, {name}"),
        format!("{:.0}/s", number(count) / written),
    ));
    Ok(rows)
}

/// A house with so many comments, the first channel's the oldest; its channels, and the seconds it took to write them.
async fn among(kind: Kind, folder: &Path, count: usize) -> Result<(House, Vec<ChannelId>, f64)> {
    let database = kind.fresh(folder)?;
    let house = House::build(folder, database, UNHURRIED, Duration::ZERO).await?;
    let channels = house.more_channels(CHANNELS, "listenings").await?;
    let now = SystemClock { ahead: Span::millis(0) }.now();
    let watch = Stopwatch::start();
    for (place, channel) in channels.iter().enumerate() {
        let ago = if place == 0 { Span::days(365) } else { Span::days(0) };
        let written = comments(*channel, count / CHANNELS, now.before(ago));
        for few in written.chunks(1_000) {
            let heard = Heard {
                workspace: house.viewer.workspace,
                channel: *channel,
                comments: few.to_vec(),
                heard_until: now,
                unheard: None,
                again: now,
                now,
            };
            house.store.hear(&heard).await?;
        }
    }
    let seconds = watch.seconds();
    house.database.settle()?;
    Ok((house, channels, seconds))
}

/// Comments of a channel, each a minute older than the one before. Half of them nobody has looked at.
fn comments(channel: ChannelId, count: usize, now: Timestamp) -> Vec<Comment> {
    let mut random = rand::rng();
    (0..count)
        .map(|place| {
            let at = now.before(Span::minutes(i64::try_from(place).unwrap_or(0)));
            let id = CommentId::new(at, random.random());
            let state = match place % 10 {
                0..5 => CommentState::New,
                5..7 => CommentState::Answered,
                7 => CommentState::Done,
                _ => CommentState::Own,
            };
            Comment {
                id,
                channel,
                remote_id: id.to_string(),
                post: format!("post-{}", place / 40),
                parent: None,
                author: Some("Marta Kral".into()),
                text: "When do you open on Saturday? We would come by with the children. "
                    .repeat(2),
                at,
                heard_at: now,
                is_late: false,
                state,
                is_hidden: place % 50 == 0,
                is_liked: false,
                assignee: None,
                version: 1,
            }
        })
        .collect()
}

const fn queue(channels: Vec<ChannelId>, after: Option<CommentCursor>) -> CommentQuery {
    CommentQuery { channels, shown: Some(Shown::New), assignee: None, after, limit: PAGE }
}

/// The page after so many of all comments.
async fn deep(house: &House, channels: &[ChannelId], place: usize) -> Result<CommentQuery> {
    let mut query = queue(channels.to_vec(), None);
    query.limit = 1_000;
    for _ in 0..(place / 2_000).max(1) {
        let page = house.store.list_comments(house.viewer.workspace, &query).await?;
        query.after = page.next.or(query.after);
    }
    query.limit = PAGE;
    Ok(query)
}

/// How long a page takes: its comments, the answers to them, the counts, and how far channels were heard. In seconds.
async fn read(house: &House, query: &CommentQuery) -> Result<f64> {
    let workspace: WorkspaceId = house.viewer.workspace;
    let watch = Stopwatch::start();
    let page = house.store.list_comments(workspace, query).await?;
    let ids: Vec<_> = page.comments.iter().map(|comment| comment.id).collect();
    house.store.replies(workspace, &ids).await?;
    house.store.count_comments(workspace, &query.channels).await?;
    house.store.listenings(workspace).await?;
    let seconds = watch.seconds();
    page.comments.first().context("an empty page says nothing")?;
    Ok(seconds)
}
