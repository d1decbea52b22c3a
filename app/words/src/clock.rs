//! Moments in words, by the clock on the wall where the workspace is.

use domain::{
    time::Timestamp,
    zone::{Date, WallTime, Zone},
};

use crate::say;

/// "09:05".
#[must_use]
pub fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// "09:05", of a moment.
#[must_use]
pub fn time_of(at: Timestamp, zone: &Zone) -> String {
    time(zone.wall(at).minute)
}

/// "Thursday, 3 December".
#[must_use]
pub fn day(date: Date) -> String {
    say!(clock.day, weekday = weekday(date), day = date.day, month = month(date))
}

/// "Thursday, 3 December 2026".
#[must_use]
pub fn day_year(date: Date) -> String {
    let (weekday, month) = (weekday(date), month(date));
    say!(clock.day_year, weekday, day = date.day, month, year = date.year)
}

/// "3 December".
#[must_use]
pub fn short(date: Date) -> String {
    say!(clock.short_date, day = date.day, month = month(date))
}

/// "3 Dec", for where there is little room.
#[must_use]
pub fn brief(date: Date) -> String {
    let month: String = month(date).chars().take(3).collect();
    say!(clock.short_date, day = date.day, month)
}

/// "Thursday 3 December, 09:05"; with its year where that is another one than now's.
#[must_use]
pub fn moment(at: Timestamp, zone: &Zone, now: Timestamp) -> String {
    let WallTime { date, minute } = zone.wall(at);
    let (weekday, month, time) = (weekday(date), month(date), time(minute));
    if date.year == zone.wall(now).date.year {
        say!(clock.day_time, weekday, day = date.day, month, time)
    } else {
        say!(clock.day_year_time, weekday, day = date.day, month, year = date.year, time)
    }
}

/// "09:05" of the day that it is, else the whole [`moment`].
#[must_use]
pub fn since(at: Timestamp, zone: &Zone, now: Timestamp) -> String {
    if zone.wall(at).date == zone.wall(now).date {
        time_of(at, zone)
    } else {
        moment(at, zone, now)
    }
}

/// "December".
#[must_use]
pub fn month(date: Date) -> &'static str {
    crate::month(date.month.unsigned_abs())
}

/// Its place in the week, from Monday as 0.
#[must_use]
pub fn place(date: Date) -> u8 {
    date.weekday().map_or(0, |weekday| weekday as u8)
}

/// "Thursday".
fn weekday(date: Date) -> &'static str {
    crate::weekday(place(date))
}
