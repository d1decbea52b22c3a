//! What can be done with a comment, besides answering it.

use std::sync::Arc;

use domain::comment::{Comment, CommentState};
use leptos::prelude::*;
use words::say;

use super::room::author_of;
use crate::{backend::community::Counter, paths};

/// A form with a button for each thing that the viewer may do and the network can. `open` is a link to the comment's page.
#[component]
pub(super) fn Acts(
    comment: Comment,
    counter: Arc<Counter>,
    back: String,
    #[prop(optional)] open: Option<String>,
) -> impl IntoView {
    let heard = counter.channel(comment.channel);
    let author = author_of(comment.author.as_deref());
    let may = heard.is_some_and(|heard| heard.role.may_answer());
    let may_hide = heard.is_some_and(|heard| heard.hides && heard.role.may_hide());
    let may_like = may && heard.is_some_and(|heard| heard.likes);
    let is_others = comment.state != CommentState::Own;
    let button = |key: &'static str, act: &'static str, words: &'static str| {
        view! {
            <button class="button button-quiet" name="do" value=act data-key=key>
                {words}
            </button>
        }
    };
    let hide = (is_others && may_hide).then(|| {
        if comment.is_hidden {
            button("h", "unhide", say!(community.act.unhide))
        } else {
            button("h", "hide", say!(community.act.hide))
        }
    });
    let like = (is_others && may_like).then(|| {
        if comment.is_liked {
            button("l", "unlike", say!(community.act.unlike))
        } else {
            button("l", "like", say!(community.act.like))
        }
    });
    let done = (is_others && may).then(|| {
        if comment.state == CommentState::Done {
            button("e", "reopen", say!(community.act.reopen))
        } else {
            button("e", "done", say!(community.act.done))
        }
    });
    let take = (is_others && may).then(|| {
        if comment.assignee == Some(counter.person) {
            button("a", "let_go", say!(community.act.let_go))
        } else {
            button("a", "take", say!(community.act.take))
        }
    });
    let open = open.map(|href| {
        let name = say!(community.act.open_name, author = author.as_str());
        view! {
            <a class="button button-quiet" href=href data-key="Enter" aria-label=name>
                {say!(community.act.open)}
            </a>
        }
    });
    view! {
        <form class="acts" method="post" action=paths::comment(comment.id) data-quiet="">
            <Hidden counter=counter.clone() seen=comment.version back />
            {hide}
            {like}
            {done}
            {take}
            {open}
        </form>
    }
}

/// What every form about a comment says besides: from which workspace's page it comes, what was seen, and where it leads back to.
#[component]
pub(super) fn Hidden(counter: Arc<Counter>, seen: u32, back: String) -> impl IntoView {
    view! {
        <input type="hidden" name="workspace" value=counter.workspace.to_string() />
        <input type="hidden" name="seen" value=seen.to_string() />
        <input type="hidden" name="back" value=back />
    }
}

/// Who takes care of a comment: a choice of everybody in the workspace.
#[component]
pub(super) fn Assign(comment: Comment, counter: Arc<Counter>, back: String) -> impl IntoView {
    let heard = counter.channel(comment.channel);
    let may = heard.is_some_and(|heard| heard.role.may_answer());
    (may && comment.state != CommentState::Own).then(|| {
        let people = counter
            .members
            .iter()
            .map(|(id, name)| {
                let is_chosen = comment.assignee == Some(*id);
                view! {
                    <option value=id.to_string() selected=is_chosen>
                        {name.clone()}
                    </option>
                }
            })
            .collect_view();
        view! {
            <form class="assign" method="post" action=paths::comment(comment.id) data-quiet="">
                <Hidden counter=counter.clone() seen=comment.version back />
                <label class="filter">
                    {say!(community.act.assign)}
                    <select name="assignee">
                        <option value="">{say!(community.act.nobody)}</option>
                        {people}
                    </select>
                </label>
                <button class="button" name="do" value="assign">
                    {say!(community.act.keep)}
                </button>
            </form>
        }
    })
}
