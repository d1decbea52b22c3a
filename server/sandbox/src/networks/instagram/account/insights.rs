//! Numbers of an account and of a medium.

use serde_json::{Value, json};

use super::{Account, Right};
use crate::networks::meta::asked::Asked;
use crate::networks::meta::insights::{Span, TOO_OLD};
use crate::networks::meta::moment;
use crate::networks::meta::refusal::{GraphError, Refusal};
use crate::world::clock::{DAY, SECOND};
use crate::world::posts::Post;
use crate::world::{Tx, posts, statistics};

const FOLLOWERS: &str = "follower_count";

/// What is given day by day.
const BY_DAY: [(&str, &str); 2] = [("reach", "Reach"), (FOLLOWERS, "Follower Count")];
/// What is given as one number for the whole range.
const IN_TOTAL: [(&str, &str); 12] = [
    ("reach", "Reach"),
    ("views", "Views"),
    ("likes", "Likes"),
    ("comments", "Comments"),
    ("shares", "Shares"),
    ("saves", "Saved"),
    ("replies", "Replies"),
    ("reposts", "Reposts"),
    ("total_interactions", "Content Interactions"),
    ("accounts_engaged", "Accounts Engaged"),
    ("profile_links_taps", "Profile Links Taps"),
    ("website_clicks", "Website Clicks"),
];
const OF_A_MEDIUM: [(&str, &str); 8] = [
    ("views", "Views"),
    ("reach", "Accounts reached"),
    ("likes", "Likes"),
    ("comments", "Comments"),
    ("saved", "Saved"),
    ("shares", "Shares"),
    ("total_interactions", "Post interactions"),
    ("reposts", "Reposts"),
];
/// Instagram gives at most so many days at once.
const MOST_DAYS: i64 = 30;
/// A day of Instagram begins at midnight in California.
const CALIFORNIA: i64 = 8 * 60 * 60 * SECOND;

pub(in crate::networks) fn of_account(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    account.need(Right::Insights)?;
    let voice = account.voice;
    let metrics = asked.filled("metric").ok_or_else(|| voice.required("metric"))?;
    let in_total = match asked.get("metric_type") {
        None | Some("" | "time_series") => false,
        Some("total_value") => true,
        Some(_) => {
            let text = "metric_type must be one of the following values: time_series, total_value";
            return Err(voice.wrong(text).into());
        }
    };
    let period = asked.filled("period").ok_or_else(|| voice.required("period"))?;
    if period != "day" {
        let text = format!("Incompatible metrics ({metrics}) with period ({period})");
        return Err(voice.wrong(&text).into());
    }
    let span = Span::of(asked);
    if span.length().is_some_and(|days| days > MOST_DAYS) {
        let text = "There cannot be more than 30 days (2592000 s) between since and until";
        return Err(voice.wrong(text).into());
    }
    if span.too_old(tx.now) {
        return Err(voice.wrong(TOO_OLD).into());
    }
    if split(metrics).any(|metric| metric == FOLLOWERS) && span.begins_before(tx.now, MOST_DAYS) {
        let text = "The following metrics (follower_count) only support querying data for the last 30 days excluding \
                    the current day";
        return Err(voice.wrong(text).into());
    }
    let data = split(metrics).enumerate().map(|(place, metric)| {
        let known = if in_total { &IN_TOTAL[..] } else { &BY_DAY[..] };
        let title = known.iter().find(|(known, _)| *known == metric).map(|(_, title)| *title);
        let title = title.ok_or_else(|| unknown(account, metric, place, in_total))?;
        let days = span.days(tx.now, MOST_DAYS);
        let numbers =
            days.map(|day| Ok((day, statistics::of_day(tx, &account.channel, metric, day)?)));
        let numbers: Vec<(i64, i64)> = numbers.collect::<Result<_, Refusal>>()?;
        let mut value = json!({
            "name": metric,
            "period": "day",
            "title": title,
            "description": title,
            "id": format!("{}/insights/{metric}/day", account.channel.id),
        });
        let (key, numbers) = match in_total {
            true => {
                let sum: i64 = numbers.iter().map(|(_, number)| number).sum();
                ("total_value", json!({ "value": sum }))
            }
            false => {
                let values = numbers.iter().map(|(day, number)| {
                    json!({ "value": number, "end_time": moment((day + 1) * DAY + CALIFORNIA) })
                });
                ("values", values.collect())
            }
        };
        if let Some(fields) = value.as_object_mut() {
            fields.insert(key.into(), numbers);
        }
        Ok(value)
    });
    let data: Vec<Value> = data.collect::<Result<_, Refusal>>()?;
    Ok(json!({ "data": data, "paging": {} }))
}

fn split(metrics: &str) -> impl Iterator<Item = &str> {
    metrics.split(',').map(str::trim).filter(|metric| !metric.is_empty())
}

fn unknown(account: &Account, metric: &str, place: usize, in_total: bool) -> GraphError {
    let is = |list: &[(&str, &str)]| list.iter().any(|(known, _)| *known == metric);
    if !in_total && is(&IN_TOTAL) {
        let text = format!(
            "The following metrics ({metric}) should be specified with parameter metric_type=total_value"
        );
        return account.voice.wrong(&text);
    }
    if in_total && is(&BY_DAY) {
        let text =
            format!("The following metrics ({metric}) do not support metric_type total_value");
        return account.voice.wrong(&text);
    }
    let known: Vec<_> = IN_TOTAL.iter().chain(&BY_DAY[1..]).map(|(known, _)| *known).collect();
    let text = format!("metric[{place}] must be one of the following values: {}", known.join(", "));
    account.voice.wrong(&text)
}

pub(in crate::networks) fn of_medium(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
    post: &Post,
) -> Result<Value, Refusal> {
    account.need(Right::Read)?;
    account.need(Right::Insights)?;
    let metrics = asked.filled("metric").ok_or_else(|| account.voice.required("metric"))?;
    let comments = i64::try_from(posts::comments(tx, &post.id)?.len()).unwrap_or(0);
    let saved = post.likes / 6;
    let data = split(metrics).enumerate().map(|(place, metric)| {
        let title = OF_A_MEDIUM.iter().find(|(known, _)| *known == metric);
        let value = match metric {
            "views" => post.views,
            "reach" => post.views * 4 / 5,
            "likes" => post.likes,
            "comments" => comments,
            "saved" => saved,
            "shares" | "reposts" => post.shares,
            _ => post.likes + comments + saved + post.shares,
        };
        let Some((_, title)) = title else {
            let known: Vec<_> = OF_A_MEDIUM.iter().map(|(known, _)| *known).collect();
            let text = format!(
                "metric[{place}] must be one of the following values: {}",
                known.join(", ")
            );
            return Err(Refusal::from(account.voice.wrong(&text)));
        };
        Ok(json!({
            "name": metric,
            "period": "lifetime",
            "values": [{ "value": value }],
            "title": title,
            "description": title,
            "id": format!("{}/insights/{metric}/lifetime", post.id),
        }))
    });
    Ok(json!({ "data": data.collect::<Result<Vec<_>, _>>()? }))
}
