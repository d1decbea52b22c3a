//! Numbers of a profile and of a post.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Value, json};

use super::posts::{self, Thing};
use super::{INSIGHTS, LOGIN, api};
use crate::call::Call;
use crate::networks::meta::asked::{Asked, answer};
use crate::networks::meta::insights::Span;
use crate::networks::meta::moment;
use crate::networks::meta::refusal::{GraphError, Refusal};
use crate::world::channels::Channel;
use crate::world::clock::{DAY, SECOND};
use crate::world::{Tx, posts as world, statistics};

const OF_A_PROFILE: [&str; 7] =
    ["views", "likes", "replies", "reposts", "quotes", "clicks", "followers_count"];
const OF_A_POST: [&str; 6] = ["views", "likes", "replies", "reposts", "quotes", "shares"];
/// A range may be long; the sandbox gives at most so many days.
const MOST_DAYS: i64 = 366;
/// A day begins at midnight in California.
const CALIFORNIA: i64 = 8 * 60 * 60 * SECOND;

fn metrics<'a>(asked: &'a Asked, known: &[&str]) -> Result<Vec<&'a str>, GraphError> {
    let all = LOGIN.needed(asked, "metric")?.split(',').map(str::trim);
    let all: Vec<&str> = all.filter(|metric| !metric.is_empty()).collect();
    match all.iter().position(|metric| !known.contains(metric)) {
        None => Ok(all),
        Some(place) => {
            let known = known.join(", ");
            let text = format!("Param metric[{place}] must be one of {{{known}}}");
            Err(LOGIN.wrong(text))
        }
    }
}

fn title(metric: &str) -> String {
    let mut letters = metric.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

pub(super) async fn of_profile(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let profile = api::meant(tx, asked, &id, "get", Some(INSIGHTS))?;
        let span = Span::of(asked);
        let data = metrics(asked, &OF_A_PROFILE)?.into_iter();
        let data = data.map(|metric| describe(tx, &profile.channel, metric, &span));
        Ok(json!({ "data": data.collect::<Result<Vec<_>, _>>()? }))
    })
    .await
}

/// Views come day by day, everything else as one number for the whole range.
fn describe(tx: &Tx<'_>, channel: &Channel, metric: &str, span: &Span) -> Result<Value, Refusal> {
    let days = span.days(tx.now, MOST_DAYS);
    let days = days.map(|day| Ok((day, statistics::of_day(tx, channel, metric, day)?)));
    let numbers = match metric {
        "followers_count" => Vec::new(),
        _ => days.collect::<Result<Vec<(i64, i64)>, Refusal>>()?,
    };
    let sum: i64 = numbers.iter().map(|(_, number)| number).sum();
    let mut value = json!({
        "name": metric,
        "period": "day",
        "title": title(metric).replace('_', " "),
        "description": format!("The number of {} of your profile.", metric.replace('_', " ")),
        "id": format!("{}/insights/{metric}/day", channel.id),
    });
    match metric {
        "views" => {
            let values = numbers.iter().map(|(day, number)| {
                json!({ "value": number, "end_time": moment((day + 1) * DAY + CALIFORNIA) })
            });
            value["values"] = values.collect();
        }
        "followers_count" => {
            value["total_value"] = json!({ "value": statistics::followers(tx, channel) })
        }
        "clicks" => {
            value["link_total_values"] =
                json!([{ "value": sum, "link_url": "https://example.com/" }]);
        }
        _ => value["total_value"] = json!({ "value": sum }),
    }
    Ok(value)
}

pub(super) async fn of_post(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let profile = api::own(tx, asked, "get", Some(INSIGHTS))?;
        let found = posts::find(tx, &profile, &id)?;
        let numbers = match found.ok_or_else(|| LOGIN.no_such_object(&id, "get"))? {
            Thing::Post(post) => {
                let replies = world::comments(tx, &post.id)?.len();
                [post.views, post.likes, i64::try_from(replies).unwrap_or(0), post.shares]
            }
            Thing::Reply(..) => [0; 4],
        };
        let data = metrics(asked, &OF_A_POST)?.into_iter().map(|metric| {
            let [views, likes, replies, shares] = numbers;
            let value = match metric {
                "views" => views,
                "likes" => likes,
                "replies" => replies,
                "reposts" => shares,
                _ => shares / 3,
            };
            json!({
                "name": metric,
                "period": "lifetime",
                "values": [{ "value": value }],
                "title": title(metric),
                "description": format!("The number of {metric} on your post."),
                "id": format!("{id}/insights/{metric}/lifetime"),
            })
        });
        Ok(json!({ "data": data.collect::<Vec<_>>() }))
    })
    .await
}
