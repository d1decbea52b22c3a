//! Who may do what with the comments of a channel.

use serde::{Deserialize, Serialize};

/// What somebody is for the comments of one channel. A Master Account is [`CommunityRole::Manager`] of all; a regular account
/// without a role for a channel does not see its comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommunityRole {
    /// Reads, and proposes answers.
    Editor,
    /// Answers, sends what was proposed, likes, assigns, and says what is done.
    Operator,
    /// Does all that, and hides.
    Manager,
}

impl CommunityRole {
    /// All of them, the one that may least first.
    pub const ALL: [Self; 3] = [Self::Editor, Self::Operator, Self::Manager];

    /// The word for columns and forms.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Editor => "editor",
            Self::Operator => "operator",
            Self::Manager => "manager",
        }
    }

    /// The role a word names.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.slug() == slug)
    }

    /// Whether answers go out: else they are proposed. Liking, assigning and saying what is done go with it.
    #[must_use]
    pub const fn may_answer(self) -> bool {
        matches!(self, Self::Operator | Self::Manager)
    }

    /// Whether comments may be hidden and shown again.
    #[must_use]
    pub const fn may_hide(self) -> bool {
        matches!(self, Self::Manager)
    }
}
