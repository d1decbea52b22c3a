//! The box in which an answer is written.

use std::sync::Arc;

use domain::comment::{Comment, CommentState};
use leptos::prelude::*;
use words::say;

use super::{acts::Hidden, room::author_of};
use crate::{
    backend::community::{Counter, Heard},
    paths,
};

/// Whether an answer can be written: the network takes one, and the channel is linked. It can while another is under way, too:
/// what somebody types just then must not go.
pub(super) fn can_answer(comment: &Comment, heard: Option<&Heard>) -> bool {
    comment.state != CommentState::Own
        && heard.is_some_and(|heard| heard.replies && !heard.channel.links.is_empty())
}

/// The form. `text` is what was typed, where it was not taken.
#[component]
pub(super) fn Answer(
    comment: Comment,
    counter: Arc<Counter>,
    back: String,
    text: String,
) -> impl IntoView {
    let may = counter.channel(comment.channel).is_some_and(|heard| heard.role.may_answer());
    let send = if may { say!(community.act.send) } else { say!(community.act.send_proposal) };
    let field = format!("text-{}", comment.id);
    let author = author_of(comment.author.as_deref());
    view! {
        <form class="answer" method="post" action=paths::answer(comment.id) data-quiet="">
            <Hidden counter seen=comment.version back />
            <label class="hidden" for=field.clone()>
                {say!(community.act.text, author)}
            </label>
            <textarea id=field name="text" rows="3" required>
                {text}
            </textarea>
            <button class="button button-main">{send}</button>
        </form>
    }
}
