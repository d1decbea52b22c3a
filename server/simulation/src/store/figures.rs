//! Figures of channels.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    event::What,
    figure::{DayRange, Figure, Metric},
    id::{ChannelId, WorkspaceId},
    time::Timestamp,
};
use engine::ports::store::{
    Figures, Stored,
    figures::{CountLater, Counted, Counting, Forgotten},
    turns::{Taken, TurnRequest},
};

use super::{MemStore, State, turns::take};

/// Everything that was counted.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    lines: BTreeMap<(WorkspaceId, ChannelId), Line>,
    figures: BTreeMap<(WorkspaceId, ChannelId, Metric, Timestamp), i64>,
    forgotten: Vec<(WorkspaceId, Forgotten)>,
}

/// How far one channel was counted.
#[derive(Debug, Clone)]
struct Line {
    due_at: Option<Timestamp>,
    counting: Counting,
}

impl State {
    /// A channel that is linked has its turn at `now` unless it has one anyway.
    pub(super) fn begin_counting(&mut self, home: WorkspaceId, channel: ChannelId, now: Timestamp) {
        let counting = Counting { channel, counted_until: None, lost: None };
        let line = self.ledger.lines.entry((home, channel));
        line.or_insert(Line { due_at: None, counting }).due_at.get_or_insert(now);
    }
}

#[async_trait]
impl Figures for MemStore {
    async fn take_countings(&self, request: &TurnRequest) -> Stored<Taken> {
        let mut state = self.state();
        let lines = state.ledger.lines.iter_mut();
        Ok(take(lines.map(|(key, line)| (*key, &mut line.due_at)), request))
    }

    async fn counting(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<Counting>> {
        let state = self.state();
        Ok(state.ledger.lines.get(&(workspace, channel)).map(|line| line.counting.clone()))
    }

    async fn countings(&self, workspace: WorkspaceId) -> Stored<Vec<Counting>> {
        let state = self.state();
        let here = state.ledger.lines.iter().filter(|((home, _), _)| *home == workspace);
        Ok(here.map(|(_, line)| line.counting.clone()).collect())
    }

    async fn count(&self, counted: &Counted) -> Stored<()> {
        let mut state = self.state();
        let (home, channel) = (counted.workspace, counted.channel);
        let ledger = &mut state.ledger;
        let Some(line) = ledger.lines.get_mut(&(home, channel)) else { return Ok(()) };
        let before = line.counting.clone();
        line.counting.counted_until = before.counted_until.max(Some(counted.counted_until));
        line.counting.lost = None;
        line.due_at = Some(counted.again);
        let mut is_news = line.counting != before || counted.forgotten.is_some();
        for figure in &counted.figures {
            let key = (home, channel, figure.metric, figure.day);
            is_news |= ledger.figures.insert(key, figure.value) != Some(figure.value);
        }
        ledger.forgotten.extend(counted.forgotten.clone().map(|days| (home, days)));
        if is_news {
            state.tell(home, counted.now, What::Statistics { channel });
        }
        Ok(())
    }

    async fn count_later(&self, later: &CountLater) -> Stored<()> {
        let mut state = self.state();
        let (home, channel) = (later.workspace, later.channel);
        let Some(line) = state.ledger.lines.get_mut(&(home, channel)) else { return Ok(()) };
        let is_news = line.counting.lost != later.lost;
        line.counting.lost = later.lost.clone();
        line.due_at = later.again;
        if is_news {
            state.tell(home, later.now, What::Statistics { channel });
        }
        Ok(())
    }

    async fn wake_uncounted(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        for ((home, _), line) in &mut self.state().ledger.lines {
            let is_here = workspace.is_none_or(|workspace| *home == workspace);
            if is_here && line.counting.lost.is_some() {
                line.due_at = Some(now);
            }
        }
        Ok(())
    }

    async fn figures(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
        days: &DayRange,
    ) -> Stored<Vec<(ChannelId, Figure)>> {
        let state = self.state();
        let all = state.ledger.figures.iter();
        let asked = all.filter(|((home, channel, _, day), _)| {
            *home == workspace
                && channels.contains(channel)
                && days.from <= *day
                && *day < days.until
        });
        let read = |(key, value): (&(WorkspaceId, ChannelId, Metric, Timestamp), &i64)| {
            let (_, channel, metric, day) = *key;
            (channel, Figure { metric, day, value: *value })
        };
        Ok(asked.map(read).collect())
    }

    async fn forgotten(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
    ) -> Stored<Vec<Forgotten>> {
        let state = self.state();
        let all = state.ledger.forgotten.iter();
        let asked =
            all.filter(|(home, days)| *home == workspace && channels.contains(&days.channel));
        let mut forgotten: Vec<_> = asked.map(|(_, days)| days.clone()).collect();
        forgotten.sort_by_key(|days| (days.channel, days.days.from));
        Ok(forgotten)
    }
}
