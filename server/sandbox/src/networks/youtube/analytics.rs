//! Reports of the YouTube Analytics API: a table of metrics, whole, by day or by video.

use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::answers::{Refusal, ok};
use super::bearer::{Bearer, Need, answer};
use super::errors::ApiError;
use super::{ANALYTICS, FORCE_SSL, MANAGE, MONETARY, PARTNER, READ};
use crate::call::Call;
use crate::world::channels::Channel;
use crate::world::clock::DAY;
use crate::world::{Tx, posts, statistics};

/// Since 2025 a report needs the sight of the account beside that of its numbers.
const REPORTS: Need = Need {
    service: "youtubeanalytics.googleapis.com",
    method: "google.youtube.analytics.v2.YoutubeAnalytics.QueryReports",
    scopes: &[&[ANALYTICS, MONETARY], &[READ, MANAGE, FORCE_SSL, PARTNER]],
};

const METRICS: [&str; 10] = [
    "views",
    "likes",
    "dislikes",
    "comments",
    "shares",
    "estimatedMinutesWatched",
    "averageViewDuration",
    "averageViewPercentage",
    "subscribersGained",
    "subscribersLost",
];

/// The day on which the channels of this world were opened, counted since 1970.
const OPENED: i64 = 17_653;

/// The newest day that reports know lies so many days before today.
const LATE: i64 = 3;

/// What was asked for, still as text.
struct Ask {
    ids: Option<String>,
    start: Option<String>,
    end: Option<String>,
    metrics: Vec<String>,
    dimension: String,
    filters: Option<String>,
}

pub(super) async fn reports(call: Call) -> Response {
    let owned = |name: &str| call.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let metrics = call.get("metrics").unwrap_or_default().split(',').map(str::trim);
    let ask = Ask {
        ids: owned("ids"),
        start: owned("startDate"),
        end: owned("endDate"),
        metrics: metrics.filter(|metric| !metric.is_empty()).map(str::to_owned).collect(),
        dimension: owned("dimensions").unwrap_or_default(),
        filters: owned("filters"),
    };
    answer(&call, &REPORTS, move |tx, bearer| report(tx, bearer, &ask)).await
}

fn report(tx: &Tx<'_>, bearer: &Bearer, ask: &Ask) -> Result<Response, Refusal> {
    let channel = channel(bearer, ask.ids.as_deref())?;
    let first = day("startDate", ask.start.as_deref())?;
    let last = day("endDate", ask.end.as_deref())?;
    if last < first {
        let message = "The end date must not be earlier than the start date.";
        return Err(ApiError::invalid("invalid", "endDate", message).into());
    }
    if ask.metrics.is_empty() {
        return Err(ApiError::required("metrics").into());
    }
    if let Some(unknown) = ask.metrics.iter().find(|metric| !METRICS.contains(&metric.as_str())) {
        return Err(unknown_identifier(unknown, "metrics").into());
    }
    // The last days are not yet counted, and nothing was before the channel.
    let (first, last) = (first.max(OPENED), last.min(tx.now / DAY - LATE));
    let share = share(tx, channel, ask.filters.as_deref())?;
    let row = |first: i64, last: i64| {
        let values =
            ask.metrics.iter().map(|metric| total(tx, channel, metric, first, last, share));
        values.collect::<Result<Vec<Value>, Refusal>>()
    };
    let rows: Vec<Vec<Value>> = match ask.dimension.as_str() {
        "" => vec![row(first, last)?],
        "day" => {
            let days = (first..=last).map(|day| {
                let mut cells = vec![json!(date(day))];
                cells.extend(row(day, day)?);
                Ok(cells)
            });
            days.collect::<Result<_, Refusal>>()?
        }
        "video" => {
            let posts = posts::of_channel(tx, &channel.id)?;
            let one = i64::try_from(posts.len()).unwrap_or(1).max(1);
            let videos = posts.iter().map(|post| {
                let mut cells = vec![json!(post.id)];
                for metric in &ask.metrics {
                    cells.push(total(tx, channel, metric, first, last, one)?);
                }
                Ok(cells)
            });
            videos.collect::<Result<_, Refusal>>()?
        }
        other => return Err(unknown_identifier(other, "dimensions").into()),
    };
    let mut headers = Vec::new();
    if !ask.dimension.is_empty() {
        headers.push(header(&ask.dimension, "DIMENSION", "STRING"));
    }
    headers.extend(ask.metrics.iter().map(|metric| header(metric, "METRIC", kind(metric))));
    Ok(ok(&json!({
        "kind": "youtubeAnalytics#resultTable",
        "columnHeaders": headers,
        "rows": rows,
    })))
}

fn channel<'b>(bearer: &'b Bearer, ids: Option<&str>) -> Result<&'b Channel, Refusal> {
    let ids = ids.ok_or_else(|| ApiError::required("ids"))?;
    let asked = ids.strip_prefix("channel==").ok_or_else(|| {
        ApiError::invalid(
            "invalid",
            "ids",
            format!("Unknown identifier ({ids}) given in field parameters.ids."),
        )
    })?;
    let own = bearer.acting().ok().filter(|own| asked == "MINE" || asked == own.id);
    own.ok_or_else(|| ApiError::forbidden("Forbidden").into())
}

/// A date as days since 1970.
fn day(parameter: &str, text: Option<&str>) -> Result<i64, Refusal> {
    let text = text.ok_or_else(|| ApiError::required(parameter))?;
    let date =
        text.parse::<Date>().ok().and_then(|date| date.to_zoned_datetime(TimeZone::UTC).ok());
    let date = date.ok_or_else(|| {
        let message = format!(
            "Invalid value '{text}'. Values must match the following regular expression: \
                               '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}'"
        );
        ApiError::invalid("invalidParameter", parameter, message)
    })?;
    Ok(date.timestamp().as_millisecond() / DAY)
}

fn date(day: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(day * DAY).unwrap_or_default();
    at.strftime("%Y-%m-%d").to_string()
}

fn unknown_identifier(name: &str, field: &str) -> ApiError {
    let message = format!("Unknown identifier ({name}) given in field parameters.{field}.");
    ApiError::invalid("invalid", field, message)
}

/// Among how many videos the channel's numbers are divided: all earn alike in this world.
fn share(tx: &Tx<'_>, channel: &Channel, filters: Option<&str>) -> Result<i64, Refusal> {
    let Some(filters) = filters else { return Ok(1) };
    let video =
        filters.strip_prefix("video==").ok_or_else(|| unknown_identifier(filters, "filters"))?;
    let posts = posts::of_channel(tx, &channel.id)?;
    if !posts.iter().any(|post| post.id == video) {
        return Err(ApiError::forbidden("Forbidden").into());
    }
    Ok(i64::try_from(posts.len()).unwrap_or(1))
}

fn total(
    tx: &Tx<'_>,
    channel: &Channel,
    metric: &str,
    first: i64,
    last: i64,
    share: i64,
) -> Result<Value, Refusal> {
    match metric {
        "averageViewDuration" => return Ok(json!(184)),
        "averageViewPercentage" => return Ok(json!(41.7)),
        _ => {}
    }
    let mut sum = 0;
    for day in first..=last {
        sum += statistics::of_day(tx, channel, metric, day)?;
    }
    Ok(json!(sum / share))
}

fn kind(metric: &str) -> &'static str {
    if metric == "averageViewPercentage" { "FLOAT" } else { "INTEGER" }
}

fn header(name: &str, column: &str, kind: &str) -> Value {
    json!({ "name": name, "columnType": column, "dataType": kind })
}
