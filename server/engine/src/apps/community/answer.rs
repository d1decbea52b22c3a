//! Answering: what people write goes out at once, waits for the channel, or is proposed to whoever may send it.

use std::sync::Arc;

use domain::{
    account::Viewer,
    comment::{Comment, CommentState, Reply, ReplyState},
    community::CommunityRole,
    health::Ability,
    id::{CommentId, ReplyId, WorkspaceId},
};

use super::{listen::WAYS, settle::CONSISTENT_AFTER};
use crate::{
    Engine, Error,
    apps::reach::Reach,
    ports::store::comments::{HearLater, ReplyWrite, Seen},
    tokens::Priority,
};

/// Why an answer was not taken. Nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// It says nothing.
    Empty,
    /// Somebody else changed the comment, or the answer, meanwhile.
    Changed,
    /// Another answer is out, on its way, or waits.
    Answered,
    /// The network takes no answer to this comment.
    Unsupported,
}

/// What came of it.
type Answered<T> = Result<Result<T, Unanswered>, Error>;

impl Engine {
    /// Answers a comment. Whose role does not let them answer proposes it. `seen` is the version of the comment that was answered.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown comment, a foreign one, and one of a channel without a role alike.
    pub async fn answer(
        &self,
        viewer: &Viewer,
        comment: CommentId,
        seen: u32,
        text: &str,
    ) -> Answered<Reply> {
        let (comment, role) = self.comment_for(viewer, comment).await?;
        let text = text.trim();
        if text.is_empty() {
            return Ok(Err(Unanswered::Empty));
        }
        if comment.state == CommentState::Own || !self.takes_answers(viewer, &comment).await? {
            return Ok(Err(Unanswered::Unsupported));
        }
        if comment.version != seen {
            return Ok(Err(Unanswered::Changed));
        }
        let now = self.clock.now();
        let state = if role.may_answer() {
            ReplyState::Waiting { cause: None }
        } else {
            ReplyState::Proposed
        };
        if role.may_answer() && self.is_answered(viewer, &comment, None).await? {
            return Ok(Err(Unanswered::Answered));
        }
        let reply = Reply {
            id: ReplyId::new(now, self.fresh_id()),
            comment: comment.id,
            channel: comment.channel,
            text: text.to_owned(),
            author: viewer.person,
            made_at: now,
            state,
            step: 1,
        };
        let workspace = viewer.workspace;
        let seen = Seen::Comment(seen);
        let write = ReplyWrite { workspace, seen, reply: reply.clone(), comment: None, now };
        if !self.store.write_reply(&write).await? {
            return Ok(Err(Unanswered::Changed));
        }
        if role.may_answer() { self.go_out(workspace, reply).await.map(Ok) } else { Ok(Ok(reply)) }
    }

    /// Sends what was proposed, or what the network did not take, as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] as [`Self::answer`]; [`Error::Forbidden`] for whoever may not answer.
    pub async fn send_proposed(
        &self,
        viewer: &Viewer,
        reply: ReplyId,
        seen: u32,
    ) -> Answered<Reply> {
        let (reply, comment) = match self.reply_as_seen(viewer, reply, seen).await? {
            Ok((reply, comment, role)) if role.may_answer() => (reply, comment),
            Ok(_) => return Err(Error::Forbidden),
            Err(why) => return Ok(Err(why)),
        };
        if self.is_answered(viewer, &comment, Some(reply.id)).await? {
            return Ok(Err(Unanswered::Answered));
        }
        self.let_out(viewer.workspace, &reply, reply.text.clone()).await
    }

    /// Changes what an answer says that is not out. One that waits, or was not taken, goes out so; a proposal stays one.
    ///
    /// # Errors
    /// As [`Self::send_proposed`]; but whoever made a proposal may change it.
    pub async fn change_reply(
        &self,
        viewer: &Viewer,
        reply: ReplyId,
        seen: u32,
        text: &str,
    ) -> Answered<Reply> {
        let reply = match self.reply_as_seen(viewer, reply, seen).await? {
            Ok((reply, _, role)) => may_touch(viewer, role, reply)?,
            Err(why) => return Ok(Err(why)),
        };
        let text = text.trim();
        if text.is_empty() {
            return Ok(Err(Unanswered::Empty));
        }
        if reply.state != ReplyState::Proposed {
            return self.let_out(viewer.workspace, &reply, text.to_owned()).await;
        }
        let after = Reply { text: text.to_owned(), step: reply.step + 1, ..reply };
        self.write_over(viewer.workspace, seen, after).await
    }

    /// Throws away an answer that is not out.
    ///
    /// # Errors
    /// As [`Self::change_reply`].
    pub async fn discard_reply(&self, viewer: &Viewer, reply: ReplyId, seen: u32) -> Answered<()> {
        let reply = match self.reply_as_seen(viewer, reply, seen).await? {
            Ok((reply, _, role)) => may_touch(viewer, role, reply)?,
            Err(why) => return Ok(Err(why)),
        };
        let now = self.clock.now();
        let is_gone = self.store.delete_reply(viewer.workspace, reply.id, seen, now).await?;
        Ok(if is_gone { Ok(()) } else { Err(Unanswered::Changed) })
    }

