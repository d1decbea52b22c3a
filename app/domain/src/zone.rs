//! Time zones: what a clock on the wall says where a workspace is, and which moment that is.
//!
//! Twice a year a wall clock jumps: some of its times never are, others are twice. Neither is ever guessed here; whoever
//! asks for such a time is told so and chooses. The rules of all zones are compiled in, so that they are the same everywhere.

use std::fmt;

use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase},
};
use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// A time zone, by its name in the IANA database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A text that names no time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownZone;

/// A day on the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    /// The year.
    pub year: i16,
    /// The month, from 1.
    pub month: i8,
    /// The day of the month, from 1.
    pub day: i8,
}

/// What a clock and a calendar on the wall say, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WallTime {
    /// The day.
    pub date: Date,
    /// Minutes since midnight, below 1,440.
    pub minute: u16,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Weekday {
    /// Monday, the first day of the week (ISO 8601).
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

/// Which moment a wall time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// This one.
    One(Timestamp),
    /// None: the clock was put forward past it.
    Never {
        /// The first moment after the jump.
        instead: Timestamp,
    },
    /// Two: the clock was put back over it.
    Twice {
        /// Before it was put back.
        first: Timestamp,
        /// After.
        second: Timestamp,
    },
}

impl Zone {
    /// Universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }

    /// The zone of this name, e.g. `Europe/Prague`.
    ///
    /// # Errors
    /// [`UnknownZone`] if there is none.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let rules = TimeZoneDatabase::bundled().get(name).map_err(|_| UnknownZone)?;
        let name = rules.iana_name().unwrap_or(name).to_owned();
        Ok(Self { name, rules })
    }

    /// The names of all zones, in their order.
    #[must_use]
    pub fn names() -> Vec<String> {
        let mut names: Vec<_> =
            TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect();
        names.sort_unstable();
        names
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which moment a wall time is here.
    ///
    /// # Errors
    /// [`NotADate`] for a day or a minute that no calendar has.
    pub fn moment(&self, wall: WallTime) -> Result<Moment, NotADate> {
        let civil = civil(wall)?;
        let at = |offset: Offset| offset.to_timestamp(civil).map(from_jiff).map_err(|_| NotADate);
        Ok(match self.rules.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => Moment::One(at(offset)?),
            AmbiguousOffset::Gap { before, after } => {
                // Read with the rule before it, the time lies as far behind the jump as it lies in the gap.
                let late = at(before)?;
                let jump = self.jump(at(after)?, late);
                Moment::Never { instead: jump }
            }
            AmbiguousOffset::Fold { before, after } => {
                Moment::Twice { first: at(before)?, second: at(after)? }
            }
        })
    }

    /// What the wall says at a moment here.
    #[must_use]
    pub fn wall(&self, at: Timestamp) -> WallTime {
        let civil = self.rules.to_datetime(to_jiff(at));
        let date = Date { year: civil.year(), month: civil.month(), day: civil.day() };
        let minute =
            u16::from(civil.hour().unsigned_abs()) * 60 + u16::from(civil.minute().unsigned_abs());
        WallTime { date, minute }
    }

    /// The first moment of a day here; where midnight never is, the first one after it.
    ///
    /// # Errors
    /// [`NotADate`] for a day that no calendar has.
    pub fn start_of(&self, date: Date) -> Result<Timestamp, NotADate> {
        Ok(match self.moment(WallTime { date, minute: 0 })? {
            Moment::One(at) | Moment::Never { instead: at } | Moment::Twice { first: at, .. } => at,
        })
    }

    /// The moment between `from` and `until` at which the clock is put forward.
    fn jump(&self, from: Timestamp, until: Timestamp) -> Timestamp {
        let before = to_jiff(from.before(Span::millis(1)));
        self.rules
            .following(before)
            .next()
            .map_or(until, |transition| from_jiff(transition.timestamp()))
    }
}

impl Date {
    /// The day `days` later, or earlier where it is negative.
    ///
    /// # Errors
    /// [`NotADate`] where the calendar ends.
    pub fn plus(self, days: i32) -> Result<Self, NotADate> {
        let date = civil(WallTime { date: self, minute: 0 })?
            .date()
            .checked_add(jiff::Span::new().try_days(days).map_err(|_| NotADate)?)
            .map_err(|_| NotADate)?;
        Ok(Self { year: date.year(), month: date.month(), day: date.day() })
    }

    /// Its day of the week.
    ///
    /// # Errors
    /// [`NotADate`] for a day that no calendar has.
    pub fn weekday(self) -> Result<Weekday, NotADate> {
        use jiff::civil::Weekday as Civil;
        Ok(match civil(WallTime { date: self, minute: 0 })?.weekday() {
            Civil::Monday => Weekday::Monday,
            Civil::Tuesday => Weekday::Tuesday,
            Civil::Wednesday => Weekday::Wednesday,
            Civil::Thursday => Weekday::Thursday,
            Civil::Friday => Weekday::Friday,
            Civil::Saturday => Weekday::Saturday,
            Civil::Sunday => Weekday::Sunday,
        })
    }
}

impl Weekday {
    /// The week, from Monday.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl std::str::FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let date: jiff::civil::Date = text.parse().map_err(|_| NotADate)?;
        Ok(Self { year: date.year(), month: date.month(), day: date.day() })
    }
}

/// As a form's field `datetime-local` has it: `2026-11-25T21:45`.
impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}:{:02}", self.date, self.minute / 60, self.minute % 60)
    }
}

impl std::str::FromStr for WallTime {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let civil: DateTime = text.parse().map_err(|_| NotADate)?;
        let date = Date { year: civil.year(), month: civil.month(), day: civil.day() };
        let minute =
            u16::from(civil.hour().unsigned_abs()) * 60 + u16::from(civil.minute().unsigned_abs());
        Ok(Self { date, minute })
    }
}

/// A day or time that no calendar has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date and time")
    }
}

impl std::error::Error for NotADate {}

impl fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such time zone")
    }
}

impl std::error::Error for UnknownZone {}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        Self::named(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name
    }
}

fn civil(WallTime { date, minute }: WallTime) -> Result<DateTime, NotADate> {
    let part = |number: u16| i8::try_from(number).map_err(|_| NotADate);
    DateTime::new(date.year, date.month, date.day, part(minute / 60)?, part(minute % 60)?, 0, 0)
        .map_err(|_| NotADate)
}

/// The nearest moment that the calendar library knows: it ends after the year 9999.
fn to_jiff(at: Timestamp) -> jiff::Timestamp {
    let end = if at.millis() < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_millisecond(at.millis()).unwrap_or(end)
}

fn from_jiff(at: jiff::Timestamp) -> Timestamp {
    Timestamp::from_millis(at.as_millisecond())
}

#[cfg(test)]
mod tests;
