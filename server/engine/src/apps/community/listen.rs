//! A channel's turn: what was written since is heard, what was sent and lost is settled, and the answers that wait go out.
//!
//! Invariant: between two moments that were heard nothing is left out, unless the network no longer tells it; that is
//! written down as a gap.

use std::sync::Arc;

use domain::{
    breaker::Leave,
    cause::Cause,
    comment::{Comment, CommentState, Reply, ReplyState, is_late},
    health::Ability,
    id::{ChannelId, CommentId, WorkspaceId},
    time::{Span, Timestamp},
    verdict::Verdict,
};

use super::period::Period;
use crate::{
    Engine, Error,
    apps::reach::{Hand, Reach},
    ports::{
        networks::{self, Adapter},
        store::comments::{HearLater, Heard, ReplyWrite, Seen, Unheard},
    },
    tokens::Priority,
};

/// How often a blind channel is looked at, should no event tell of its mending.
const BLIND_AGAIN: Span = Span::minutes(10);
/// How soon a network is asked again that had trouble.
const AFTER_TROUBLE: Span = Span::minutes(2);
/// How soon at the earliest a network is asked again that said when.
const SOON: Span = Span::seconds(5);
/// The longest that a limit is believed to last.
const LONGEST_LIMIT: Span = Span::hours(24);
/// A way that turns out dead may leave another: so many are tried in one turn.
pub(super) const WAYS: usize = 3;
/// Listening is a handful of calls.
const CALLS: u32 = 4;

/// How a turn went on a way that seemed open.
enum Turn {
    /// It is ended.
    Over,
    /// The way is dead.
    Dead,
}

