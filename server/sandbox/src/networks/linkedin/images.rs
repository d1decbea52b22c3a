//! Pictures: an address to upload to is asked for, then the bytes go there, then a post names the picture.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;

use super::NETWORK;
use super::answers::{ApiError, ok};
use super::bearer::{Need, answer};
use super::posts::may_write;
use crate::call::Call;
use crate::desk::broken;
use crate::picture::Picture;
use crate::random;
use crate::world::clock::DAY;
use crate::world::notes::{self, Book};
use crate::world::{Result as Done, media};

const BEGIN: Need = Need { resource: "images.ACTION-initializeUpload", scopes: &[] };
const GET: Need = Need { resource: "images.GET", scopes: &[] };

/// Whose picture is expected under a urn.
const EXPECTED: Book = Book { network: NETWORK, kind: "image" };

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Begin {
    initialize_upload_request: Owner,
}

#[derive(Deserialize)]
struct Owner {
    owner: String,
}

pub(super) async fn begin(call: Call) -> Response {
    let asked = serde_json::from_slice::<Begin>(&call.body);
    let action = call.get("action").map(str::to_owned);
    let site = call.site.clone();
    answer(&call, &BEGIN, true, move |tx, bearer| {
        if action.as_deref() != Some("initializeUpload") {
            return Err(ApiError::bad_parameter("The action must be initializeUpload").into());
        }
        let asked = asked.map_err(|_| {
            ApiError::unprocessable("ERROR :: /initializeUploadRequest/owner :: field is required")
        })?;
        let owner = asked.initialize_upload_request.owner;
        may_write(tx, bearer, &owner)?;
        let id = random::word(20);
        let owner = owner.rsplit(':').next().unwrap_or_default();
        notes::put(tx, EXPECTED, &id, &owner, tx.now + DAY)?;
        Ok(ok(&json!({ "value": {
            "uploadUrlExpiresAt": tx.now + DAY,
            "uploadUrl": site.url(&format!("/dms-uploads/sp/v2/{id}/uploaded-image")),
            "image": urn(&id),
        } })))
    })
    .await
}

fn urn(id: &str) -> String {
    format!("urn:li:image:{id}")
}

/// The address itself is the permission.
pub(super) async fn receive(Path(id): Path<String>, call: Call) -> Response {
    let picture = Picture::read(&call.body);
    let done: Done<StatusCode> = call
        .world
        .act(move |tx| {
            let Some(owner) = notes::find::<String>(tx, EXPECTED, &id)? else {
                return Ok(StatusCode::NOT_FOUND);
            };
            let Some(picture) = picture else { return Ok(StatusCode::BAD_REQUEST) };
            media::keep(tx, (NETWORK, &owner), &urn(&id), &picture)?;
            Ok(StatusCode::CREATED)
        })
        .await;
    done.map_or_else(|error| broken(&error), |status| status.into_response())
}

pub(super) async fn one(Path(named): Path<String>, call: Call) -> Response {
    answer(&call, &GET, true, move |tx, _bearer| {
        let id = named.strip_prefix("urn:li:image:").unwrap_or(&named);
        let owner: Option<String> = notes::find(tx, EXPECTED, id)?;
        let owner = owner.ok_or_else(|| ApiError::no_such_entity(&named))?;
        let there = media::find(tx, (NETWORK, &owner), &urn(id))?.is_some();
        let status = if there { "AVAILABLE" } else { "WAITING_UPLOAD" };
        Ok(ok(&json!({ "id": urn(id), "status": status })))
    })
    .await
}
