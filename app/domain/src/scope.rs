//! What a key of the API opens.

use serde::{Deserialize, Serialize};

/// A part of a workspace that a key may read, or write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Profiles and channels: their health, causes, history and forecast.
    #[serde(rename = "profiles:read")]
    Profiles,
    /// Posts.
    #[serde(rename = "posts:read")]
    Posts,
    /// Comments.
    #[serde(rename = "comments:read")]
    Comments,
    /// Statistics.
    #[serde(rename = "statistics:read")]
    Statistics,
    /// The audit log.
    #[serde(rename = "audit:read")]
    Audit,
    /// Reconnect links, without their secrets.
    #[serde(rename = "links:read")]
    Links,
    /// Webhooks, without their addresses and secrets.
    #[serde(rename = "webhooks:read")]
    Webhooks,
    /// Plans, changes and deletes posts, and decides about those that ask.
    #[serde(rename = "posts:write")]
    WritePosts,
    /// Answers comments, hides and likes them, and says what is done.
    #[serde(rename = "comments:write")]
    WriteComments,
    /// Makes reconnect links, and takes them back.
    #[serde(rename = "links:write")]
    WriteLinks,
    /// Adds, changes, tries and removes webhooks.
    #[serde(rename = "webhooks:write")]
    WriteWebhooks,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Profiles,
        Self::Posts,
        Self::Comments,
        Self::Statistics,
        Self::Links,
        Self::Webhooks,
        Self::Audit,
        Self::WritePosts,
        Self::WriteComments,
        Self::WriteLinks,
        Self::WriteWebhooks,
    ];

    /// Its word.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Profiles => "profiles:read",
            Self::Posts => "posts:read",
            Self::Comments => "comments:read",
            Self::Statistics => "statistics:read",
            Self::Audit => "audit:read",
            Self::Links => "links:read",
            Self::Webhooks => "webhooks:read",
            Self::WritePosts => "posts:write",
            Self::WriteComments => "comments:write",
            Self::WriteLinks => "links:write",
            Self::WriteWebhooks => "webhooks:write",
        }
    }

    /// The scope of a word.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn a_word_is_its_scope_and_nothing_else() {
        for scope in Scope::ALL {
            assert_eq!(Scope::from_slug(scope.slug()), Some(scope));
        }
        assert_eq!(Scope::from_slug("profiles"), None);
    }
}
