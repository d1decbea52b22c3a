//! Moments in words, by the clock on the wall where the workspace is.

use domain::{
    language::Language,
    time::Timestamp,
    zone::{Date, WallTime, Zone},
};

use crate::{language::language, number::NO_BREAK, say};

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

/// "3 Dec", for where there is little room; in Czech "3. 12.".
#[must_use]
pub fn brief(date: Date) -> String {
    // The first letters of Czech months are those of other words, and of June and July the same.
    if language() == Language::Czech {
        return format!("{}.{NO_BREAK}{}.", date.day, date.month);
    }
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

/// "December 2026".
#[must_use]
pub fn month_of(date: Date) -> String {
    crate::month_of(date.month.unsigned_abs(), date.year.into())
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

/// "December", in a date.
fn month(date: Date) -> &'static str {
    crate::month(date.month.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speaking;

    #[test]
    fn a_brief_date_is_told_apart_from_others_in_every_language() {
        for (language, june, december) in [
            (Language::English, "30 Jun", "3 Dec"),
            (Language::Czech, "30.\u{a0}6.", "3.\u{a0}12."),
            (Language::German, "30. Jun", "3. Dez"),
        ] {
            let said = speaking(language, || {
                [(6, 30), (12, 3)].map(|(month, day)| brief(Date { year: 2026, month, day }))
            });
            assert_eq!(said, [june, december]);
        }
    }
}
