//! A post to one channel, from a draft to its place at the network.
//!
//! Invariant: what was sent and of which nobody knows whether it arrived ([`Sent`]) is never forgotten by a transition; only
//! the network's word, or a person's, ends it.

mod kind;
mod picture;
mod renewal;
mod state;

use serde::{Deserialize, Serialize};

pub use self::{
    kind::PostStateKind,
    picture::{Picture, PictureFormat},
    renewal::{NeedsRenewal, needs_renewal},
    state::{Hold, PostState, Question, Sent, Unpublished, Wait, WaitFor},
};
use crate::{
    id::{ChannelId, GroupId, PersonId, PostId},
    late::Window,
    time::Timestamp,
};

/// A post to one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its id, which is also our name for it at the network, the same at every attempt.
    pub id: PostId,
    /// The composition it belongs to: the same text over several channels.
    pub group: GroupId,
    /// Where it goes.
    pub channel: ChannelId,
    /// What it says.
    pub content: Content,
    /// When it is to go out, or was; `None` for a draft without a time.
    pub at: Option<Timestamp>,
    /// Its last moment: after it, it never goes out.
    pub not_after: Option<Timestamp>,
    /// How far it is.
    pub state: PostState,
    /// Who wrote it.
    pub author: PersonId,
    /// Raised by every edit of a person: what an editor must have seen to change it.
    pub version: u32,
    /// Raised by every change of its state.
    pub step: u32,
}

/// What a post says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The text.
    pub text: String,
    /// A link that belongs to it.
    pub link: Option<String>,
    /// Its picture.
    pub picture: Option<Picture>,
}

impl Post {
    /// When it was to go out, and until when it may; `None` for a draft without a time.
    #[must_use]
    pub fn window(&self) -> Option<Window> {
        Some(Window { at: self.at?, not_after: self.not_after })
    }
}

/// What a person decides about a post that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// Send it now; for one of which nobody knows whether it is out: it is not, send it again.
    Now,
    /// Send it then.
    At(Timestamp),
    /// Do not send it; it is kept as a draft.
    Skip,
    /// It is out, the person has seen it there.
    IsOut,
}

/// Why something cannot be done with a post as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotNow {
    /// It is on its way.
    IsPublishing,
    /// It is out.
    IsOut,
    /// Whether it is out must be settled first.
    MayBeOut,
    /// Nothing was asked.
    NothingAsked,
    /// Nothing is proposed.
    NothingProposed,
}

#[cfg(test)]
mod tests;
