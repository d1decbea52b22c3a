//! A channel's turn: its network is asked for the days that are not final yet, and what it tells replaces what was there.
//!
//! Invariant: a day that is final is told whole, or it is written down that the network no longer has it. A day of which nothing is
//! known has no figures, never a zero.

use std::collections::BTreeSet;

use domain::{
    breaker::Leave,
    counting::{count_again, days_to_ask, final_until},
    figure::{DAY, DayRange, Figure, start_of_day},
    health::{Ability, Loss},
    id::{ChannelId, WorkspaceId},
    time::{Span, Timestamp},
    verdict::Verdict,
};

use crate::{
    Engine, Error,
    apps::reach::{Hand, Reach},
    ports::{
        networks::Adapter,
        store::figures::{CountLater, Counted, Counting, Forgotten},
    },
    tokens::Priority,
};

/// How often a channel is counted.
const EVERY: Span = Span::hours(6);
/// How often one is looked at that cannot be reached, should no event tell of its mending.
const LOST_AGAIN: Span = Span::hours(1);
/// How soon a network is asked again that had trouble.
const AFTER_TROUBLE: Span = Span::minutes(15);
/// How soon at the earliest a network is asked again that said when.
const SOON: Span = Span::minutes(1);
/// The longest that a limit is believed to last.
const LONGEST_LIMIT: Span = Span::hours(24);
/// A way that turns out dead may leave another: so many are tried in one turn.
const WAYS: usize = 3;
/// Counting is a handful of calls.
const CALLS: u32 = 3;

/// How a turn went on a way that seemed open.
enum Turn {
    /// It is ended.
    Over,
    /// The way is dead.
    Dead,
}

/// What is known of a channel before its turn.
#[derive(Default)]
struct Known {
    counted_until: Option<Timestamp>,
    lost: Option<Loss>,
}

impl From<Counting> for Known {
    fn from(counting: Counting) -> Self {
        let lost = counting.lost.map(|(cause, since)| Loss { cause, since });
        Self { counted_until: counting.counted_until, lost }
    }
}

impl Engine {
    pub(super) async fn counting_turn(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Result<(), Error> {
        let counting = self.store.counting(workspace, channel).await?;
        let mut known = counting.map(Known::from).unwrap_or_default();
        let mut is_told = false;
        for _ in 0..WAYS {
            let loss = match self.reach(workspace, channel, Ability::Statistics).await? {
                Reach::Open(hand) => match self.ask_for_figures(&hand, &known).await? {
                    Turn::Over => return Ok(()),
                    Turn::Dead => continue,
                },
                Reach::Lost(loss) => loss,
                Reach::NotConfigured => {
                    return self.count_later(workspace, channel, known.lost, Some(EVERY)).await;
                }
                Reach::Gone => return self.count_later(workspace, channel, None, None).await,
            };
            // Looked at twice: what was mended before the channel was known to be lost woke nobody.
            if is_told {
                return Ok(());
            }
            self.count_later(workspace, channel, Some(loss.clone()), Some(LOST_AGAIN)).await?;
            (known.lost, is_told) = (Some(loss), true);
        }
        self.count_later(workspace, channel, known.lost, Some(LOST_AGAIN)).await
    }

    async fn ask_for_figures(&self, hand: &Hand, known: &Known) -> Result<Turn, Error> {
        let now = self.clock.now();
        let Some(adapter) = self.networks.adapter(hand.network) else {
            self.count_later(hand.workspace, hand.channel, known.lost.clone(), Some(EVERY)).await?;
            return Ok(Turn::Over);
        };
        let again = match self.leave(hand, Priority::Routine, CALLS) {
            Leave::Refused { until } => until.since(now),
            _ => {
                let days = days_to_ask(known.counted_until, adapter.ways().keeps_statistics, now);
                let told = adapter.statistics(&hand.access(), &days).await;
                let verdict = told.as_ref().err().cloned().unwrap_or(Verdict::Alive);
                self.came_of(hand, Ability::Statistics, &verdict).await?;
                match told {
                    Ok(figures) => {
                        self.count_in(hand, adapter, known, figures, &days, now).await?;
                        return Ok(Turn::Over);
                    }
                    Err(Verdict::Dead(_)) => return Ok(Turn::Dead),
                    Err(verdict) => after_trouble(&verdict, now),
                }
            }
        };
        // Nothing was kept: what was lost is lost still, and the next turn begins where this one did.
        self.count_later(hand.workspace, hand.channel, known.lost.clone(), Some(again)).await?;
        Ok(Turn::Over)
    }

    /// Keeps what was told at `now`.
    async fn count_in(
        &self,
        hand: &Hand,
        adapter: &dyn Adapter,
        known: &Known,
        mut figures: Vec<Figure>,
        days: &DayRange,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (workspace, channel) = (hand.workspace, hand.channel);
        figures.retain(|figure| days.contains(figure.day));
        let ways = adapter.ways();
        let counted_until = final_until(ways.statistics_late, now);
        let counted = Counted {
            workspace,
            channel,
            forgotten: self.forgotten_by(hand, known, &figures, days, now).await?,
            figures,
            counted_until: known.counted_until.map_or(counted_until, |was| was.max(counted_until)),
            again: count_again(EVERY.max(ways.ask_every), now, self.jitter()),
            now,
        };
        Ok(self.store.count(&counted).await?)
    }

    /// The days that were looked for in vain: what lies before all that the network still has, and what was not told of the time of
    /// a loss; also of days that may still be told, since later nobody knows why. Of those between that have figures by now, the
    /// figures count.
    async fn forgotten_by(
        &self,
        hand: &Hand,
        known: &Known,
        figures: &[Figure],
        asked: &DayRange,
        now: Timestamp,
    ) -> Result<Option<Forgotten>, Error> {
        let lost_in = known.lost.as_ref().map(|lost| start_of_day(lost.since));
        let Some(from) = known.counted_until.or(lost_in) else { return Ok(None) };
        let days = DayRange { from, until: start_of_day(now) };
        let is_wanted = |day| day < asked.from || lost_in.is_some_and(|since| since <= day);
        let mut told: BTreeSet<Timestamp> = figures.iter().map(|figure| figure.day).collect();
        if days.days().all(|day| !is_wanted(day) || told.contains(&day)) {
            return Ok(None);
        }
        let kept = self.store.figures(hand.workspace, &[hand.channel], &days).await?;
        told.extend(kept.into_iter().map(|(_, figure)| figure.day));
        let mut missing = days.days().filter(|day| is_wanted(*day) && !told.contains(day));
        let Some(first) = missing.next() else { return Ok(None) };
        let last = missing.last().unwrap_or(first);
        Ok(Some(Forgotten {
            channel: hand.channel,
            days: DayRange { from: first, until: last.after(DAY) },
            cause: known.lost.as_ref().map(|lost| lost.cause.clone()),
        }))
    }

    /// Ends a turn that brought nothing.
    async fn count_later(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        lost: Option<Loss>,
        again: Option<Span>,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let lost = lost.map(|Loss { cause, since }| (cause, since));
        let again = again.map(|again| now.after(again));
        let later = CountLater { workspace, channel, lost, again, now };
        Ok(self.store.count_later(&later).await?)
    }
}

/// How soon a network is asked again that did not tell.
fn after_trouble(verdict: &Verdict, now: Timestamp) -> Span {
    match verdict {
        Verdict::Limited { until: Some(until) } => until.since(now).clamp(SOON, LONGEST_LIMIT),
        Verdict::Ours { .. } => LOST_AGAIN,
        _ => AFTER_TROUBLE,
    }
}
