//! One profile: who it is, how it is, what to do, and its channels.

use leptos::prelude::*;
use words::say;

use super::{avatar::Avatar, channel_list::ChannelList, remove::Remove, told::tell};
use crate::{
    live::{Board, Row},
    parts::Icon,
    paths, when, window,
};

/// The card of a profile.
#[component]
pub(crate) fn Card(row: Row, board: Board) -> impl IntoView {
    let told = Memo::new({
        let row = row.clone();
        move |_| tell(&row)
    });
    let name = Memo::new({
        let who = row.who.clone();
        move |_| who.with(|who| who.name.clone())
    });
    let (id, anchor, network) = (row.id, row.anchor(), row.network);
    let (health, who) = (row.health.clone(), row.who.clone());
    let mending = row.mending.clone();
    let waiting = row.waiting.clone();
    view! {
        <article
            class="card"
            id=anchor
            data-profile=id.to_string()
            data-network=network.slug()
            data-health=move || health.with(|health| health.kind().slug())
            data-mending=move || mending.get().then_some("")
            data-waiting=move || waiting.get().then_some("")
            aria-label=move || format!("{}, {}", name.get(), network.name())
        >
            <Avatar row=row.clone() />
            <div class="who">
                <h2>{move || name.get()}</h2>
                <Facts row=row.clone() board />
            </div>
            <p class="badge">
                <Icon name=Signal::derive(move || told.with(|told| told.icon)) />
                <span>{move || told.with(|told| told.badge.clone())}</span>
            </p>
            <div class="told">
                // One text, so that no part of it moves when another changes.
                <p>
                    <time datetime=move || {
                        told.with(|told| told.when.map(|when| when::machine(when.moment())))
                    }>{move || told.with(|told| told.sentence(board.now.get()))}</time>
                </p>
                <p class="how">{move || told.with(|told| told.how.clone())}</p>
                <p class="meanwhile">{move || who.with(|who| who.meanwhile.clone())}</p>
            </div>
            <div class="actions">
                <Refresh row=row.clone() name />
                <Remove row=row.clone() name board />
            </div>
            <ChannelList row />
            <a class="ways" rel="external" href=paths::channels(id)>{say!(ways.link)}</a>
            // It is shown in a red frame only, and asks the server why: so the browser needs not know the pages.
            <a class="ways explains" rel="external" href=paths::help_for(id)>{say!(help.why)}</a>
        </article>
    }
}

/// Network, handle, number of channels, and when it was last checked.
#[component]
fn Facts(row: Row, board: Board) -> impl IntoView {
    let Row { who, checked_at, network, .. } = row;
    view! {
        <p class="facts">
            {move || {
                let checked = match checked_at.get() {
                    Some(at) => format!("{} {}", say!(row.checked), when::roughly_ago(at, board.now.get())),
                    None => say!(row.never_checked).to_owned(),
                };
                who.with(|who| {
                    let mut facts = network.name().to_owned();
                    if let Some(handle) = &who.handle {
                        facts = facts + " · @" + handle;
                    }
                    if let Some(login) = &who.login {
                        facts = facts + " · " + &say!(row.login, login = login.as_str());
                    }
                    facts + " · " + &words::channels(who.channel_count) + " · " + &checked
                })
            }}
        </p>
    }
}

/// The control that reconnects: a link, which with WASM opens a window.
#[component]
fn Refresh(row: Row, name: Memo<String>) -> impl IntoView {
    let id = row.id;
    let waiting = row.waiting;
    view! {
        <a
            class="button refresh"
            id=window::control(id)
            rel="external"
            href=paths::connect(id)
            aria-label=move || name.with(|name| say!(row.refresh_name, name = name.as_str()))
            on:click=move |click| {
                if window::open(&click, &paths::connect_in_window(id)) {
                    waiting.set(true);
                }
            }
        >
            <Icon name="refresh" />
            <span>{say!(row.refresh)}</span>
        </a>
    }
}