    /// Says whether an answer is there of which the network cannot tell. If not, it is sent again.
    ///
    /// # Errors
    /// As [`Self::send_proposed`].
    pub async fn settle_reply(
        &self,
        viewer: &Viewer,
        reply: ReplyId,
        is_there: bool,
    ) -> Answered<Reply> {
        let (reply, _, role) = self.reply_for(viewer, reply).await?;
        if !role.may_answer() {
            return Err(Error::Forbidden);
        }
        if !matches!(reply.state, ReplyState::Unknown { asks: true, .. }) {
            return Ok(Err(Unanswered::Changed));
        }
        if !is_there {
            return self.let_out(viewer.workspace, &reply, reply.text.clone()).await;
        }
        let state = ReplyState::Sent { remote_id: String::new() };
        let now = self.clock.now();
        let settled = self.write_state(viewer.workspace, &reply, state, now).await?;
        Ok(settled.ok_or(Unanswered::Changed))
    }

    /// Writes an answer down as one that waits, and sends it if that can be.
    async fn let_out(
        &self,
        workspace: WorkspaceId,
        reply: &Reply,
        text: String,
    ) -> Answered<Reply> {
        let state = ReplyState::Waiting { cause: None };
        let after = Reply { text, state, step: reply.step + 1, ..reply.clone() };
        match self.write_over(workspace, reply.step, after).await? {
            Ok(waiting) => self.go_out(workspace, waiting).await.map(Ok),
            Err(why) => Ok(Err(why)),
        }
    }

    async fn write_over(&self, workspace: WorkspaceId, seen: u32, after: Reply) -> Answered<Reply> {
        let (now, reply) = (self.clock.now(), after.clone());
        let write = ReplyWrite { workspace, seen: Seen::Reply(seen), reply, comment: None, now };
        let is_written = self.store.write_reply(&write).await?;
        Ok(if is_written { Ok(after) } else { Err(Unanswered::Changed) })
    }

    /// Sends an answer that waits, whichever way is open. What cannot go out now goes out at a turn of its channel.
    async fn go_out(&self, workspace: WorkspaceId, mut reply: Reply) -> Result<Reply, Error> {
        for _ in 0..WAYS {
            let hand = match self.reach(workspace, reply.channel, Ability::Comments).await? {
                Reach::Open(hand) => Arc::from(hand),
                Reach::Lost(loss) => {
                    let state = ReplyState::Waiting { cause: Some(loss.cause) };
                    if state == reply.state {
                        return Ok(reply);
                    }
                    let written = self.write_state(workspace, &reply, state, self.clock.now());
                    return Ok(written.await?.unwrap_or(reply));
                }
                Reach::Gone | Reach::NotConfigured => return Ok(reply),
            };
            let leave = self.leave(&hand, Priority::Person, 1);
            if let domain::breaker::Leave::Refused { .. } = leave {
                return Ok(reply);
            }
            let Some(sent) = self.send_reply(&hand, reply.clone()).await? else {
                // A turn of the channel was faster.
                return Ok(self.store.reply(workspace, reply.id).await?.unwrap_or(reply));
            };
            reply = sent;
            match reply.state {
                ReplyState::Waiting { cause: Some(_) } => {}
                ReplyState::Unknown { began_at, .. } => {
                    let (channel, now) = (reply.channel, self.clock.now());
                    let again = Some(began_at.after(CONSISTENT_AFTER));
                    let later = HearLater { workspace, channel, is_blind: false, again, now };
                    self.store.hear_later(&later).await?;
                    self.listener.rota.stirred.notify_one();
                    return Ok(reply);
                }
                _ => return Ok(reply),
            }
        }
        Ok(reply)
    }

    /// Whether its network lets this be answered. Without credentials nobody knows, and it waits.
    async fn takes_answers(&self, viewer: &Viewer, comment: &Comment) -> Result<bool, Error> {
        let channel = self.store.linked_channel(viewer.workspace, comment.channel).await?;
        let ways = channel.and_then(|channel| self.ways(channel.network));
        Ok(ways.is_none_or(|ways| ways.moderation.reply))
    }

    /// Whether an answer to a comment, other than `but`, waits or is on its way.
    async fn is_answered(
        &self,
        viewer: &Viewer,
        comment: &Comment,
        but: Option<ReplyId>,
    ) -> Result<bool, Error> {
        let replies = self.store.replies(viewer.workspace, &[comment.id]).await?;
        Ok(replies.iter().any(|reply| {
            let is_settled =
                matches!(reply.state, ReplyState::Proposed | ReplyState::Failed { .. });
            Some(reply.id) != but && !is_settled
        }))
    }

    /// An answer to a comment the viewer has a role for.
    async fn reply_for(
        &self,
        viewer: &Viewer,
        reply: ReplyId,
    ) -> Result<(Reply, Comment, CommunityRole), Error> {
        let reply = self.store.reply(viewer.workspace, reply).await?.ok_or(Error::NotFound)?;
        let (comment, role) = self.comment_for(viewer, reply.comment).await?;
        Ok((reply, comment, role))
    }

    /// The same, if it is as it was seen, and cannot be out.
    async fn reply_as_seen(
        &self,
        viewer: &Viewer,
        reply: ReplyId,
        seen: u32,
    ) -> Answered<(Reply, Comment, CommunityRole)> {
        let (reply, comment, role) = self.reply_for(viewer, reply).await?;
        Ok(if reply.state.may_be_out() {
            Err(Unanswered::Answered)
        } else if reply.step != seen {
            Err(Unanswered::Changed)
        } else {
            Ok((reply, comment, role))
        })
    }
}

/// Whoever may answer changes any answer, and everybody their own proposals.
fn may_touch(viewer: &Viewer, role: CommunityRole, reply: Reply) -> Result<Reply, Error> {
    let is_own = reply.state == ReplyState::Proposed && reply.author == viewer.person;
    if role.may_answer() || is_own { Ok(reply) } else { Err(Error::Forbidden) }
}
