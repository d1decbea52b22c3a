//! One attempt to send an answer.
//!
//! Invariant: an attempt is durable before it is sent, and sent once. What came of it is written down by a task that a caller who
//! goes away does not stop; if that fails too, the answer stays on its way, and is settled before anything is sent again.

use std::{sync::Arc, time::Duration};

use domain::{
    comment::{Comment, Reply, ReplyState},
    health::Ability,
    time::Timestamp,
    verdict::Verdict,
};

use crate::{
    Engine, Error,
    apps::{reach::Hand, watch::LEASE},
    ports::networks::{PostRefusal, Published, ReplyTo},
};

/// How long a network may take for an answer; well within the lease.
const PATIENCE: Duration = Duration::from_secs(90);
/// How often what came of an attempt is tried to be written down: it exists only in memory.
const WRITES: u32 = 8;
/// The first pause between two of those.
const BETWEEN_WRITES: Duration = Duration::from_millis(500);

impl Engine {
    /// Sends an answer: one that waits, or one of which nobody knows whether it arrived, where the network knows that one again.
    /// `None` if somebody else does.
    pub(super) async fn send_reply(
        &self,
        hand: &Arc<Hand>,
        reply: Reply,
    ) -> Result<Option<Reply>, Error> {
        let workspace = hand.workspace;
        let Some(comment) = self.store.comment(workspace, reply.comment).await? else {
            return Ok(None);
        };
        let now = self.clock.now();
        let before = match reply.state {
            ReplyState::Unknown { began_at, .. } => Some(began_at),
            _ => None,
        };
        let state = ReplyState::Sending { began_at: before.unwrap_or(now) };
        let Some(reply) = self.write_state(workspace, &reply, state, now).await? else {
            return Ok(None);
        };
        let attempt = Attempt { hand: Arc::clone(hand), comment, reply, before, began_at: now };
        let engine = self.clone();
        let sending = tokio::spawn(async move { engine.carry_out(attempt).await });
        sending.await.map_err(|_| Error::CutOff)?
    }

    async fn carry_out(&self, attempt: Attempt) -> Result<Option<Reply>, Error> {
        let Attempt { hand, comment, reply, .. } = &attempt;
        // A process that was stopped meanwhile must not send what others may be looking for by now.
        let took = self.clock.now().since(attempt.began_at);
        let is_late = took.as_millis() > LEASE.as_millis() / 3;
        let published = match self.networks.adapter(hand.network) {
            Some(adapter) if !is_late => {
                let to = ReplyTo { post: &comment.post, comment: &comment.remote_id };
                let (access, key) = (hand.access(), reply.id.to_string());
                let sent = adapter.reply(&access, &to, &reply.text, &key, attempt.began_at);
                tokio::time::timeout(PATIENCE, sent).await.unwrap_or(Published::Unknown)
            }
            _ => Published::Refused(PostRefusal::Channel(Verdict::Unavailable)),
        };
        let state = after(&published, attempt.before, attempt.began_at);
        let ended = self.end_sending(&attempt, state).await?;
        if !is_late {
            self.came_of(hand, Ability::Comments, &verdict(&published)).await?;
        }
        Ok(ended)
    }

    /// Writes down what came of an attempt, trying again while the lease holds.
    async fn end_sending(
        &self,
        attempt: &Attempt,
        state: ReplyState,
    ) -> Result<Option<Reply>, Error> {
        let (workspace, mut before, mut tried) = (attempt.hand.workspace, attempt.reply.clone(), 1);
        loop {
            let now = self.clock.now();
            match self.write_state(workspace, &before, state.clone(), now).await {
                Ok(Some(after)) => return Ok(Some(after)),
                // Somebody only took it for lost.
                Ok(None) => match self.store.reply(workspace, before.id).await? {
                    Some(reply) if is_open(&reply.state) && reply.step > before.step => {
                        before = reply;
                    }
                    _ => {
                        tracing::error!(reply = %before.id, "an answer was sent that was given up before");
                        return Ok(None);
                    }
                },
                Err(error) if tried < WRITES => {
                    tracing::error!(reply = %before.id, %error, tried, "what came of an answer is not written down yet");
                    tokio::time::sleep(BETWEEN_WRITES * 2_u32.pow(tried - 1)).await;
                    tried += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// An attempt that is durable.
struct Attempt {
    hand: Arc<Hand>,
    comment: Comment,
    reply: Reply,
    /// When it was sent before, if that is not known to have come to nothing.
    before: Option<Timestamp>,
    began_at: Timestamp,
}

/// The state in which an attempt leaves its answer. `before`: when that was sent before.
fn after(published: &Published, before: Option<Timestamp>, began_at: Timestamp) -> ReplyState {
    let unknown = |asks| ReplyState::Unknown { began_at: before.unwrap_or(began_at), asks };
    match (published, before) {
        (Published::Done(post), _) => ReplyState::Sent { remote_id: post.remote_id.clone() },
        (Published::Unknown, _) => unknown(false),
        // That this attempt came to nothing says nothing of the one before it.
        (Published::Refused(PostRefusal::Content { .. }), Some(_)) => unknown(true),
        (Published::Refused(PostRefusal::Channel(_)), Some(_)) => unknown(false),
        (Published::Refused(PostRefusal::Content { code, says }), None) => {
            ReplyState::Failed { code: code.clone(), says: says.clone() }
        }
        (Published::Refused(PostRefusal::Channel(verdict)), None) => {
            let cause = match verdict {
                Verdict::Dead(cause) => Some(cause.clone()),
                _ => None,
            };
            ReplyState::Waiting { cause }
        }
    }
}

/// Whether an attempt is still the last of its answer.
const fn is_open(state: &ReplyState) -> bool {
    matches!(state, ReplyState::Sending { .. } | ReplyState::Unknown { .. })
}

/// What an attempt says of the token.
fn verdict(published: &Published) -> Verdict {
    match published {
        Published::Done(_) | Published::Refused(PostRefusal::Content { .. }) => Verdict::Alive,
        Published::Refused(PostRefusal::Channel(verdict)) => verdict.clone(),
        Published::Unknown => Verdict::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use domain::cause::Cause;

    use super::*;
    use crate::ports::networks::RemotePost;

    const SENT: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[test]
    fn only_what_certainly_did_not_arrive_is_sent_anew() {
        let channel = |verdict| Published::Refused(PostRefusal::Channel(verdict));
        let content =
            Published::Refused(PostRefusal::Content { code: "1".into(), says: "No".into() });
        let done = Published::Done(RemotePost { remote_id: "r".into(), link: None });
        let sent = ReplyState::Sent { remote_id: "r".into() };
        let failed = ReplyState::Failed { code: "1".into(), says: "No".into() };
        let waits = |cause| ReplyState::Waiting { cause };
        let unknown = |asks| ReplyState::Unknown { began_at: SENT, asks };
        let dead = channel(Verdict::Dead(Cause::Expired));
        // What came of it -> the state after a first attempt, after one that may have arrived
        let table = [
            (done, sent.clone(), sent),
            (Published::Unknown, unknown(false), unknown(false)),
            (channel(Verdict::Unavailable), waits(None), unknown(false)),
            (channel(Verdict::Limited { until: None }), waits(None), unknown(false)),
            (dead, waits(Some(Cause::Expired)), unknown(false)),
            (content, failed, unknown(true)),
        ];
        for (published, first, second) in table {
            assert_eq!(after(&published, None, SENT), first, "{published:?}");
            let later = SENT.after(domain::time::Span::minutes(1));
            assert_eq!(after(&published, Some(SENT), later), second, "{published:?}");
        }
    }
}
