//! Instagram through Facebook: a professional account hangs on a page and is reached with what reaches the page.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::graph::{self, Caller, Credentials};
use crate::call::Call;
use crate::networks::instagram::account::{
    self, Account, Object, Voice, comments, containers, insights, media, profile,
};
use crate::networks::meta::asked::{Asked, answer, answer_fetching};
use crate::networks::meta::refusal::Refusal;
use crate::world::channels::{self, Channel, Seat};
use crate::world::tokens::Token;
use crate::world::{Tx, grants::Grant, statistics};

const VOICE: Voice = Voice::Facebook;

/// What an id means, if it is of Instagram: an account, or something of it.
type Found = (Account, Option<Object>);

/// The accounts on the pages that the caller reaches.
fn accounts(tx: &Tx<'_>, caller: &Caller) -> Result<Vec<Account>, Refusal> {
    let (token, pages) = match caller {
        Caller::App(_) => return Ok(Vec::new()),
        Caller::Page { token, page } => (token, vec![page.clone()]),
        Caller::Person { token, grant } => (token, covered(tx, grant)?),
    };
    let accounts = pages.iter().map(|page| on(tx, token, page));
    Ok(accounts.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn covered(tx: &Tx<'_>, grant: &Grant) -> Result<Vec<Seat>, Refusal> {
    let mut pages = channels::held(tx, &grant.person_id)?;
    pages.retain(|page| grant.covers(&page.channel.id));
    Ok(pages)
}

fn on(tx: &Tx<'_>, token: &Token, page: &Seat) -> Result<Option<Account>, Refusal> {
    let Some(channel) = channels::hanging_on(tx, &page.channel.id)? else { return Ok(None) };
    let mut scopes = token.scopes.clone();
    if !graph::usable(&page.role) {
        // Whoever may only look at the page may only look here.
        let looks = ["instagram_basic", "instagram_manage_insights"];
        scopes.retain(|scope| looks.contains(&scope.as_str()));
    }
    Ok(Some(Account {
        username: username(&channel),
        channel,
        scoped_id: None,
        client_id: token.client_id.clone(),
        scopes,
        voice: VOICE,
    }))
}

fn username(channel: &Channel) -> String {
    channel.name.to_lowercase().replace(' ', "")
}

fn find(tx: &Tx<'_>, caller: &Caller, id: &str) -> Result<Option<Found>, Refusal> {
    for account in accounts(tx, caller)? {
        if account.is(id) {
            return Ok(Some((account, None)));
        }
        if let Some(object) = account.object(tx, id)? {
            return Ok(Some((account, Some(object))));
        }
    }
    Ok(None)
}

/// The ids of the accounts on these pages.
pub(super) fn ids(tx: &Tx<'_>, pages: &[String]) -> Result<Vec<String>, Refusal> {
    let accounts = pages.iter().map(|page| channels::hanging_on(tx, page));
    let accounts = accounts.collect::<Result<Vec<_>, _>>()?;
    Ok(accounts.into_iter().flatten().map(|account| account.id).collect())
}

/// The account as a field of its page.
pub(super) fn of_page(
    tx: &Tx<'_>,
    asked: &Asked,
    page: &Channel,
    field: &str,
) -> Result<Option<Value>, Refusal> {
    let Some(channel) = channels::hanging_on(tx, &page.id)? else { return Ok(None) };
    let mut answer = Map::new();
    for inner in asked.fields_of(field).unwrap_or_default() {
        let value = match inner.as_str() {
            "id" => json!(channel.id),
            "username" => json!(username(&channel)),
            "name" => json!(channel.name),
            "followers_count" => json!(statistics::followers(tx, &channel)),
            "profile_picture_url" => {
                json!(asked.site.url(&format!("/-/avatars/{}.svg", channel.id)))
            }
            other => return Err(VOICE.no_such_field(other, "IGUser").into()),
        };
        answer.insert(inner, value);
    }
    answer.insert("id".into(), json!(channel.id));
    Ok(Some(Value::Object(answer)))
}

/// The node, if it is of Instagram; so with what follows.
pub(super) fn node(
    tx: &Tx<'_>,
    asked: &Asked,
    caller: &Caller,
    id: &str,
) -> Result<Option<Value>, Refusal> {
    match find(tx, caller, id)? {
        Some((account, None)) => profile::describe(tx, &account, asked).map(Some),
        Some((account, Some(object))) => account::read(tx, &account, asked, &object).map(Some),
        None => Ok(None),
    }
}

/// What is done with something that an account has: a medium, or a comment.
type Deed = fn(&Tx<'_>, &Account, &Asked, &Object) -> Result<Value, Refusal>;

/// The answer of a deed, if `id` is something that an account of Instagram has.
fn with_object(
    tx: &Tx<'_>,
    asked: &Asked,
    caller: &Caller,
    id: &str,
    deed: Deed,
) -> Result<Option<Value>, Refusal> {
    match find(tx, caller, id)? {
        Some((account, Some(object))) => deed(tx, &account, asked, &object).map(Some),
        _ => Ok(None),
    }
}

pub(super) fn comments(
    tx: &Tx<'_>,
    asked: &Asked,
    caller: &Caller,
    id: &str,
) -> Result<Option<Value>, Refusal> {
    with_object(tx, asked, caller, id, comments::list)
}

pub(super) fn reply(
    tx: &Tx<'_>,
    asked: &Asked,
    caller: &Caller,
    id: &str,
) -> Result<Option<Value>, Refusal> {
    with_object(tx, asked, caller, id, comments::write)
}

pub(super) fn change(
    tx: &Tx<'_>,
    asked: &Asked,
    caller: &Caller,
    id: &str,
) -> Result<Option<Value>, Refusal> {
    with_object(tx, asked, caller, id, comments::change)
}

pub(super) fn insights(
    tx: &Tx<'_>,
    asked: &Asked,
    caller: &Caller,
    id: &str,
) -> Result<Option<Value>, Refusal> {
    match find(tx, caller, id)? {
        Some((account, None)) => insights::of_account(tx, &account, asked).map(Some),
        Some((account, Some(Object::Media(post)))) => {
            insights::of_medium(tx, &account, asked, &post).map(Some)
        }
        _ => Ok(None),
    }
}

/// The account that a path means.
fn meant(
    tx: &Tx<'_>,
    credentials: &Credentials,
    id: &str,
    method: &str,
) -> Result<Account, Refusal> {
    match find(tx, &credentials.check(tx)?, id)? {
        Some((account, None)) => Ok(account),
        _ => Err(VOICE.no_such_object(id, method).into()),
    }
}

pub(super) async fn media(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    answer(call, move |tx, asked| media::list(tx, &meant(tx, &credentials, &id, "get")?, asked))
        .await
}

pub(super) async fn create(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    answer_fetching(call, &["image_url", "video_url"], move |tx, asked, fetched| {
        containers::create(tx, &meant(tx, &credentials, &id, "post")?, asked, fetched)
    })
    .await
}

pub(super) async fn publish(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    answer(call, move |tx, asked| {
        containers::publish(tx, &meant(tx, &credentials, &id, "post")?, asked)
    })
    .await
}

pub(super) async fn limit(Path(id): Path<String>, call: Call) -> Response {
    let credentials = Credentials::of(&call);
    answer(call, move |tx, asked| {
        containers::limit(tx, &meant(tx, &credentials, &id, "get")?, asked)
    })
    .await
}
