//! Fetching what a client publishes about itself. The sandbox reaches loopback addresses only: it is a tool for a
//! demonstration, and must not be made to ask anybody else.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde::de::DeserializeOwned;
use url::Url;

use super::answers::OAuth;
use super::client::{Auth, Client, Document, Keys, virtual_client};
use crate::http::Http;
use crate::picture::is_here;

const PATIENCE: Duration = Duration::from_secs(5);

/// The client behind an id, with its keys.
pub(super) async fn client(id: &str) -> Result<Client, OAuth> {
    if let Some(client) = virtual_client(id) {
        return client;
    }
    let unknown = || OAuth::metadata(format!("Invalid client ID \"{id}\""));
    let url = Url::parse(id).ok().filter(|url| url.as_str() == id).ok_or_else(unknown)?;
    let plain = url.fragment().is_none() && url.username().is_empty() && !url.path().ends_with('/');
    if !plain || !(is_here(&url) || (url.scheme() == "https" && url.port().is_none())) {
        return Err(unknown());
    }
    let client = get::<Document>(&url).await?.check(id)?;
    match &client.auth {
        Auth::KeysAt(at) => {
            let auth = Auth::Keys(get::<Keys>(at).await?.keys);
            Ok(Client { auth, ..client })
        }
        Auth::Public | Auth::Keys(_) => Ok(client),
    }
}

async fn get<T: DeserializeOwned>(url: &Url) -> Result<T, OAuth> {
    let failed = |why: &str| OAuth::metadata(format!("Failed to fetch client information: {why}"));
    if !is_here(url) {
        return Err(failed("the sandbox reaches loopback addresses only"));
    }
    let request = request(url).ok_or_else(|| failed("not an address"))?;
    let answer = tokio::time::timeout(PATIENCE, Http::new().send(request)).await;
    let answer = match answer {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => return Err(failed("no answer")),
        Err(_) => return Err(failed("no answer in time")),
    };
    if answer.status != StatusCode::OK {
        return Err(failed(&format!("unexpected status {}", answer.status.as_u16())));
    }
    let kind = answer.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/json")) {
        return Err(failed("unexpected content type"));
    }
    serde_json::from_str(&answer.text)
        .map_err(|error| OAuth::metadata(format!("Validation failed with error: {error}")))
}

/// Names below localhost mean this machine, whether or not it can resolve them.
fn request(url: &Url) -> Option<Request<Body>> {
    let named = url.host_str()?;
    let host = url.port().map_or_else(|| named.to_owned(), |port| format!("{named}:{port}"));
    let mut target = url.clone();
    if url.domain().is_some() {
        target.set_host(Some("127.0.0.1")).ok()?;
    }
    Request::get(target.as_str())
        .header(header::HOST, host)
        .header(header::ACCEPT, "application/json")
        .body(Body::empty())
        .ok()
}
