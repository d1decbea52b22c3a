//! Profiles as a page reads them.

use async_trait::async_trait;
use domain::{
    event::EventId,
    health::HealthKind,
    id::{ProfileId, WorkspaceId},
    profile::{Channel, Profile},
};
use engine::ports::store::{
    Profiles, Stored,
    profiles::{Cursor, ProfileList, ProfileQuery},
};

use super::MemStore;

#[async_trait]
impl Profiles for MemStore {
    async fn list_profiles(
        &self,
        workspace: WorkspaceId,
        query: &ProfileQuery,
    ) -> Stored<ProfileList> {
        let state = self.state();
        let here = state.profiles.iter().filter(|((home, _), _)| *home == workspace);
        let mut here: Vec<_> = here.map(|(_, row)| &row.profile).collect();
        let wanted = |id: ProfileId| {
            query.first.iter().position(|first| *first == id).unwrap_or(query.first.len())
        };
        here.sort_by_key(|profile| (wanted(profile.id), place(profile)));
        let finds = |profile: &&&Profile| matches(profile, query);
        let start = query.after.as_ref().map(|after| {
            let Cursor { worst, name, id } = after;
            (wanted(*id), (*worst, name.to_lowercase(), *id))
        });
        let is_after = |profile: &&&Profile| Some((wanted(profile.id), place(profile))) > start;
        let rest = here.iter().filter(finds).filter(is_after);
        let limit = query.limit as usize;
        let profiles: Vec<Profile> = rest.clone().take(limit).map(|p| (*p).clone()).collect();
        let next = profiles.last().filter(|_| rest.count() > limit).map(cursor);
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mending = |profile: &&&Profile| profile.needs_mending();
        let mut standings = state.not_fine();
        standings.retain(|(network, _)| here.iter().any(|profile| profile.network == *network));
        Ok(ProfileList {
            next,
            found: count(here.iter().filter(finds).count()),
            total: count(here.len()),
            mending: count(here.iter().filter(mending).count()),
            first_mending: here.iter().find(mending).map(|profile| profile.id),
            standings,
            as_of: state.last_event(workspace),
            profiles,
        })
    }

    async fn find_profile(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
    ) -> Stored<Option<(Profile, EventId)>> {
        let state = self.state();
        let as_of = state.last_event(workspace);
        Ok(state.profiles.get(&(workspace, profile)).map(|row| (row.profile.clone(), as_of)))
    }
}

/// Channels stand in the order of their names, without case.
pub(super) fn sort_channels(channels: &mut [Channel]) {
    channels.sort_by_key(|channel| (channel.name.to_lowercase(), channel.id));
}

fn worst(profile: &Profile) -> HealthKind {
    if profile.needs_mending() { HealthKind::Disconnected } else { profile.health.kind() }
}

fn place(profile: &Profile) -> (HealthKind, String, ProfileId) {
    (worst(profile), profile.identity.name.to_lowercase(), profile.id)
}

fn cursor(profile: &Profile) -> Cursor {
    Cursor { worst: worst(profile), name: profile.identity.name.clone(), id: profile.id }
}

fn matches(profile: &Profile, query: &ProfileQuery) -> bool {
    let channels = profile.channels.iter().map(|channel| &*channel.name);
    let names = [&*profile.identity.name].into_iter();
    let mut names = names.chain(profile.identity.handle.as_deref()).chain(channels);
    let found = query.search.as_ref().is_none_or(|typed| {
        let typed = typed.to_lowercase();
        names.any(|name| name.to_lowercase().contains(&typed))
    });
    found
        && query.network.is_none_or(|network| network == profile.network)
        && query.health.is_none_or(|health| health == worst(profile))
}
