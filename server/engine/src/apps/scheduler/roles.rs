//! Who may do what with the posts of which channel. A Master Account is Admin of all.

use std::collections::BTreeMap;

use domain::{
    account::Viewer,
    channel::LinkedChannel,
    id::{ChannelId, PersonId, PostId},
    post::Post,
    scheduling::SchedulerRole,
};

use crate::{Engine, Error, only_masters, ports::store::accounts::AuditEntry};

/// What somebody is for the posts of channels, read once.
#[derive(Debug, Clone)]
pub(super) struct Given(Option<BTreeMap<ChannelId, SchedulerRole>>);

impl Given {
    /// What they are for a channel; `None` where they see nothing of it.
    pub(super) fn role(&self, channel: ChannelId) -> Option<SchedulerRole> {
        match &self.0 {
            None => Some(SchedulerRole::Admin),
            Some(roles) => roles.get(&channel).copied(),
        }
    }

    /// The channels they have a role for; `None` for all.
    pub(super) fn channels(&self) -> Option<Vec<ChannelId>> {
        self.0.as_ref().map(|roles| roles.keys().copied().collect())
    }
}

impl Engine {
    /// Makes these the roles of a person for posts: no others.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for somebody who is no member, or a foreign channel.
    pub async fn keep_scheduler_roles(
        &self,
        viewer: &Viewer,
        person: PersonId,
        roles: &[(ChannelId, SchedulerRole)],
        from: &str,
    ) -> Result<(), Error> {
        only_masters(viewer)?;
        let about = person.to_string();
        let audit = AuditEntry::by(viewer, "scheduler.roles", &about, from, self.clock.now());
        let kept = self.store.keep_scheduler_roles(viewer.workspace, person, roles, &audit).await?;
        if kept { Ok(()) } else { Err(Error::NotFound) }
    }

    /// The channels whose posts the viewer sees, by network and name, with what they are for each; removed ones too.
    ///
    /// # Errors
    /// The store's.
    pub async fn scheduler_channels(
        &self,
        viewer: &Viewer,
    ) -> Result<Vec<(LinkedChannel, SchedulerRole)>, Error> {
        let given = self.given(viewer).await?;
        let channels = self.store.linked_channels(viewer.workspace).await?;
        let with_role = |channel: LinkedChannel| {
            let role = given.role(channel.id)?;
            Some((channel, role))
        };
        let mut channels: Vec<_> = channels.into_iter().filter_map(with_role).collect();
        channels.sort_by(|(one, _), (other, _)| {
            (one.network.name(), &one.name).cmp(&(other.network.name(), &other.name))
        });
        Ok(channels)
    }

    /// The name of somebody in the viewer's workspace; `None` if they have left.
    ///
    /// # Errors
    /// The store's.
    pub async fn name_of_member(
        &self,
        viewer: &Viewer,
        person: PersonId,
    ) -> Result<Option<String>, Error> {
        let members = self.store.members(viewer.workspace).await?;
        Ok(members.into_iter().find(|member| member.person == person).map(|member| member.name))
    }

    /// What was given to the viewer.
    pub(super) async fn given(&self, viewer: &Viewer) -> Result<Given, Error> {
        if viewer.role.mends_profiles() {
            return Ok(Given(None));
        }
        let given = self.store.scheduler_roles(viewer.workspace, Some(viewer.person)).await?;
        Ok(Given(Some(given.into_iter().map(|given| (given.channel, given.role)).collect())))
    }

    /// What the viewer is for a channel.
    ///
    /// # Errors
    /// [`Error::NotFound`] where they see nothing of it.
    pub(super) async fn role_for(
        &self,
        viewer: &Viewer,
        channel: ChannelId,
    ) -> Result<SchedulerRole, Error> {
        self.given(viewer).await?.role(channel).ok_or(Error::NotFound)
    }

    /// A post, and what the viewer is for its channel.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one, a foreign one, and one of a channel without a role alike.
    pub(super) async fn post_for(
        &self,
        viewer: &Viewer,
        post: PostId,
    ) -> Result<(Post, SchedulerRole), Error> {
        let post = self.store.post(viewer.workspace, post).await?.ok_or(Error::NotFound)?;
        let role = self.role_for(viewer, post.channel).await?;
        Ok((post, role))
    }
}
