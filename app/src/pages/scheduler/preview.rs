//! How a post will look, and how long it is, at each network it goes to.

use domain::{
    channel::LinkedChannel,
    limits::{LinkPlace, limits, measure, text_with_link},
    network::Network,
};
use leptos::prelude::*;
use words::say;

use super::{channels::box_id, chip};
use crate::{backend::scheduler::Desk, parts::NetworkMark, sent::Draft};

/// So much of a text is previewed.
const EXCERPT: usize = 320;

/// What is left of each network's length; only for networks that are chosen.
#[component]
pub(super) fn Lengths(desk: Desk, draft: Draft, has_boxes: bool) -> impl IntoView {
    let link = (!draft.link.trim().is_empty()).then(|| draft.link.trim().to_owned());
    let items = Network::ALL
        .into_iter()
        .filter_map(|network| {
            let of: Vec<_> = desk.linked().filter(|channel| channel.network == network).collect();
            if of.is_empty() {
                return None;
            }
            let is_chosen = of.iter().any(|channel| draft.channels.contains(&channel.id));
            let boxes: Vec<_> = of.iter().map(|channel| box_id(channel.id)).collect();
            let measured = measure(network, &draft.text, link.as_deref());
            let (used, most) = match measured.bytes {
                Some((used, most)) if measured.used <= measured.most && used > most => (used, most),
                _ => (measured.used, measured.most),
            };
            let left = i64::from(most) - i64::from(used);
            Some(view! {
                <li
                    data-network=network.slug()
                    data-link-field="link"
                    data-for=has_boxes.then(|| boxes.join(" "))
                    data-over=(!measured.fits()).then_some("")
                    hidden=!is_chosen
                >
                    <span class="network" aria-hidden="true"></span>
                    {network.name()}
                    ": "
                    <output>{left}</output>
                </li>
            })
        })
        .collect_view();
    view! {
        <ul id="lengths" class="lengths" data-counting=say!(scheduler.write_page.left_label)>
            {items}
        </ul>
    }
}

/// One line a network, as people there will see it.
#[component]
pub(super) fn Preview(desk: Desk, draft: Draft) -> impl IntoView {
    let chosen: Vec<_> =
        desk.channels.iter().filter(|it| draft.channels.contains(&it.id)).cloned().collect();
    let is_empty = draft.text.trim().is_empty() && draft.picture.is_none();
    if chosen.is_empty() || is_empty {
        return None;
    }
    let lines = chosen
        .into_iter()
        .map(|channel| view! { <Line channel draft=draft.clone() /> })
        .collect_view();
    Some(view! {
        <section class="preview" aria-labelledby="preview">
            <h2 id="preview">{say!(scheduler.write_page.preview)}</h2>
            <ul>{lines}</ul>
        </section>
    })
}

#[component]
fn Line(channel: LinkedChannel, draft: Draft) -> impl IntoView {
    let link = (!draft.link.trim().is_empty()).then(|| draft.link.trim().to_owned());
    let is_apart = limits(channel.network).link == LinkPlace::Apart;
    let text = match &link {
        Some(link) if !is_apart => text_with_link(&draft.text, Some(link)),
        _ => draft.text.clone(),
    };
    let picture = draft.picture.map(|(_, path)| view! { <img src=path alt=draft.alt /> });
    view! {
        <li class="preview-line">
            <p class="post-channel">
                <NetworkMark channel=Some(channel.clone()) />
                <strong>{channel.name}</strong>
            </p>
            <p class="preview-text">{chip::cut(&text, EXCERPT)}</p>
            {picture}
            {link.filter(|_| is_apart).map(|link| view! { <p class="preview-link">{link}</p> })}
        </li>
    }
}
