//! Answers that were sent, and of which nobody knows whether they arrived: settled before anything is sent again.

use std::sync::Arc;

use domain::{
    breaker::Leave,
    comment::{Comment, CommentState, Reply, ReplyState},
    id::{ChannelId, WorkspaceId},
    time::{Span, Timestamp},
};

use super::period::APART;
use crate::{
    Engine, Error,
    apps::reach::Hand,
    ports::{
        networks::{self, Adapter},
        store::comments::{ReplyWrite, Seen},
    },
    tokens::Priority,
};

/// So long after it was sent every network that lists answers at once lists this one.
pub(super) const CONSISTENT_AFTER: Span = Span::seconds(45);
/// So long before a network forgets a key, it is not relied on any more: a request takes its time.
const KEY_MARGIN: Span = Span::minutes(5);
/// How often it is looked again.
const LOOK_EVERY: Span = Span::minutes(1);
/// After so long a person is asked, who can look for themselves.
const ASK_AFTER: Span = Span::minutes(15);
/// Comments that are older are not read again to prove that an answer is missing.
const PROVABLE: Span = Span::days(7);

/// The answers of a channel that the server has something to do about.
pub(super) struct Open {
    pub(super) replies: Vec<Reply>,
    /// From when on comments must be read to settle them.
    pub(super) since: Option<Timestamp>,
    /// When they are looked at again.
    pub(super) again: Option<Timestamp>,
}

/// What the comments say of an answer.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// It is this one of them.
    There(String),
    /// It is not among them, though what it answers is.
    Missing,
    /// They do not say.
    Doubtful,
}

