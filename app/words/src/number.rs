//! Numbers, as people read them in the language that is spoken.

use domain::language::Language;

use crate::{language::language, say};

/// A space at which no line ends.
pub(crate) const NO_BREAK: char = '\u{a0}';

/// "12,345".
#[must_use]
pub fn number(value: i64) -> String {
    let digits = grouped(value.unsigned_abs());
    if value < 0 { format!("−{digits}") } else { digits }
}

/// "+12,345", and "±0" for no change.
#[must_use]
pub fn change(value: i64) -> String {
    match value {
        0 => "±0".to_owned(),
        1.. => format!("+{}", number(value)),
        _ => number(value),
    }
}

/// "12.34k", for where there is little room: as many digits as tell a round number apart.
#[must_use]
pub fn short_number(value: i64) -> String {
    let unit = match value.unsigned_abs() {
        ..10_000 => return number(value),
        10_000..1_000_000 => 1_000,
        1_000_000..1_000_000_000 => 1_000_000,
        _ => 1_000_000_000_i64,
    };
    let hundredths = (value % unit).unsigned_abs() * 100 / unit.unsigned_abs();
    let (whole, point) = (number(value / unit), point());
    let number = match (hundredths / 10, hundredths % 10) {
        (0, 0) => whole,
        (tenth, 0) => format!("{whole}{point}{tenth}"),
        (tenth, hundredth) => format!("{whole}{point}{tenth}{hundredth}"),
    };
    match unit {
        1_000 => say!(number.thousand, number),
        1_000_000 => say!(number.million, number),
        _ => say!(number.billion, number),
    }
}

/// "75%".
#[must_use]
pub fn percent(whole: u64) -> String {
    format!("{}{}", grouped(whole), percent_sign())
}

/// "1.5%", from so many tenths of a per cent.
#[must_use]
pub fn percent_tenths(tenths: u64) -> String {
    format!("{}{}{}{}", grouped(tenths / 10), point(), tenths % 10, percent_sign())
}

/// The sign, with what parts it from its number.
fn percent_sign() -> &'static str {
    match language() {
        Language::English => "%",
        Language::Czech | Language::German => "\u{a0}%",
    }
}

/// What stands before the tenths.
pub(crate) fn point() -> char {
    match language() {
        Language::English => '.',
        Language::Czech | Language::German => ',',
    }
}

/// The digits, with the thousands told apart.
fn grouped(value: u64) -> String {
    let between = match language() {
        Language::English => ',',
        Language::Czech => NO_BREAK,
        Language::German => '.',
    };
    let digits = value.to_string();
    let mut text = String::with_capacity(2 * digits.len());
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(between);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speaking;

    #[test]
    fn thousands_are_told_apart() {
        for (value, text, short) in [
            (0, "0", "0"),
            (-7, "−7", "−7"),
            (999, "999", "999"),
            (1_000, "1,000", "1,000"),
            (12_345, "12,345", "12.34k"),
            (500_000, "500,000", "500k"),
            (-1_500_000, "−1,500,000", "−1.5M"),
            (2_050_000_000, "2,050,000,000", "2.05G"),
            (i64::MIN, "−9,223,372,036,854,775,808", "−9,223,372,036.85G"),
        ] {
            assert_eq!((number(value), short_number(value)), (text.to_owned(), short.to_owned()));
        }
        assert_eq!([change(0), change(5), change(-5)], ["±0", "+5", "−5"]);
    }

    #[test]
    fn each_language_has_its_own_signs_and_units() {
        for (value, czech, german) in [
            (-7, ["−7", "−7"], ["−7", "−7"]),
            (1_000, ["1\u{a0}000", "1\u{a0}000"], ["1.000", "1.000"]),
            (12_345, ["12\u{a0}345", "12,34\u{a0}tis."], ["12.345", "12,34\u{a0}Tsd."]),
            (500_000, ["500\u{a0}000", "500\u{a0}tis."], ["500.000", "500\u{a0}Tsd."]),
            (
                -1_500_000,
                ["−1\u{a0}500\u{a0}000", "−1,5\u{a0}mil."],
                ["−1.500.000", "−1,5\u{a0}Mio."],
            ),
            (
                2_050_000_000,
                ["2\u{a0}050\u{a0}000\u{a0}000", "2,05\u{a0}mld."],
                ["2.050.000.000", "2,05\u{a0}Mrd."],
            ),
        ] {
            let said = |language| speaking(language, || [number(value), short_number(value)]);
            assert_eq!(said(Language::Czech), czech);
            assert_eq!(said(Language::German), german);
        }
        for (language, said) in [(Language::Czech, "+12\u{a0}345"), (Language::German, "+12.345")] {
            assert_eq!(speaking(language, || change(12_345)), said);
        }
    }

    #[test]
    fn the_sign_of_a_percentage_stands_where_the_language_has_it() {
        for (language, said) in [
            (Language::English, ["0%", "1,234%", "0.5%", "75.0%"]),
            (Language::Czech, ["0\u{a0}%", "1\u{a0}234\u{a0}%", "0,5\u{a0}%", "75,0\u{a0}%"]),
            (Language::German, ["0\u{a0}%", "1.234\u{a0}%", "0,5\u{a0}%", "75,0\u{a0}%"]),
        ] {
            let all = || [percent(0), percent(1_234), percent_tenths(5), percent_tenths(750)];
            assert_eq!(speaking(language, all), said);
        }
    }
}
