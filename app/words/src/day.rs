//! The names of months and days.

use crate::say;

/// A month's name in a date, counted from 1.
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

/// "December 2026", above its days. Czech names a month otherwise there than in a date: "Prosinec", but "3. prosince".
#[must_use]
pub fn month_of(month: u8, year: i64) -> String {
    let month = match month {
        1 => say!(month.heading.january),
        2 => say!(month.heading.february),
        3 => say!(month.heading.march),
        4 => say!(month.heading.april),
        5 => say!(month.heading.may),
        6 => say!(month.heading.june),
        7 => say!(month.heading.july),
        8 => say!(month.heading.august),
        9 => say!(month.heading.september),
        10 => say!(month.heading.october),
        11 => say!(month.heading.november),
        _ => say!(month.heading.december),
    };
    say!(month.of, month, year)
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

#[cfg(test)]
mod tests {
    use domain::{language::Language, zone::Date};

    use crate::{clock, speaking};

    #[test]
    fn a_month_alone_is_named_otherwise_than_in_a_date() {
        let date = Date { year: 2026, month: 12, day: 3 };
        for (language, alone, dated) in [
            (Language::English, "December 2026", "3 December"),
            (Language::Czech, "Prosinec 2026", "3. prosince"),
            (Language::German, "Dezember 2026", "3. Dezember"),
        ] {
            let said = speaking(language, || [clock::month_of(date), clock::short(date)]);
            assert_eq!(said, [alone, dated]);
        }
    }
}
