//! A measure of several channels together: by the day, in all, and against the days before.

use domain::{figure::DayRange, network::Network, time::Timestamp};

use crate::{
    backend::analytics::Figures,
    measure::{Measure, Measured, Told},
};

/// A measure of the channels that are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    /// What is counted.
    pub(super) measure: Measure,
    /// How many channels tell it.
    pub(super) channels: u32,
    /// How many are not counted yet, and are left out.
    pub(super) new: u32,
    /// The networks none of whose channels does.
    pub(super) silent: Vec<Network>,
    /// Each day of the range.
    pub(super) days: Vec<Sum>,
    /// The same of the range before, where every channel has a figure.
    pub(super) before: Vec<Option<i64>>,
    /// All days together, as far as they are known; of a level its last.
    pub(super) total: Option<i64>,
    /// How it was before.
    pub(super) compared: Option<Compared>,
}

/// One day of several channels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// As much as is known.
    pub(super) known: Option<i64>,
    /// How many channels have a gap there.
    pub(super) missing: u32,
    /// How many may still change.
    pub(super) open: u32,
    /// How many have no figure, whatever the reason.
    pub(super) untold: u32,
    /// How many were not counted on the day, of a level that networks tell of today only.
    pub(super) skipped: u32,
}

/// Like compared with like: days and channels that both ranges have, and that are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Compared {
    /// In the range.
    pub(super) now: i64,
    /// Before.
    pub(super) before: i64,
    /// Whether something was left out because one of them does not have it.
    pub(super) is_part: bool,
}

impl Sum {
    /// Whether every channel is in it.
    pub(super) const fn is_whole(self) -> bool {
        self.untold == 0 && self.known.is_some()
    }

    fn add(&mut self, told: Told) {
        if let Some(value) = told.value() {
            self.known = Some(self.known.unwrap_or(0).saturating_add(value));
        } else {
            self.untold += 1;
        }
        match told {
            Told::Missing => self.missing += 1,
            Told::Open(_) => self.open += 1,
            Told::Counted(_) | Told::Nothing => {}
        }
    }
}

impl Tally {
    /// Whether there is anything to see: figures, or days that miss them.
    pub(super) fn is_told(&self) -> bool {
        self.total.is_some() || self.days.iter().any(|sum| sum.missing > 0)
    }

    /// Counts a measure.
    pub(super) fn of(measure: Measure, figures: &Figures) -> Self {
        let (mut channels, mut silent): (Vec<Measured<'_>>, Vec<Network>) = (vec![], vec![]);
        let (mut telling, mut new) = (Vec::new(), 0);
        for (channel, of) in figures.shown() {
            let measured = Measured::new(of);
            if measured.is_new() && measure != Measure::Posts {
                new += 1;
            } else if measured.tells(measure) {
                channels.push(measured);
                telling.push(channel.network);
            } else if !silent.contains(&channel.network) {
                silent.push(channel.network);
            }
        }
        // A page tells what an Instagram account behind one does not.
        silent.retain(|network| !telling.contains(network));
        let days: Vec<_> = figures.days.days().collect();
        let spans: Vec<_> = channels.iter().map(|it| known_between(measure, it, &days)).collect();
        let earlier: Vec<_> = figures.before.iter().flat_map(|range| range.days()).collect();
        let day = |day: &Timestamp| {
            channels.iter().zip(&spans).fold(Sum::default(), |mut sum, (channel, known)| {
                let told = channel.on(measure, *day);
                sum.add(told);
                sum.skipped += u32::from(
                    told.value().is_none() && known.is_some_and(|known| known.contains(*day)),
                );
                sum
            })
        };
        let before = |day: &Timestamp| {
            let all: Option<Vec<_>> =
                channels.iter().map(|channel| channel.before(measure, *day)).collect();
            all?.into_iter().reduce(i64::saturating_add)
        };
        Self {
            measure,
            channels: u32::try_from(channels.len()).unwrap_or(u32::MAX),
            new,
            silent,
            total: channels
                .iter()
                .filter_map(|channel| total(measure, channel, &days))
                .reduce(i64::saturating_add),
            compared: (!earlier.is_empty())
                .then(|| compare(measure, &channels, &days, &earlier))
                .flatten(),
            before: earlier.iter().map(before).collect(),
            days: days.iter().map(day).collect(),
        }
    }
}

/// A channel's days together; of a level the last that is known. `None` where none is.
pub(super) fn total(measure: Measure, channel: &Measured<'_>, days: &[Timestamp]) -> Option<i64> {
    let mut values = days.iter().filter_map(|day| channel.on(measure, *day).value());
    if measure.is_level() { values.next_back() } else { values.reduce(i64::saturating_add) }
}

/// From the first day to the last of which a level is known, so that a day between them was skipped; never of what days are a sum.
fn known_between(measure: Measure, channel: &Measured<'_>, days: &[Timestamp]) -> Option<DayRange> {
    let mut known = days.iter().filter(|day| channel.on(measure, **day).value().is_some());
    let first = known.next().filter(|_| measure.is_level())?;
    Some(DayRange { from: *first, until: *known.next_back()? })
}

fn compare(
    measure: Measure,
    channels: &[Measured<'_>],
    days: &[Timestamp],
    earlier: &[Timestamp],
) -> Option<Compared> {
    let mut pairs: Vec<Option<(i64, i64)>> = Vec::new();
    for channel in channels {
        let now = |day: Timestamp| match channel.on(measure, day) {
            Told::Counted(value) => Some(value),
            // A level of a day that is not final is as good as any: it does not grow with the hours.
            Told::Open(value) if measure.is_level() => value,
            _ => None,
        };
        let before = |day: Timestamp| channel.before(measure, day);
        match measure {
            Measure::Posts => {
                let now = total(measure, channel, days).unwrap_or(0);
                pairs.push(Some((now, i64::from(channel.of.posts_before))));
            }
            _ if measure.is_level() => {
                let last = days.iter().rev().find_map(|day| now(*day));
                pairs.push(last.zip(earlier.iter().rev().find_map(|day| before(*day))));
            }
            _ => pairs.extend(
                days.iter().zip(earlier).map(|(day, earlier)| now(*day).zip(before(*earlier))),
            ),
        }
    }
    let is_part = pairs.iter().any(Option::is_none);
    let (now, before) = pairs.into_iter().flatten().reduce(|(now, before), pair| {
        (now.saturating_add(pair.0), before.saturating_add(pair.1))
    })?;
    Some(Compared { now, before, is_part })
}
