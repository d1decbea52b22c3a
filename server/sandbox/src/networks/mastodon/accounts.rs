//! Accounts: the one behind a token, and anybody's.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::Error;
use super::bearer::{self, Needs};
use super::entities;
use super::paging::Window;
use crate::call::Call;
use crate::world::{people, posts};

const OWN: Needs = Needs(&["profile", "read", "read:accounts"]);
const ACCOUNTS: Needs = Needs(&["read", "read:accounts"]);
const STATUSES: Needs = Needs(&["read", "read:statuses"]);

pub(super) async fn verify(call: Call) -> Response {
    let site = call.site.clone();
    bearer::user(&call, OWN, move |tx, _, person| {
        let mut account = entities::account(tx, &site, person)?;
        if let Some(fields) = account.as_object_mut() {
            let source = json!({
                "privacy": "public",
                "sensitive": false,
                "language": "en",
                "note": "",
                "fields": [],
                "follow_requests_count": 0,
                "hide_collections": false,
                "discoverable": true,
                "indexable": true,
                "quote_policy": "public",
            });
            let role = json!({ "id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": false });
            fields.insert("source".into(), source);
            fields.insert("role".into(), role);
        }
        Ok(account.into())
    })
    .await
}

/// Who somebody is, in the words of OpenID Connect.
pub(super) async fn userinfo(call: Call) -> Response {
    let site = call.site.clone();
    bearer::user(&call, Needs(&["profile"]), move |_, _, person| {
        let body = json!({
            "iss": site.url("/"),
            "sub": site.url(&format!("/users/{}", person.handle)),
            "name": person.name,
            "preferred_username": person.handle,
            "profile": site.url(&format!("/@{}", person.handle)),
            "picture": site.url(&format!("/-/avatars/{}.svg", person.id)),
        });
        Ok(body.into())
    })
    .await
}

pub(super) async fn one(Path(id): Path<String>, call: Call) -> Response {
    let site = call.site.clone();
    bearer::public(&call, ACCOUNTS, move |tx, _| {
        let person = people::find(tx, NETWORK, &id)?.ok_or_else(Error::no_record)?;
        Ok(entities::account(tx, &site, &person)?.into())
    })
    .await
}

pub(super) async fn lookup(call: Call) -> Response {
    let site = call.site.clone();
    let acct = call.get("acct").unwrap_or_default().trim_start_matches('@').to_owned();
    bearer::public(&call, ACCOUNTS, move |tx, _| {
        let name = acct.split('@').next().unwrap_or_default();
        let person = people::all(tx)?
            .into_iter()
            .find(|person| person.network == NETWORK && person.handle == name)
            .ok_or_else(Error::no_record)?;
        Ok(entities::account(tx, &site, &person)?.into())
    })
    .await
}

/// What parameters leave out is left out of the neighbouring pages too.
const KEPT: [&str; 4] = ["exclude_replies", "exclude_reblogs", "only_media", "pinned"];

pub(super) async fn statuses(Path(id): Path<String>, call: Call) -> Response {
    let site = call.site.clone();
    let path = format!("/api/v1/accounts/{id}/statuses");
    let window = Window::of(&call, &path, (20, 40), &KEPT);
    let yes = |name: &str| call.get(name).is_some_and(|text| text == "true" || text == "1");
    let no_replies = yes("exclude_replies");
    // Nobody pins or attaches anything here.
    let nothing = yes("only_media") || yes("pinned");
    bearer::public(&call, STATUSES, move |tx, _| {
        let person = people::find(tx, NETWORK, &id)?.ok_or_else(Error::no_record)?;
        let mut posts = posts::of_channel(tx, &person.id)?;
        posts.retain(|post| !nothing && (!no_replies || post.reply_to.is_none()));
        let posts = window.cut(posts, |post| &post.id);
        let page = posts.iter().map(|post| entities::status(tx, &site, post));
        Ok(window.page(page.collect::<Result<Vec<Value>, _>>()?))
    })
    .await
}
