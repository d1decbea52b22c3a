//! Comments below the posts of channels, and what becomes of them.
//!
//! Invariant: an answer that was sent and of which nobody knows whether it arrived is never sent again without the network's
//! word, or a person's.

use serde::{Deserialize, Serialize};

use crate::{
    cause::Cause,
    id::{ChannelId, CommentId, PersonId, ReplyId},
    time::{Span, Timestamp},
};

/// A comment that was heard of so long after it was written came late.
pub const LATE_AFTER: Span = Span::minutes(30);

/// A comment or reply, as Relink keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The channel below whose post it stands.
    pub channel: ChannelId,
    /// The network's id of it.
    pub remote_id: String,
    /// The network's id of the post.
    pub post: String,
    /// The network's id of the comment it answers, if it answers one.
    pub parent: Option<String>,
    /// The author's name, where the network tells.
    pub author: Option<String>,
    /// Its text.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
    /// When Relink heard of it.
    pub heard_at: Timestamp,
    /// Whether that was late: while the channel could not be heard.
    pub is_late: bool,
    /// How far it is.
    pub state: CommentState,
    /// Whether others do not see it at the network.
    pub is_hidden: bool,
    /// Whether the channel likes it.
    pub is_liked: bool,
    /// Who takes care of it.
    pub assignee: Option<PersonId>,
    /// Raised by every change.
    pub version: u32,
}

/// How far a comment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommentState {
    /// Nobody did anything about it.
    New,
    /// The channel answered it.
    Answered,
    /// Somebody said that nothing is to be done any more.
    Done,
    /// The channel itself wrote it.
    Own,
}

impl CommentState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::New, Self::Answered, Self::Done, Self::Own];

    /// The word for columns.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Answered => "answered",
            Self::Done => "done",
            Self::Own => "own",
        }
    }

    /// The state a word names.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// Which comments a queue shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// [`CommentState::New`], and not hidden.
    New,
    /// [`CommentState::Answered`].
    Answered,
    /// Hidden from others.
    Hidden,
    /// Somebody takes care of them, and they are neither answered nor done.
    Assigned,
    /// [`CommentState::Done`].
    Done,
}

impl Shown {
    /// All of them, as they stand in the filter.
    pub const ALL: [Self; 5] =
        [Self::New, Self::Answered, Self::Hidden, Self::Assigned, Self::Done];

    /// The word for queries.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Answered => "answered",
            Self::Hidden => "hidden",
            Self::Assigned => "assigned",
            Self::Done => "done",
        }
    }

    /// The one a word names.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shown| shown.slug() == slug)
    }
}

/// Whether a comment written at `at` came late, heard at `heard_at`. What was there before Relink listened for the first time
/// is history, and not late.
#[must_use]
pub fn is_late(at: Timestamp, heard_at: Timestamp, listened_before: bool) -> bool {
    listened_before && heard_at.since(at) > LATE_AFTER
}

/// An answer of the channel to a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Its id, which is also our name for it at the network, the same at every attempt.
    pub id: ReplyId,
    /// The comment it answers.
    pub comment: CommentId,
    /// Of which channel.
    pub channel: ChannelId,
    /// Its text.
    pub text: String,
    /// Who wrote it.
    pub author: PersonId,
    /// When it was written.
    pub made_at: Timestamp,
    /// How far it is.
    pub state: ReplyState,
    /// Raised by every change.
    pub step: u32,
}

/// How far an answer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplyState {
    /// Whoever wrote it may not send it: somebody else decides.
    Proposed,
    /// It goes out when the channel can be reached again.
    Waiting {
        /// Why it could not; `None`: the network could not take it just then.
        cause: Option<Cause>,
    },
    /// It is on its way.
    Sending {
        /// When that began.
        began_at: Timestamp,
    },
    /// It was sent, and nobody knows whether it arrived.
    Unknown {
        /// When it was sent.
        began_at: Timestamp,
        /// Whether the network was asked and cannot tell, so that a person must.
        asks: bool,
    },
    /// It is there.
    Sent {
        /// The network's id of it, where it said one.
        remote_id: String,
    },
    /// The network does not take it.
    Failed {
        /// The network's code.
        code: String,
        /// The network's words; may be empty.
        says: String,
    },
}

impl ReplyState {
    /// The word for columns.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Waiting { .. } => "waiting",
            Self::Sending { .. } => "sending",
            Self::Unknown { .. } => "unknown",
            Self::Sent { .. } => "sent",
            Self::Failed { .. } => "failed",
        }
    }

    /// Whether the server has something to do about it by itself.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(
            self,
            Self::Waiting { .. } | Self::Sending { .. } | Self::Unknown { asks: false, .. }
        )
    }

    /// Whether it may have reached the network, so that it is neither changed nor forgotten.
    #[must_use]
    pub const fn may_be_out(&self) -> bool {
        matches!(self, Self::Sending { .. } | Self::Unknown { .. } | Self::Sent { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_is_what_was_heard_long_after_it_was_written() {
        let written = Timestamp::from_millis(0);
        let soon = written.after(LATE_AFTER);
        let late = soon.after(Span::millis(1));
        for (heard_at, before, is) in
            [(soon, true, false), (late, true, true), (late, false, false)]
        {
            assert_eq!(is_late(written, heard_at, before), is, "{heard_at:?} {before}");
        }
    }
}
