//! Posts as a list: everything about each, and a form that moves it.

use domain::{
    post::{Post, PostState},
    scheduling::SchedulerRole,
};
use leptos::prelude::*;
use words::{clock, say};

use super::{
    badge::{Badge, Beyond, Why, backup, beyond, channel_name},
    chip::{drag, excerpt},
};
use crate::{
    backend::scheduler::{Desk, PostsPage},
    parts::NetworkMark,
    paths,
};

/// So much of a text is shown in the list.
const EXCERPT: usize = 280;

/// A page of posts, and the link to the next.
#[component]
pub(super) fn List(
    page: PostsPage,
    desk: Desk,
    here: String,
    next: Option<String>,
) -> impl IntoView {
    let rows = page
        .posts
        .into_iter()
        .map(|post| view! { <Row post desk=desk.clone() back=here.clone() /> })
        .collect_view();
    view! {
        <div class="app-list-place">
            <ol class="app-list" id="posts" data-endless="">
                {rows}
            </ol>
            {next
                .map(|href| {
                    view! {
                        <p class="paging">
                            <a class="button" data-more="" rel="next" href=href>
                                {say!(scheduler.next)}
                            </a>
                        </p>
                    }
                })}
        </div>
    }
}

/// One post.
#[component]
pub(super) fn Row(post: Post, desk: Desk, back: String) -> impl IntoView {
    let channel = desk.channel(post.channel).cloned();
    let name = channel_name(&desk, &post);
    let backup = channel.as_ref().and_then(backup);
    let needs = beyond(&post, &desk);
    let when = match post.at {
        Some(at) => clock::moment(at, &desk.zone, desk.now),
        None => say!(scheduler.no_time).to_owned(),
    };
    let may_move = desk.may_change(&post);
    let answers = matches!(post.state, PostState::Proposed { .. })
        && desk.may(post.channel, SchedulerRole::may_approve);
    let form = may_move.then(|| view! { <MoveForm post=post.clone() desk=desk.clone() back /> });
    let edit = match may_move {
        _ if answers => say!(scheduler.approval.look),
        true => say!(scheduler.edit),
        false => say!(scheduler.open),
    };
    let (id, state) = (post.id, post.state.clone());
    let kind = state.kind().slug();
    let failed = (may_move && matches!(state, PostState::Failed { .. }))
        .then_some(say!(scheduler.why.again));
    view! {
        <li class="post" id=format!("post-{id}") data-item="" data-state=kind>
            <div class="post-head">
                <p class="post-channel">
                    <NetworkMark channel />
                    <strong>{name.clone()}</strong>
                    {backup.map(|says| view! { <span class="quiet">{says}</span> })}
                </p>
                <Badge state />
            </div>
            <p class="post-when">{when}</p>
            <p class="post-text">{excerpt(&post, EXCERPT)}</p>
            {post.content.picture.is_some().then(|| view! { <p class="quiet">{say!(scheduler.picture)}</p> })}
            <Why post desk=desk.clone() />
            {needs.map(|needs| view! { <Beyond needs desk /> })}
            <div class="post-steps">
                <a class="button" href=paths::post(id) aria-label=format!("{}: {name}", failed.unwrap_or(edit))>
                    {failed.unwrap_or(edit)}
                </a>
                {form}
            </div>
        </li>
    }
}

/// Moves a post to another time: the way without dragging.
#[component]
pub(super) fn MoveForm(post: Post, desk: Desk, back: String) -> impl IntoView {
    let field = format!("move-{}", post.id);
    let name = channel_name(&desk, &post);
    let at = post.at.map(|at| desk.zone.wall(at).to_string()).unwrap_or_default();
    view! {
        <details class="move">
            <summary class="button button-quiet" aria-label=say!(scheduler.move_name, channel = name)>
                {say!(scheduler.move_it)}
            </summary>
            <form method="post" action=paths::MOVE_POST class="move-form">
                <input type="hidden" name="workspace" value=desk.workspace.to_string() />
                <input type="hidden" name="id" value=drag(&post) />
                <input type="hidden" name="back" value=back />
                <label for=field.clone()>{say!(scheduler.move_to)}</label>
                <input id=field type="datetime-local" name="to" required value=at />
                <button class="button">{say!(scheduler.move_it)}</button>
            </form>
        </details>
    }
}
