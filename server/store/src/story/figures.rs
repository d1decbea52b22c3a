//! Figures are kept a day at a time, the last word of a network in place of the one before, and how far they reach.

use std::sync::Arc;

use domain::{
    cause::Cause,
    event::What,
    figure::{DayRange, Figure, Metric},
    id::{ChannelId, WorkspaceId},
    time::{Span, Timestamp},
};
use engine::ports::store::{
    Store,
    figures::{CountLater, Counted, Counting, Forgotten},
    turns::TurnRequest,
};

use super::{
    Told,
    cast::{Agency, at, heard, newest},
};

/// The start of so many days after the first.
fn day(number: i64) -> Timestamp {
    at(0).after(Span::days(number))
}

fn days(from: i64, until: i64) -> DayRange {
    DayRange { from: day(from), until: day(until) }
}

fn figure(metric: Metric, number: i64, value: i64) -> Figure {
    Figure { metric, day: day(number), value }
}

struct Ledger<'a> {
    store: &'a dyn Store,
    workspace: WorkspaceId,
    channel: ChannelId,
}

impl Ledger<'_> {
    fn counted(&self, figures: Vec<Figure>, until: i64) -> Counted {
        Counted {
            workspace: self.workspace,
            channel: self.channel,
            figures,
            counted_until: day(until),
            forgotten: None,
            again: at(9_000_000),
            now: at(7_000),
        }
    }

    fn later(&self, lost: Option<(Cause, Timestamp)>) -> CountLater {
        let (workspace, channel) = (self.workspace, self.channel);
        CountLater { workspace, channel, lost, again: Some(at(9_000_000)), now: at(7_010) }
    }

    async fn kept(&self, range: DayRange) -> Result<Vec<Figure>, engine::ports::store::StoreError> {
        let kept = self.store.figures(self.workspace, &[self.channel], &range).await?;
        Ok(kept.into_iter().map(|(_, figure)| figure).collect())
    }

    async fn counting(&self) -> Result<Counting, Box<dyn std::error::Error + Send + Sync>> {
        let counting = self.store.counting(self.workspace, self.channel).await?;
        Ok(counting.ok_or("no counting of a channel that is linked")?)
    }

    /// Whether the channel is among those whose turn has come.
    async fn has_its_turn(&self, now: Timestamp) -> Result<bool, engine::ports::store::StoreError> {
        let request = TurnRequest { now, again: at(9_000_000), limit: 1000 };
        let taken = self.store.take_countings(&request).await?;
        Ok(taken.channels.contains(&(self.workspace, self.channel)))
    }
}

pub(super) async fn count(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let workspace = agency.workspace;
    let channels = store.linked_channels(workspace).await?;
    let channel = channels.first().ok_or("a channel was linked")?.id;
    let ledger = Ledger { store: &**store, workspace, channel };
    let first = Counting { channel, counted_until: None, lost: None };
    assert_eq!(ledger.counting().await?, first);
    assert!(ledger.has_its_turn(at(7_000)).await?, "a channel that is linked has its turn at once");
    assert!(!ledger.has_its_turn(at(7_001)).await?, "and once");
    keep(&ledger).await?;
    lose(&ledger).await?;
    forget(&ledger).await
}

async fn keep(ledger: &Ledger<'_>) -> Told {
    let Ledger { store, workspace, channel } = *ledger;
    let told = vec![
        figure(Metric::Reach, 1, 50),
        figure(Metric::Followers, 1, 900),
        figure(Metric::Followers, 2, 901),
    ];
    let before = newest(store, workspace).await?;
    store.count(&ledger.counted(told.clone(), 2)).await?;
    let events = heard(store, workspace, before).await?;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].what, What::Statistics { channel });
    let sorted = [told[1], told[2], told[0]];
    assert_eq!(ledger.kept(days(0, 9)).await?, sorted, "by metric and day");
    assert_eq!(ledger.kept(days(2, 9)).await?, [told[2]], "whole days, the last left out");
    assert_eq!(ledger.kept(days(0, 1)).await?, []);

    let before = newest(store, workspace).await?;
    store.count(&ledger.counted(told, 1)).await?;
    assert_eq!(heard(store, workspace, before).await?, [], "nothing changed");
    assert_eq!(ledger.counting().await?.counted_until, Some(day(2)), "never moved back");

    let better = figure(Metric::Followers, 2, 905);
    store.count(&ledger.counted(vec![better], 3)).await?;
    assert_eq!(ledger.kept(days(2, 3)).await?, [better], "the last word counts");
    assert_eq!(ledger.counting().await?.counted_until, Some(day(3)));
    let elsewhere = WorkspaceId::new(at(0), [99; 10]);
    assert_eq!(store.figures(elsewhere, &[channel], &days(0, 9)).await?, []);
    assert!(store.counting(elsewhere, channel).await?.is_none());
    assert_eq!(store.countings(elsewhere).await?, []);
    Ok(())
}

async fn lose(ledger: &Ledger<'_>) -> Told {
    let Ledger { store, workspace, .. } = *ledger;
    let lost = Some((Cause::Expired, at(6_900)));
    let before = newest(store, workspace).await?;
    store.count_later(&ledger.later(lost.clone())).await?;
    assert_eq!(heard(store, workspace, before).await?.len(), 1);
    let before = newest(store, workspace).await?;
    store.count_later(&ledger.later(lost.clone())).await?;
    assert_eq!(heard(store, workspace, before).await?, [], "told already");
    let counting = ledger.counting().await?;
    assert_eq!((counting.counted_until, counting.lost), (Some(day(3)), lost));
    assert!(store.countings(workspace).await?.contains(&ledger.counting().await?));

    assert!(!ledger.has_its_turn(at(7_020)).await?);
    store.wake_uncounted(Some(WorkspaceId::new(at(0), [99; 10])), at(7_020)).await?;
    assert!(!ledger.has_its_turn(at(7_020)).await?, "another workspace was woken");
    store.wake_uncounted(Some(workspace), at(7_020)).await?;
    assert!(ledger.has_its_turn(at(7_020)).await?);
    store.count(&ledger.counted(vec![], 3)).await?;
    assert_eq!(ledger.counting().await?.lost, None, "whoever is counted is found");
    store.wake_uncounted(None, at(7_030)).await?;
    assert!(!ledger.has_its_turn(at(7_030)).await?, "nothing was lost any more");
    Ok(())
}

async fn forget(ledger: &Ledger<'_>) -> Told {
    let Ledger { store, workspace, channel } = *ledger;
    assert_eq!(store.forgotten(workspace, &[channel]).await?, []);
    let gone = Forgotten { channel, days: days(4, 6), cause: Some(Cause::PasswordChanged) };
    let also = Forgotten { channel, days: days(8, 9), cause: None };
    for forgotten in [&also, &gone] {
        let counted = Counted { forgotten: Some(forgotten.clone()), ..ledger.counted(vec![], 10) };
        store.count(&counted).await?;
    }
    assert_eq!(store.forgotten(workspace, &[channel]).await?, [gone, also]);
    assert_eq!(store.forgotten(workspace, &[]).await?, []);
    Ok(())
}
