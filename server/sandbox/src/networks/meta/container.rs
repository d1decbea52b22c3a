//! Publishing in two steps: a container takes what shall be published, and when it is ready it is published. A container
//! that nobody publishes within a day expires.

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use crate::random;
use crate::world::Tx;
use crate::world::channels::Channel;
use crate::world::clock::{DAY, SECOND};
use crate::world::notes::{self, Book};
use crate::world::posts::{self, Post};

/// How long a video is worked on; anything else is ready at once.
pub(in crate::networks) const WORK: i64 = 30 * SECOND;
/// A container is remembered longer than it can be published.
const KEPT: i64 = 7 * DAY;

#[derive(Serialize, Deserialize)]
pub(in crate::networks) struct Container {
    pub(in crate::networks) id: String,
    channel_id: String,
    text: String,
    /// A part of a carousel, which is not published by itself.
    pub(in crate::networks) item: bool,
    /// What it answers, where it is an answer.
    pub(in crate::networks) reply_to: Option<String>,
    created_at: i64,
    pub(in crate::networks) ready_at: i64,
    /// What it became.
    published: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::networks) enum Status {
    InProgress,
    Finished,
    Published,
    Expired,
}

impl Status {
    pub(in crate::networks) fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Finished => "FINISHED",
            Self::Published => "PUBLISHED",
            Self::Expired => "EXPIRED",
        }
    }
}

fn book(network: &'static str) -> Book {
    Book { network, kind: "container" }
}

impl Container {
    pub(in crate::networks) fn new(tx: &Tx<'_>, channel: &Channel, text: &str) -> Self {
        Self {
            id: random::number(),
            channel_id: channel.id.clone(),
            text: text.to_owned(),
            item: false,
            reply_to: None,
            created_at: tx.now,
            ready_at: tx.now,
            published: None,
        }
    }

    pub(in crate::networks) fn put(
        &self,
        tx: &Tx<'_>,
        network: &'static str,
    ) -> Result<(), Refusal> {
        Ok(notes::put(tx, book(network), &self.id, self, self.created_at + KEPT)?)
    }

    pub(in crate::networks) fn find(
        tx: &Tx<'_>,
        network: &'static str,
        channel: &Channel,
        id: &str,
    ) -> Result<Option<Self>, Refusal> {
        let found: Option<Self> = notes::find(tx, book(network), id)?;
        Ok(found.filter(|container| container.channel_id == channel.id))
    }

    pub(in crate::networks) fn status(&self, now: i64) -> Status {
        match () {
            () if self.published.is_some() => Status::Published,
            () if now >= self.created_at + DAY => Status::Expired,
            () if now < self.ready_at => Status::InProgress,
            () => Status::Finished,
        }
    }

    pub(in crate::networks) fn text(&self) -> &str {
        &self.text
    }

    /// Remembers what it became.
    pub(in crate::networks) fn become_published(
        self,
        tx: &Tx<'_>,
        network: &'static str,
        id: &str,
    ) -> Result<(), Refusal> {
        Self { published: Some(id.to_owned()), ..self }.put(tx, network)
    }

    /// Writes it as a post of its channel.
    pub(in crate::networks) fn as_post(
        &self,
        tx: &Tx<'_>,
        network: &str,
        client_id: &str,
    ) -> Result<Post, Refusal> {
        let post = Post {
            id: random::number(),
            network: network.to_owned(),
            channel_id: self.channel_id.clone(),
            client_id: Some(client_id.to_owned()),
            text: self.text.clone(),
            reply_to: None,
            created_at: tx.now,
            ..Post::default()
        };
        posts::put(tx, &post)?;
        Ok(post)
    }
}

/// The sandbox fetches nothing; it looks whether the network could.
pub(in crate::networks) fn fetchable(address: &str) -> bool {
    let url = url::Url::parse(address).ok();
    url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
}

/// How many posts apps have published on the channel within a day.
pub(in crate::networks) fn published_today(
    tx: &Tx<'_>,
    channel: &Channel,
) -> Result<usize, Refusal> {
    Ok(posts::published_since(tx, &channel.id, tx.now - DAY)?)
}
