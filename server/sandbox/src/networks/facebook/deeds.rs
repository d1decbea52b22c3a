//! What a page does to comments below its posts: it hides them, likes them, and takes both back.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::content::own_post;
use super::graph::{Caller, Credentials};
use super::{errors, instagram};
use crate::call::Call;
use crate::networks::meta::asked::Asked;
use crate::networks::meta::refusal::Refusal;
use crate::networks::meta::reply::{Answer, Reply};
use crate::world::Tx;
use crate::world::posts::{self, Comment};

/// What a page does to a comment: hides it (`is_hidden`), or shows it again.
pub(super) async fn change(Path(id): Path<String>, call: Call) -> Response {
    let hidden = call.get("is_hidden").map(|text| matches!(text, "true" | "1"));
    moderate(&id, call, move |tx, comment| match hidden {
        Some(hidden) => Ok(posts::hide_comment(tx, &comment.id, hidden)?),
        None => Err(errors::invalid_parameter("The parameter is_hidden is required").into()),
    })
    .await
}

pub(super) async fn like(Path(id): Path<String>, call: Call) -> Response {
    moderate(&id, call, |tx, comment| Ok(posts::like_comment(tx, &comment.id, true)?)).await
}

pub(super) async fn unlike(Path(id): Path<String>, call: Call) -> Response {
    moderate(&id, call, |tx, comment| Ok(posts::like_comment(tx, &comment.id, false)?)).await
}

async fn moderate(
    id: &str,
    call: Call,
    work: impl FnOnce(&Tx<'_>, &Comment) -> Result<(), Refusal> + Send + 'static,
) -> Response {
    let credentials = Credentials::of(&call);
    let (asked, id) = (Asked::of(&call), id.to_owned());
    let answer: Answer = call
        .world
        .act(move |tx| {
            let caller = credentials.check(tx)?;
            if let Some(done) = instagram::change(tx, &asked, &caller, &id)? {
                return Ok(Reply(done));
            }
            let Caller::Page { token, page } = caller else {
                return Err(errors::page_token_needed().into());
            };
            if !token.allows("pages_manage_engagement") {
                return Err(errors::permission_missing("pages_manage_engagement").into());
            }
            let missing = || errors::no_such_object(&id, "post");
            let comment = posts::find_comment(tx, &id)?.ok_or_else(missing)?;
            own_post(tx, &page, &comment.post_id)?.ok_or_else(missing)?;
            work(tx, &comment)?;
            Ok(Reply(json!({ "success": true })))
        })
        .await;
    answer.into_response()
}
