//! A form that was not taken: what was typed comes back to the page that is drawn again, with what is wrong with it. The
//! server's routes put it into the page's context.

mod link;
mod people;
mod untaken;

use domain::{
    id::{ChannelId, PostId},
    limits::Fault,
    post::{NotNow, Picture, Post},
    time::Timestamp,
};

pub use self::{
    link::LinkSent,
    people::Told,
    untaken::{Untaken, Why},
};

/// A post as it was typed, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// The post as it was typed.
    pub draft: Draft,
    /// What is wrong; empty where somebody only asked how it looks.
    pub wrong: Vec<Wrong>,
    /// The posts as somebody else made them meanwhile.
    pub theirs: Vec<Post>,
}

/// A post as a form has it: times are texts, since they may be none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// The link.
    pub link: String,
    /// The picture that is kept already, and where it can be seen.
    pub picture: Option<(Picture, String)>,
    /// What the picture shows, in words.
    pub alt: String,
    /// The channels ticked.
    pub channels: Vec<ChannelId>,
    /// When it shall go out.
    pub when: Choice,
    /// At that time, on the workspace's clock, as a field `datetime-local` has it.
    pub at: String,
    /// The moment chosen where the clock has that time never or twice.
    pub moment: Option<Timestamp>,
    /// Its last moment, on the workspace's clock.
    pub not_after: String,
    /// The posts that are changed, each with the version that was seen.
    pub seen: Vec<(PostId, u32)>,
}

/// When a post shall go out, as the form asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Choice {
    /// At the time beside it.
    #[default]
    At,
    /// At each channel's next free slot.
    Slot,
    /// At once.
    Now,
    /// At the time beside it, if somebody approves it.
    Propose,
    /// Not yet.
    Draft,
}

/// Something that is wrong with what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// No channel is ticked.
    NoChannel,
    /// The network of this channel does not take it so.
    Fault(ChannelId, Fault),
    /// No time was given, or none that a calendar has.
    NoTime,
    /// The time has passed.
    Past,
    /// The clock is put forward past that time.
    Skipped {
        /// The first moment after it.
        instead: Timestamp,
    },
    /// The clock is put back over that time.
    Doubled {
        /// Before it is put back.
        first: Timestamp,
        /// After.
        second: Timestamp,
    },
    /// The last moment is no time, or one that the clock has never.
    NoLastMoment,
    /// The last moment is before the time.
    LastMomentBefore,
    /// This channel has no free slot.
    NoFreeSlot(ChannelId),
    /// This channel was removed.
    ChannelGone(ChannelId),
    /// The link is no address of the web.
    NotALink,
    /// The picture is larger than is kept.
    PictureTooLarge,
    /// The file is no picture that any network takes.
    NotAPicture,
    /// The file arrived empty or cut off.
    PictureUnreadable,
    /// The picture that was sent before is not there any more.
    PictureGone,
    /// A return says nothing.
    NoNote,
    /// It cannot be changed as it stands.
    NotNow(NotNow),
    /// Somebody else changed it meanwhile.
    Conflict,
}

impl Choice {
    /// The word for it in forms.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::At => "at",
            Self::Slot => "slot",
            Self::Now => "now",
            Self::Propose => "propose",
            Self::Draft => "draft",
        }
    }

    /// The choice a word names.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::At, Self::Slot, Self::Now, Self::Propose, Self::Draft]
            .into_iter()
            .find(|it| it.slug() == slug)
    }
}

/// An answer to a proposal that was not taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered {
    /// What is wrong; [`Wrong::Conflict`] where the post was changed since it was seen.
    pub wrong: Vec<Wrong>,
    /// The note as it was typed.
    pub note: String,
}

/// Slots that were not taken: as they were typed, from Monday, and what of it is no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentSlots {
    /// Of which channel.
    pub channel: ChannelId,
    /// The times of each day.
    pub days: Vec<String>,
    /// What is no time.
    pub wrong: String,
}

/// A time zone or a rule for late posts that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimetableRefused;
