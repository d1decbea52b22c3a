//! Figures as pages read them: everything they need in a handful of questions to the store, however many channels there are.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    account::Viewer,
    best::Best,
    cause::Cause,
    channel::LinkedChannel,
    event::EventId,
    figure::{DAY, DayRange, Figure, Gap, Metric, Missing, start_of_day},
    gap::KnownDays,
    health::{Ability, Loss},
    id::{ChannelId, WorkspaceId},
    time::{Span, Timestamp},
    zone::Zone,
};

use crate::{
    Engine, Error,
    ports::store::{
        Stored,
        events::EventsRead,
        figures::{Counting, Forgotten},
    },
};

/// The longest range that is read at once.
const LONGEST: Span = Span::days(366);

/// When people write is told from so many days.
const WRITTEN_IN: Span = Span::days(90);

/// Which figures.
#[derive(Debug, Clone)]
pub struct FiguresQuery {
    /// Of these channels; of all if it is empty.
    pub channels: Vec<ChannelId>,
    /// For these days.
    pub days: DayRange,
    /// Whether those of the days before are wanted too.
    pub compares: bool,
}

/// Figures, read at one moment.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The last event before the reading.
    pub as_of: EventId,
    /// The workspace's time zone.
    pub zone: Zone,
    /// Every channel that the workspace has, or has figures of, by network and name.
    pub channels: Vec<LinkedChannel>,
    /// The days they are of: whole ones.
    pub days: DayRange,
    /// The days before, where they are wanted.
    pub before: Option<DayRange>,
    /// For each channel that was asked for, in the order of [`Self::channels`].
    pub of: Vec<FiguresOf>,
    /// When people write.
    pub best: Best,
}

/// The figures of a channel.
#[derive(Debug, Clone)]
pub struct FiguresOf {
    /// Which.
    pub channel: ChannelId,
    /// Its figures in the range, by metric and day.
    pub figures: Vec<Figure>,
    /// The same for the days before.
    pub before: Vec<Figure>,
    /// How many posts Relink published on each day of the range on which it did.
    pub posts: Vec<(Timestamp, u32)>,
    /// How many in all days before.
    pub posts_before: u32,
    /// Days in the range without figures, and why.
    pub gaps: Vec<Gap>,
    /// What we have figures of.
    pub metrics: Vec<Metric>,
    /// Everything before is final.
    pub counted_until: Option<Timestamp>,
}

impl Engine {
    /// The figures of channels.
    ///
    /// # Errors
    /// The store's.
    pub async fn read_figures(
        &self,
        viewer: &Viewer,
        query: &FiguresQuery,
    ) -> Result<Reading, Error> {
        let (workspace, now) = (viewer.workspace, self.clock.now());
        // The number of the last event first: what happens while the rest is read is heard again rather than missed.
        let as_of = self.last_event(workspace).await?;
        let days = whole(query.days);
        let before = query.compares.then(|| days.before());
        let span = DayRange { from: before.map_or(days.from, |before| before.from), ..days };

        let mut countings: BTreeMap<ChannelId, Counting> = BTreeMap::new();
        for counting in self.store.countings(workspace).await? {
            countings.insert(counting.channel, counting);
        }
        let mut channels = self.store.linked_channels(workspace).await?;
        channels.retain(|channel| {
            let was_counted = countings.get(&channel.id).map(|counting| counting.counted_until);
            !channel.links.is_empty() || was_counted.flatten().is_some()
        });
        channels.sort_by(|one, other| {
            (one.network.name(), &one.name).cmp(&(other.network.name(), &other.name))
        });
        let is_asked = |id| query.channels.is_empty() || query.channels.contains(&id);
        let asked: Vec<_> = channels.iter().filter(|channel| is_asked(channel.id)).collect();
        let ids: Vec<_> = asked.iter().map(|channel| channel.id).collect();

        let mut figures = by_channel(self.store.figures(workspace, &ids, &span).await?);
        // Some networks tell a number from today on, and that they tell it is known from today's.
        let today = DayRange { from: start_of_day(now), until: start_of_day(now).after(DAY) };
        let mut newest = by_channel(self.store.figures(workspace, &ids, &today).await?);
        let mut forgotten = by_channel(
            self.store.forgotten(workspace, &ids).await?.into_iter().map(forgotten_days).collect(),
        );
        let published = self.store.published_by_day(workspace, &ids, &span).await?;
        let mut posts =
            by_channel(published.into_iter().map(|(id, day, count)| (id, (day, count))).collect());
        let comments =
            self.store.comments_by_half_hour(workspace, &ids, now.before(WRITTEN_IN), now).await?;
        let zone = self.store.timetable(workspace).await?.unwrap_or_default().zone;

        let of = asked.into_iter().map(|channel| {
            let id = channel.id;
            let counting = countings.get(&id);
            let facts = Facts {
                figures: figures.remove(&id).unwrap_or_default(),
                newest: newest.remove(&id).unwrap_or_default(),
                posts: posts.remove(&id).unwrap_or_default(),
                forgotten: forgotten.remove(&id).unwrap_or_default(),
                counted_until: counting.and_then(|counting| counting.counted_until),
                lost: loss(channel, counting),
            };
            facts.of(id, &days, before.as_ref(), now)
        });
        let of = of.collect();
        let best = Best::of(&comments, &zone);
        Ok(Reading { as_of, zone, channels, days, before, of, best })
    }

