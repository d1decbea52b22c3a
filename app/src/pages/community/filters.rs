//! Which part of the queue. Links and a form.

use std::sync::Arc;

use domain::{comment::Shown, network::Network};
use leptos::prelude::*;
use words::say;

use super::asked::Asked;
use crate::{backend::community::Counter, parts::ChannelFilter, paths};

/// The parts of the queue, each with how many comments it has.
#[component]
pub(super) fn Parts(counter: Arc<Counter>, asked: Asked) -> impl IntoView {
    let part = |shown: Option<Shown>, words: &'static str, count: Option<u32>| {
        let to = Asked { shown, ..asked.newest_first() };
        view! {
            <a href=to.url() aria-current=(shown == asked.shown).then_some("true")>
                {words}
                {count.map(|count| view! { <span class="count">{count}</span> })}
            </a>
        }
    };
    let parts = Shown::ALL
        .into_iter()
        .zip(counter.counts)
        .map(|(shown, count)| part(Some(shown), words::shown(shown), Some(count)))
        .collect_view();
    view! {
        <nav class="segments parts" id="parts" data-follows="comments" aria-label=say!(community.shown)>
            {part(None, say!(community.all), None)}
            {parts}
        </nav>
    }
}

/// Channel, network, and whose.
#[component]
pub(super) fn Filters(counter: Arc<Counter>, asked: Asked) -> impl IntoView {
    let channels: Vec<_> = counter.channels.iter().map(|heard| heard.channel.clone()).collect();
    let networks = Network::ALL
        .into_iter()
        .filter(|network| channels.iter().any(|channel| channel.network == *network))
        .map(|network| {
            view! {
                <option value=network.slug() selected=asked.network == Some(network)>
                    {network.name()}
                </option>
            }
        })
        .collect_view();
    let whole = Asked { shown: asked.shown, ..Asked::default() };
    let is_narrow = asked.channel.is_some() || asked.network.is_some() || asked.mine;
    view! {
        <form class="filters app-filters" method="get" action=paths::COMMUNITY aria-label=say!(community.filters)>
            {asked.shown.map(|shown| view! { <input type="hidden" name="shown" value=shown.slug() /> })}
            <ChannelFilter channels chosen=asked.channel />
            <label class="filter">
                {say!(filter.network)}
                <select name="network">
                    <option value="">{say!(filter.any_network)}</option>
                    {networks}
                </select>
            </label>
            <label class="tick">
                <input type="checkbox" name="mine" value="1" checked=asked.mine />
                <span>{say!(community.mine)}</span>
            </label>
            <button class="button">{say!(community.show)}</button>
            {is_narrow
                .then(|| {
                    view! {
                        <a class="button button-quiet" href=whole.url()>
                            {say!(community.whole)}
                        </a>
                    }
                })}
        </form>
    }
}
