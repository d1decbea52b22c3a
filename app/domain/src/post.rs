//! A post to one channel, from a draft to its place at the network.
//!
//! Invariant: what was sent and of which nobody knows whether it arrived ([`Sent`]) is never forgotten by a transition; only
//! the network's word, or a person's, ends it.

use serde::{Deserialize, Serialize};

use crate::{
    cause::Cause,
    channel::LinkedChannel,
    health::Ability,
    id::{ChannelId, GroupId, PersonId, PictureId, PostId, ProfileId},
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

/// A picture of a post, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its id.
    pub id: PictureId,
    /// Its format.
    pub format: PictureFormat,
    /// How many bytes it has.
    pub bytes: u32,
    /// What it shows, in words, for those who do not see it.
    pub alt: String,
}

/// The format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
}

impl PictureFormat {
    /// The format of a file, from how it begins; a name or a browser's word for it is not believed.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }

    /// The format of this media type.
    #[must_use]
    pub fn from_mime(mime: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png, Self::Gif, Self::WebP].into_iter().find(|it| it.mime() == mime)
    }
}

/// How far a post is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PostState {
    /// Somebody is writing it.
    Draft,
    /// It goes out when its time comes.
    Scheduled {
        /// Its time has come, and the network cannot take it yet.
        waits: Option<Wait>,
    },
    /// Its time has come and its channel is closed: it goes on when the channel works again.
    Held {
        /// Why.
        why: Hold,
        /// Since when.
        since: Timestamp,
        /// It was sent before, and nobody knows whether it arrived.
        sent: Option<Sent>,
    },
    /// A person must decide.
    Asking {
        /// What.
        question: Question,
        /// Since when.
        since: Timestamp,
    },
    /// It is on its way.
    Publishing {
        /// The attempt.
        sent: Sent,
        /// Its answer was lost: it is being looked for at the network before anything is sent again.
        is_lost: bool,
    },
    /// It is out.
    Published {
        /// The network's id of it; empty where a person said that it is out and nobody knows the id.
        remote_id: String,
        /// Where people see it.
        link: Option<String>,
        /// When we knew.
        at: Timestamp,
    },
    /// It is certainly not out, and will not go out as it is.
    Failed {
        /// Why.
        why: Unpublished,
        /// Since when.
        at: Timestamp,
    },
}

/// A state without its facts: for filters, attributes and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PostStateKind {
    /// See [`PostState::Draft`].
    Draft,
    /// See [`PostState::Scheduled`].
    Scheduled,
    /// See [`PostState::Held`].
    Held,
    /// See [`PostState::Asking`].
    Asking,
    /// See [`PostState::Publishing`].
    Publishing,
    /// See [`PostState::Published`].
    Published,
    /// See [`PostState::Failed`].
    Failed,
}

/// What was sent last, and may be out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The number of the attempt; a later one has a greater.
    pub attempt: u32,
    /// When the first attempt began of which nobody knows what came: nothing older at the network is this post.
    pub since: Timestamp,
    /// When this attempt began.
    pub began_at: Timestamp,
}

/// What a post waits for whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Why.
    pub why: WaitFor,
    /// Until when, then it is tried again.
    pub until: Timestamp,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// Why a post waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WaitFor {
    /// The network lets us post no more for a while.
    Limit,
    /// The network, or the way to it, has trouble.
    Network,
}

/// Why a post is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hold {
    /// The channel cannot publish.
    Lost(Cause),
    /// The channel was removed.
    Gone,
    /// The installation has no credentials for the network.
    NotConfigured,
    /// The network refuses this installation; who runs it must look after that.
    Ours {
        /// The network's code for it.
        code: String,
    },
}

/// What a person must decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// It is too late to go out by itself. Now, at another time, or not at all?
    Late,
    /// It was sent, and the network does not tell whether it arrived. Is it there?
    IsItOut {
        /// What was sent.
        sent: Sent,
    },
}

/// Why a post will not go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unpublished {
    /// The network does not want it.
    Refused {
        /// The network's code, or ours: `too_long`, `media_required`.
        code: String,
        /// The network's own words; empty where it has none.
        says: String,
    },
    /// Its last moment passed before it could go out.
    TooLate,
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
}

impl PostState {
    /// Its name.
    #[must_use]
    pub const fn kind(&self) -> PostStateKind {
        match self {
            Self::Draft => PostStateKind::Draft,
            Self::Scheduled { .. } => PostStateKind::Scheduled,
            Self::Held { .. } => PostStateKind::Held,
            Self::Asking { .. } => PostStateKind::Asking,
            Self::Publishing { .. } => PostStateKind::Publishing,
            Self::Published { .. } => PostStateKind::Published,
            Self::Failed { .. } => PostStateKind::Failed,
        }
    }

    /// Whether it has its turn in the queue of its channel: it is to go out, and no person must decide first.
    #[must_use]
    pub const fn is_queued(&self) -> bool {
        self.kind().is_queued()
    }

