//! How far a post is, and how it gets further.

use serde::{Deserialize, Serialize};

use super::{Decision, NotNow, PostStateKind};
use crate::{cause::Cause, id::PersonId, time::Timestamp};

/// How far a post is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PostState {
    /// Somebody is writing it.
    Draft,
    /// It shall go out at its time, and somebody must approve that first. It never goes out as it is: when its time passes it
    /// stays where it is.
    Proposed {
        /// Who proposed it.
        by: PersonId,
        /// Since when.
        since: Timestamp,
    },
    /// It was proposed, and somebody returned it with a note.
    Returned {
        /// Who did.
        by: PersonId,
        /// When.
        at: Timestamp,
        /// What they would have changed.
        note: String,
    },
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

impl PostState {
    /// Its name.
    #[must_use]
    pub const fn kind(&self) -> PostStateKind {
        match self {
            Self::Draft => PostStateKind::Draft,
            Self::Proposed { .. } => PostStateKind::Proposed,
            Self::Returned { .. } => PostStateKind::Returned,
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

    /// The state after an edit: a post that has a time is scheduled, one without is a draft. What is proposed, or was returned,
    /// is so still: no edit approves anything.
    ///
    /// # Errors
    /// What stands against a change.
    pub fn edited(&self, at: Option<Timestamp>) -> Result<Self, NotNow> {
        self.may_change()?;
        Ok(match (self, at) {
            (Self::Proposed { .. } | Self::Returned { .. }, _) => self.clone(),
            (_, Some(_)) => Self::Scheduled { waits: None },
            (_, None) => Self::Draft,
        })
    }

    /// What becomes of a state that somebody leaves a post in who may not publish: what would go out is proposed, and so is
    /// anew what was proposed before.
    #[must_use]
    pub fn proposed(self, by: PersonId, now: Timestamp) -> Self {
        if self.is_queued() || matches!(self, Self::Proposed { .. }) {
            Self::Proposed { by, since: now }
        } else {
            self
        }
    }

    /// The state after somebody approved it.
    ///
    /// # Errors
    /// [`NotNow::NothingProposed`] unless it is proposed.
    pub const fn approved(&self) -> Result<Self, NotNow> {
        match self {
            Self::Proposed { .. } => Ok(Self::Scheduled { waits: None }),
            _ => Err(NotNow::NothingProposed),
        }
    }

    /// The state after somebody returned it.
    ///
    /// # Errors
    /// [`NotNow::NothingProposed`] unless it is proposed.
    pub fn returned(&self, by: PersonId, note: &str, now: Timestamp) -> Result<Self, NotNow> {
        match self {
            Self::Proposed { .. } => Ok(Self::Returned { by, at: now, note: note.to_owned() }),
            _ => Err(NotNow::NothingProposed),
        }
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
