//! One request to a network, read once: where it was sent, with which parameters, by whose browser.

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::networks::Network;
use crate::world::World;

/// Under which address the browser or client knows this network, for the links in an answer.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// `http://localhost:4000`, or the real host name; https where somebody speaks it in front of the sandbox.
    pub(crate) origin: String,
    /// `/facebook`, or nothing under the real host name.
    pub(crate) prefix: String,
}

impl Site {
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The host name, with its port where it has one.
    pub(crate) fn host(&self) -> &str {
        self.origin.split_once("://").map_or(&self.origin, |(_, host)| host)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.prefix)
    }
}

pub(crate) struct Call {
    pub(crate) world: World,
    pub(crate) site: Site,
    pub(crate) network: &'static dyn Network,
    pub(crate) headers: HeaderMap,
    /// Query and body together, in that order.
    pub(crate) params: Vec<(String, String)>,
    pub(crate) body: Bytes,
    /// The files of a form in parts.
    pub(crate) files: Vec<Bytes>,
}

impl Call {
    /// A parameter; one in the body beats one in the query.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.params.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let named = self.params.iter().filter(|(key, _)| key == name);
        named.map(|(_, value)| value.clone()).collect()
    }

    /// A list in a JSON body.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<Value>> {
        let mut fields = serde_json::from_slice::<Map<String, Value>>(&self.body).ok()?;
        serde_json::from_value(fields.remove(name)?).ok()
    }

    /// The credentials of an Authorization header with one of these schemes.
    pub(crate) fn authorization(&self, schemes: &[&str]) -> Option<&str> {
        let value = self.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, credentials) = value.split_once(' ')?;
        let known = schemes.iter().any(|known| scheme.eq_ignore_ascii_case(known));
        known.then(|| credentials.trim())
    }

    /// Id and secret of a client that proves itself by Basic. They are form-encoded before they are joined (RFC 6749,
    /// 2.3.1); plain ones read the same.
    pub(crate) fn basic(&self) -> Option<(String, String)> {
        let credentials = STANDARD.decode(self.authorization(&["basic"])?).ok()?;
        let text = String::from_utf8(credentials).ok()?;
        let (id, secret) = text.split_once(':')?;
        let decode = |text: &str| {
            let pair = format!("={text}");
            form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
        };
        Some((decode(id)?, decode(secret)?))
    }

    /// The secret of the browser's session at this network.
    pub(crate) fn session(&self) -> Option<String> {
        let name = session_cookie(self.network);
        let lines = self.headers.get_all(header::COOKIE).iter();
        lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    }
}

/// What a call may carry at most, where its network does not say otherwise: a picture, written in letters.
pub(crate) const LARGEST: usize = 16 << 20;

/// One cookie per network, so that signing in at one says nothing about another.
pub(crate) fn session_cookie(network: &'static dyn Network) -> String {
    format!("sandbox_{}", network.slug())
}

impl FromRequest<World> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, world: &World) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let site = parts.extensions.remove::<Site>();
        let network = parts.extensions.remove::<&'static dyn Network>();
        let (Some(site), Some(network)) = (site, network) else {
            // Only the front desk routes to handlers that read a call, and it sets both.
            return Err(axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response());
        };
        let request = Request::from_parts(parts.clone(), body);
        let body =
            Bytes::from_request(request, world).await.map_err(IntoResponse::into_response)?;
        let mut files = Vec::new();
        let mut params = read_params(parts.uri.query().unwrap_or_default().as_bytes());
        if is_form(&parts.headers) {
            params.extend(read_params(&body));
        } else if is_kind(&parts.headers, "multipart/form-data") {
            let (fields, sent) = read_multipart(&parts.headers, body.clone()).await;
            params.extend(fields);
            files = sent;
        } else if is_kind(&parts.headers, "application/json") {
            params.extend(read_json(&body));
        }
        Ok(Self {
            world: world.clone(),
            site,
            network,
            headers: parts.headers,
            params,
            body,
            files,
        })
    }
}

fn read_params(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// The text fields and the files of a form in parts.
async fn read_multipart(headers: &HeaderMap, body: Bytes) -> (Vec<(String, String)>, Vec<Bytes>) {
    let mut request = Request::new(Body::from(body));
    *request.headers_mut() = headers.clone();
    DefaultBodyLimit::max(LARGEST).apply(&mut request);
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    let Ok(mut form) = Multipart::from_request(request, &()).await else { return (fields, files) };
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_some() {
            files.extend(field.bytes().await);
        } else if let Ok(text) = field.text().await {
            fields.push((name, text));
        }
    }
    (fields, files)
}

/// Well-kept clients send parameters as a JSON object, even to token endpoints, and the networks take them.
fn read_json(text: &[u8]) -> Vec<(String, String)> {
    let fields = serde_json::from_slice::<Map<String, Value>>(text).unwrap_or_default();
    let text = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    fields.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect()
}

pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    is_kind(headers, "application/x-www-form-urlencoded")
}

fn is_kind(headers: &HeaderMap, kind: &str) -> bool {
    let found = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    found.is_some_and(|found| found.starts_with(kind))
}
