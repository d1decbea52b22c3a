//! Until when a network wants to be left alone.
//!
//! What it says in minutes is counted from the `Date` of the same answer (RFC 9110, section 6.6.1), so that reading an
//! answer needs no clock of ours.

use std::time::UNIX_EPOCH;

use domain::time::{Span, Timestamp};
use http::{HeaderMap, header::DATE};
use serde_json::Value;

use crate::json;

/// The longest window any network documents is a day; a mistake must not silence us for years.
const LONGEST_WAIT: Span = Span::days(7);

/// The moment in a header that holds seconds since 1970, as `x-rate-limit-reset` does.
pub(crate) fn reset(headers: &HeaderMap, name: &str) -> Option<Timestamp> {
    let seconds: i64 = headers.get(name)?.to_str().ok()?.trim().parse().ok()?;
    let reset = Timestamp::from_seconds(seconds);
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

fn date(headers: &HeaderMap) -> Option<Timestamp> {
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
