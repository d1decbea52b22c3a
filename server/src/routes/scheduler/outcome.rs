//! What became of a form about posts: words for what is wrong, and the page again with what was typed.

use app::sent::{Draft, Sent, Wrong};
use axum::{http::StatusCode, response::Response};
use domain::{account::Viewer, id::ChannelId};
use engine::{
    Error,
    apps::scheduler::{Edited, Unfit},
};

use crate::{pages, request::Asking, routes::draw::draw, state::AppState};

/// What an edit came to, for the page.
pub(super) async fn came_of(
    state: &AppState,
    viewer: &Viewer,
    edited: Edited,
    draft: Draft,
) -> Result<Result<(), Sent>, Error> {
    Ok(match edited {
        Edited::Done(_) => Ok(()),
        Edited::Conflict(theirs) => Err(Sent { draft, wrong: vec![Wrong::Conflict], theirs }),
        Edited::Unfit(unfit) => {
            let mut wrong = Vec::new();
            for (id, why) in unfit {
                let post = state.engine.post(viewer, id).await?;
                wrong.extend(wrong_of(post.channel, why));
            }
            Err(Sent { draft, wrong: once_each(wrong), ..Sent::default() })
        }
    })
}

/// What the engine finds unfit, in the page's terms.
pub(super) fn wrong_of(channel: ChannelId, why: Unfit) -> Vec<Wrong> {
    match why {
        Unfit::Faults(faults) => {
            faults.into_iter().map(|fault| Wrong::Fault(channel, fault)).collect()
        }
        Unfit::Past => vec![Wrong::Past],
        Unfit::LastMomentBefore => vec![Wrong::LastMomentBefore],
        Unfit::NoFreeSlot => vec![Wrong::NoFreeSlot(channel)],
        Unfit::NoSuchChannel => vec![Wrong::ChannelGone(channel)],
        Unfit::NoSuchPicture => vec![Wrong::PictureGone],
        Unfit::NotNow(why) => vec![Wrong::NotNow(why)],
    }
}

/// What is wrong for every channel alike is said once.
pub(super) fn once_each(wrong: impl IntoIterator<Item = Wrong>) -> Vec<Wrong> {
    let mut each: Vec<Wrong> = Vec::new();
    for one in wrong {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    each
}

/// The page for what was not done at all: whoever may not is told whom to ask.
pub(super) async fn refused(
    state: &AppState,
    asking: &Asking,
    viewer: &Viewer,
    error: &Error,
) -> Response {
    match error {
        Error::Forbidden => {
            let masters = asking.backend(state).accounts.master_accounts(viewer).await;
            pages::no_role(state, &masters.unwrap_or_default())
        }
        error => pages::engine_error(state, error),
    }
}

/// The page again, with what was typed.
pub(super) async fn again(state: &AppState, asking: Asking, page: &str, sent: Sent) -> Response {
    let status = if sent.wrong.contains(&Wrong::Conflict) {
        StatusCode::CONFLICT
    } else if sent.wrong.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    draw(state, asking, page, status, sent).await
}