    /// What was sent, if nobody knows whether it arrived.
    #[must_use]
    pub const fn unsettled(&self) -> Option<Sent> {
        match self {
            Self::Held { sent, .. } => *sent,
            Self::Publishing { sent, .. }
            | Self::Asking { question: Question::IsItOut { sent }, .. } => Some(*sent),
            _ => None,
        }
    }

    /// Whether a person may change what it says and when it goes out.
    ///
    /// # Errors
    /// What stands against it.
    pub const fn may_change(&self) -> Result<(), NotNow> {
        match self {
            Self::Publishing { is_lost: false, .. } => Err(NotNow::IsPublishing),
            Self::Published { .. } => Err(NotNow::IsOut),
            _ if self.unsettled().is_some() => Err(NotNow::MayBeOut),
            _ => Ok(()),
        }
    }

    /// Whether it may be deleted here; what is out stays out.
    ///
    /// # Errors
    /// What stands against it.
    pub const fn may_delete(&self) -> Result<(), NotNow> {
        match self {
            Self::Published { .. } => Ok(()),
            _ => self.may_change(),
        }
    }

    /// The state after an edit: a post that has a time is scheduled, one without is a draft.
    ///
    /// # Errors
    /// What stands against a change.
    pub fn edited(&self, at: Option<Timestamp>) -> Result<Self, NotNow> {
        self.may_change()?;
        Ok(match at {
            Some(_) => Self::Scheduled { waits: None },
            None => Self::Draft,
        })
    }

    /// The state after a person decided, and when it goes out from now on; `planned` is when it was to.
    ///
    /// # Errors
    /// [`NotNow::NothingAsked`] unless it asks; [`NotNow::MayBeOut`] if the decision leaves open whether it is out.
    pub fn decided(
        &self,
        decision: Decision,
        planned: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(Self, Option<Timestamp>), NotNow> {
        let Self::Asking { question, .. } = self else { return Err(NotNow::NothingAsked) };
        let scheduled = Self::Scheduled { waits: None };
        match (decision, question) {
            (Decision::Now, _) => Ok((scheduled, Some(now))),
            (Decision::At(at), _) => Ok((scheduled, Some(at))),
            (Decision::Skip, Question::Late) => Ok((Self::Draft, planned)),
            (Decision::Skip, Question::IsItOut { .. }) => Err(NotNow::MayBeOut),
            (Decision::IsOut, Question::IsItOut { .. }) => {
                Ok((Self::Published { remote_id: String::new(), link: None, at: now }, planned))
            }
            (Decision::IsOut, Question::Late) => Err(NotNow::NothingAsked),
        }
    }

    /// The state of one whose channel is closed. What holds it already keeps its beginning.
    #[must_use]
    pub fn held(&self, why: Hold, now: Timestamp) -> Self {
        let since = match self {
            Self::Held { since, .. } => *since,
            _ => now,
        };
        Self::Held { why, since, sent: self.unsettled() }
    }
}

impl PostStateKind {
    /// All kinds, in the order of a post's life.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Scheduled,
        Self::Held,
        Self::Asking,
        Self::Publishing,
        Self::Published,
        Self::Failed,
    ];

    /// The word for attributes, paths and columns.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Held => "held",
            Self::Asking => "asking",
            Self::Publishing => "publishing",
            Self::Published => "published",
            Self::Failed => "failed",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// See [`PostState::is_queued`].
    #[must_use]
    pub const fn is_queued(self) -> bool {
        matches!(self, Self::Scheduled | Self::Held | Self::Publishing)
    }
}

impl Post {
    /// When it was to go out, and until when it may; `None` for a draft without a time.
    #[must_use]
    pub fn window(&self) -> Option<Window> {
        Some(Window { at: self.at?, not_after: self.not_after })
    }
}

/// A renewal without which a post cannot go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedsRenewal {
    /// Of which profile.
    pub profile: ProfileId,
    /// Its name at the network.
    pub name: String,
    /// By when.
    pub by: Timestamp,
}

/// Which renewal a post to `channel` at `at` needs; `None` if a way to the channel lives long enough, or is dead already, which
/// is told otherwise.
#[must_use]
pub fn needs_renewal(channel: &LinkedChannel, at: Timestamp) -> Option<NeedsRenewal> {
    let working: Vec<_> =
        channel.links.iter().filter(|link| link.loss(Ability::Publish).is_none()).collect();
    // The way that lives longest: where one has no end that is known, nothing is needed.
    let ends: Option<Vec<_>> =
        working.iter().map(|link| link.health.needed_at().map(|by| (by, link))).collect();
    let (by, _) = ends?.into_iter().max_by_key(|(by, _)| *by)?;
    let first = working.first()?;
    (by <= at).then(|| NeedsRenewal { profile: first.profile, name: first.name.clone(), by })
}

#[cfg(test)]
mod tests;
