//! The ten networks. What differs between them on the wire lives in the crate `networks`; here are only their names.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A social network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// Facebook pages, through a personal login.
    Facebook,
    /// Instagram business accounts.
    Instagram,
    /// X, formerly Twitter.
    X,
    /// LinkedIn members and organisations.
    LinkedIn,
    /// YouTube channels, one channel identity a grant.
    YouTube,
    /// TikTok accounts.
    TikTok,
    /// Threads profiles.
    Threads,
    /// Pinterest accounts.
    Pinterest,
    /// Mastodon accounts, on any instance.
    Mastodon,
    /// Bluesky accounts, on any server.
    Bluesky,
}

impl Network {
    /// Every network, in the order in which they are offered.
    pub const ALL: [Self; 10] = [
        Self::Facebook,
        Self::Instagram,
        Self::X,
        Self::LinkedIn,
        Self::YouTube,
        Self::TikTok,
        Self::Threads,
        Self::Pinterest,
        Self::Mastodon,
        Self::Bluesky,
    ];

    /// The word for paths, attributes, columns and configuration: lower case, stable.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Facebook => "facebook",
            Self::Instagram => "instagram",
            Self::X => "x",
            Self::LinkedIn => "linkedin",
            Self::YouTube => "youtube",
            Self::TikTok => "tiktok",
            Self::Threads => "threads",
            Self::Pinterest => "pinterest",
            Self::Mastodon => "mastodon",
            Self::Bluesky => "bluesky",
        }
    }

    /// The name as the network writes it; a brand, so the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Facebook => "Facebook",
            Self::Instagram => "Instagram",
            Self::X => "X",
            Self::LinkedIn => "LinkedIn",
            Self::YouTube => "YouTube",
            Self::TikTok => "TikTok",
            Self::Threads => "Threads",
            Self::Pinterest => "Pinterest",
            Self::Mastodon => "Mastodon",
            Self::Bluesky => "Bluesky",
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a person must say before they can be sent to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asks {
    /// Nothing: there is one place to log in.
    Nothing,
    /// The server they are on.
    Server,
    /// Their handle, which leads to their server.
    Handle,
}

/// A word that names no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownNetwork;

impl fmt::Display for UnknownNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such network")
    }
}

impl std::error::Error for UnknownNetwork {}

impl FromStr for Network {
    type Err = UnknownNetwork;

    fn from_str(slug: &str) -> Result<Self, UnknownNetwork> {
        Self::ALL.into_iter().find(|network| network.slug() == slug).ok_or(UnknownNetwork)
    }
}
