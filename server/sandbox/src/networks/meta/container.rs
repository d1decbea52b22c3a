//! Publishing in two steps: a container takes what shall be published, and when it is ready it is published. A container
//! that nobody publishes within a day expires.

use serde::{Deserialize, Serialize};

use super::refusal::{GraphError, Refusal};
use crate::picture::{Picture, Trouble};
use crate::random;
use crate::world::Tx;
use crate::world::channels::Channel;
use crate::world::clock::{DAY, SECOND};
use crate::world::media;
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
    /// What it shows: itself where it has a picture, or its parts.
    #[serde(default)]
    pub(in crate::networks) shows: Vec<String>,
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
            shows: Vec::new(),
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

    /// Takes what was fetched for it.
    pub(in crate::networks) fn show(
        &mut self,
        tx: &Tx<'_>,
        network: &str,
        picture: &Picture,
    ) -> Result<(), Refusal> {
        media::keep(tx, (network, &self.channel_id), &self.id, picture)?;
        self.shows.push(self.id.clone());
        Ok(())
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
        self.shows.iter().try_for_each(|id| media::attach(tx, network, id, &post.id))?;
        Ok(post)
    }
}

/// Why an address could not be made into a medium.
pub(in crate::networks) fn not_fetched(address: &str, trouble: Trouble) -> GraphError {
    match trouble {
        Trouble::Address | Trouble::Unreachable => {
            let text = "Only photo or video can be accepted as media type.";
            GraphError::oauth(9004, text).subcode(2_207_052).told(
                "Media download has failed. The media URI doesn't meet our requirements.",
                format!("The media could not be fetched from this URI: {address}"),
            )
        }
        Trouble::NotAPicture => {
            let text = "The image format is not supported.";
            GraphError::oauth(36_001, text).subcode(2_207_005).told(
                "Unsupported format",
                "The image format is not supported. Please use JPEG or PNG.",
            )
        }
    }
}

/// How many posts apps have published on the channel within a day.
pub(in crate::networks) fn published_today(
    tx: &Tx<'_>,
    channel: &Channel,
) -> Result<usize, Refusal> {
    Ok(posts::published_since(tx, &channel.id, tx.now - DAY)?)
}
