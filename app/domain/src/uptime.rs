//! How profiles stood over time, and who mended them: what is known of it, and what follows from that.
//!
//! Invariant: time of which nothing is known counts for nothing. It is neither connected nor lost.

use serde::{Deserialize, Serialize};

use crate::{
    cause::Cause,
    health::{Ability, Health},
    id::PersonId,
    profile::{Channel, Profile},
    time::{Span, Timestamp},
};

/// How a profile stood, as far as it matters for what was possible through it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It worked, with all of its channels.
    Works,
    /// Its network had trouble, so nothing was known.
    Uncertain,
    /// Its grant worked, and a channel had lost something by itself.
    Partly(Cause),
    /// Its grant was dead.
    Lost(Cause),
}

impl State {
    /// How a profile stands.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        Self::of_parts(&profile.health, &profile.channels)
    }

    /// The same, of its health and its channels.
    #[must_use]
    pub fn of_parts(health: &Health, channels: &[Channel]) -> Self {
        let mut lost = channels.iter().flat_map(|channel| {
            Ability::ALL.into_iter().filter_map(|ability| channel.losses.of(ability))
        });
        match (health, lost.next()) {
            (Health::Disconnected { cause, .. }, _) => Self::Lost(cause.clone()),
            (_, Some(loss)) => Self::Partly(loss.cause.clone()),
            (Health::Uncertain { .. }, None) => Self::Uncertain,
            (Health::Connected { .. } | Health::Expiring { .. }, None) => Self::Works,
        }
    }

    /// Whether something was lost.
    #[must_use]
    pub const fn is_red(&self) -> bool {
        matches!(self, Self::Partly(_) | Self::Lost(_))
    }

    /// Why something was lost.
    #[must_use]
    pub const fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Partly(cause) | Self::Lost(cause) => Some(cause),
            Self::Works | Self::Uncertain => None,
        }
    }
}

/// Through whom a profile came to stand otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doer {
    /// A person connected it.
    Person(PersonId),
    /// Somebody without an account connected it, through a reconnect link.
    Link,
    /// Relink renewed its grant.
    Renewal,
    /// The network said so when it was asked.
    Network,
    /// Nobody: from here on it was watched.
    Beginning,
}

/// A profile came to stand otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// How it stood from then on.
    pub state: State,
    /// Through whom.
    pub by: Doer,
}

/// A stretch of time in which a profile stood one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Its first moment.
    pub from: Timestamp,
    /// The moment after its last.
    pub until: Timestamp,
    /// How the profile stood; `None` where nobody watched.
    pub state: Option<State>,
}

/// The time from `from` until `until` in stretches, without a gap. `changes` are in their order, and those from before `from`
/// tell how it stood then.
#[must_use]
pub fn stretches(changes: &[Change], from: Timestamp, until: Timestamp) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut open = Stretch { from, until, state: None };
    for change in changes.iter().filter(|change| change.at < until) {
        if change.at > open.from {
            let next = Stretch { from: change.at, until, state: None };
            let ended = std::mem::replace(&mut open, next);
            stretches.push(Stretch { until: change.at, ..ended });
        }
        open.state = Some(change.state.clone());
    }
    if open.from < until {
        stretches.push(open);
    }
    stretches
}

/// What a time came to, for one profile or for many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uptime {
    /// So long it worked, in milliseconds.
    pub worked: i64,
    /// So long it was red, in milliseconds.
    pub red: i64,
    /// Of so long nothing is known, in milliseconds; also while a network had trouble.
    pub unknown: i64,
    /// So often it was mended by a person.
    pub by_people: u32,
    /// So often it came back without one.
    pub alone: u32,
    /// How long each mend took, from the moment something was lost.
    pub to_mend: Vec<Span>,
}

impl Uptime {
    /// What the time from `from` until `until` came to for one profile; see [`stretches`].
    #[must_use]
    pub fn of(changes: &[Change], from: Timestamp, until: Timestamp) -> Self {
        let mut uptime = Self::default();
        for stretch in stretches(changes, from, until) {
            let long = stretch.until.since(stretch.from).as_millis();
            match &stretch.state {
                Some(State::Works) => uptime.worked += long,
                Some(State::Partly(_) | State::Lost(_)) => uptime.red += long,
                Some(State::Uncertain) | None => uptime.unknown += long,
            }
        }
        let mut lost_at = None;
        for change in changes.iter().filter(|change| change.at < until) {
            match (lost_at, change.state.is_red()) {
                (None, true) => lost_at = Some(change.at),
                (Some(since), false) => {
                    lost_at = None;
                    if change.at >= from {
                        uptime.mended(change, change.at.since(since));
                    }
                }
                (None, false) | (Some(_), true) => {}
            }
        }
        uptime
    }

