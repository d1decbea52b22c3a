//! Moments in words, by the clock on the wall where the workspace is.

use domain::{
    time::Timestamp,
    zone::{Date, WallTime, Zone},
};
use words::say;

/// "09:05".
pub(super) fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// "09:05", of a moment.
pub(super) fn time_of(at: Timestamp, zone: &Zone) -> String {
    time(zone.wall(at).minute)
}

/// "Thursday, 3 December".
pub(super) fn day(date: Date) -> String {
    say!(scheduler.day, weekday = weekday(date), day = date.day, month = month(date))
}

/// "Thursday, 3 December 2026".
pub(super) fn day_year(date: Date) -> String {
    let (weekday, month) = (weekday(date), month(date));
    say!(scheduler.day_year, weekday, day = date.day, month, year = date.year)
}

/// "3 December".
pub(super) fn short(date: Date) -> String {
    say!(scheduler.short_date, day = date.day, month = month(date))
}

/// "Thursday 3 December, 09:05"; with its year where that is another one than now's.
pub(super) fn moment(at: Timestamp, zone: &Zone, now: Timestamp) -> String {
    let WallTime { date, minute } = zone.wall(at);
    let (weekday, month, time) = (weekday(date), month(date), time(minute));
    if date.year == zone.wall(now).date.year {
        say!(scheduler.day_time, weekday, day = date.day, month, time)
    } else {
        say!(scheduler.day_year_time, weekday, day = date.day, month, year = date.year, time)
    }
}

/// "December".
pub(super) fn month(date: Date) -> &'static str {
    words::month(date.month.unsigned_abs())
}

/// Its place in the week, from Monday as 0.
pub(super) fn place(date: Date) -> u8 {
    date.weekday().map_or(0, |weekday| weekday as u8)
}

/// "Thursday".
fn weekday(date: Date) -> &'static str {
    words::weekday(place(date))
}
