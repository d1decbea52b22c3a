//! Answers to comments, and who may do what with comments.

use async_trait::async_trait;
use domain::{
    comment::{Reply, ReplyState},
    community::CommunityRole,
    event::What,
    id::{ChannelId, CommentId, PersonId, ReplyId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    CommunityRoles, Replies, Stored,
    accounts::AuditEntry,
    comments::{Member, ReplyWrite, RoleOf, Seen},
};

use super::{MemStore, State};

impl State {
    /// The answers of a workspace, oldest first.
    fn replies_of(&self, workspace: WorkspaceId) -> impl Iterator<Item = &Reply> {
        let here = self.talk.replies.iter().filter(|((home, _), _)| *home == workspace);
        let mut replies: Vec<_> = here.map(|(_, reply)| reply).collect();
        replies.sort_by_key(|reply| (reply.made_at, reply.id));
        replies.into_iter()
    }
}

#[async_trait]
impl Replies for MemStore {
    async fn replies(&self, workspace: WorkspaceId, comments: &[CommentId]) -> Stored<Vec<Reply>> {
        let state = self.state();
        let wanted = |reply: &&Reply| {
            comments.contains(&reply.comment) && !matches!(reply.state, ReplyState::Sent { .. })
        };
        Ok(state.replies_of(workspace).filter(wanted).cloned().collect())
    }

    async fn reply(&self, workspace: WorkspaceId, reply: ReplyId) -> Stored<Option<Reply>> {
        Ok(self.state().talk.replies.get(&(workspace, reply)).cloned())
    }

    async fn write_reply(&self, write: &ReplyWrite) -> Stored<bool> {
        let mut state = self.state();
        let (workspace, reply) = (write.workspace, &write.reply);
        let step = state.talk.replies.get(&(workspace, reply.id)).map(|kept| kept.step);
        let is_out = state.replies_of(workspace).any(|other| {
            let is_settled = matches!(other.state, ReplyState::Sent { .. });
            let is_another = other.comment == reply.comment && other.id != reply.id;
            is_another && other.state.may_be_out() && !is_settled
        });
        let comment = state.talk.comments.get_mut(&(workspace, reply.comment));
        let Some(comment) = comment.filter(|comment| comment.channel == reply.channel) else {
            return Ok(false);
        };
        let is_as_seen = match write.seen {
            Seen::Comment(version) => step.is_none() && comment.version == version,
            Seen::Reply(seen) => step == Some(seen),
        };
        if !is_as_seen || is_out {
            return Ok(false);
        }
        let next = write.comment.unwrap_or(comment.state);
        if matches!(write.seen, Seen::Comment(_)) || next != comment.state {
            comment.state = next;
            comment.version += 1;
        }
        state.talk.replies.insert((workspace, reply.id), reply.clone());
        state.tell(workspace, write.now, What::Comments { channel: reply.channel });
        Ok(true)
    }

    async fn delete_reply(
        &self,
        workspace: WorkspaceId,
        reply: ReplyId,
        seen: u32,
        now: Timestamp,
    ) -> Stored<bool> {
        let mut state = self.state();
        let kept = state.talk.replies.get(&(workspace, reply));
        let goes = kept.filter(|kept| kept.step == seen && !kept.state.may_be_out());
        let Some(channel) = goes.map(|kept| kept.channel) else { return Ok(false) };
        state.talk.replies.remove(&(workspace, reply));
        state.tell(workspace, now, What::Comments { channel });
        Ok(true)
    }

    async fn open_replies(&self, workspace: WorkspaceId, channel: ChannelId) -> Stored<Vec<Reply>> {
        let state = self.state();
        let wanted = |reply: &&Reply| reply.channel == channel && reply.state.is_open();
        Ok(state.replies_of(workspace).filter(wanted).cloned().collect())
    }

    async fn sent_as(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        remote_ids: &[String],
    ) -> Stored<Vec<String>> {
        let state = self.state();
        let sent = state.replies_of(workspace).filter(|reply| reply.channel == channel);
        let mut known: Vec<_> = sent
            .filter_map(|reply| match &reply.state {
                ReplyState::Sent { remote_id } if remote_ids.contains(remote_id) => {
                    Some(remote_id.clone())
                }
                _ => None,
            })
            .collect();
        known.sort_unstable();
        Ok(known)
    }
}

#[async_trait]
impl CommunityRoles for MemStore {
    async fn members(&self, workspace: WorkspaceId) -> Stored<Vec<Member>> {
        let state = self.state();
        let members = state.people.keys().filter_map(|person| state.member(*person, workspace));
        let mut members: Vec<_> = members
            .map(|found| Member {
                person: found.person,
                name: found.name,
                email: found.email,
                role: found.role,
            })
            .collect();
        members.sort_by_cached_key(|member| (member.name.to_lowercase(), member.person));
        Ok(members)
    }

    async fn community_roles(
        &self,
        workspace: WorkspaceId,
        person: Option<PersonId>,
    ) -> Stored<Vec<RoleOf>> {
        let state = self.state();
        let wanted = |(home, of, _): &(WorkspaceId, PersonId, ChannelId)| {
            *home == workspace && person.is_none_or(|person| person == *of)
        };
        let roles = state.talk.roles.iter().filter(|(key, _)| wanted(key));
        Ok(roles
            .map(|((_, person, channel), role)| RoleOf {
                person: *person,
                channel: *channel,
                role: *role,
            })
            .collect())
    }

    async fn keep_community_roles(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        roles: &[(ChannelId, CommunityRole)],
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let knows = |(channel, _): &(ChannelId, _)| state.knows_channel(workspace, *channel);
        if state.member(person, workspace).is_none() || !roles.iter().all(knows) {
            return Ok(false);
        }
        state.talk.roles.retain(|(home, of, _), _| (*home, *of) != (workspace, person));
        for (channel, role) in roles {
            state.talk.roles.insert((workspace, person, *channel), *role);
        }
        state.audit.push(audit.clone());
        Ok(true)
    }
}
