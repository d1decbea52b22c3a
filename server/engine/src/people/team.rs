//! Who belongs to a workspace: roles, going, and what hangs on somebody's login.

use std::collections::BTreeMap;

use domain::{
    account::{Role, Viewer},
    channel::LinkedChannel,
    id::{ChannelId, PersonId, ProfileId, WorkspaceId},
    network::Network,
};

use crate::{
    Engine, Error, only_masters,
    ports::store::{
        accounts::AuditEntry,
        comments::Member,
        team::{Invitation, Membership, MembershipChange, TeamChange},
    },
    vault::Token,
};

/// So many invitations the list shows.
const MOST_INVITATIONS: u32 = 50;

/// Everybody of a workspace.
#[derive(Debug, Clone)]
pub struct Team {
    /// The members, by name.
    pub members: Vec<Member>,
    /// How many profiles hang on whose login.
    pub hanging: BTreeMap<PersonId, u32>,
    /// Who was asked to join, newest first.
    pub invitations: Vec<Invitation>,
}

/// What a workspace has of somebody who may go.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// Who.
    pub member: Member,
    /// Whether they are the last Master Account, who cannot go.
    pub is_last_master: bool,
    /// The profiles they connected last.
    pub hanging: Vec<Hanging>,
}

/// A profile that hangs on somebody's login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hanging {
    /// Which.
    pub profile: ProfileId,
    /// Its network.
    pub network: Network,
    /// The name the person has there.
    pub name: String,
    /// Who could take over channels at once, by the order in which they were linked: a backup that hangs on somebody else.
    pub takers: Vec<Taker>,
    /// The names of channels that nobody else reaches.
    pub stuck: Vec<String>,
}

/// A profile that can take channels over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taker {
    /// Which.
    pub profile: ProfileId,
    /// The name the person has at the network.
    pub name: String,
    /// What it can take over.
    pub channels: Vec<ChannelId>,
}

