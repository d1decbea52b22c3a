//! A program of somebody else's that listens: it takes whatever is sent to `/hooks/{name}`, shows it at the same address, and
//! answers as it is told to. It remembers nothing over a restart.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maud::html;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::pages;

/// So many messages are remembered.
const KEPT: usize = 500;

#[derive(Clone, Default)]
struct Hearer(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    messages: VecDeque<Message>,
    answers: BTreeMap<String, u16>,
}

/// What arrived.
#[derive(Clone, Serialize)]
struct Message {
    name: String,
    headers: BTreeMap<String, String>,
    body: String,
    status: u16,
}

#[derive(Deserialize)]
struct Answer {
    status: u16,
}

pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/hooks/{name}", post(hear).get(show))
        .route("/control/hooks", get(list))
        .route("/control/hooks/{name}", post(set))
        .with_state(Hearer::default())
}

impl Hearer {
    fn with<T>(&self, act: impl FnOnce(&mut Heard) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn hear(
    State(hearer): State<Hearer>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes())));
    let headers = headers.collect();
    let status = hearer.with(|heard| {
        let status = heard.answers.get(&name).copied().unwrap_or(204);
        heard.messages.push_back(Message { name, headers, body: text(&body), status });
        if heard.messages.len() > KEPT {
            heard.messages.pop_front();
        }
        status
    });
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// What arrived at one address, the newest first.
async fn show(State(hearer): State<Hearer>, Path(name): Path<String>) -> Response {
    let here = |message: &&Message| message.name == name;
    let messages: Vec<_> =
        hearer.with(|heard| heard.messages.iter().rev().filter(here).cloned().collect());
    let title = format!("What was sent to /hooks/{name}");
    let body = html! {
        main.wide {
            h1 { (title) }
            @if messages.is_empty() { p { "Nothing yet. Reload this page after something was sent." } }
            @for message in &messages {
                section {
                    p {
                        "Answered with " (message.status) "."
                        @for (name, value) in message.headers.iter().filter(|(name, _)| name.starts_with("webhook-")) {
                            br; code { (name) ": " (value) }
                        }
                    }
                    pre.heard { (pretty(&message.body)) }
                }
            }
        }
    };
    pages::page(&title, "/-/style.css", "control", &body)
}

fn pretty(body: &str) -> String {
    let value = serde_json::from_str::<Value>(body);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| body.to_owned())
}

/// Everything that arrived, the newest last.
async fn list(State(hearer): State<Hearer>) -> Json<Value> {
    Json(hearer.with(|heard| json!(heard.messages)))
}

/// What an address answers from now on.
async fn set(
    State(hearer): State<Hearer>,
    Path(name): Path<String>,
    Json(Answer { status }): Json<Answer>,
) -> Response {
    if StatusCode::from_u16(status).is_err() {
        let error = json!({ "error": "not a status" });
        return (StatusCode::BAD_REQUEST, Json(error)).into_response();
    }
    hearer.with(|heard| heard.answers.insert(name.clone(), status));
    Json(json!({ "name": name, "status": status })).into_response()
}