impl Engine {
    /// The answers that are open, those that nobody ended among them taken for lost.
    pub(super) async fn take_open(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Result<Open, Error> {
        let now = self.clock.now();
        let mut open = Open { replies: Vec::new(), since: None, again: None };
        let soonest = |one: Option<Timestamp>, other: Timestamp| {
            Some(one.map_or(other, |one: Timestamp| one.min(other)))
        };
        for mut reply in self.store.open_replies(workspace, channel).await? {
            if let ReplyState::Sending { began_at } = reply.state {
                let met = (workspace, reply.id, reply.step);
                if let Some(until) = self.listener.met.met(met, now) {
                    open.again = soonest(open.again, until);
                    continue;
                }
                let state = ReplyState::Unknown { began_at, asks: false };
                let Some(lost) = self.write_state(workspace, &reply, state, now).await? else {
                    continue;
                };
                reply = lost;
            }
            if let ReplyState::Unknown { began_at, .. } = reply.state {
                let comment = self.store.comment(workspace, reply.comment).await?;
                let comment = comment.filter(|it| now.since(it.at) < PROVABLE);
                let first = comment.map_or(began_at, |it| it.at.before(Span::seconds(1)));
                open.since = soonest(open.since, first.min(began_at.before(APART)));
                let visible_at = began_at.after(CONSISTENT_AFTER);
                open.again = soonest(open.again, visible_at.max(now.after(LOOK_EVERY)));
            }
            open.replies.push(reply);
        }
        Ok(open)
    }

    /// Settles what can be by the comments that were read, `asked_at` then. What is missing waits to be sent.
    pub(super) async fn settle_all(
        &self,
        hand: &Arc<Hand>,
        adapter: &dyn Adapter,
        told: &[networks::Comment],
        replies: &mut [Reply],
        asked_at: Timestamp,
    ) -> Result<(), Error> {
        for reply in replies {
            let ReplyState::Unknown { began_at, .. } = reply.state else { continue };
            let found = self.find(hand, told, reply).await?;
            let is_visible = began_at.after(CONSISTENT_AFTER) <= asked_at;
            let is_known_again = adapter.ways().remembers_key.is_some_and(|kept| {
                let kept = kept.as_millis() - KEY_MARGIN.as_millis();
                asked_at.since(began_at).as_millis() < kept
            });
            let state = match found {
                Found::There(remote_id) => ReplyState::Sent { remote_id },
                _ if is_known_again => {
                    if !matches!(self.leave(hand, Priority::PostDue, 1), Leave::Refused { .. }) {
                        self.send_reply(hand, reply.clone()).await?;
                    }
                    continue;
                }
                Found::Missing if is_visible && adapter.ways().lists_replies_at_once => {
                    ReplyState::Waiting { cause: None }
                }
                _ if asked_at.since(began_at) > ASK_AFTER => {
                    ReplyState::Unknown { began_at, asks: true }
                }
                _ => continue,
            };
            let now = self.clock.now();
            if let Some(settled) = self.write_state(hand.workspace, reply, state, now).await? {
                *reply = settled;
            }
        }
        Ok(())
    }

    async fn find(
        &self,
        hand: &Hand,
        told: &[networks::Comment],
        reply: &Reply,
    ) -> Result<Found, Error> {
        let Some(comment) = self.store.comment(hand.workspace, reply.comment).await? else {
            return Ok(Found::Doubtful);
        };
        let alike: Vec<_> = alike(told, &comment, reply).map(|it| it.remote_id.clone()).collect();
        let known = self.store.sent_as(hand.workspace, hand.channel, &alike).await?;
        let mut alike = alike.into_iter().filter(|id| !known.contains(id));
        Ok(match (alike.next(), alike.next()) {
            (Some(id), None) => Found::There(id),
            (None, _) if told.iter().any(|it| it.remote_id == comment.remote_id) => Found::Missing,
            _ => Found::Doubtful,
        })
    }

    /// Writes down another state of an answer; `None` if somebody else did.
    pub(super) async fn write_state(
        &self,
        workspace: WorkspaceId,
        reply: &Reply,
        state: ReplyState,
        now: Timestamp,
    ) -> Result<Option<Reply>, Error> {
        let comment = matches!(state, ReplyState::Sent { .. }).then_some(CommentState::Answered);
        let after = Reply { state, step: reply.step + 1, ..reply.clone() };
        let seen = Seen::Reply(reply.step);
        let write = ReplyWrite { workspace, seen, reply: after.clone(), comment, now };
        Ok(self.store.write_reply(&write).await?.then_some(after))
    }
}

/// Those of the channel's own comments that could be the answer. Networks put names before a text, and answers to answers below
/// the comment that both stand below.
fn alike<'a>(
    told: &'a [networks::Comment],
    comment: &'a Comment,
    reply: &'a Reply,
) -> impl Iterator<Item = &'a networks::Comment> {
    let since = match reply.state {
        ReplyState::Unknown { began_at, .. } => began_at.before(APART),
        _ => reply.made_at.before(APART),
    };
    let text = in_one_line(&reply.text);
    told.iter().filter(move |it| {
        let stands_below = it.parent.as_ref() == Some(&comment.remote_id)
            || (comment.parent.is_some() && it.parent == comment.parent);
        it.own && it.at >= since && stands_below && in_one_line(&it.text).ends_with(&text)
    })
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use domain::id::{CommentId, PersonId, ReplyId};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn comment(parent: Option<&str>) -> Comment {
        Comment {
            id: CommentId::new(NOW, [1; 10]),
            channel: ChannelId::new(NOW, [2; 10]),
            remote_id: "c".into(),
            post: "p".into(),
            parent: parent.map(Into::into),
            author: None,
            text: "Is there any left?".into(),
            at: NOW,
            heard_at: NOW,
            is_late: false,
            state: CommentState::New,
            is_hidden: false,
            is_liked: false,
            assignee: None,
            version: 1,
        }
    }

    fn reply() -> Reply {
        Reply {
            id: ReplyId::new(NOW, [3; 10]),
            comment: CommentId::new(NOW, [1; 10]),
            channel: ChannelId::new(NOW, [2; 10]),
            text: "Yes,\nuntil noon".into(),
            author: PersonId::new(NOW, [4; 10]),
            made_at: NOW,
            state: ReplyState::Unknown { began_at: NOW, asks: false },
            step: 2,
        }
    }

    #[test]
    fn an_answer_is_known_again_by_what_it_says_and_answers() {
        // (own, minutes after it was sent, below what, text) -> alike below a comment, below an answer
        let table = [
            ((true, 0, Some("c"), "Yes, until noon"), (true, true)),
            ((true, -10, Some("c"), "@eva Yes, until  noon "), (true, true)),
            ((true, -20, Some("c"), "Yes, until noon"), (false, false)),
            ((false, 0, Some("c"), "Yes, until noon"), (false, false)),
            ((true, 0, Some("c"), "No, until noon"), (false, false)),
            ((true, 0, Some("top"), "Yes, until noon"), (false, true)),
            ((true, 0, None, "Yes, until noon"), (false, false)),
        ];
        for ((own, minutes, below, text), (is_alike, is_alike_nested)) in table {
            let told = [networks::Comment {
                remote_id: "r".into(),
                post: "p".into(),
                parent: below.map(Into::into),
                author: None,
                own,
                text: text.into(),
                at: NOW.after(Span::minutes(minutes)),
            }];
            let found = |parent| alike(&told, &comment(parent), &reply()).count() == 1;
            let how = format!("{own} {minutes} {below:?} {text}");
            assert_eq!((found(None), found(Some("top"))), (is_alike, is_alike_nested), "{how}");
        }
    }
}
