//! The queues of channels, and their turns.

use async_trait::async_trait;
use domain::{
    id::{ChannelId, WorkspaceId},
    post::{Hold, Post, PostState, Unpublished},
    time::{Span, Timestamp},
};
use engine::ports::store::{
    Stored, Turns,
    posts::{Attempt, Seen, Writes},
    turns::{Head, Sweep, Taken, TurnEnd, TurnRequest},
};

use super::MemStore;

#[async_trait]
impl Turns for MemStore {
    async fn take_turns(&self, request: &TurnRequest) -> Stored<Taken> {
        let mut state = self.state();
        let lines = state.desk.lines.iter_mut();
        Ok(take(lines.map(|(key, line)| (*key, &mut line.due_at)), request))
    }

    async fn head(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        now: Timestamp,
    ) -> Stored<Head> {
        let state = self.state();
        let queue = state.desk.queue(workspace, channel);
        let on_its_way = queue.iter().find(|post| is_on_its_way(post));
        let first = queue.first().filter(|post| post.at <= Some(now));
        let line = state.desk.lines.get(&(workspace, channel));
        Ok(Head {
            post: on_its_way.or(first).map(|post| (*post).clone()),
            is_overdue: queue.iter().any(|post| is_past(post, now)),
            changes: line.map_or(0, |line| line.changes),
        })
    }

    async fn sweep(&self, sweep: &Sweep) -> Stored<bool> {
        let mut state = self.state();
        let queue = state.desk.queue(sweep.workspace, sweep.channel);
        let now = sweep.now;
        let posts = queue
            .into_iter()
            .filter(|post| post.at <= Some(now))
            .filter_map(|post| {
                let after = if is_past(post, now) {
                    PostState::Failed { why: Unpublished::TooLate, at: now }
                } else {
                    held(post, sweep.hold.as_ref()?, now)?
                };
                let written = Post { state: after, step: post.step + 1, ..post.clone() };
                Some((Seen::from(post), written))
            })
            .collect();
        let workspace = sweep.workspace;
        state.write_over(&Writes { workspace, posts, audit: Vec::new(), now });
        Ok(false)
    }

    async fn begin_attempt(
        &self,
        workspace: WorkspaceId,
        seen: &Seen,
        post: &Post,
    ) -> Stored<bool> {
        let mut state = self.state();
        let PostState::Publishing { sent, .. } = post.state else { return Ok(false) };
        let queue = state.desk.queue(workspace, post.channel);
        let is_free = !queue.iter().any(|other| other.id != post.id && is_on_its_way(other));
        let is_first = queue.first().is_some_and(|first| first.id == post.id);
        let posts = vec![(*seen, post.clone())];
        let writes = Writes { workspace, posts, audit: Vec::new(), now: sent.began_at };
        if !is_free || !is_first || !state.write_over(&writes) {
            return Ok(false);
        }
        let attempt = Attempt { number: sent.attempt, began_at: sent.began_at, ended: None };
        state.desk.attempts.insert((workspace, post.id, sent.attempt), attempt);
        Ok(true)
    }

    async fn end_attempt(&self, writes: &Writes, number: u32, outcome: &str) -> Stored<bool> {
        let mut state = self.state();
        if !state.write_over(writes) {
            return Ok(false);
        }
        for (seen, _) in &writes.posts {
            let key = (writes.workspace, seen.id, number);
            if let Some(attempt) = state.desk.attempts.get_mut(&key) {
                attempt.ended = Some((writes.now, outcome.to_owned()));
            }
        }
        Ok(true)
    }

    async fn end_turn(&self, end: &TurnEnd) -> Stored<()> {
        let desk = &mut self.state().desk;
        let queue = desk.queue(end.workspace, end.channel);
        let due = queue.iter().filter_map(|post| post.at).filter(|at| *at > end.now).min();
        let last = queue
            .iter()
            .filter(|post| post.state.unsettled().is_none())
            .filter_map(|post| post.not_after)
            .filter(|last| *last >= end.now)
            .min();
        let last = last.map(|last| last.after(Span::millis(1)));
        if let Some(line) = desk.lines.get_mut(&(end.workspace, end.channel)) {
            let changed = (line.changes != end.changes).then_some(end.now);
            line.due_at = [changed, end.again, due, last].into_iter().flatten().min();
            line.is_holding = end.is_holding;
        }
        Ok(())
    }

    async fn wake_held(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        for ((home, _), line) in &mut self.state().desk.lines {
            if line.is_holding && workspace.is_none_or(|workspace| *home == workspace) {
                line.due_at = Some(now);
                line.changes += 1;
            }
        }
        Ok(())
    }
}

/// Takes those whose turn has come, most overdue first.
pub(super) fn take<'a>(
    lines: impl Iterator<Item = ((WorkspaceId, ChannelId), &'a mut Option<Timestamp>)>,
    request: &TurnRequest,
) -> Taken {
    let mut lines: Vec<_> = lines.filter(|(_, due_at)| due_at.is_some()).collect();
    lines.sort_by_key(|(key, due_at)| (**due_at, *key));
    let due = lines.iter_mut().filter(|(_, due_at)| **due_at <= Some(request.now));
    let taken = due.take(request.limit as usize).map(|(key, due_at)| {
        **due_at = Some(request.again);
        *key
    });
    let channels = taken.collect();
    let next = lines.iter().filter_map(|(_, due_at)| **due_at).min();
    Taken { channels, next }
}

const fn is_on_its_way(post: &Post) -> bool {
    matches!(post.state, PostState::Publishing { .. })
}

/// Whether it must not go out any more, and certainly has not.
fn is_past(post: &Post, now: Timestamp) -> bool {
    post.not_after.is_some_and(|last| last < now) && post.state.unsettled().is_none()
}

/// The state of what is held now; `None` if it stays as it is.
fn held(post: &Post, why: &Hold, now: Timestamp) -> Option<PostState> {
    if matches!(post.state, PostState::Publishing { is_lost: false, .. }) {
        return None;
    }
    let held = post.state.held(why.clone(), now);
    (held != post.state).then_some(held)
}