impl Engine {
    pub(super) async fn listening_turn(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Result<(), Error> {
        let mut is_blind = false;
        for _ in 0..WAYS {
            let (cause, again) = match self.reach(workspace, channel, Ability::Comments).await? {
                Reach::Open(hand) => match self.listen(&Arc::from(hand)).await? {
                    Turn::Over => return Ok(()),
                    Turn::Dead => continue,
                },
                Reach::Lost(loss) => (Some(loss.cause), true),
                Reach::NotConfigured => (None, true),
                Reach::Gone => (None, false),
            };
            // Looked at twice: what was mended before the channel was known to be blind woke nobody.
            if is_blind {
                return Ok(());
            }
            self.go_blind(workspace, channel, cause, again).await?;
            is_blind = true;
        }
        self.go_blind(workspace, channel, None, true).await
    }

    /// There is no way to a channel: answers wait, and say why.
    async fn go_blind(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        cause: Option<Cause>,
        again: bool,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let again = again.then(|| now.after(BLIND_AGAIN));
        let later = HearLater { workspace, channel, is_blind: true, again, now };
        self.store.hear_later(&later).await?;
        let Some(cause) = cause else { return Ok(()) };
        let why = ReplyState::Waiting { cause: Some(cause) };
        for reply in self.store.open_replies(workspace, channel).await? {
            if matches!(reply.state, ReplyState::Waiting { .. }) && reply.state != why {
                let seen = Seen::Reply(reply.step);
                let reply = Reply { state: why.clone(), step: reply.step + 1, ..reply };
                let write = ReplyWrite { workspace, seen, reply, comment: None, now };
                // Whoever was faster knows better.
                self.store.write_reply(&write).await?;
            }
        }
        Ok(())
    }

    async fn listen(&self, hand: &Arc<Hand>) -> Result<Turn, Error> {
        let (workspace, channel) = (hand.workspace, hand.channel);
        let now = self.clock.now();
        let end = |again| HearLater { workspace, channel, is_blind: false, again, now };
        let adapter = self.networks.adapter(hand.network);
        let Some(adapter) = adapter.filter(|adapter| adapter.ways().reads_comments) else {
            self.store.hear_later(&end(None)).await?;
            return Ok(Turn::Over);
        };
        if let Leave::Refused { until } = self.leave(hand, Priority::Routine, CALLS) {
            self.store.hear_later(&end(Some(until))).await?;
            return Ok(Turn::Over);
        }
        let known = self.store.listening(workspace, channel).await?;
        let mut open = self.take_open(workspace, channel).await?;
        let period = Period::new(known, adapter.ways().keeps_comments, open.since, now);
        let told = adapter.comments(&hand.access(), period.since).await;
        let verdict = told.as_ref().err().cloned().unwrap_or(Verdict::Alive);
        self.came_of(hand, Ability::Comments, &verdict).await?;
        let told = match told {
            Ok(told) => told,
            Err(Verdict::Dead(_)) => return Ok(Turn::Dead),
            Err(verdict) => {
                let again = self.after_trouble(&verdict);
                self.store.hear_later(&end(Some(again))).await?;
                return Ok(Turn::Over);
            }
        };
        self.take_down(hand, adapter, &told, &period, open.again).await?;
        self.settle_all(hand, adapter, &told, &mut open.replies, now).await?;
        self.send_waiting(hand, open.replies).await
    }

    /// Keeps what was told.
    async fn take_down(
        &self,
        hand: &Hand,
        adapter: &dyn Adapter,
        told: &[networks::Comment],
        period: &Period,
        again: Option<Timestamp>,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let comments = told.iter().map(|comment| self.heard(hand.channel, comment, period, now));
        let every = adapter.ways().listen_every.as_millis();
        // A little sooner or later, so that channels that were linked together do not stay together.
        let next = period.until.after(Span::millis(every + every * (self.jitter() - 500) / 5_000));
        let heard = Heard {
            workspace: hand.workspace,
            channel: hand.channel,
            comments: comments.collect(),
            heard_until: period.until,
            unheard: period.unheard.map(|(from, until)| Unheard {
                channel: hand.channel,
                from,
                until,
            }),
            again: again.map_or(next, |again| again.min(next)),
            now,
        };
        self.store.hear(&heard).await?;
        Ok(())
    }

    fn heard(
        &self,
        channel: ChannelId,
        told: &networks::Comment,
        period: &Period,
        now: Timestamp,
    ) -> Comment {
        Comment {
            id: CommentId::new(now, self.fresh_id()),
            channel,
            remote_id: told.remote_id.clone(),
            post: told.post.clone(),
            parent: told.parent.clone(),
            author: told.author.clone(),
            text: told.text.clone(),
            at: told.at,
            heard_at: now,
            is_late: is_late(told.at, now, period.listened_before),
            state: if told.own { CommentState::Own } else { CommentState::New },
            is_hidden: false,
            is_liked: false,
            assignee: None,
            version: 1,
        }
    }

    /// When a network is asked again that did not answer. Nothing was kept, so the next turn begins where this one did.
    fn after_trouble(&self, verdict: &Verdict) -> Timestamp {
        let now = self.clock.now();
        match verdict {
            Verdict::Limited { until: Some(until) } => {
                (*until).clamp(now.after(SOON), now.after(LONGEST_LIMIT))
            }
            Verdict::Ours { .. } => now.after(BLIND_AGAIN),
            _ => now.after(AFTER_TROUBLE),
        }
    }

    /// Sends what waits for the channel.
    async fn send_waiting(&self, hand: &Arc<Hand>, replies: Vec<Reply>) -> Result<Turn, Error> {
        for reply in replies {
            if !matches!(reply.state, ReplyState::Waiting { .. }) {
                continue;
            }
            if let Leave::Refused { .. } = self.leave(hand, Priority::PostDue, 1) {
                return Ok(Turn::Over);
            }
            let sent = self.send_reply(hand, reply).await?;
            if sent.is_some_and(|sent| matches!(sent.state, ReplyState::Waiting { cause: Some(_) }))
            {
                return Ok(Turn::Dead);
            }
        }
        Ok(Turn::Over)
    }
}
