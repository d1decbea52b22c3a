//! Reading foreign JSON without trusting its types: numbers come as text, ids as numbers, lifetimes as nonsense.

use domain::time::{Span, Timestamp};
use serde_json::Value;

use crate::days;

/// Longer than any token a network documents; what lies beyond is a mistake, and would sit in the store for ever.
const LONGEST_LIFETIME: Span = Span::days(3660);

const LONGEST_CODE: usize = 64;
/// LinkedIn names a comment by its post and its number.
const LONGEST_ID: usize = 160;
const LONGEST_NAME: usize = 200;
const LONGEST_LINK: usize = 4096;

/// An integer, however it is written.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number
            .as_i64()
            // Beyond 64 bits it comes as a float; `as` then stops at the largest integer, which is what is meant.
            .or_else(|| number.as_f64().map(|float| float as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// An id, as text. Networks have ids beyond 53 bits, and write them both ways.
pub(crate) fn id(value: &Value) -> Option<String> {
    let text = match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    (!text.is_empty() && text.len() <= LONGEST_ID).then_some(text)
}

/// A name for people: not empty, and no longer than a line.
pub(crate) fn name(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then(|| text.chars().take(LONGEST_NAME).collect())
}

/// A text in lower case, for finding words in it.
pub(crate) fn lower(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_lowercase()
}

/// The address of a picture.
pub(crate) fn link(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let web = text.starts_with("https://") || text.starts_with("http://");
    (web && text.len() <= LONGEST_LINK).then(|| text.to_owned())
}

/// A secret that is not empty.
pub(crate) fn secret(value: &Value) -> Option<engine::vault::Token> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    Some(engine::vault::Token::new(text.to_owned()))
}

/// The items of a list; none where there is no list.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A list of words; anything else in it is left out.
pub(crate) fn words(value: &Value) -> Vec<String> {
    list(value).iter().filter_map(id).collect()
}

/// A part, taken out of the whole; null where the whole has no such part, or no parts at all. (Indexing to take would
/// panic there.)
pub(crate) fn taken(whole: &mut Value, part: &str) -> Value {
    whole.get_mut(part).map(Value::take).unwrap_or_default()
}

/// Scopes in one text, whether separated by spaces or commas.
pub(crate) fn scopes(text: &str) -> Vec<String> {
    let parts = text.split([' ', ',', '+']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
}

/// A network's code for something, fit for a log and a page: printable and short.
pub(crate) fn code(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(LONGEST_CODE).collect()
}

/// OAuth's `expires_in` in seconds, brought within reason; `None` where there is none.
pub(crate) fn lifetime(value: &Value) -> Option<Span> {
    let longest = LONGEST_LIFETIME.as_millis() / 1000;
    integer(value).map(|seconds| Span::seconds(seconds.clamp(0, longest)))
}

/// A moment in seconds since 1970; `None` for 0, by which networks mean "never".
pub(crate) fn moment(value: &Value) -> Option<Timestamp> {
    integer(value).filter(|seconds| *seconds > 0).map(Timestamp::from_seconds)
}

/// A moment as people write it (ISO 8601), with whatever offset.
pub(crate) fn time(value: &Value) -> Option<Timestamp> {
    days::parse(value.as_str()?)
}

/// What a network wraps into a list of one, or does not wrap: its documentation and its answers differ in that.
pub(crate) fn unwrapped(value: &Value) -> &Value {
    value["data"].get(0).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::anything;

    #[test]
    fn integers_and_ids_come_as_numbers_or_text() {
        assert_eq!(integer(&json!("190")), Some(190));
        assert_eq!(integer(&json!(190)), Some(190));
        assert_eq!(integer(&json!(1e300)), Some(i64::MAX));
        assert_eq!(integer(&json!("many")), None);
        let big = 122_119_482_736_004_321_u64;
        assert_eq!(id(&json!(big)), Some(big.to_string()));
        assert_eq!(id(&json!(big.to_string())), Some(big.to_string()));
        assert_eq!(id(&json!("")), None);
        assert_eq!(id(&json!("9".repeat(161))), None);
    }

    #[test]
    fn lifetimes_stay_within_reason() {
        assert_eq!(lifetime(&json!(7200)), Some(Span::hours(2)));
        assert_eq!(lifetime(&json!("7200")), Some(Span::hours(2)));
        assert_eq!(lifetime(&json!(-5)), Some(Span::seconds(0)));
        assert_eq!(lifetime(&json!(u64::MAX)), Some(LONGEST_LIFETIME));
        assert_eq!(lifetime(&Value::Null), None);
    }

    #[test]
    fn zero_is_never() {
        assert_eq!(moment(&json!(0)), None);
        assert_eq!(moment(&json!(1)), Some(Timestamp::from_millis(1000)));
    }

    #[test]
    fn moments_are_read_with_any_offset() {
        let noon = Some(Timestamp::from_seconds(1_795_521_600));
        for text in
            ["2026-11-24T12:00:00+0000", "2026-11-24T12:00:00Z", "2026-11-24T04:00:00.000-08:00"]
        {
            assert_eq!(time(&json!(text)), noon, "{text}");
        }
        assert_eq!(time(&json!("yesterday")), None);
        assert_eq!(time(&json!(1_795_521_600)), None);
    }

    #[test]
    fn a_part_is_taken_out_of_whatever_there_is() {
        assert_eq!(taken(&mut json!({ "data": [1] }), "data"), json!([1]));
        for without in [json!({}), json!([]), json!("data"), json!(1), Value::Null] {
            assert_eq!(taken(&mut without.clone(), "data"), Value::Null, "{without}");
        }
    }

    #[test]
    fn a_code_is_printable_and_short() {
        assert_eq!(code("invalid\u{7}_<request\n>"), "invalid_<request>");
        assert_eq!(code(&"x".repeat(500)).len(), 64);
    }

    #[test]
    fn pictures_are_on_the_web() {
        assert_eq!(link(&json!("javascript:alert(1)")), None);
        assert!(link(&json!("https://pictures.example/a.jpg")).is_some());
    }

    proptest! {
        #![proptest_config(anything::config())]

        /// Whatever it is, what is read of it is within its bounds.
        #[test]
        fn nothing_foreign_gets_beyond_its_bounds(value in anything::value(), word in anything::word()) {
            for value in [&value, &Value::from(word.as_str())] {
                prop_assert!(id(value).is_none_or(|it| !it.is_empty() && it.len() <= LONGEST_ID));
                let fits = |it: String| !it.is_empty() && it.chars().count() <= LONGEST_NAME;
                prop_assert!(name(value).is_none_or(fits));
                let fits = |it: String| it.starts_with("http") && it.len() <= LONGEST_LINK;
                prop_assert!(link(value).is_none_or(fits));
                prop_assert!(secret(value).is_none_or(|it| !it.expose().is_empty()));
                prop_assert!(words(value).iter().all(|it| it.len() <= LONGEST_ID));
                let reason = Span::millis(0)..=LONGEST_LIFETIME;
                prop_assert!(lifetime(value).is_none_or(|it| reason.contains(&it)));
                prop_assert!(moment(value).is_none_or(|it| it.millis() > 0));
            }
            prop_assert!(scopes(&word).iter().all(|it| !it.is_empty()));
            let code = code(&word);
            prop_assert!(code.len() <= LONGEST_CODE && code.chars().all(|c| c.is_ascii_graphic()));
        }
    }
}
