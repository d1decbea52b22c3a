//! The repository of an account, of which the sandbox keeps the posts.

use axum::http::header;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answers::{Refusal, Xrpc};
use super::bearer::{self, Endpoint};
use super::records::{self, POSTS, RAW, RECORD, Said};
use super::scopes::Deed;
use super::{NETWORK, identity, likes};
use crate::call::Call;
use crate::picture::Picture;
use crate::random;
use crate::world::people::Person;
use crate::world::posts::{self, Post};
use crate::world::{Tx, media};

/// Pictures may be so large.
const LARGEST_BLOB: usize = 5_242_880;

/// What bytes are of which nothing is known.
const UNKNOWN: &str = "application/octet-stream";

#[derive(Deserialize)]
struct New {
    repo: String,
    collection: String,
    rkey: Option<String>,
    record: Map<String, Value>,
}

pub(super) async fn create(call: Call) -> Response {
    let json = kind(&call).is_some_and(|kind| kind.starts_with("application/json"));
    let new = serde_json::from_slice::<New>(&call.body);
    let endpoint = Endpoint::post("com.atproto.repo.createRecord");
    bearer::account(&call, endpoint, move |tx, bearer| {
        if !json {
            let words = "Wrong request encoding (Content-Type): expected application/json";
            return Err(Xrpc::invalid(words).into());
        }
        let new = new.map_err(|error| Xrpc::invalid(format!("Error: Input {error}")))?;
        let repo = identity::find(tx, &new.repo)?;
        let repo = repo.ok_or_else(|| no_repo(&new.repo))?;
        if repo.id != bearer.person.id {
            let words = "Authentication Required";
            return Err(Xrpc::new(401, "AuthenticationRequired", words).into());
        }
        Deed::Create(&new.collection).check(&bearer.token)?;
        if new.collection == likes::LIKES {
            let (uri, cid) = likes::put(tx, &repo, &new.record)?;
            return Ok(json!({ "uri": uri, "cid": cid, "validationStatus": "valid" }));
        }
        if new.collection != POSTS {
            let words = format!("The sandbox keeps {POSTS} and {} only", likes::LIKES);
            return Err(Xrpc::invalid(words).into());
        }
        let uri = write(tx, &repo, &bearer.token.client_id, new)?;
        let said = Said::find(tx, &uri)?.ok_or_else(|| Xrpc::invalid("Record was not kept"))?;
        let rev = records::key(tx.now);
        let commit = records::cid(RECORD, random::token(16).as_bytes());
        Ok(json!({
            "uri": uri,
            "cid": said.cid(tx)?,
            "commit": { "cid": commit, "rev": rev },
            "validationStatus": "valid",
        }))
    })
    .await
}

fn write(tx: &Tx<'_>, repo: &Person, client_id: &str, new: New) -> Result<String, Refusal> {
    let mut record = new.record;
    let kind = record.entry("$type").or_insert_with(|| json!(POSTS));
    if kind != POSTS {
        let words = format!("Invalid $type: expected {POSTS}, got {kind}");
        return Err(Xrpc::invalid(words).into());
    }
    let checked = records::check(tx, &record)?;
    let shown = records::shown(&record);
    for cid in &shown {
        let medium = media::find(tx, (NETWORK, &repo.id), cid)?;
        let medium = medium
            .ok_or_else(|| Xrpc::new(400, "BlobNotFound", format!("Could not find blob: {cid}")))?;
        if !medium.kind.starts_with("image/") {
            let words =
                format!("Wrong type of file. It is {} but it must match image/*.", medium.kind);
            return Err(Xrpc::new(400, "InvalidMimeType", words).into());
        }
    }
    let link = records::link(&record);
    let key = new.rkey.unwrap_or_else(|| records::key(tx.now));
    let uri = records::uri(&repo.id, &key);
    if posts::find(tx, NETWORK, &uri)?.is_some() {
        let words = format!("There is already a value at key: {POSTS}/{key}");
        return Err(Xrpc::invalid(words).into());
    }
    records::keep(tx, &uri, &Value::Object(record))?;
    posts::put(
        tx,
        &Post {
            id: uri.clone(),
            network: NETWORK.to_owned(),
            channel_id: repo.id.clone(),
            client_id: Some(client_id.to_owned()),
            text: checked.text,
            reply_to: checked.reply_to,
            created_at: tx.now,
            link,
            ..Post::default()
        },
    )?;
    shown.iter().try_for_each(|cid| media::attach(tx, NETWORK, cid, &uri))?;
    Ok(uri)
}

