//! A channel as the Apps work on it: one, from however many personal profiles it is linked.

use serde::{Deserialize, Serialize};

use crate::{
    health::{Ability, Health, Loss, Losses, lost_since},
    id::{ChannelId, ProfileId},
    network::Network,
    time::Timestamp,
};

/// A channel of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedChannel {
    /// Its id. It stays the same while the channel is linked from other profiles, or from none for a time.
    pub id: ChannelId,
    /// Its network.
    pub network: Network,
    /// The network's id of it.
    pub remote_id: String,
    /// Its name at the network.
    pub name: String,
    /// Where its picture is.
    pub avatar: Option<String>,
    /// The linked profile first, then its backups in the order in which they were linked. Empty: it was removed.
    pub links: Vec<Link>,
}

/// A personal profile through which a channel is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Which.
    pub profile: ProfileId,
    /// The profile's name at the network.
    pub name: String,
    /// The health of the profile's grant.
    pub health: Health,
    /// What the channel has lost by itself, reached this way.
    pub losses: Losses,
}

impl Link {
    /// What stands in the way of `ability`; `None` if it works.
    #[must_use]
    pub fn loss(&self, ability: Ability) -> Option<Loss> {
        match &self.health {
            Health::Disconnected { cause, since } => {
                Some(Loss { cause: cause.clone(), since: *since })
            }
            _ => self.losses.of(ability).cloned(),
        }
    }

    /// Since when something is lost this way.
    #[must_use]
    pub fn lost_since(&self) -> Option<Timestamp> {
        lost_since(&self.health, [&self.losses])
    }
}

impl LinkedChannel {
    /// The link through which `ability` works: the first that has it.
    #[must_use]
    pub fn through(&self, ability: Ability) -> Option<&Link> {
        self.links.iter().find(|link| link.loss(ability).is_none())
    }

    /// What stands in the way of `ability` whichever way it is tried, as the linked profile tells it. `None` if it works,
    /// and for a channel that was removed.
    #[must_use]
    pub fn loss(&self, ability: Ability) -> Option<Loss> {
        match self.through(ability) {
            Some(_) => None,
            None => self.links.first().and_then(|link| link.loss(ability)),
        }
    }

    /// Whether `ability` works through a backup only.
    #[must_use]
    pub fn is_on_backup(&self, ability: Ability) -> bool {
        match (self.through(ability), self.links.first()) {
            (Some(link), Some(first)) => link.profile != first.profile,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::Cause;

    const SINCE: Timestamp = Timestamp::from_millis(5);

    fn link(n: i64, is_dead: bool, losses: Losses) -> Link {
        let health = if is_dead {
            Health::Disconnected { cause: Cause::PasswordChanged, since: SINCE }
        } else {
            Health::Connected { until: None }
        };
        let profile = ProfileId::new(Timestamp::from_millis(n), [0; 10]);
        Link { profile, name: n.to_string(), health, losses }
    }

    fn channel(links: Vec<Link>) -> LinkedChannel {
        LinkedChannel {
            id: ChannelId::new(SINCE, [0; 10]),
            network: Network::Facebook,
            remote_id: "1".into(),
            name: "Bakery Brno".into(),
            avatar: None,
            links,
        }
    }

    #[test]
    fn work_goes_on_through_a_backup_and_each_ability_stands_for_itself() {
        let no_comments = Losses {
            comments: Some(Loss { cause: Cause::NotGranted, since: SINCE }),
            ..Losses::default()
        };
        let whole = Losses::default;
        // (links, ability, through which, lost, on a backup)
        let table = [
            (vec![link(1, false, whole())], Ability::Publish, Some("1"), false, false),
            (vec![link(1, true, whole())], Ability::Publish, None, true, false),
            (
                vec![link(1, true, whole()), link(2, false, whole())],
                Ability::Publish,
                Some("2"),
                false,
                true,
            ),
            (vec![link(1, false, no_comments.clone())], Ability::Publish, Some("1"), false, false),
            (vec![link(1, false, no_comments.clone())], Ability::Comments, None, true, false),
            (
                vec![link(1, false, no_comments), link(2, true, whole())],
                Ability::Comments,
                None,
                true,
                false,
            ),
            (vec![], Ability::Publish, None, false, false),
        ];
        for (links, ability, through, is_lost, on_backup) in table {
            let channel = channel(links);
            assert_eq!(
                channel.through(ability).map(|link| link.name.as_str()),
                through,
                "{channel:?}"
            );
            assert_eq!(channel.loss(ability).is_some(), is_lost, "{channel:?}");
            assert_eq!(channel.is_on_backup(ability), on_backup, "{channel:?}");
        }
    }
}
