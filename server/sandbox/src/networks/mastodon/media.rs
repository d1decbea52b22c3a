//! Pictures: uploaded first, then named by a status.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::Error;
use super::bearer::{self, Needs};
use super::entities::snowflake;
use crate::call::{Call, Site};
use crate::picture::Picture;
use crate::world::media;

const WRITE: Needs = Needs(&["write", "write:media"]);

pub(super) async fn upload(call: Call) -> Response {
    let site = call.site.clone();
    let sent = call.files.first().cloned();
    let description = call.get("description").map(str::to_owned);
    bearer::user(&call, WRITE, move |tx, _, person| {
        let sent = sent.ok_or_else(|| Error::invalid("File can't be blank"))?;
        let picture = Picture::read(&sent)
            .ok_or_else(|| Error::invalid("File content type is invalid, File is invalid"))?;
        let id = snowflake(tx.now);
        media::keep(tx, (NETWORK, &person.id), &id, &picture)?;
        Ok(describe(&site, &id, picture.kind, description.as_deref()).into())
    })
    .await
}

pub(super) async fn one(Path(id): Path<String>, call: Call) -> Response {
    let site = call.site.clone();
    bearer::user(&call, WRITE, move |tx, _, person| {
        let medium = media::find(tx, (NETWORK, &person.id), &id)?.ok_or_else(Error::no_record)?;
        Ok(describe(&site, &id, &medium.kind, None).into())
    })
    .await
}

fn describe(site: &Site, id: &str, kind: &str, description: Option<&str>) -> Value {
    let url = site.url(&format!("/system/media_attachments/files/{id}/original"));
    let kind = kind.split('/').next().unwrap_or("unknown");
    json!({
        "id": id,
        "type": kind,
        "url": url,
        "preview_url": url,
        "remote_url": null,
        "text_url": null,
        "meta": {},
        "description": description,
        "blurhash": null,
    })
}
