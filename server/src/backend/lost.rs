//! The notice of lost connections, for an App that needs one ability of its channels.

use app::{
    backend::{Lost, LostProfile, MasterAccount, Mending},
    error::Error,
};
use domain::{
    account::Viewer, channel::LinkedChannel, health::Ability, id::ChannelId, time::Timestamp,
};

use super::{Bound, wire};

impl Bound {
    /// The same with what the viewer has asked for already. `channels` are all of the workspace.
    pub(super) async fn with_asks(
        &self,
        viewer: &Viewer,
        mut lost: Lost,
        channels: &[LinkedChannel],
    ) -> Result<Lost, Error> {
        if lost.profiles.is_empty() || lost.mending == Mending::Refresh {
            return Ok(lost);
        }
        let zone = self.state.engine.timetable(viewer).await.map_err(wire)?.zone;
        let asked = self.state.engine.asked(viewer, channels).await.map_err(wire)?;
        for profile in &mut lost.profiles {
            let at = asked.get(&profile.profile);
            profile.asked = at.map(|at| words::you_asked(*at, &zone, lost.now));
        }
        Ok(lost)
    }
}

/// The profiles behind the channels that have lost `ability`, those that were lost first before the others. `costs` says
/// what it costs that these channels cannot be reached.
pub(super) fn lost(
    viewer: &Viewer,
    now: Timestamp,
    channels: &[LinkedChannel],
    ability: Ability,
    masters: &[MasterAccount],
    costs: impl Fn(&[ChannelId]) -> String,
) -> Lost {
    let mut profiles: Vec<(LostProfile, Vec<ChannelId>)> = Vec::new();
    for channel in channels {
        let (Some(loss), Some(link)) = (channel.loss(ability), channel.links.first()) else {
            continue;
        };
        if let Some((known, ids)) =
            profiles.iter_mut().find(|(known, _)| known.profile == link.profile)
        {
            known.channels.push(channel.name.clone());
            known.since = known.since.min(loss.since);
            ids.push(channel.id);
            continue;
        }
        let profile = LostProfile {
            profile: link.profile,
            name: link.name.clone(),
            network: channel.network,
            cause: loss.cause.clone(),
            since: loss.since,
            channels: vec![channel.name.clone()],
            costs: String::new(),
            asked: None,
        };
        profiles.push((profile, vec![channel.id]));
    }
    profiles.sort_by_key(|(profile, _)| profile.since);
    let profiles = profiles
        .into_iter()
        .map(|(profile, ids)| {
            let channels = words::some_of(profile.channels);
            LostProfile { costs: costs(&ids), channels, ..profile }
        })
        .collect();
    let mending = if viewer.role.mends_profiles() {
        Mending::Refresh
    } else {
        let (workspace, masters) = (viewer.workspace, masters.to_vec());
        Mending::Ask { workspace, masters }
    };
    Lost { now, profiles, mending }
}
