//! What a program reads: a type, when, and the facts (the payload that the Standard Webhooks specification proposes).

use app::paths;
use domain::{
    help::Topic,
    notice::{Fact, News, Subject},
};
use engine::{
    ports::caller::Call,
    telling::{HookMessage, Item},
};
use serde_json::{Map, Value, json};

use crate::{
    api::{Reason, moment},
    mail::link_to,
};

/// The body. The same for every attempt, since it holds no time but that of the message.
pub(super) fn body(call: &Call<'_>, origin: &str) -> String {
    let workspace = |name: &str| json!({ "id": call.workspace, "name": name });
    let data = match call.message {
        HookMessage::Test { workspace: name, by } => {
            json!({ "workspace": workspace(name), "by": by, "url": origin })
        }
        HookMessage::News(notice) => {
            let mut data = notice.items.first().map(|it| facts(it, origin)).unwrap_or_default();
            data.insert("workspace".into(), workspace(&notice.workspace));
            Value::Object(data)
        }
    };
    let (kind, at) = (call.message.kind(), moment(call.posted_at));
    json!({ "type": kind, "timestamp": at, "data": data }).to_string()
}

fn facts(item: &Item, origin: &str) -> Map<String, Value> {
    let Item { fact, news, since, .. } = item;
    let Fact { subject, network, name, count, cause, at } = fact;
    let mut data = Map::new();
    let mut put = |name: &str, value: Value| _ = data.insert(name.to_owned(), value);
    put("network", json!(network.slug()));
    put("since", json!(moment(*since)));
    match subject {
        Subject::Outage(_) => {
            // A network that refuses our app is told with its code for it.
            let refused = (!name.is_empty()).then_some(name);
            put("refused_with", json!(refused));
        }
        Subject::Lost(profile) | Subject::Ending(profile) | Subject::LinkUsed(profile, _) => {
            put("profile", json!({ "id": profile, "name": name }));
            put("channels", json!(count));
        }
        Subject::Asks(channel) | Subject::Held(channel) => {
            put("channel", json!({ "id": channel, "name": name }));
            put("posts", json!(count));
        }
    }
    if let Some(cause) = cause.as_ref().filter(|_| *news != News::Over) {
        put("cause", json!(Reason::of(cause, name, *network)));
        let help = paths::help(&Topic::Cause(cause.clone()));
        put("help", json!(format!("{origin}{help}")));
    }
    if let Some(at) = at {
        put("ends_at", json!(moment(*at)));
    }
    if let News::Step(step @ 2..) = news {
        put("reminder", json!(step - 1));
    }
    if let Some(path) = link_to(fact, *news, true) {
        put("url", json!(format!("{origin}{path}")));
    }
    data
}

#[cfg(test)]
mod tests;