pub(super) async fn one(call: Call) -> Response {
    let owned = |name: &str| call.get(name).unwrap_or_default().to_owned();
    let (repo, collection, key) = (owned("repo"), owned("collection"), owned("rkey"));
    let endpoint = Endpoint::get("com.atproto.repo.getRecord");
    bearer::anybody(&call, endpoint, move |tx, _| {
        let person = identity::find(tx, &repo)?.ok_or_else(|| no_repo(&repo))?;
        let uri = format!("at://{}/{collection}/{key}", person.id);
        let said = Said::find(tx, &uri)?.ok_or_else(|| {
            Xrpc::new(400, "RecordNotFound", format!("Could not locate record: {uri}"))
        })?;
        described(tx, &said)
    })
    .await
}

pub(super) async fn list(call: Call) -> Response {
    let owned = |name: &str| call.get(name).unwrap_or_default().to_owned();
    let (repo, collection, cursor) = (owned("repo"), owned("collection"), owned("cursor"));
    let limit = call.get("limit").and_then(|text| text.parse().ok()).unwrap_or(50_usize);
    let reverse = call.get("reverse") == Some("true");
    let endpoint = Endpoint::get("com.atproto.repo.listRecords");
    bearer::anybody(&call, endpoint, move |tx, _| {
        let person = identity::find(tx, &repo)?.ok_or_else(|| no_repo(&repo))?;
        let mut posts: Vec<Said> = match collection.as_str() {
            POSTS => posts::of_channel(tx, &person.id)?.into_iter().map(Said::Own).collect(),
            _ => Vec::new(),
        };
        // Keys grow with time; the newest comes first unless asked otherwise.
        posts.sort_by(|one, other| other.key().cmp(one.key()));
        if reverse {
            posts.reverse();
        }
        if !cursor.is_empty() {
            posts.retain(|it| if reverse { *it.key() > *cursor } else { *it.key() < *cursor });
        }
        posts.truncate(limit.clamp(1, 100));
        let records = posts.iter().map(|said| described(tx, said));
        let records = records.collect::<Result<Vec<_>, _>>()?;
        match posts.last() {
            Some(last) => Ok(json!({ "records": records, "cursor": last.key() })),
            None => Ok(json!({ "records": records })),
        }
    })
    .await
}

pub(super) async fn upload(call: Call) -> Response {
    let kind = kind(&call).unwrap_or("application/octet-stream").to_owned();
    let (size, cid) = (call.body.len(), records::cid(RAW, &call.body));
    let endpoint = Endpoint::post("com.atproto.repo.uploadBlob");
    let picture = Picture::read(&call.body).unwrap_or_else(|| Picture::of(UNKNOWN, &call.body));
    bearer::account(&call, endpoint, move |tx, bearer| {
        Deed::Upload.check(&bearer.token)?;
        if size == 0 {
            return Err(Xrpc::invalid("Request body is empty").into());
        }
        if size > LARGEST_BLOB {
            let words = "request entity too large";
            return Err(Xrpc::new(413, "PayloadTooLarge", words).into());
        }
        media::keep(tx, (NETWORK, &bearer.person.id), &cid, &picture)?;
        let blob =
            json!({ "$type": "blob", "ref": { "$link": cid }, "mimeType": kind, "size": size });
        Ok(json!({ "blob": blob }))
    })
    .await
}

#[derive(Deserialize)]
struct Old {
    repo: String,
    collection: String,
    rkey: String,
}

/// Takes a like back; the sandbox deletes nothing else. What is not there is deleted all the same.
pub(super) async fn delete(call: Call) -> Response {
    let old = serde_json::from_slice::<Old>(&call.body);
    let endpoint = Endpoint::post("com.atproto.repo.deleteRecord");
    bearer::account(&call, endpoint, move |tx, bearer| {
        let old = old.map_err(|error| Xrpc::invalid(format!("Error: Input {error}")))?;
        let repo = identity::find(tx, &old.repo)?.ok_or_else(|| no_repo(&old.repo))?;
        if repo.id != bearer.person.id {
            let words = "Authentication Required";
            return Err(Xrpc::new(401, "AuthenticationRequired", words).into());
        }
        Deed::Delete(&old.collection).check(&bearer.token)?;
        if old.collection != likes::LIKES {
            let words = format!("The sandbox deletes {} only", likes::LIKES);
            return Err(Xrpc::invalid(words).into());
        }
        likes::take_back(tx, &repo, &old.rkey)?;
        let commit = records::cid(RECORD, random::token(16).as_bytes());
        Ok(json!({ "commit": { "cid": commit, "rev": records::key(tx.now) } }))
    })
    .await
}

fn kind(call: &Call) -> Option<&str> {
    call.headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

fn no_repo(name: &str) -> Xrpc {
    Xrpc::invalid(format!("Could not find repo: {name}"))
}

fn described(tx: &Tx<'_>, said: &Said) -> Result<Value, Refusal> {
    Ok(json!({ "uri": said.uri(), "cid": said.cid(tx)?, "value": said.record(tx)? }))
}
