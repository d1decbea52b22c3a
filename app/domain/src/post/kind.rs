//! The name of each state of a post.

use serde::{Deserialize, Serialize};

/// A state without its facts: for filters, attributes and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PostStateKind {
    /// See [`super::PostState::Draft`].
    Draft,
    /// See [`super::PostState::Proposed`].
    Proposed,
    /// See [`super::PostState::Returned`].
    Returned,
    /// See [`super::PostState::Scheduled`].
    Scheduled,
    /// See [`super::PostState::Held`].
    Held,
    /// See [`super::PostState::Asking`].
    Asking,
    /// See [`super::PostState::Publishing`].
    Publishing,
    /// See [`super::PostState::Published`].
    Published,
    /// See [`super::PostState::Failed`].
    Failed,
}

impl PostStateKind {
    /// All kinds, in the order of a post's life.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Proposed,
        Self::Returned,
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
            Self::Proposed => "proposed",
            Self::Returned => "returned",
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

    /// See [`super::PostState::is_queued`].
    #[must_use]
    pub const fn is_queued(self) -> bool {
        matches!(self, Self::Scheduled | Self::Held | Self::Publishing)
    }
}
