//! Who is who: handles, DIDs, and the documents that lead from one to the other and to the server.

use axum::Json;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::answers::{Refusal, Xrpc, not_found};
use super::{DIRECTORY, NETWORK, SERVER};
use crate::call::{Call, Site};
use crate::desk::broken;
use crate::random;
use crate::world::people::{self, Person};
use crate::world::{Result, Tx};

/// A name below the server's own.
pub(super) fn is_handle(host: &str) -> bool {
    host.strip_suffix(SERVER).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}

/// Somebody of this server, by handle or DID.
pub(super) fn find(tx: &Tx<'_>, name: &str) -> Result<Option<Person>> {
    let name = name.trim_start_matches('@').to_lowercase();
    let mut people = people::all(tx)?.into_iter();
    Ok(people.find(|one| one.network == NETWORK && (one.id == name || one.handle == name)))
}

/// The DID of somebody who lives on another server.
pub(super) fn did_of(words: &str) -> String {
    format!("did:plc:{}", random::letters_of(&[words]))
}

pub(super) async fn resolve(call: Call) -> Response {
    let handle = call.get("handle").unwrap_or_default().to_owned();
    let found = call.world.act(move |tx| {
        if handle.is_empty() {
            let words = "Error: Params must have the property \"handle\"";
            return Err(Refusal::from(Xrpc::invalid(words)));
        }
        let person = find(tx, &handle)?.filter(|person| person.id != handle);
        Ok(person.ok_or_else(|| Xrpc::invalid("Unable to resolve handle"))?.id)
    });
    match found.await {
        Ok(did) => Json(json!({ "did": did })).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// Whose the host name is under which the server was asked.
pub(super) async fn of_host(call: Call) -> Response {
    let name = host(&call.site).0.to_owned();
    match call.world.act(move |tx| find(tx, &name)).await {
        Ok(Some(person)) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], person.id).into_response()
        }
        Ok(None) => (StatusCode::NOT_FOUND, "User not found").into_response(),
        Err(error) => broken(&error),
    }
}

/// The DID document, as the public directory would give it.
pub(super) async fn document(Path(did): Path<String>, call: Call) -> Response {
    if !did.starts_with("did:") {
        return not_found().await;
    }
    let asked = did.clone();
    let person = call.world.act(move |tx| people::find(tx, NETWORK, &asked)).await;
    let person = match person {
        Ok(Some(person)) => person,
        Ok(None) => {
            let body = json!({ "message": format!("DID not registered: {did}") });
            return (StatusCode::NOT_FOUND, Json(body)).into_response();
        }
        Err(error) => return broken(&error),
    };
    let body = json!({
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/suites/secp256k1-2019/v1",
        ],
        "id": did,
        "alsoKnownAs": [format!("at://{}", person.handle)],
        "verificationMethod": [{
            "id": format!("{did}#atproto"),
            "type": "Multikey",
            "controller": did,
            // Nobody signs anything with it: the sandbox has no repositories to verify.
            "publicKeyMultibase": "zQ3shXjHeiBuRCKmM36cuYnm7YEMzhGnCmCyW92sRJ9pribSF",
        }],
        "service": [{
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": home(&call.site),
        }],
    });
    ([(header::CONTENT_TYPE, "application/did+ld+json")], body.to_string()).into_response()
}

/// Where the accounts live: at the origin at which the server is reached. A handle, the directory and a path are none: a
/// server of this network is an origin.
pub(super) fn home(site: &Site) -> String {
    let (name, port) = host(site);
    if !site.prefix.is_empty() || name == DIRECTORY || is_handle(name) {
        return site.origin.replacen(site.host(), &format!("{SERVER}{port}"), 1);
    }
    site.url("")
}

/// Name and port, the latter with its colon.
fn host(site: &Site) -> (&str, &str) {
    let host = site.host();
    match host.rfind(':').filter(|_| !host.ends_with(']')) {
        Some(colon) => host.split_at(colon),
        None => (host, ""),
    }
}
