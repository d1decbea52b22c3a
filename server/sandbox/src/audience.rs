//! Those who read what channels say: they write below it and like it, when a switch says so or, as long as they are let in,
//! of their own accord.

use std::time::Duration;

use serde::Deserialize;
use tokio::sync::watch;

use crate::networks::{self, Network};
use crate::random;
use crate::world::channels::{self, Channel};
use crate::world::posts::{self, Comment, Post};
use crate::world::{Result, Tx, World};

/// What is to be written.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    pub(crate) text: Option<String>,
    pub(crate) author: Option<String>,
    /// The comment that is answered.
    pub(crate) parent: Option<String>,
    /// Below which post, where it is not the newest.
    pub(crate) post: Option<String>,
    pub(crate) count: Option<u32>,
    /// Over how much time the comments spread, of which the last is from now.
    #[serde(default)]
    pub(crate) spread_seconds: u32,
}

/// A call writes so many at most.
const MOST: u32 = 100_000;

/// How long a post is talked about, in posts of its channel.
const RECENT: i64 = 5;

const AUTHORS: [&str; 12] = [
    "Eva Mala",
    "Jonas Berg",
    "Petra Vesela",
    "Ian Clark",
    "Lucie Horakova",
    "Stefan Wagner",
    "Karolina Dolezal",
    "Hannah Moore",
    "Matej Kral",
    "Sabine Huber",
    "Oliver Reed",
    "Anna Jelinek",
];

const SAYINGS: [&str; 15] = [
    "Any news?",
    "Máte otevřeno i v neděli?",
    "Habt ihr am Samstag noch einen Tisch frei?",
    "Do you deliver to Brno as well?",
    "To vypadá skvěle, určitě se stavíme!",
    "Super Service letzte Woche, danke!",
    "What does the large one cost?",
    "Objednávka dorazila včas, děkujeme.",
    "Gibt es das auch in Blau?",
    "Is this still available?",
    "Bohužel mi nikdo nebere telefon.",
    "Wann macht ihr wieder auf?",
    "Beautiful pictures, well done.",
    "Dá se u vás platit kartou?",
    "Great as always.",
];

fn one_of<'l>(list: &[&'l str], place: usize) -> &'l str {
    list.get(place % list.len()).copied().unwrap_or_default()
}

fn chance() -> usize {
    random::number().chars().rev().take(6).collect::<String>().parse().unwrap_or(0)
}

/// Writes below a post of the channel, the newest unless another is named; none where there is no such post or comment.
pub(crate) fn comment(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    channel: &Channel,
    wanted: &Wanted,
) -> Result<Option<Vec<Comment>>> {
    let above = match &wanted.parent {
        Some(id) => match posts::find_comment(tx, id)? {
            Some(above) => Some(above),
            None => return Ok(None),
        },
        None => None,
    };
    let named = above.as_ref().map(|above| &above.post_id).or(wanted.post.as_ref());
    let post = match named {
        Some(id) => posts::find(tx, network.slug(), id)?,
        None => posts::newest(tx, &channel.id, 1)?.into_iter().next(),
    };
    let Some(post) = post.filter(|post| post.channel_id == channel.id) else { return Ok(None) };
    let count = i64::from(wanted.count.unwrap_or(1).min(MOST));
    // No two in the same moment: some networks number by time.
    let spread = (i64::from(wanted.spread_seconds) * 1_000).max(count - 1);
    let written = (0..count).map(|place| {
        let last = (count - 1).max(1);
        let at = tx.now - spread + spread * if count == 1 { 1 } else { place } / last;
        let turn = usize::try_from(place).unwrap_or(0);
        let author = wanted.author.as_deref().filter(|author| !author.trim().is_empty());
        let text = wanted.text.as_deref().filter(|text| !text.trim().is_empty());
        let said =
            (author.unwrap_or(one_of(&AUTHORS, turn)), text.unwrap_or(one_of(&SAYINGS, turn)));
        write(tx, network, &post, above.as_ref(), said, at)
    });
    written.collect::<Result<_>>().map(Some)
}

fn write(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    post: &Post,
    above: Option<&Comment>,
    (author, text): (&str, &str),
    at: i64,
) -> Result<Comment> {
    let comment = Comment {
        id: network.comment_id_at(&post.id, author, at),
        post_id: post.id.clone(),
        parent: above.map(|above| above.id.clone()),
        author_id: random::number_of(&[author]),
        author: author.to_owned(),
        text: text.to_owned(),
        created_at: at,
        ..Comment::default()
    };
    posts::put_comment(tx, &comment)?;
    Ok(comment)
}

/// Lets somebody do something about a recent post of some channel.
fn stir(tx: &Tx<'_>) -> Result<()> {
    let channels = channels::all(tx)?;
    let Some(channel) = channels.get(chance() % channels.len().max(1)) else { return Ok(()) };
    let recent = posts::newest(tx, &channel.id, RECENT)?;
    let Some(post) = recent.get(chance() % recent.len().max(1)) else { return Ok(()) };
    let Some(network) = networks::by_slug(&channel.network) else { return Ok(()) };
    match chance() % 3 {
        0 => {
            let said = (one_of(&AUTHORS, chance()), one_of(&SAYINGS, chance()));
            write(tx, network, post, None, said, tx.now).map(drop)
        }
        _ => posts::like(tx, network.slug(), &post.id),
    }
}

/// Acts as often in a minute as the world says, until the sandbox stops.
pub(crate) async fn run(world: World, mut stopping: watch::Receiver<bool>) {
    let mut pace = world.pace();
    loop {
        let per_minute = *pace.borrow_and_update();
        let nap = async {
            match per_minute {
                0 => std::future::pending().await,
                often => tokio::time::sleep(Duration::from_mins(1) / often).await,
            }
        };
        let stop = async { drop(stopping.wait_for(|stop| *stop).await) };
        tokio::select! {
            () = stop => return,
            _ = pace.changed() => {}
            () = nap => {
                if let Err(error) = world.act(stir).await {
                    tracing::error!(%error, "the audience could not act");
                }
            }
        }
    }
}
