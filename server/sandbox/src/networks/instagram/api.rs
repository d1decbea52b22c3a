//! The Graph API at graph.instagram.com.

use axum::extract::Path;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::account::{
    self, Account, Object, Voice, comments, containers, insights, media, profile,
};
use super::{LOGIN, NETWORK};
use crate::call::Call;
use crate::networks::meta::asked::{Asked, answer, answer_fetching};
use crate::networks::meta::refusal::Refusal;
use crate::world::{Tx, people};

const VOICE: Voice = Voice::Instagram;

/// The account of the token.
fn own(tx: &Tx<'_>, asked: &Asked, method: &str) -> Result<Account, Refusal> {
    let caller = LOGIN.caller(tx, asked, method, None)?;
    let person = people::find(tx, NETWORK, &caller.token.person_id)?;
    let person = person.ok_or_else(|| LOGIN.unsupported(method))?;
    Ok(Account {
        channel: caller.account,
        username: person.handle,
        scoped_id: Some(caller.grant.scoped_id),
        client_id: caller.token.client_id,
        scopes: caller.token.scopes,
        voice: VOICE,
    })
}

/// The account of the token, which the path means: `me`, or either of its two ids.
fn meant(tx: &Tx<'_>, asked: &Asked, id: &str, method: &str) -> Result<Account, Refusal> {
    let account = own(tx, asked, method)?;
    match id == "me" || account.is(id) {
        true => Ok(account),
        false => Err(VOICE.no_such_object(id, method).into()),
    }
}

/// Something of the account of the token.
fn object(
    tx: &Tx<'_>,
    asked: &Asked,
    id: &str,
    method: &str,
) -> Result<(Account, Object), Refusal> {
    let account = own(tx, asked, method)?;
    match account.object(tx, id)? {
        Some(object) => Ok((account, object)),
        None => Err(VOICE.no_such_object(id, method).into()),
    }
}

pub(super) async fn node(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let account = own(tx, asked, "get")?;
        if id == "me" || account.is(&id) {
            return profile::describe(tx, &account, asked);
        }
        let object = account.object(tx, &id)?.ok_or_else(|| VOICE.no_such_object(&id, "get"))?;
        account::read(tx, &account, asked, &object)
    })
    .await
}

pub(super) async fn media(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| media::list(tx, &meant(tx, asked, &id, "get")?, asked)).await
}

pub(super) async fn create(Path(id): Path<String>, call: Call) -> Response {
    answer_fetching(call, &["image_url", "video_url"], move |tx, asked, fetched| {
        containers::create(tx, &meant(tx, asked, &id, "post")?, asked, fetched)
    })
    .await
}

pub(super) async fn publish(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| containers::publish(tx, &meant(tx, asked, &id, "post")?, asked))
        .await
}

pub(super) async fn limit(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| containers::limit(tx, &meant(tx, asked, &id, "get")?, asked))
        .await
}

pub(super) async fn comments(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let (account, above) = object(tx, asked, &id, "get")?;
        comments::list(tx, &account, asked, &above)
    })
    .await
}

pub(super) async fn write(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let (account, above) = object(tx, asked, &id, "post")?;
        comments::write(tx, &account, asked, &above)
    })
    .await
}

/// Hides a comment, or shows it again.
pub(super) async fn change(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| {
        let (account, object) = object(tx, asked, &id, "post")?;
        comments::change(tx, &account, asked, &object)
    })
    .await
}

pub(super) async fn insights(Path(id): Path<String>, call: Call) -> Response {
    answer(call, move |tx, asked| -> Result<Value, Refusal> {
        let account = own(tx, asked, "get")?;
        if id == "me" || account.is(&id) {
            return insights::of_account(tx, &account, asked);
        }
        let post = account.media(tx, &id)?.ok_or_else(|| VOICE.no_such_object(&id, "get"))?;
        insights::of_medium(tx, &account, asked, &post)
    })
    .await
}

pub(super) async fn nowhere(uri: Uri) -> Response {
    LOGIN.nowhere(uri.path()).into_response()
}
