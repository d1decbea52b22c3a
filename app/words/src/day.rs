//! The names of months and days.

use crate::say;

/// A month's name, counted from 1.
#[must_use]
pub fn month(month: u8) -> &'static str {
    match month {
        1 => say!(month.january),
        2 => say!(month.february),
        3 => say!(month.march),
        4 => say!(month.april),
        5 => say!(month.may),
        6 => say!(month.june),
        7 => say!(month.july),
        8 => say!(month.august),
        9 => say!(month.september),
        10 => say!(month.october),
        11 => say!(month.november),
        _ => say!(month.december),
    }
}

/// A weekday's name, counted from Monday as 0.
#[must_use]
pub fn weekday(weekday: u8) -> &'static str {
    match weekday {
        0 => say!(weekday.monday),
        1 => say!(weekday.tuesday),
        2 => say!(weekday.wednesday),
        3 => say!(weekday.thursday),
        4 => say!(weekday.friday),
        5 => say!(weekday.saturday),
        _ => say!(weekday.sunday),
    }
}

/// The weekdays above the columns of a calendar.
#[must_use]
pub fn week() -> [&'static str; 7] {
    [
        say!(weekday.mon),
        say!(weekday.tue),
        say!(weekday.wed),
        say!(weekday.thu),
        say!(weekday.fri),
        say!(weekday.sat),
        say!(weekday.sun),
    ]
}
