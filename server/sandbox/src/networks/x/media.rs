//! Uploading pictures: in one call, in parts of a form or as JSON, or begun, sent in pieces and finished.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{Problem, Refusal};
use super::bearer::{Bearer, Endpoint, answer};
use crate::call::Call;
use crate::picture::Picture;
use crate::random;
use crate::world::clock::{DAY, SECOND};
use crate::world::notes::{self, Book};
use crate::world::{Tx, media};

const UPLOAD: Endpoint = Endpoint { name: "media", limit: 500, scopes: &["media.write"] };
const PIECES: Book = Book { network: NETWORK, kind: "media" };

/// A picture may be so large.
const LARGEST: usize = 5 << 20;

/// The bytes in a form's part, or in letters in a field.
fn bytes(call: &Call) -> Option<Vec<u8>> {
    let letters = || STANDARD.decode(call.get("media")?).ok();
    call.files.first().map(|bytes| bytes.to_vec()).or_else(letters)
}

pub(super) async fn upload(call: Call) -> Response {
    let sent = bytes(&call);
    answer(&call, &UPLOAD, move |tx, bearer| {
        let sent = sent.ok_or_else(|| Problem::invalid("The `media` field is required"))?;
        let id = random::number();
        keep(tx, bearer, &id, &sent)
    })
    .await
}

fn keep(
    tx: &Tx<'_>,
    bearer: &Bearer,
    id: &str,
    sent: &[u8],
) -> Result<(StatusCode, Value), Refusal> {
    if sent.len() > LARGEST {
        return Err(Problem::invalid("Image file size must be <= 5242880 bytes").into());
    }
    let picture = Picture::read(sent);
    let picture = picture.ok_or_else(|| Problem::invalid("media type unrecognized."))?;
    media::keep(tx, (NETWORK, &bearer.person.id), id, &picture)?;
    Ok((StatusCode::OK, json!({ "data": described(id, picture.bytes) })))
}

fn described(id: &str, size: i64) -> Value {
    json!({
        "id": id, "media_key": format!("3_{id}"), "size": size, "expires_after_secs": DAY / SECOND,
    })
}

pub(super) async fn initialize(call: Call) -> Response {
    let total = call.get("total_bytes").and_then(|text| text.parse::<i64>().ok());
    answer(&call, &UPLOAD, move |tx, _bearer| {
        let total = total.ok_or_else(|| Problem::invalid("total_bytes field must be provided"))?;
        let id = random::number();
        notes::put(tx, PIECES, &id, &Vec::<(u32, String)>::new(), tx.now + DAY)?;
        Ok((StatusCode::OK, json!({ "data": described(&id, total) })))
    })
    .await
}

pub(super) async fn append(Path(id): Path<String>, call: Call) -> Response {
    let place = call.get("segment_index").and_then(|text| text.parse::<u32>().ok());
    let sent = bytes(&call);
    answer(&call, &UPLOAD, move |tx, _bearer| {
        let sent = sent.ok_or_else(|| Problem::invalid("The `media` field is required"))?;
        let place = place.ok_or_else(|| Problem::invalid("segment_index must be provided"))?;
        let mut pieces = pieces(tx, &id)?;
        pieces.retain(|(known, _)| *known != place);
        pieces.push((place, STANDARD.encode(sent)));
        notes::put(tx, PIECES, &id, &pieces, tx.now + DAY)?;
        Ok((StatusCode::OK, json!({ "data": { "expires_at": (tx.now + DAY) / SECOND } })))
    })
    .await
}

pub(super) async fn finalize(Path(id): Path<String>, call: Call) -> Response {
    answer(&call, &UPLOAD, move |tx, bearer| {
        let mut pieces = pieces(tx, &id)?;
        pieces.sort();
        let whole = pieces.iter().flat_map(|(_, text)| STANDARD.decode(text).unwrap_or_default());
        keep(tx, bearer, &id, &whole.collect::<Vec<u8>>())
    })
    .await
}

fn pieces(tx: &Tx<'_>, id: &str) -> Result<Vec<(u32, String)>, Refusal> {
    let found = notes::find(tx, PIECES, id)?;
    Ok(found.ok_or_else(|| Problem::invalid("Media Id is invalid."))?)
}
