//! Until when a network wants to be left alone.
//!
//! What it says in minutes is counted from the `Date` of the same answer (RFC 9110, section 6.6.1), so that reading an
//! answer needs no clock of ours.

use std::time::UNIX_EPOCH;

use domain::time::{Span, Timestamp};
use http::{HeaderMap, header::DATE};
use serde_json::Value;

use crate::{days, json};

/// The longest window any network documents is a day; a mistake must not silence us for years.
const LONGEST_WAIT: Span = Span::days(7);

/// A number of seconds below this is a span, not a moment: it would be in 1970.
const LONGEST_SPAN: i64 = 366 * 24 * 3600;

/// The moment in a header like `x-rate-limit-reset`: seconds since 1970 at X, a date and time (RFC 3339) at Mastodon,
/// seconds from now where a network follows the draft of RateLimit fields.
pub(crate) fn reset(headers: &HeaderMap, name: &str) -> Option<Timestamp> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    let reset = match text.parse() {
        Ok(seconds @ 0..LONGEST_SPAN) => date(headers)?.after(Span::seconds(seconds)),
        Ok(seconds) => Timestamp::from_seconds(seconds),
        Err(_) => days::parse(text)?,
    };
    Some(match date(headers) {
        Some(now) => reset.min(now.after(LONGEST_WAIT)),
        None => reset,
    })
}

/// The longest `estimated_time_to_regain_access` (minutes) in the JSON of `X-Business-Use-Case-Usage`.
pub(crate) fn regain(headers: &HeaderMap, name: &str) -> Option<Timestamp> {
    let usage: Value = serde_json::from_slice(headers.get(name)?.as_bytes()).ok()?;
    let minutes = usage
        .as_object()?
        .values()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|use_case| json::integer(&use_case["estimated_time_to_regain_access"]))
        .max()
        .filter(|minutes| *minutes > 0)?;
    let wait = Span::minutes(minutes).min(LONGEST_WAIT);
    Some(date(headers)?.after(wait))
}

/// When a budget for a day is filled up again: the next time a clock in UTC shows `hour`.
pub(crate) fn refill(headers: &HeaderMap, hour: i64) -> Option<Timestamp> {
    let past_midnight = Span::hours(hour);
    let day = days::start(date(headers)?.before(past_midnight));
    Some(day.after(days::DAY).after(past_midnight))
}

/// When the network says it answered.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(DATE)?.to_str().ok()?;
    let since = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok().map(Timestamp::from_seconds)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;
    use crate::anything;

    proptest! {
        #![proptest_config(anything::config())]

        /// Whatever a header says: no panic, and never longer than the longest wait where the answer has a date.
        #[test]
        fn no_header_silences_us_for_years(
            seconds in prop_oneof![any::<i64>().prop_map(|it| it.to_string()), anything::word()],
            minutes in any::<i64>(),
            body in anything::bytes(),
        ) {
            let mut headers = HeaderMap::new();
            headers.insert(DATE, HeaderValue::from_static("Mon, 23 Nov 2026 10:00:00 GMT"));
            let latest = Timestamp::from_seconds(1_795_428_000).after(LONGEST_WAIT);
            let usage = format!(r#"{{"1":[{{"estimated_time_to_regain_access":{minutes}}}]}}"#);
            for value in [seconds.as_bytes(), usage.as_bytes(), &body] {
                let Ok(value) = HeaderValue::from_bytes(value) else { continue };
                headers.insert("x-limit", value);
                prop_assert!(reset(&headers, "x-limit").is_none_or(|until| until <= latest));
                prop_assert!(regain(&headers, "x-limit").is_none_or(|until| until <= latest));
            }
        }
    }
}
