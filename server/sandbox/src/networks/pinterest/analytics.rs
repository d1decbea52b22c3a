//! Numbers of the account and of single pins, per day and in sum. Today's are not counted to the end yet.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::answers::{Problem, Refusal};
use super::bearer::{ANALYTICS, Endpoint, answer};
use super::pins;
use crate::call::Call;
use crate::world::channels::Channel;
use crate::world::clock::DAY;
use crate::world::posts::{self, Post};
use crate::world::{Tx, statistics};

const OF_ACCOUNT: Endpoint = Endpoint { category: ANALYTICS, scopes: &["user_accounts:read"] };
const OF_PIN: Endpoint = Endpoint { category: ANALYTICS, scopes: &["boards:read", "pins:read"] };

/// What an account counts, and how many impressions there are to one.
const ACCOUNT: [(&str, i64); 5] = [
    ("IMPRESSION", 1),
    ("ENGAGEMENT", 14),
    ("PIN_CLICK", 25),
    ("SAVE", 40),
    ("OUTBOUND_CLICK", 60),
];

const PIN: [&str; 6] =
    ["IMPRESSION", "PIN_CLICK", "OUTBOUND_CLICK", "SAVE", "TOTAL_COMMENTS", "TOTAL_REACTIONS"];

/// Pinterest looks back no further.
const MOST_DAYS: i64 = 90;

/// What is asked: days since 1970, both ends included, and metrics.
struct Asked {
    from: i64,
    until: i64,
    metrics: Vec<String>,
}

impl Asked {
    fn read(call: &Call, known: &[&str], of: &str) -> Result<Self, Problem> {
        let wrong = || Problem::invalid_analytics(of);
        let day = |name| call.get(name).and_then(day_of).ok_or_else(wrong);
        let (from, until) = (day("start_date")?, day("end_date")?);
        let named = call.all("metric_types");
        let metrics = named.iter().flat_map(|part| part.split(',')).map(str::trim);
        let metrics: Vec<String> =
            metrics.filter(|metric| !metric.is_empty()).map(str::to_owned).collect();
        if from > until || metrics.iter().any(|metric| !known.contains(&metric.as_str())) {
            return Err(wrong());
        }
        Ok(Self { from, until, metrics })
    }

    fn within(&self, now: i64, of: &str) -> Result<(), Problem> {
        let today = now / DAY;
        match self.from < today - MOST_DAYS || self.until > today {
            true => Err(Problem::invalid_analytics(of)),
            false => Ok(()),
        }
    }
}

fn day_of(text: &str) -> Option<i64> {
    let at = text.parse::<Date>().ok()?.to_zoned_datetime(TimeZone::UTC).ok()?;
    Some(at.timestamp().as_millisecond() / DAY)
}

fn date_of(day: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(day * DAY).unwrap_or_default();
    at.strftime("%Y-%m-%d").to_string()
}

pub(super) async fn of_account(call: Call) -> Response {
    const OF: &str = "user accounts";
    let asked = Asked::read(&call, &ACCOUNT.map(|(metric, _)| metric), OF);
    answer(&call, &OF_ACCOUNT, move |tx, bearer| {
        let asked = asked?;
        asked.within(tx.now, OF)?;
        let metrics: Vec<_> = ACCOUNT
            .into_iter()
            .filter(|(metric, _)| {
                asked.metrics.is_empty() || asked.metrics.iter().any(|it| it == metric)
            })
            .collect();
        let all = days(tx, &asked, |tx, day| earned(tx, &bearer.channel, &metrics, day))?;
        Ok((StatusCode::OK, json!({ "all": all })))
    })
    .await
}

fn earned(
    tx: &Tx<'_>,
    channel: &Channel,
    metrics: &[(&'static str, i64)],
    day: i64,
) -> Result<Vec<(String, i64)>, Refusal> {
    let impressions = statistics::of_day(tx, channel, "IMPRESSION", day)?;
    Ok(metrics.iter().map(|(metric, to)| ((*metric).to_owned(), impressions / to)).collect())
}

pub(super) async fn of_pin(Path(id): Path<String>, call: Call) -> Response {
    const OF: &str = "pins";
    let asked = Asked::read(&call, &PIN, OF);
    let asked = asked.and_then(|asked| match asked.metrics.is_empty() {
        true => Err(Problem::invalid_analytics(OF)),
        false => Ok(asked),
    });
    answer(&call, &OF_PIN, move |tx, bearer| {
        let asked = asked?;
        asked.within(tx.now, OF)?;
        let post = pins::own(tx, bearer, &id)?;
        let life = lifetime(tx, &post)?;
        let total = |metric: &String| {
            life.iter().find(|(known, _)| known == metric).map_or(0, |(_, value)| *value)
        };
        let born = post.created_at / DAY;
        // As if a pin were seen as often on each day of its life.
        let per_day = |_: &Tx<'_>, day: i64| {
            let alive = day >= born;
            let days = tx.now / DAY - born + 1;
            let values = asked.metrics.iter();
            Ok(values.map(|it| (it.clone(), if alive { total(it) / days } else { 0 })).collect())
        };
        let mut all = days(tx, &asked, per_day)?;
        let lifetime: Map<_, _> =
            asked.metrics.iter().map(|metric| (metric.clone(), json!(total(metric)))).collect();
        all.insert("lifetime_metrics".into(), Value::Object(lifetime));
        Ok((StatusCode::OK, json!({ "all": all })))
    })
    .await
}

fn lifetime(tx: &Tx<'_>, post: &Post) -> Result<[(&'static str, i64); 6], Refusal> {
    let comments = posts::comments(tx, &post.id)?.len();
    let comments = i64::try_from(comments).unwrap_or(i64::MAX);
    Ok([
        ("IMPRESSION", post.views),
        ("PIN_CLICK", post.views / 25),
        ("OUTBOUND_CLICK", post.views / 60),
        ("SAVE", post.shares),
        ("TOTAL_COMMENTS", comments),
        ("TOTAL_REACTIONS", post.likes),
    ])
}

fn days(
    tx: &Tx<'_>,
    asked: &Asked,
    of_day: impl Fn(&Tx<'_>, i64) -> Result<Vec<(String, i64)>, Refusal>,
) -> Result<Map<String, Value>, Refusal> {
    let today = tx.now / DAY;
    let mut daily = Vec::new();
    let mut sums: Map<String, Value> = Map::new();
    for day in asked.from..=asked.until {
        if day == today {
            daily.push(json!({ "date": date_of(day), "data_status": "PROCESSING", "metrics": {} }));
            continue;
        }
        let values = of_day(tx, day)?;
        for (metric, value) in &values {
            let so_far = sums.get(metric).and_then(Value::as_i64).unwrap_or(0);
            sums.insert(metric.clone(), json!(so_far + value));
        }
        let metrics: Map<_, _> =
            values.into_iter().map(|(metric, value)| (metric, json!(value))).collect();
        daily.push(json!({ "date": date_of(day), "data_status": "READY", "metrics": metrics }));
    }
    let mut all = Map::new();
    all.insert("daily_metrics".into(), json!(daily));
    all.insert("summary_metrics".into(), Value::Object(sums));
    Ok(all)
}