    fn mended(&mut self, change: &Change, took: Span) {
        match change.by {
            Doer::Person(_) | Doer::Link => self.by_people += 1,
            Doer::Renewal | Doer::Network | Doer::Beginning => self.alone += 1,
        }
        self.to_mend.push(took);
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.worked += other.worked;
        self.red += other.red;
        self.unknown += other.unknown;
        self.by_people += other.by_people;
        self.alone += other.alone;
        self.to_mend.extend(other.to_mend);
        self
    }

    /// The share of the known time in which it worked, in tenths of a per cent, rounded down, so that 1,000 means all of it;
    /// `None` where nothing is known.
    #[must_use]
    pub const fn per_mille(&self) -> Option<i64> {
        match self.worked.saturating_add(self.red) {
            0 => None,
            known => Some(self.worked.saturating_mul(1000) / known),
        }
    }

    /// The middle of the times to mend: half of the mends were as fast, or faster.
    #[must_use]
    pub fn median_to_mend(&self) -> Option<Span> {
        let mut spans = self.to_mend.clone();
        spans.sort_unstable();
        let middle = spans.len().checked_sub(1)? / 2;
        spans.get(middle).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(hours: i64) -> Timestamp {
        Timestamp::from_seconds(hours * 3600)
    }

    fn person() -> Doer {
        Doer::Person(PersonId::new(at(0), [1; 10]))
    }

    fn change(hours: i64, state: State, by: Doer) -> Change {
        Change { at: at(hours), state, by }
    }

    fn lost() -> State {
        State::Lost(Cause::PasswordChanged)
    }

    /// Changes, and what hours 10 to 20 come to: worked, red, unknown, by people, alone, middle to mend, per mille.
    type Case = (&'static str, Vec<Change>, (i64, i64, i64), (u32, u32), Option<i64>, Option<i64>);

    #[test]
    fn time_counts_as_far_as_it_is_known() {
        use Doer::{Beginning, Network, Renewal};
        use State::{Uncertain, Works};
        let cases: [Case; 8] = [
            ("nothing is known", vec![], (0, 0, 10), (0, 0), None, None),
            (
                "known since before",
                vec![change(1, Works, Beginning)],
                (10, 0, 0),
                (0, 0),
                None,
                Some(1000),
            ),
            (
                "known from the middle on",
                vec![change(15, Works, Beginning)],
                (5, 0, 5),
                (0, 0),
                None,
                Some(1000),
            ),
            (
                "lost and mended",
                vec![
                    change(1, Works, Beginning),
                    change(12, lost(), Network),
                    change(14, Works, person()),
                ],
                (8, 2, 0),
                (1, 0),
                Some(2),
                Some(800),
            ),
            (
                "lost before, with another cause later, and back by itself",
                vec![
                    change(8, lost(), Network),
                    change(11, State::Partly(Cause::RoleLost), Renewal),
                    change(13, Works, Network),
                ],
                (7, 3, 0),
                (0, 1),
                Some(5),
                Some(700),
            ),
            (
                "mended before",
                vec![change(1, lost(), Network), change(9, Works, person())],
                (10, 0, 0),
                (0, 0),
                None,
                Some(1000),
            ),
            (
                "trouble of the network is neither",
                vec![
                    change(1, Works, Beginning),
                    change(12, Uncertain, Network),
                    change(17, Works, Network),
                ],
                (5, 0, 5),
                (0, 0),
                None,
                Some(1000),
            ),
            ("what comes later", vec![change(20, lost(), Network)], (0, 0, 10), (0, 0), None, None),
        ];
        for (name, changes, (worked, red, unknown), (by_people, alone), middle, share) in cases {
            let uptime = Uptime::of(&changes, at(10), at(20));
            let hours = [uptime.worked, uptime.red, uptime.unknown].map(|long| long / 3_600_000);
            assert_eq!(hours, [worked, red, unknown], "{name}");
            assert_eq!((uptime.by_people, uptime.alone), (by_people, alone), "{name}");
            assert_eq!(uptime.median_to_mend(), middle.map(Span::hours), "{name}");
            assert_eq!(uptime.per_mille(), share, "{name}");
        }
    }

    #[test]
    fn stretches_have_no_gaps() {
        let changes =
            [change(12, State::Works, Doer::Beginning), change(12, lost(), Doer::Network)];
        let stretches = stretches(&changes, at(10), at(20));
        let seen: Vec<_> =
            stretches.iter().map(|it| (it.from, it.until, it.state.clone())).collect();
        assert_eq!(seen, [(at(10), at(12), None), (at(12), at(20), Some(lost()))]);
    }

    #[test]
    fn the_middle_is_one_of_them() {
        let of = |hours: &[i64]| {
            let to_mend = hours.iter().map(|hours| Span::hours(*hours)).collect();
            Uptime { to_mend, ..Uptime::default() }.median_to_mend()
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[9, 1, 2]), Some(Span::hours(2)));
        assert_eq!(of(&[9, 1]), Some(Span::hours(1)));
    }
}