impl Engine {
    /// Everybody of the viewer's workspace.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn team(&self, viewer: &Viewer) -> Result<Team, Error> {
        only_masters(viewer)?;
        let mut hanging = BTreeMap::new();
        for one in self.store.connectors(viewer.workspace).await? {
            *hanging.entry(one.person).or_default() += 1;
        }
        let members = self.store.members(viewer.workspace).await?;
        let invitations = self.store.invitations(viewer.workspace, MOST_INVITATIONS).await?;
        Ok(Team { members, hanging, invitations })
    }

    /// Gives a member another role. Several Master Accounts are possible; the last one stays.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for somebody who is no member.
    pub async fn change_role(
        &self,
        viewer: &Viewer,
        person: PersonId,
        role: Role,
        from: &str,
    ) -> Result<TeamChange, Error> {
        only_masters(viewer)?;
        let what = match role {
            Role::MasterAccount => "role.master",
            Role::Regular => "role.regular",
        };
        let change = self.membership(viewer, person, what, from);
        done(self.store.change_role(&change, role).await?)
    }

    /// What hangs on the login of a member.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for somebody who is no member.
    pub async fn leaving(&self, viewer: &Viewer, person: PersonId) -> Result<Leaving, Error> {
        only_masters(viewer)?;
        let members = self.store.members(viewer.workspace).await?;
        let is_last_master = !domain::account::keeps_a_master(
            members.iter().map(|member| (member.person, member.role)),
            person,
            None,
        );
        let found = members.into_iter().find(|member| member.person == person);
        let member = found.ok_or(Error::NotFound)?;
        let connectors = self.store.connectors(viewer.workspace).await?;
        let theirs: Vec<ProfileId> =
            connectors.iter().filter(|it| it.person == person).map(|it| it.profile).collect();
        let channels = self.store.linked_channels(viewer.workspace).await?;
        let mut hanging = Vec::with_capacity(theirs.len());
        for profile in &theirs {
            let found = self.store.find_profile(viewer.workspace, *profile).await?;
            let Some((found, _)) = found else { continue };
            let (takers, stuck) = takers(*profile, &channels, &theirs);
            let (network, name) = (found.network, found.identity.name);
            hanging.push(Hanging { profile: *profile, network, name, takers, stuck });
        }
        hanging.sort_by(|one, other| {
            (one.network.name(), &one.name).cmp(&(other.network.name(), &other.name))
        });
        Ok(Leaving { member, is_last_master, hanging })
    }

    /// Moves every channel that hangs on a member's login, and that somebody else's reaches too, to that one. How many.
    ///
    /// # Errors
    /// As [`Engine::leaving`].
    pub async fn move_channels_of(
        &self,
        viewer: &Viewer,
        person: PersonId,
        from: &str,
    ) -> Result<u32, Error> {
        let mut moved = 0;
        for hanging in self.leaving(viewer, person).await?.hanging {
            for taker in hanging.takers {
                let channels = taker.channels;
                moved += self.change_linked_profile(viewer, taker.profile, channels, from).await?;
            }
        }
        Ok(moved)
    }

    /// Ends the membership of somebody. The last Master Account stays.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for somebody who is no member.
    pub async fn remove_member(
        &self,
        viewer: &Viewer,
        person: PersonId,
        from: &str,
    ) -> Result<TeamChange, Error> {
        only_masters(viewer)?;
        let change = self.membership(viewer, person, "person.removed", from);
        done(self.store.remove_member(&change).await?)
    }

    /// Ends the viewer's own membership. The last Master Account stays.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody who is no member any more.
    pub async fn leave_workspace(&self, viewer: &Viewer, from: &str) -> Result<TeamChange, Error> {
        let change = self.membership(viewer, viewer.person, "person.left", from);
        done(self.store.remove_member(&change).await?)
    }

    /// The workspaces the viewer belongs to.
    ///
    /// # Errors
    /// The store's.
    pub async fn workspaces(&self, viewer: &Viewer) -> Result<Vec<Membership>, Error> {
        Ok(self.store.workspaces_of(viewer.person).await?)
    }

    /// Lets the viewer's session go on in another workspace they belong to.
    ///
    /// # Errors
    /// [`Error::NotFound`] where they do not belong to it.
    pub async fn switch_workspace(
        &self,
        viewer: &Viewer,
        session: &Token,
        workspace: WorkspaceId,
        from: &str,
    ) -> Result<(), Error> {
        let audit = AuditEntry {
            workspace: Some(workspace),
            person: Some(viewer.person),
            what: "session.switched".to_owned(),
            about: viewer.workspace.to_string(),
            from: from.to_owned(),
            at: self.clock.now(),
        };
        let moved = self.store.switch_workspace(session.digest(), workspace, &audit).await?;
        if moved { Ok(()) } else { Err(Error::NotFound) }
    }

    fn membership(
        &self,
        viewer: &Viewer,
        person: PersonId,
        what: &str,
        from: &str,
    ) -> MembershipChange {
        let audit = AuditEntry {
            workspace: Some(viewer.workspace),
            person: Some(viewer.person),
            what: what.to_owned(),
            about: person.to_string(),
            from: from.to_owned(),
            at: self.clock.now(),
        };
        MembershipChange { workspace: viewer.workspace, person, audit }
    }
}

fn done(change: TeamChange) -> Result<TeamChange, Error> {
    if change == TeamChange::NoMember { Err(Error::NotFound) } else { Ok(change) }
}

/// Who takes over which channels that are linked through `profile`; and the names of those for which there is nobody.
/// What hangs on the same login, `theirs`, helps nobody.
fn takers(
    profile: ProfileId,
    channels: &[LinkedChannel],
    theirs: &[ProfileId],
) -> (Vec<Taker>, Vec<String>) {
    let (mut takers, mut stuck) = (Vec::<Taker>::new(), Vec::new());
    for channel in channels {
        if channel.links.first().is_none_or(|link| link.profile != profile) {
            continue;
        }
        match channel.links.iter().find(|link| !theirs.contains(&link.profile)) {
            None => stuck.push(channel.name.clone()),
            Some(link) => match takers.iter_mut().find(|taker| taker.profile == link.profile) {
                Some(taker) => taker.channels.push(channel.id),
                None => takers.push(Taker {
                    profile: link.profile,
                    name: link.name.clone(),
                    channels: vec![channel.id],
                }),
            },
        }
    }
    (takers, stuck)
}
