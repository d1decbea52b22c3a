//! The pages of a person, and what a page says of itself.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::graph::{self, Credentials};
use super::{errors, instagram, nodes, oauth};
use crate::call::Call;
use crate::networks::meta::asked::{self, Asked};
use crate::networks::meta::refusal::Refusal;
use crate::networks::meta::reply::{Answer, Reply};
use crate::random;
use crate::world::channels::{self, Seat};
use crate::world::tokens::Token;
use crate::world::{Tx, statistics};

const DEFAULT_LIMIT: usize = 25;
const MAX_LIMIT: usize = 100;

/// What was asked for, apart from whose pages.
struct Ask {
    asked: Asked,
    fields: Option<Vec<String>>,
    limit: usize,
    after: Option<String>,
    before: Option<String>,
    /// The address of this list without its place.
    address: String,
}

pub(super) async fn accounts(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let limit = call.get("limit").and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_LIMIT);
    let ask = Ask {
        asked: Asked::of(&call),
        fields: call.get("fields").map(asked::fields),
        limit: limit.clamp(1, MAX_LIMIT),
        after: call.get("after").map(str::to_owned),
        before: call.get("before").map(str::to_owned),
        address: address(&call, &id),
    };
    let answer: Answer = call
        .world
        .act(move |tx| {
            let (token, grant) = credentials.check(tx)?.person()?;
            if id != "me" && id != grant.scoped_id {
                return Err(errors::no_such_object(&id, "get").into());
            }
            if !token.allows("pages_show_list") {
                return Ok(Reply(json!({ "data": [] })));
            }
            let mut seats = channels::held(tx, &token.person_id)?;
            seats.retain(|seat| grant.covers(&seat.channel.id));
            list(tx, &ask, &seats, &token).map(Reply)
        })
        .await;
    answer.into_response()
}

fn list(tx: &Tx<'_>, ask: &Ask, seats: &[Seat], token: &Token) -> Result<Value, Refusal> {
    let place = |cursor: &String| seats.iter().position(|seat| self::cursor(seat) == *cursor);
    let start = match (&ask.after, &ask.before) {
        (Some(after), _) => place(after).map_or(seats.len(), |place| place + 1),
        (None, Some(before)) => place(before).unwrap_or(0).saturating_sub(ask.limit),
        (None, None) => 0,
    };
    let listed =
        ["access_token", "category", "category_list", "name", "id", "tasks"].map(str::to_owned);
    let fields = ask.fields.as_deref().unwrap_or(&listed);
    let window: Vec<&Seat> = seats.iter().skip(start).take(ask.limit).collect();
    let data = window.iter().map(|seat| as_person(tx, &ask.asked, seat, token, fields));
    let data: Vec<Value> = data.collect::<Result<_, _>>()?;
    let (Some(first), Some(last)) = (window.first(), window.last()) else {
        return Ok(json!({ "data": [] }));
    };
    let mut paging = Map::new();
    paging.insert("cursors".into(), json!({ "before": cursor(first), "after": cursor(last) }));
    if start + window.len() < seats.len() {
        paging.insert("next".into(), json!(format!("{}&after={}", ask.address, cursor(last))));
    }
    if start > 0 {
        paging
            .insert("previous".into(), json!(format!("{}&before={}", ask.address, cursor(first))));
    }
    Ok(json!({ "data": data, "paging": paging }))
}

fn cursor(seat: &Seat) -> String {
    format!("QVFI{}", random::number_of(&["cursor", &seat.channel.id]))
}

/// As in life, the address of the next part carries the token.
fn address(call: &Call, id: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let place = |key: &str| matches!(key, "after" | "before");
    query.extend_pairs(call.params.iter().filter(|(key, _)| !place(key)));
    if call.get("access_token").is_none()
        && let Some(token) = call.authorization(&["bearer", "oauth"])
    {
        query.append_pair("access_token", token);
    }
    format!("{}?{}", call.site.url(&format!("/v26.0/{id}/accounts")), query.finish())
}

/// No business portfolio exists in this world.
pub(super) async fn businesses(call: Call) -> Response {
    let credentials = Credentials::of(&call);
    let answer: Answer = call
        .world
        .act(move |tx| {
            credentials.check(tx)?.person()?;
            Ok(Reply(json!({ "data": [] })))
        })
        .await;
    answer.into_response()
}

/// A page as somebody with a role sees it: with the page's token, where the role is worth one.
pub(super) fn as_person(
    tx: &Tx<'_>,
    asked: &Asked,
    page: &Seat,
    token: &Token,
    fields: &[String],
) -> Result<Value, Refusal> {
    let wants_token = fields.iter().any(|field| field == "access_token");
    let page_token = match wants_token && graph::usable(&page.role) {
        true => Some(oauth::page_token(tx, token, &page.channel.id)?),
        false => None,
    };
    let scoped = Token { value: page_token.unwrap_or_default(), ..token.clone() };
    describe(tx, asked, page, &scoped, Some(fields))
}

/// A page by its fields, among them the token's value, which is empty where the role is worth no page token.
pub(super) fn describe(
    tx: &Tx<'_>,
    asked: &Asked,
    page: &Seat,
    token: &Token,
    fields: Option<&[String]>,
) -> Result<Value, Refusal> {
    let channel = &page.channel;
    let default = ["id".to_owned(), "name".to_owned()];
    let mut answer = Map::new();
    for field in fields.unwrap_or(&default) {
        let value = match field.as_str() {
            "id" => json!(channel.id),
            "name" => json!(channel.name),
            "username" => json!(channel.name.to_lowercase().replace(' ', "")),
            "category" => json!(channel.category),
            "category_list" => json!([{
                "id": random::number_of(&[&channel.category]),
                "name": channel.category,
            }]),
            "tasks" => json!(graph::tasks(&page.role)),
            "picture" => nodes::picture(&asked.site, &channel.id),
            "followers_count" | "fan_count" => json!(statistics::followers(tx, channel)),
            "link" => json!(format!("https://www.facebook.com/{}", channel.id)),
            "access_token" if token.value.is_empty() => continue,
            "access_token" => json!(token.value),
            "instagram_business_account" | "connected_instagram_account" => {
                match instagram::of_page(tx, asked, channel, field)? {
                    Some(account) if token.allows("instagram_basic") => account,
                    _ => continue,
                }
            }
            other => return Err(errors::no_such_field(other, "Page").into()),
        };
        answer.insert(field.clone(), value);
    }
    answer.insert("id".into(), json!(channel.id));
    Ok(Value::Object(answer))
}
