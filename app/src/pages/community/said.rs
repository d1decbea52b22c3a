//! What a form did, and where what it was about is seen.

use domain::id::CommentId;
use leptos::prelude::*;
use words::say;

use crate::{parts::Icon, paths};

/// The line, or its empty place. Nothing that happens later takes it away, but the next form does.
#[component]
pub(super) fn Said(
    done: Option<String>,
    #[prop(optional_no_strip)] about: Option<CommentId>,
) -> impl IntoView {
    let says = done.as_deref().and_then(sentence);
    let line = says.map(|says| {
        let look = about.map(|comment| {
            view! {
                " "
                <a href=paths::comment(comment)>{say!(community.said.look)}</a>
            }
        });
        view! {
            <p class="app-said">
                <Icon name="check" />
                <span>{says} {look}</span>
            </p>
        }
    });
    view! {
        <div id="done" class="place" data-follows="" data-said=says>
            {line}
        </div>
    }
}

/// The sentence for what was done, by the word that stands in the address.
fn sentence(done: &str) -> Option<&'static str> {
    Some(match done {
        "answered" => say!(community.said.answered),
        "proposed" => say!(community.said.proposed),
        "waiting" => say!(community.said.waiting),
        "sending" => say!(community.said.sending),
        "changed" => say!(community.said.changed),
        "discarded" => say!(community.said.discarded),
        "hidden" => say!(community.said.hidden),
        "unhidden" => say!(community.said.unhidden),
        "liked" => say!(community.said.liked),
        "unliked" => say!(community.said.unliked),
        "done" => say!(community.said.done),
        "reopened" => say!(community.said.reopened),
        "assigned" => say!(community.said.assigned),
        _ => return None,
    })
}
