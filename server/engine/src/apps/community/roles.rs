//! Who may do what with the comments of which channel. A Master Account is Manager of all. What everybody is for posts is told
//! beside it, because it is given on the same page.

use std::collections::BTreeMap;

use domain::{
    account::Viewer,
    channel::LinkedChannel,
    comment::Comment,
    community::CommunityRole,
    id::{ChannelId, CommentId, PersonId},
    scheduling::SchedulerRole,
};

use crate::{
    Engine, Error, only_masters,
    ports::store::{accounts::AuditEntry, comments::Member},
};

/// Who has which role.
#[derive(Debug, Clone)]
pub struct Roles {
    /// The channels, by network and name.
    pub channels: Vec<LinkedChannel>,
    /// The regular accounts, by name, with their roles.
    pub people: Vec<PersonRoles>,
    /// The Master Accounts, by name, who need none.
    pub masters: Vec<Member>,
}

/// A regular account's roles.
#[derive(Debug, Clone)]
pub struct PersonRoles {
    /// Who.
    pub member: Member,
    /// What for the comments of which channels.
    pub roles: Vec<(ChannelId, CommunityRole)>,
    /// What for their posts.
    pub scheduler: Vec<(ChannelId, SchedulerRole)>,
}

impl Engine {
    /// Who has which role.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn roles(&self, viewer: &Viewer) -> Result<Roles, Error> {
        only_masters(viewer)?;
        let mut roles: BTreeMap<PersonId, Vec<_>> = BTreeMap::new();
        for given in self.store.community_roles(viewer.workspace, None).await? {
            roles.entry(given.person).or_default().push((given.channel, given.role));
        }
        let mut scheduler: BTreeMap<PersonId, Vec<_>> = BTreeMap::new();
        for given in self.store.scheduler_roles(viewer.workspace, None).await? {
            scheduler.entry(given.person).or_default().push((given.channel, given.role));
        }
        let members = self.store.members(viewer.workspace).await?;
        let (masters, regular): (Vec<_>, Vec<_>) =
            members.into_iter().partition(|member| member.role.mends_profiles());
        let people = regular.into_iter().map(|member| {
            let roles = roles.remove(&member.person).unwrap_or_default();
            let scheduler = scheduler.remove(&member.person).unwrap_or_default();
            PersonRoles { member, roles, scheduler }
        });
        let channels = self.channels_for(viewer).await?.into_iter().map(|(channel, _)| channel);
        let channels = channels.filter(|channel| !channel.links.is_empty()).collect();
        Ok(Roles { channels, people: people.collect(), masters })
    }

    /// Makes these the roles of a person: no others.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for somebody who is no member, or a foreign channel.
    pub async fn keep_community_roles(
        &self,
        viewer: &Viewer,
        person: PersonId,
        roles: &[(ChannelId, CommunityRole)],
        from: &str,
    ) -> Result<(), Error> {
        only_masters(viewer)?;
        let audit = AuditEntry {
            workspace: Some(viewer.workspace),
            person: Some(viewer.person),
            what: "community.roles".to_owned(),
            about: person.to_string(),
            from: from.to_owned(),
            at: self.clock.now(),
        };
        let kept = self.store.keep_community_roles(viewer.workspace, person, roles, &audit).await?;
        if kept { Ok(()) } else { Err(Error::NotFound) }
    }

    /// The channels the viewer has a role for, by network and name.
    pub(super) async fn channels_for(
        &self,
        viewer: &Viewer,
    ) -> Result<Vec<(LinkedChannel, CommunityRole)>, Error> {
        let roles = self.roles_of(viewer).await?;
        let role = |channel: &LinkedChannel| match &roles {
            None => Some(CommunityRole::Manager),
            Some(roles) => roles.get(&channel.id).copied(),
        };
        let channels = self.store.linked_channels(viewer.workspace).await?;
        let mut channels: Vec<_> = channels
            .into_iter()
            .filter_map(|channel| {
                let role = role(&channel)?;
                Some((channel, role))
            })
            .collect();
        channels.sort_by(|(one, _), (other, _)| {
            (one.network.name(), &one.name).cmp(&(other.network.name(), &other.name))
        });
        Ok(channels)
    }

    /// A comment, and what the viewer is for its channel.
    pub(super) async fn comment_for(
        &self,
        viewer: &Viewer,
        comment: CommentId,
    ) -> Result<(Comment, CommunityRole), Error> {
        let comment = self.store.comment(viewer.workspace, comment).await?;
        let comment = comment.ok_or(Error::NotFound)?;
        let role = match self.roles_of(viewer).await? {
            None => CommunityRole::Manager,
            Some(roles) => roles.get(&comment.channel).copied().ok_or(Error::NotFound)?,
        };
        Ok((comment, role))
    }

    /// The roles that were given to the viewer; `None` for a Master Account, who needs none.
    async fn roles_of(
        &self,
        viewer: &Viewer,
    ) -> Result<Option<BTreeMap<ChannelId, CommunityRole>>, Error> {
        if viewer.role.mends_profiles() {
            return Ok(None);
        }
        let given = self.store.community_roles(viewer.workspace, Some(viewer.person)).await?;
        Ok(Some(given.into_iter().map(|given| (given.channel, given.role)).collect()))
    }
}
