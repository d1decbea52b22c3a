//! A post on the calendar.

use domain::post::{Post, PostState};
use leptos::prelude::*;
use words::{clock, say};

use super::badge::{beyond, channel_name, icon};
use crate::{
    backend::scheduler::Desk,
    parts::{Icon, NetworkMark},
    paths,
};

/// So much of a text is shown on a chip.
const EXCERPT: usize = 60;

/// A link to the post: its time, network, state and the beginning of its text. It can be dragged by whoever may move it.
#[component]
pub(super) fn Chip(post: Post, desk: Desk) -> impl IntoView {
    let channel = desk.channel(post.channel).cloned();
    let time = post.at.map(|at| clock::time_of(at, &desk.zone));
    let quiet = matches!(post.state, PostState::Scheduled { waits: None });
    let warns = beyond(&post, &desk).is_some();
    let name = channel_name(&desk, &post);
    let title = format!("{name}: {}", words::post_state(&post.state));
    let drag = desk.may_change(&post).then(|| drag(&post));
    view! {
        <li
            class="chip"
            id=format!("post-{}", post.id)
            data-state=post.state.kind().slug()
            data-drag=drag.clone()
            data-form=drag.map(|_| "move")
        >
            <a href=paths::post(post.id) title=title>
                <span class="chip-head">
                    <NetworkMark channel />
                    <time>{time}</time>
                    <Icon name=icon(&post.state) />
                    {if quiet {
                        view! { <span class="hidden">{words::post_state(&post.state)}</span> }.into_any()
                    } else {
                        view! { <span class="chip-state">{words::post_state(&post.state)}</span> }
                            .into_any()
                    }}
                    {warns.then(|| view! {
                        <span class="chip-warns" title=say!(scheduler.renew_now)>
                            <Icon name="refresh" />
                            <span class="hidden">{say!(scheduler.renew_now)}</span>
                        </span>
                    })}
                </span>
                <span class="chip-text">{excerpt(&post, EXCERPT)}</span>
                <span class="hidden">", "{name}</span>
            </a>
        </li>
    }
}

/// What a form that moves a post is told of it: which, and the version that was seen.
pub(super) fn drag(post: &Post) -> String {
    format!("{}.{}", post.id, post.version)
}

/// The beginning of what a post says.
pub(crate) fn excerpt(post: &Post, most: usize) -> String {
    let text = post.content.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return match &post.content.link {
            Some(link) => link.clone(),
            None => say!(scheduler.no_text).to_owned(),
        };
    }
    cut(&text, most)
}

/// The beginning of a text.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let beginning: String = text.chars().take(most).collect();
    format!("{}…", beginning.trim_end())
}
