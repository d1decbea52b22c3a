//! An organization's figures.

use domain::{
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::ports::networks::{Answer, ChannelAccess, DayRange, Figure, Metric};

use super::{
    ADMINISTER,
    api::{Api, told_apart, urn},
};
use crate::{days, figures, http::escaped, json};

/// "Only within the past 12 months" (Organization Share Statistics).
pub(super) const KEEPS: Span = Span::days(365);
/// Nobody says how late they are; two days are what is usual for figures.
pub(super) const LATE: Span = Span::days(2);

/// What is read, in LinkedIn's words. Its `engagement` is a share of the views, not a count.
const METRICS: &[(&str, Metric)] = &[
    ("uniqueImpressionsCount", Metric::Reach),
    ("impressionCount", Metric::Views),
    ("likeCount", Metric::Likes),
    ("commentCount", Metric::Comments),
    ("shareCount", Metric::Shares),
];

/// The figures of each day.
pub(super) async fn statistics(
    api: &Api,
    channel: &ChannelAccess<'_>,
    range: &DayRange,
) -> Answer<Vec<Figure>> {
    let query = format!(
        "q=organizationalEntity&organizationalEntity={}&timeIntervals=(timeRange:(start:{},end:{}),timeGranularityType:DAY)",
        escaped(&urn(channel.remote_id)),
        range.from.millis(),
        range.until.millis(),
    );
    let list = api
        .read("organizationalEntityShareStatistics", &query, channel.token)
        .await
        .map_err(|verdict| told_apart(verdict, channel, ADMINISTER))?;
    let elements = list["elements"].as_array().ok_or(Verdict::Unavailable)?;
    let mut found = Vec::new();
    for element in elements {
        // Without a range it is a sum of all times.
        let start = json::integer(&element["timeRange"]["start"]).map(Timestamp::from_millis);
        let Some(day) = start.filter(|start| days::is_within(range, *start)).map(days::start)
        else {
            continue;
        };
        found.extend(figures::of_day(METRICS, &element["totalShareStatistics"], day));
    }
    found.extend(followers(api, channel, range).await);
    Ok(found)
}

/// Followers are told of the present only. Without them the other figures are still worth having.
async fn followers(api: &Api, channel: &ChannelAccess<'_>, range: &DayRange) -> Option<Figure> {
    let day = figures::today(range, api.clock.now())?;
    let path = format!("networkSizes/{}", escaped(&urn(channel.remote_id)));
    let size = api.read(&path, "edgeType=COMPANY_FOLLOWED_BY_MEMBER", channel.token).await.ok()?;
    let value = json::integer(&size["firstDegreeSize"])?;
    Some(Figure { metric: Metric::Followers, day, value })
}
