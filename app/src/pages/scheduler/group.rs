//! The other posts of a composition.

use domain::post::Post;
use leptos::prelude::*;
use words::{clock, say};

use super::badge::{Badge, Beyond, beyond, channel_name};
use crate::{backend::scheduler::Desk, parts::NetworkMark, paths};

/// The same text at other channels, each with its state; nothing where there is none.
#[component]
pub(super) fn Group(posts: Vec<Post>, desk: Desk) -> impl IntoView {
    (!posts.is_empty()).then(|| {
        let rows = posts
            .into_iter()
            .map(|post| view! { <Other post desk=desk.clone() /> })
            .collect_view();
        view! {
            <section class="panel" id="group" data-follows="posts channels" aria-labelledby="group-title">
                <h2 id="group-title">{say!(scheduler.post_page.group)}</h2>
                <ul class="group">{rows}</ul>
            </section>
        }
    })
}

#[component]
fn Other(post: Post, desk: Desk) -> impl IntoView {
    let channel = desk.channel(post.channel).cloned();
    let when = match post.at {
        Some(at) => clock::moment(at, &desk.zone, desk.now),
        None => say!(scheduler.no_time).to_owned(),
    };
    let needs = beyond(&post, &desk);
    let name = channel_name(&desk, &post);
    view! {
        <li id=format!("other-{}", post.id)>
            <a class="post-channel" href=paths::post(post.id)>
                <NetworkMark channel />
                {name}
            </a>
            <span class="quiet">{when}</span>
            <Badge state=post.state />
            {needs.map(|needs| view! { <Beyond needs desk /> })}
        </li>
    }
}
