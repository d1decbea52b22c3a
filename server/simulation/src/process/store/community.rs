//! Community Management's part of the port.

use async_trait::async_trait;
use domain::{
    comment::{Comment, Reply, ReplyState},
    community::CommunityRole,
    id::{ChannelId, CommentId, PersonId, ReplyId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Comments, CommunityRoles, Listenings, Replies, Stored,
    accounts::AuditEntry,
    comments::{
        CommentList, CommentQuery, HearLater, Heard, Listening, Member, ReplyWrite, RoleOf, Unheard,
    },
    turns::{Taken, TurnRequest},
};

use super::{Door, Weight, light};
use crate::{Mutant, network::crowd::pages};

#[async_trait]
impl Listenings for Door {
    async fn take_listenings(&self, request: &TurnRequest) -> Stored<Taken> {
        let taken = self.0.world.store.take_listenings(request);
        self.turns("take_listenings", taken).await
    }

    async fn listening(&self, home: WorkspaceId, channel: ChannelId) -> Stored<Option<Listening>> {
        light!(self.listening(home, channel))
    }

    async fn listenings(&self, home: WorkspaceId) -> Stored<Vec<Listening>> {
        light!(self.listenings(home))
    }

    async fn hear(&self, heard: &Heard) -> Stored<u32> {
        let new = light!(self.hear(heard))?;
        let mut book = self.0.world.book();
        book.counts.pages_read += pages(heard.comments.len());
        book.counts.pages_needed += pages(usize::try_from(new).unwrap_or(usize::MAX));
        Ok(new)
    }

    async fn hear_later(&self, later: &HearLater) -> Stored<()> {
        light!(self.hear_later(later))
    }

    async fn wake_blind(&self, home: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        light!(self.wake_blind(home, now))
    }

    async fn unheard(&self, home: WorkspaceId) -> Stored<Vec<Unheard>> {
        light!(self.unheard(home))
    }
}

#[async_trait]
impl Comments for Door {
    async fn list_comments(&self, home: WorkspaceId, query: &CommentQuery) -> Stored<CommentList> {
        light!(self.list_comments(home, query))
    }

    async fn comment(&self, home: WorkspaceId, comment: CommentId) -> Stored<Option<Comment>> {
        light!(self.comment(home, comment))
    }

    async fn thread(
        &self,
        home: WorkspaceId,
        channel: ChannelId,
        post: &str,
        limit: u32,
    ) -> Stored<Vec<Comment>> {
        light!(self.thread(home, channel, post, limit))
    }

    async fn count_comments(&self, home: WorkspaceId, channels: &[ChannelId]) -> Stored<[u32; 5]> {
        light!(self.count_comments(home, channels))
    }

    async fn change_comment(
        &self,
        home: WorkspaceId,
        seen: u32,
        comment: &Comment,
        now: Timestamp,
    ) -> Stored<bool> {
        light!(self.change_comment(home, seen, comment, now))
    }

    async fn comments_by_half_hour(
        &self,
        home: WorkspaceId,
        channels: &[ChannelId],
        from: Timestamp,
        until: Timestamp,
    ) -> Stored<Vec<(Timestamp, u32)>> {
        light!(self.comments_by_half_hour(home, channels, from, until))
    }
}

#[async_trait]
impl Replies for Door {
    async fn replies(&self, home: WorkspaceId, comments: &[CommentId]) -> Stored<Vec<Reply>> {
        light!(self.replies(home, comments))
    }

    async fn reply(&self, home: WorkspaceId, reply: ReplyId) -> Stored<Option<Reply>> {
        light!(self.reply(home, reply))
    }

    async fn write_reply(&self, write: &ReplyWrite) -> Stored<bool> {
        if self.0.world.mutant == Some(Mutant::ForgetsAnswers)
            && matches!(write.reply.state, ReplyState::Sending { .. })
        {
            return Ok(true);
        }
        let what = format!("write_reply {} {}", write.reply.id, write.reply.state.slug());
        self.through(what, Weight::Heavy, self.0.world.store.write_reply(write)).await
    }

    async fn delete_reply(
        &self,
        home: WorkspaceId,
        reply: ReplyId,
        seen: u32,
        now: Timestamp,
    ) -> Stored<bool> {
        light!(self.delete_reply(home, reply, seen, now))
    }

    async fn open_replies(&self, home: WorkspaceId, channel: ChannelId) -> Stored<Vec<Reply>> {
        light!(self.open_replies(home, channel))
    }

    async fn sent_as(
        &self,
        home: WorkspaceId,
        channel: ChannelId,
        remote_ids: &[String],
    ) -> Stored<Vec<String>> {
        light!(self.sent_as(home, channel, remote_ids))
    }
}

#[async_trait]
impl CommunityRoles for Door {
    async fn members(&self, home: WorkspaceId) -> Stored<Vec<Member>> {
        light!(self.members(home))
    }

    async fn community_roles(
        &self,
        home: WorkspaceId,
        person: Option<PersonId>,
    ) -> Stored<Vec<RoleOf>> {
        light!(self.community_roles(home, person))
    }

    async fn keep_community_roles(
        &self,
        home: WorkspaceId,
        person: PersonId,
        roles: &[(ChannelId, CommunityRole)],
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.keep_community_roles(home, person, roles, audit))
    }
}
