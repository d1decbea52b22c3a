//! How an organization's posts do: over all time, by day or by month, or each post by itself.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::NETWORK;
use super::answers::{ApiError, Refusal, ok};
use super::bearer::{Need, answer};
use super::rest::{self, ADMIN_SCOPES};
use crate::call::Call;
use crate::world::channels::Channel;
use crate::world::clock::DAY;
use crate::world::posts::{self, Post};
use crate::world::{Tx, statistics};

const SHARES: Need = Need {
    resource: "organizationalEntityShareStatistics.FINDER-organizationalEntity",
    scopes: ADMIN_SCOPES,
};

/// Numbers are for those who run a page or look after them.
const ROLES: &[&str] = &["ADMINISTRATOR", "ANALYST"];

/// LinkedIn keeps twelve months.
const KEPT: i64 = 365;

/// So many of the last days are not yet there, today not counted.
const LATE: i64 = 2;

const COUNTED: [&str; 5] =
    ["impressionCount", "clickCount", "likeCount", "commentCount", "shareCount"];

struct Interval {
    start: i64,
    end: i64,
    step: i64,
}

pub(super) async fn shares(call: Call) -> Response {
    let finder = call.get("q").map(str::to_owned);
    let entity = call.get("organizationalEntity").map(|urn| urn.replace("%3A", ":"));
    let interval = interval(&call);
    let shares = call.get("shares").map(|text| rest::keys(text).unwrap_or_default());
    answer(&call, &SHARES, true, move |tx, bearer| {
        if finder.as_deref() != Some("organizationalEntity") {
            let text = "The finder must be q=organizationalEntity";
            return Err(ApiError::bad_parameter(text).into());
        }
        let id = entity.as_deref().and_then(rest::organization);
        let id = id.ok_or_else(|| {
            ApiError::bad_parameter("The organizationalEntity must be the urn of an organization")
        })?;
        let channel = bearer.seat(tx, id, ROLES)?.channel;
        let today = tx.now / DAY;
        let elements = match (shares, interval?) {
            (Some(shares), _) => {
                let found = shares.iter().map(|urn| posts::find(tx, NETWORK, urn));
                let found = found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten();
                let own = found.filter(|post| post.channel_id == channel.id);
                own.map(|post| of_post(tx, &channel, &post)).collect::<Result<Vec<_>, _>>()?
            }
            (None, None) => {
                vec![element(&channel, totals(tx, &channel, today - KEPT, today - LATE)?)]
            }
            (None, Some(Interval { start, end, step })) => {
                let first = (start / DAY).max(today - KEPT);
                let last = (end / DAY).min(today - LATE);
                let step = usize::try_from(step).unwrap_or(1);
                let days = (first..last).step_by(step);
                let spans = days.map(|day| (day, last.min(day + i64::try_from(step).unwrap_or(1))));
                let elements = spans.map(|(from, to)| {
                    let mut value = element(&channel, totals(tx, &channel, from, to)?);
                    value.insert(
                        "timeRange".into(),
                        json!({ "start": from * DAY, "end": to * DAY }),
                    );
                    Ok::<_, Refusal>(value)
                });
                elements.collect::<Result<Vec<_>, _>>()?
            }
        };
        let paging = json!({ "start": 0, "count": 10, "links": [] });
        Ok(ok(&json!({ "elements": elements, "paging": paging })))
    })
    .await
}

/// `timeIntervals=(timeRange:(start:1,end:2),timeGranularityType:DAY)`, or each by its dotted name as before Rest.li 2.
fn interval(call: &Call) -> Result<Option<Interval>, ApiError> {
    let whole = call.get("timeIntervals").map(str::to_owned);
    let dotted = |name: &str| call.get(&format!("timeIntervals.{name}")).map(str::to_owned);
    let kind = dotted("timeGranularityType");
    if whole.is_none() && kind.is_none() {
        return Ok(None);
    }
    let part = |name: &str, dotted_name: &str| match &whole {
        Some(whole) => {
            let (_, rest) = whole.split_once(&format!("{name}:"))?;
            rest.split([',', ')']).next().map(str::to_owned)
        }
        None => dotted(dotted_name),
    };
    let wrong = || ApiError::bad_parameter("Invalid value for the parameter timeIntervals");
    let number = |name: &str| -> Option<i64> {
        part(name, &format!("timeRange.{name}"))?.trim().parse().ok()
    };
    let step = match part("timeGranularityType", "timeGranularityType").as_deref() {
        Some("DAY") => 1,
        Some("WEEK") => 7,
        Some("MONTH") => 30,
        _ => return Err(wrong()),
    };
    let (start, end) = (number("start").ok_or_else(wrong)?, number("end").unwrap_or(i64::MAX));
    if end < start { Err(wrong()) } else { Ok(Some(Interval { start, end, step })) }
}

fn element(channel: &Channel, totals: Value) -> Map<String, Value> {
    let mut element = Map::new();
    element.insert("totalShareStatistics".into(), totals);
    let entity = format!("urn:li:organization:{}", channel.id);
    element.insert("organizationalEntity".into(), json!(entity));
    element
}

/// The days from one until before the other.
fn totals(tx: &Tx<'_>, channel: &Channel, from: i64, to: i64) -> Result<Value, Refusal> {
    let mut counts = [0; COUNTED.len()];
    for (count, metric) in counts.iter_mut().zip(COUNTED) {
        for day in from..to {
            *count += statistics::of_day(tx, channel, metric, day)?;
        }
    }
    Ok(table(counts))
}

fn table([impressions, clicks, likes, comments, shares]: [i64; 5]) -> Value {
    let engaged = f64::from(i32::try_from(clicks + likes + comments + shares).unwrap_or(i32::MAX));
    let seen = f64::from(i32::try_from(impressions.max(1)).unwrap_or(i32::MAX));
    json!({
        "uniqueImpressionsCount": impressions * 3 / 4,
        "shareCount": shares,
        "engagement": engaged / seen,
        "clickCount": clicks,
        "likeCount": likes,
        "impressionCount": impressions,
        "commentCount": comments,
    })
}

fn of_post(tx: &Tx<'_>, channel: &Channel, post: &Post) -> Result<Map<String, Value>, Refusal> {
    let comments = i64::try_from(posts::comments(tx, &post.id)?.len()).unwrap_or(0);
    let totals = table([post.views, post.views / 40, post.likes, comments, post.shares]);
    let mut value = element(channel, totals);
    value.insert("share".into(), json!(post.id));
    Ok(value)
}
