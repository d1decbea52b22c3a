//! Statistics of a page per day, and of a post over its life.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::graph::{self, Caller, Credentials, NETWORK};
use super::{errors, instagram};
use crate::call::Call;
use crate::networks::meta::asked::Asked;
use crate::networks::meta::insights::{Span, TOO_OLD};
use crate::networks::meta::moment;
use crate::networks::meta::refusal::{GraphError, Refusal};
use crate::networks::meta::reply::{Answer, Reply};
use crate::world::channels::Channel;
use crate::world::clock::DAY;
use crate::world::posts::{self, Post};
use crate::world::{Tx, statistics};

const OF_A_PAGE: [(&str, &str); 5] = [
    ("page_post_engagements", "Daily Post Engagements"),
    ("page_media_view", "Daily Total Views"),
    ("page_total_media_view_unique", "Daily Viewers"),
    ("page_daily_follows", "Daily Follows"),
    (FOLLOWS, "Total Follows"),
];

/// Not earned in a day: how many follow by its end.
const FOLLOWS: &str = "page_follows";

/// Facebook gives at most so many days at once.
const MOST_DAYS: i64 = 93;

/// Numbers come a day after the day they are of.
const LATE: i64 = DAY;

pub(super) async fn insights(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let metrics = call.get("metric").unwrap_or_default().to_owned();
    let period = call.get("period").unwrap_or("day").to_owned();
    let span = Span::read(call.get("since"), call.get("until"));
    let asked = Asked::of(&call);
    let answer: Answer = call
        .world
        .act(move |tx| {
            let caller = credentials.check(tx)?;
            if let Some(numbers) = instagram::insights(tx, &asked, &caller, &id)? {
                return Ok(Reply(numbers));
            }
            let Caller::Page { token, page } = caller else {
                return Err(errors::page_token_needed().into());
            };
            if !token.allows("read_insights") {
                return Err(errors::permission_missing("read_insights").into());
            }
            if !graph::tasks(&page.role).contains(&"ANALYZE") {
                return Err(errors::permission_missing("read_insights").into());
            }
            let asked = metrics.split(',').map(str::trim).filter(|metric| !metric.is_empty());
            if id == "me" || id == page.channel.id {
                if period != "day" {
                    return Err(errors::invalid_parameter("The value of period must be day").into());
                }
                if span.too_old(tx.now) {
                    return Err(errors::invalid_parameter(TOO_OLD).into());
                }
                let data = asked.map(|metric| of_page(tx, &page.channel, metric, &span));
                return Ok(Reply(
                    json!({ "data": data.collect::<Result<Vec<_>, _>>()?, "paging": {} }),
                ));
            }
            let post =
                posts::find(tx, NETWORK, &id)?.filter(|post| post.channel_id == page.channel.id);
            let post = post.ok_or_else(|| errors::no_such_object(&id, "get"))?;
            let data = asked.map(|metric| of_post(&post, metric)).collect::<Result<Vec<_>, _>>()?;
            Ok(Reply(json!({ "data": data })))
        })
        .await;
    answer.into_response()
}

fn of_page(tx: &Tx<'_>, page: &Channel, metric: &str, span: &Span) -> Result<Value, Refusal> {
    let title = OF_A_PAGE.iter().find(|(known, _)| *known == metric).map(|(_, title)| *title);
    let title = title.ok_or_else(unknown_metric)?;
    let values = span.days(tx.now - LATE, MOST_DAYS).map(|day| {
        let value = match metric {
            FOLLOWS => statistics::followers_on(page, day),
            _ => statistics::of_day(tx, page, metric, day)?,
        };
        Ok(json!({ "value": value, "end_time": moment((day + 1) * DAY) }))
    });
    let values: Vec<Value> = values.collect::<Result<_, Refusal>>()?;
    Ok(json!({
        "name": metric,
        "period": "day",
        "values": values,
        "title": title,
        "description": title,
        "id": format!("{}/insights/{metric}/day", page.id),
    }))
}

fn of_post(post: &Post, metric: &str) -> Result<Value, Refusal> {
    let value = match metric {
        "post_total_media_view_unique" => json!(post.views),
        "post_clicks" => json!(post.views / 12),
        "post_reactions_by_type_total" => json!({ "like": post.likes }),
        _ => return Err(unknown_metric().into()),
    };
    Ok(json!({
        "name": metric,
        "period": "lifetime",
        "values": [{ "value": value }],
        "id": format!("{}/insights/{metric}/lifetime", post.id),
    }))
}

fn unknown_metric() -> GraphError {
    errors::invalid_parameter("The value must be a valid insights metric")
}
