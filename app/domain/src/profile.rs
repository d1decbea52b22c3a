//! Who a personal profile is at its network, and what a channel is called there.

use serde::{Deserialize, Serialize};

use crate::{
    cause::Cause,
    health::{Ability, Health, Losses, channel_health},
    id::{ChannelId, ProfileId},
    network::Network,
    time::Timestamp,
};

/// Who the network says somebody is.
///
/// The pair of issuer and subject is the identity; names and pictures change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Which server of the network knows this subject: a fixed word for a central network, a host for Mastodon.
    pub issuer: String,
    /// The network's stable id of the person.
    pub subject: String,
    /// The name the person has there.
    pub name: String,
    /// The handle, without `@`, where the network has one.
    pub handle: Option<String>,
    /// Where the picture is.
    pub avatar: Option<String>,
    /// The login that several identities of one person share there, as the person knows it (the e-mail of a Google
    /// login); `None` where a login has one identity.
    #[serde(default)]
    pub login: Option<String>,
    /// The id by which the network's own messages name the person, where that is another one than `subject`: Instagram's for
    /// our app, Google's for the account a channel belongs to.
    #[serde(default)]
    pub told_as: Option<String>,
}

impl Identity {
    /// Whether both are the same person at the network.
    #[must_use]
    pub fn is_same_person(&self, other: &Self) -> bool {
        self.issuer == other.issuer && self.subject == other.subject
    }
}

/// A personal profile as Relink knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its id.
    pub id: ProfileId,
    /// Its network.
    pub network: Network,
    /// Who it is there.
    pub identity: Identity,
    /// The health of its grant.
    pub health: Health,
    /// When a network last answered about it.
    pub checked_at: Option<Timestamp>,
    /// Its channels, in the order of their names.
    pub channels: Vec<Channel>,
}

impl Profile {
    /// Whether it belongs into the red frame: its grant is dead, or one of its channels is.
    #[must_use]
    pub fn needs_mending(&self) -> bool {
        self.health.is_lost() || self.channels.iter().any(|c| c.losses != Losses::default())
    }

    /// Why it belongs there, and since when: its grant's death, else what the first of its channels has lost.
    #[must_use]
    pub fn lost(&self) -> Option<(&Cause, Timestamp)> {
        if let Health::Disconnected { cause, since } = &self.health {
            return Some((cause, *since));
        }
        let mut losses = self.channels.iter().flat_map(|channel| {
            Ability::ALL.into_iter().filter_map(|ability| channel.losses.of(ability))
        });
        losses.next().map(|loss| (&loss.cause, loss.since))
    }
}

/// A channel linked from a personal profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// The network's id of it.
    pub remote_id: String,
    /// Its name at the network.
    pub name: String,
    /// Where its picture is.
    pub avatar: Option<String>,
    /// What it has lost by itself.
    pub losses: Losses,
}

impl Channel {
    /// Its health, given its profile's.
    #[must_use]
    pub fn health(&self, profile: &Health) -> Health {
        channel_health(profile, &self.losses)
    }
}
