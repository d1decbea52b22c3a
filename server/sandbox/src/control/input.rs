//! What a switch is told: JSON from programs, a form from the sandbox's page; and the answer in the same manner.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::call::is_form;
use crate::desk::broken;
use crate::networks::{self, Network};
use crate::world::{self, World};

/// The body of a request to a switch.
pub(super) struct Input {
    pub(super) world: World,
    form: bool,
    value: Value,
}

/// Why a switch does nothing.
#[derive(Debug)]
pub(super) enum Refusal {
    Unknown(String),
    Wrong(String),
    World(world::Error),
}

/// What a switch answers: a status and what has become of the rows.
pub(super) type Outcome = Result<(StatusCode, Value), Refusal>;

impl From<world::Error> for Refusal {
    fn from(error: world::Error) -> Self {
        Self::World(error)
    }
}

impl Refusal {
    pub(super) fn unknown(what: &str, name: &str) -> Self {
        Self::Unknown(format!("the sandbox has no {what} \"{name}\""))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Unknown(error) => (StatusCode::NOT_FOUND, error),
            Self::Wrong(error) => (StatusCode::BAD_REQUEST, error),
            Self::World(error) => return broken(&error),
        };
        (status, Json(json!({ "error": error }))).into_response()
    }
}

impl Input {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        T::deserialize(&self.value).map_err(|error| Refusal::Wrong(error.to_string()))
    }

    /// Programs get the value, a browser's form goes back to the place on the page where it was.
    pub(super) fn answer(self, outcome: Outcome) -> Response {
        match outcome {
            Ok(_) if self.form => Redirect::to(&self.back()).into_response(),
            Ok((status, value)) => (status, Json(value)).into_response(),
            Err(refusal) => refusal.into_response(),
        }
    }
}

impl Input {
    fn back(&self) -> String {
        let part = |letter: char| letter.is_ascii_alphanumeric() || "-._:".contains(letter);
        let named = self.value.get("back").and_then(Value::as_str);
        match named.filter(|name| !name.is_empty() && name.chars().all(part)) {
            Some(name) => format!("/#{name}"),
            None => "/".to_owned(),
        }
    }
}

pub(super) fn network(slug: &str) -> Result<&'static dyn Network, Refusal> {
    networks::by_slug(slug).ok_or_else(|| Refusal::unknown("network", slug))
}

impl<S> FromRequest<S> for Input
where
    World: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let headers = request.headers().clone();
        if foreign(&headers) {
            // Another site in the same browser must not throw switches.
            return Err(StatusCode::FORBIDDEN.into_response());
        }
        let body =
            Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        // curl names every body a form; what opens with a brace is JSON.
        let form = is_form(&headers) && !body.trim_ascii_start().starts_with(b"{");
        let value = if form {
            form_value(&body)
        } else if body.iter().all(u8::is_ascii_whitespace) {
            Value::Object(Map::new())
        } else {
            let read = serde_json::from_slice(&body);
            read.map_err(|error| Refusal::Wrong(error.to_string()).into_response())?
        };
        let form = form && wants_page(&headers);
        Ok(Self { world: World::from_ref(state), form, value })
    }
}

/// The fields of the page that are numbers; an id of digits is not one.
const NUMBERS: [&str; 3] = ["times", "advance_seconds", "per_minute"];
/// And the one that is a switch.
const TRUTH: &str = "on";

fn form_value(body: &[u8]) -> Value {
    let value = |name: &str, text: &str| match text.parse::<i64>() {
        Ok(number) if NUMBERS.contains(&name) => json!(number),
        _ if name == TRUTH => json!(text == "true"),
        _ => json!(text),
    };
    let fields = form_urlencoded::parse(body).into_owned();
    Value::Object(fields.map(|(name, text)| (name.clone(), value(&name, &text))).collect())
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    site.is_some_and(|site| !matches!(site, "same-origin" | "none"))
}
