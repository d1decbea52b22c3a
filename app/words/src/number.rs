//! Numbers, as people read them.

/// "12,345".
#[must_use]
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
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

/// "12.3k", for where there is little room: as many digits as tell a round number apart.
#[must_use]
pub fn short_number(value: i64) -> String {
    let (unit, sign) = match value.unsigned_abs() {
        ..10_000 => return number(value),
        10_000..1_000_000 => (1_000, 'k'),
        1_000_000..1_000_000_000 => (1_000_000, 'M'),
        _ => (1_000_000_000, 'G'),
    };
    let hundredths = (value % unit).unsigned_abs() * 100 / unit.unsigned_abs();
    let whole = number(value / unit);
    match (hundredths / 10, hundredths % 10) {
        (0, 0) => format!("{whole}{sign}"),
        (tenth, 0) => format!("{whole}.{tenth}{sign}"),
        (tenth, hundredth) => format!("{whole}.{tenth}{hundredth}{sign}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
