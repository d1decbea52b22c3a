//! Which posts are planned beyond what a token will live.

use serde::{Deserialize, Serialize};

use crate::{channel::LinkedChannel, health::Ability, id::ProfileId, time::Timestamp};

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
