//! A push service of a browser's vendor, as strict as the standards (RFC 8030, 8188, 8291, 8292): it takes encrypted messages
//! at `/push-service/{name}`, for any name, and cannot read them. It remembers nothing over a restart.

mod claims;
mod record;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::Site;
use crate::desk::broken;
use crate::world::{World, clock};

/// So many messages are remembered.
const KEPT: usize = 500;
/// The largest body (RFC 8030, section 7.2).
const LARGEST: usize = 4096;
/// Words of the Urgency header (RFC 8030, section 5.3).
const URGENCIES: [&str; 4] = ["very-low", "low", "normal", "high"];
/// The longest Topic (RFC 8030, section 5.4).
const LONGEST_TOPIC: usize = 32;
/// How long whoever sends too much shall wait, in seconds.
const WAIT: &str = "60";

#[derive(Clone, Default)]
struct Service(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    messages: VecDeque<Message>,
    /// What subscriptions answer, where they were told to.
    answers: BTreeMap<String, u16>,
    /// The key that each subscription was made with: whoever sent first.
    keys: BTreeMap<String, String>,
    number: u64,
}

/// What was sent.
#[derive(Clone, Serialize)]
struct Message {
    name: String,
    status: u16,
    /// Why it was not taken.
    trouble: Option<&'static str>,
    headers: BTreeMap<String, String>,
    /// As it came, in base64.
    body: String,
}

#[derive(Deserialize)]
struct Answer {
    status: u16,
}

/// Why a message is not taken.
#[derive(Debug, Clone, Copy)]
struct Refusal(StatusCode, &'static str);

pub(crate) fn routes() -> Router<World> {
    Router::new()
        .route("/push-service/{name}", post(take))
        .route("/control/push-service", get(list))
        .route("/control/push-service/{name}", post(set))
        .layer(Extension(Service::default()))
}

impl Service {
    fn with<T>(&self, act: impl FnOnce(&mut Held) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What a message says of itself.
struct Sent<'a> {
    headers: &'a HeaderMap,
    body: &'a [u8],
    audience: &'a str,
    /// Seconds since 1970.
    now: i64,
}

async fn take(
    State(world): State<World>,
    Extension(service): Extension<Service>,
    Extension(site): Extension<Site>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = match world.act(|tx| Ok(tx.now / clock::SECOND)).await {
        Ok(now) => now,
        Err(error) => return broken(&error),
    };
    let sent = Sent { headers: &headers, body: &body, audience: &site.origin, now };
    let told = service.with(|held| held.answers.get(&name).copied());
    let told = told.and_then(|status| StatusCode::from_u16(status).ok());
    let taken = match told.filter(|status| *status != StatusCode::CREATED) {
        Some(status) => Err(Refusal(status, "as it was told to")),
        None => service.with(|held| sent.check(&name, held)),
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let all = headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes())));
    let (status, trouble) = match taken {
        Ok(()) => (StatusCode::CREATED, None),
        Err(Refusal(status, why)) => (status, Some(why)),
    };
    let message = Message {
        name: name.clone(),
        status: status.as_u16(),
        trouble,
        headers: all.collect(),
        body: STANDARD.encode(&body),
    };
    let number = service.with(|held| {
        held.messages.push_back(message);
        if held.messages.len() > KEPT {
            held.messages.pop_front();
        }
        held.number += 1;
        held.number
    });
    let mut response = (status, trouble.unwrap_or_default()).into_response();
    let location = format!("{}/push-service/{name}/{number}", site.origin);
    if let (StatusCode::CREATED, Ok(location)) = (status, HeaderValue::from_str(&location)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(WAIT));
    }
    response
}

impl Sent<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Everything that the standards ask of a message, and that whoever sends is who the subscription was made for.
    fn check(&self, name: &str, held: &mut Held) -> Result<(), Refusal> {
        if self.body.len() > LARGEST {
            return Err(Refusal(StatusCode::PAYLOAD_TOO_LARGE, "more than 4096 bytes"));
        }
        let bad = |why| Refusal(StatusCode::BAD_REQUEST, why);
        let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        self.header("ttl").filter(is_number).ok_or(bad("TTL is missing, or no number"))?;
        if self.header("urgency").is_some_and(|word| !URGENCIES.contains(&word)) {
            return Err(bad("Urgency is none"));
        }
        let is_topic = |topic: &str| {
            let is_letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
            (1..=LONGEST_TOPIC).contains(&topic.len()) && topic.bytes().all(is_letter)
        };
        if self.header("topic").is_some_and(|topic| !is_topic(topic)) {
            return Err(bad("Topic is none"));
        }
        let authorization = self.header("authorization").unwrap_or_default();
        let key = claims::key_of(authorization, self.audience, self.now)?;
        let made_with = held.keys.entry(name.to_owned()).or_insert_with(|| key.clone());
        if *made_with != key {
            let why = "the subscription was made with another key";
            return Err(Refusal(StatusCode::FORBIDDEN, why));
        }
        if self.header("content-encoding") != Some("aes128gcm") {
            let why = "Content-Encoding is not aes128gcm";
            return Err(Refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
        }
        record::check(self.body).map_err(bad)
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Everything that was sent, the newest last.
async fn list(Extension(service): Extension<Service>) -> Json<Value> {
    Json(service.with(|held| json!(held.messages)))
}

/// What a subscription answers from now on: 201 is what it does by itself.
async fn set(
    Extension(service): Extension<Service>,
    Path(name): Path<String>,
    Json(Answer { status }): Json<Answer>,
) -> Response {
    if StatusCode::from_u16(status).is_err() {
        let error = json!({ "error": "not a status" });
        return (StatusCode::BAD_REQUEST, Json(error)).into_response();
    }
    service.with(|held| held.answers.insert(name.clone(), status));
    Json(json!({ "name": name, "status": status })).into_response()
}