    async fn last_event(&self, workspace: WorkspaceId) -> Stored<EventId> {
        let read = self.store.events_after(workspace, EventId(u64::MAX), 1).await?;
        Ok(match read {
            EventsRead::Resync { last } => last,
            EventsRead::Events(_) => EventId(u64::MAX),
        })
    }
}

/// Whole days, at least one, and no more than are read at once.
fn whole(days: DayRange) -> DayRange {
    let until = start_of_day(days.until.before(Span::millis(1))).after(DAY);
    let from = start_of_day(days.from).clamp(until.before(LONGEST), until.before(DAY));
    DayRange { from, until }
}

/// What stands in the way of a channel's figures: what is known now, else what its last turn met and nobody counted since.
fn loss(channel: &LinkedChannel, counting: Option<&Counting>) -> Option<Loss> {
    let met = || counting?.lost.clone().map(|(cause, since)| Loss { cause, since });
    channel.loss(Ability::Statistics).or_else(met)
}

fn forgotten_days(forgotten: Forgotten) -> (ChannelId, (DayRange, Option<Cause>)) {
    (forgotten.channel, (forgotten.days, forgotten.cause))
}

fn by_channel<T>(all: Vec<(ChannelId, T)>) -> BTreeMap<ChannelId, Vec<T>> {
    let mut sorted: BTreeMap<ChannelId, Vec<T>> = BTreeMap::new();
    for (channel, one) in all {
        sorted.entry(channel).or_default().push(one);
    }
    sorted
}

/// What was read of one channel.
struct Facts {
    figures: Vec<Figure>,
    newest: Vec<Figure>,
    posts: Vec<(Timestamp, u32)>,
    forgotten: Vec<(DayRange, Option<Cause>)>,
    counted_until: Option<Timestamp>,
    lost: Option<Loss>,
}

impl Facts {
    fn of(
        mut self,
        channel: ChannelId,
        days: &DayRange,
        before: Option<&DayRange>,
        now: Timestamp,
    ) -> FiguresOf {
        self.figures.sort_unstable_by_key(|figure| (figure.metric, figure.day));
        let all = self.figures.iter().chain(&self.newest);
        let metrics: BTreeSet<_> = all.map(|figure| figure.metric).collect();
        let told = self.figures.iter().map(|figure| figure.day).collect();
        let known = KnownDays {
            told: &told,
            counted_until: self.counted_until,
            lost: self.lost.as_ref(),
            forgotten: &self.forgotten,
        };
        let span = DayRange { from: before.map_or(days.from, |before| before.from), ..*days };
        let gaps = known.gaps(&span, now);
        // A part of a day is not shown for the whole.
        let is_cut = |day| gaps.iter().any(|gap| is_lost(gap) && gap.days.contains(day));
        self.figures.retain(|figure| !is_cut(figure.day));
        let (figures, earlier) =
            self.figures.into_iter().partition(|figure| days.contains(figure.day));
        let (posts, posts_earlier): (Vec<_>, Vec<_>) =
            self.posts.into_iter().partition(|(day, _)| days.contains(*day));
        FiguresOf {
            channel,
            figures,
            before: earlier,
            posts,
            posts_before: posts_earlier.iter().map(|(_, count)| count).sum(),
            gaps: known.gaps(days, now),
            metrics: metrics.into_iter().collect(),
            counted_until: self.counted_until,
        }
    }
}

const fn is_lost(gap: &Gap) -> bool {
    matches!(gap.why, Missing::Lost { .. })
}
