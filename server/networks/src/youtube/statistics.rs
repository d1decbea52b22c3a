//! The channel's figures. YouTube counts days on the Pacific coast; they are taken for the days of the same date in UTC.

use domain::{time::Span, verdict::Verdict};
use engine::ports::networks::{Answer, ChannelAccess, DayRange, Figure, Metric};
use serde_json::Value;

use super::{
    ANALYTICS,
    api::{Api, READ},
};
use crate::{days, figures, json, scopes::having};

/// What is asked for, in YouTube's words.
const METRICS: &[(&str, Metric)] = &[
    ("views", Metric::Views),
    ("likes", Metric::Likes),
    ("comments", Metric::Comments),
    ("shares", Metric::Shares),
];

/// No end is documented: YouTube tells figures from a channel's first day on. Ten years stand for that.
pub(super) const KEEPS: Span = Span::days(3650);
/// The last two or three days are not counted yet (YouTube Analytics API, data model).
pub(super) const LATE: Span = Span::days(3);

/// The figures of each day. The last two or three days are not counted yet: they are left out, and come later.
pub(super) async fn statistics(
    api: &Api,
    channel: &ChannelAccess<'_>,
    range: &DayRange,
) -> Answer<Vec<Figure>> {
    let last = days::date(range.until.before(Span::millis(1)));
    let names: Vec<_> = METRICS.iter().map(|(name, _)| *name).collect();
    let ids = format!("channel=={}", channel.remote_id);
    let query = [
        ("ids", ids.as_str()),
        ("startDate", &days::date(range.from)),
        ("endDate", &last),
        ("dimensions", "day"),
        ("metrics", &names.join(",")),
        ("sort", "day"),
    ];
    let table = api.report(&query, channel.token, ANALYTICS).await?;
    let mut figures = read(&table, range);
    figures.extend(followers(api, channel, range).await?);
    Ok(figures)
}

fn read(table: &Value, range: &DayRange) -> Vec<Figure> {
    let columns = json::list(&table["columnHeaders"]);
    let column = |name: &str| columns.iter().position(|column| column["name"] == name);
    let Some(day_column) = column("day") else { return Vec::new() };
    let mut figures = Vec::new();
    for row in json::list(&table["rows"]) {
        let Some(day) = days::day(&row[day_column]).filter(|day| days::is_within(range, *day))
        else {
            continue;
        };
        for (name, metric) in METRICS {
            if let Some(value) = column(name).and_then(|at| json::integer(&row[at])) {
                figures.push(Figure { metric: *metric, day, value });
            }
        }
    }
    figures
}

/// Subscribers are told of the present only, and not where the channel hides them.
async fn followers(
    api: &Api,
    channel: &ChannelAccess<'_>,
    range: &DayRange,
) -> Answer<Option<Figure>> {
    let today = figures::today(range, api.clock.now());
    let Some(day) = today.filter(|_| having(channel, READ) == Verdict::Alive) else {
        return Ok(None);
    };
    let mine = api.mine("statistics", channel.token).await?;
    let figure = |mine: Value| {
        let counts = &mine["statistics"];
        let value = json::integer(&counts["subscriberCount"])?;
        let figure = Figure { metric: Metric::Followers, day, value };
        (counts["hiddenSubscriberCount"] != true).then_some(figure)
    };
    Ok(mine.and_then(figure))
}
