//! What concerns an account, newest first. Here this is what others answered it; likes and followers have no moments.

use axum::response::Response;
use serde_json::{Value, json};

use super::answers::Refusal;
use super::bearer::{self, Endpoint};
use super::records::{Said, moment};
use super::scopes::Deed;
use super::{NETWORK, views};
use crate::call::{Call, Site};
use crate::world::people::Person;
use crate::world::{Tx, posts};

const REPLY: &str = "reply";

pub(super) async fn list(call: Call) -> Response {
    let site = call.site.clone();
    let reasons = call.all("reasons");
    let cursor = call.get("cursor").filter(|text| !text.is_empty()).map(str::to_owned);
    let limit = call.get("limit").and_then(|text| text.parse().ok()).unwrap_or(50_usize);
    let endpoint = Endpoint::get("app.bsky.notification.listNotifications");
    bearer::account(&call, endpoint, move |tx, bearer| {
        Deed::Call(endpoint.name).check(&bearer.token)?;
        let mut told = match reasons.is_empty() || reasons.iter().any(|reason| reason == REPLY) {
            true => replies(tx, &bearer.person)?,
            false => Vec::new(),
        };
        if let Some(cursor) = cursor {
            let seen = told.iter().position(|said| said.uri() == cursor);
            told.drain(..seen.map_or(told.len(), |seen| seen + 1));
        }
        let limit = limit.clamp(1, 100);
        let full = told.len() > limit;
        told.truncate(limit);
        let list = told.iter().map(|said| notification(tx, &site, said));
        let list = list.collect::<Result<Vec<_>, _>>()?;
        match told.last().filter(|_| full) {
            Some(last) => {
                Ok(json!({ "notifications": list, "priority": false, "cursor": last.uri() }))
            }
            None => Ok(json!({ "notifications": list, "priority": false })),
        }
    })
    .await
}

/// What others wrote below the account's posts, newest first.
fn replies(tx: &Tx<'_>, person: &Person) -> Result<Vec<Said>, Refusal> {
    let mut replies = Vec::new();
    for post in posts::of_channel(tx, &person.id)? {
        replies.extend(posts::comments(tx, &post.id)?.into_iter().map(Said::Foreign));
        let mut answering = posts::answering(tx, NETWORK, &post.id)?;
        answering.retain(|it| it.channel_id != person.id);
        replies.extend(answering.into_iter().map(Said::Own));
    }
    replies.sort_by_key(|said| std::cmp::Reverse(said.at()));
    Ok(replies)
}

fn notification(tx: &Tx<'_>, site: &Site, said: &Said) -> Result<Value, Refusal> {
    Ok(json!({
        "uri": said.uri(),
        "cid": said.cid(tx)?,
        "author": views::author(tx, site, said)?,
        "reason": REPLY,
        "reasonSubject": said.parent(tx)?.map(|parent| parent.uri().to_owned()),
        "record": said.record(tx)?,
        "isRead": false,
        "indexedAt": moment(said.at()),
        "labels": [],
    }))
}
