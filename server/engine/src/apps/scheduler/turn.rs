//! A channel's turn: what is due goes out in its order, one after the other, or waits for what stands in its way.

use domain::{
    breaker::Leave,
    health::Ability,
    id::{ChannelId, WorkspaceId},
    late::{Late, ON_TIME, Window},
    post::{Hold, Post, PostState, Question, Sent, Unpublished},
    time::{Span, Timestamp},
};

use crate::{
    Engine, Error,
    apps::reach::{Hand, Reach},
    ports::store::{
        posts::{Seen, Writes},
        turns::{OpenAttempt, Sweep, TurnEnd},
    },
    tokens::Priority,
};

/// How often what is held is looked at, should no event tell of its mending.
const HELD_AGAIN: Span = Span::minutes(10);
/// Publishing is a handful of calls.
const CALLS: u32 = 3;
/// When it is tried again where nothing says when.
pub(super) const SOON: Span = Span::seconds(5);

/// How a turn goes on.
pub(super) enum Next {
    /// With whatever comes first now.
    More,
    /// Not before then.
    Rest { again: Option<Timestamp>, is_holding: bool },
}

impl Next {
    pub(super) const fn at(again: Timestamp) -> Self {
        Self::Rest { again: Some(again), is_holding: false }
    }
}

/// One post in its channel's turn.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    pub(super) workspace: WorkspaceId,
    pub(super) post: Post,
}

impl Engine {
    pub(super) async fn turn(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Result<(), Error> {
        loop {
            let now = self.clock.now();
            let head = self.store.head(workspace, channel, now).await?;
            if head.is_overdue {
                while self.store.sweep(&Sweep { workspace, channel, hold: None, now }).await? {}
                continue;
            }
            let next = match head.post {
                None => Next::Rest { again: None, is_holding: false },
                Some(post) => self.go_on(Turn { workspace, post }).await?,
            };
            if let Next::Rest { again, is_holding } = next {
                let changes = head.changes;
                let end = TurnEnd { workspace, channel, changes, again, is_holding, now };
                return Ok(self.store.end_turn(&end).await?);
            }
        }
    }

    /// Brings the first of a queue one step further.
    async fn go_on(&self, turn: Turn) -> Result<Next, Error> {
        let now = self.clock.now();
        match &turn.post.state {
            PostState::Publishing { sent, is_lost: false } => {
                return self.leave_alone(&turn, *sent, now).await;
            }
            PostState::Scheduled { waits: Some(wait) } if wait.until > now => {
                return Ok(Next::at(wait.until));
            }
            _ => {}
        }
        let channel = turn.post.channel;
        let hand = match self.reach(turn.workspace, channel, Ability::Publish).await? {
            Reach::Open(hand) => hand,
            Reach::Lost(loss) => return self.hold(&turn, Hold::Lost(loss.cause), now).await,
            Reach::Gone => return self.hold(&turn, Hold::Gone, now).await,
            Reach::NotConfigured => return self.hold(&turn, Hold::NotConfigured, now).await,
        };
        match turn.post.state.unsettled() {
            Some(sent) => self.settle(turn, *hand, sent).await,
            None => self.send_or_move(turn, *hand, now).await,
        }
    }

    /// An attempt that nobody ended: somebody else's, or one that was cut off.
    async fn leave_alone(&self, turn: &Turn, sent: Sent, now: Timestamp) -> Result<Next, Error> {
        let (workspace, post) = (turn.workspace, turn.post.id);
        let open = OpenAttempt { workspace, post, number: sent.attempt };
        if let Some(until) = self.publishing.met.met(open, now) {
            return Ok(Next::at(until));
        }
        let state = PostState::Publishing { sent, is_lost: true };
        self.end_attempt(turn, sent, state, "lost").await?;
        Ok(Next::More)
    }

    /// Holds everything that is due.
    pub(super) async fn hold(&self, turn: &Turn, why: Hold, now: Timestamp) -> Result<Next, Error> {
        let (workspace, channel) = (turn.workspace, turn.post.channel);
        let sweep = Sweep { workspace, channel, hold: Some(why), now };
        while self.store.sweep(&sweep).await? {}
        Ok(Next::Rest { again: Some(now.after(HELD_AGAIN)), is_holding: true })
    }

    /// Sends a post, unless it is too late for that.
    async fn send_or_move(&self, turn: Turn, hand: Hand, now: Timestamp) -> Result<Next, Error> {
        let Some(window) = turn.post.window() else { return Ok(Next::at(now.after(SOON))) };
        match self.late(&turn, window, now).await? {
            Late::Now => {}
            Late::Moved(at) => {
                let (state, at) = (PostState::Scheduled { waits: None }, Some(at));
                let version = turn.post.version + 1;
                return self
                    .leave_as(&turn, Post { state, at, version, ..turn.post.clone() })
                    .await;
            }
            Late::Ask => {
                let state = PostState::Asking { question: Question::Late, since: now };
                return self.leave_as(&turn, Post { state, ..turn.post.clone() }).await;
            }
            Late::TooLate => {
                let state = PostState::Failed { why: Unpublished::TooLate, at: now };
                return self.leave_as(&turn, Post { state, ..turn.post.clone() }).await;
            }
        }
        match self.leave(&hand, Priority::PostDue, CALLS) {
            Leave::Refused { until } => Ok(Next::at(until.max(now.after(SOON)))),
            _ => self.attempt(turn, hand, None).await,
        }
    }

    /// What the workspace's rule says of a post. Almost all are on time, and need no rule.
    async fn late(&self, turn: &Turn, window: Window, now: Timestamp) -> Result<Late, Error> {
        if now.since(window.at) < ON_TIME && !window.is_over(now) {
            return Ok(Late::Now);
        }
        let (workspace, channel) = (turn.workspace, turn.post.channel);
        let timetable = self.store.timetable(workspace).await?.unwrap_or_default();
        let plan = self.store.slots(workspace, channel).await?;
        let taken = self.store.planned_times(workspace, channel, now).await?;
        Ok(timetable.rule.apply(window, &plan, &timetable.zone, &taken, now))
    }

    /// Writes the first of a queue over, if nobody else did.
    async fn leave_as(&self, turn: &Turn, after: Post) -> Result<Next, Error> {
        let (seen, now) = (Seen::from(&turn.post), self.clock.now());
        let posts = vec![(seen, Post { step: seen.step + 1, ..after })];
        let writes = Writes { workspace: turn.workspace, posts, audit: Vec::new(), now };
        self.store.write_posts(&writes).await?;
        Ok(Next::More)
    }
}
