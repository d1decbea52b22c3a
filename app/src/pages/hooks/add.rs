//! The form that adds a webhook, and the boxes for what one is told.

use std::collections::BTreeSet;

use domain::{account::Role, hook::HookKind, notice::Topic};
use leptos::prelude::*;
use words::say;

use crate::paths;

#[component]
pub(super) fn Add(workspace: String, example: Option<String>) -> impl IntoView {
    let kinds = HookKind::ALL
        .map(|kind| {
            let is_first = kind == HookKind::Standard;
            view! {
                <label class="choice">
                    <input type="radio" name="kind" value=kind.slug() checked=is_first />
                    {words::hook_kind(kind)}
                </label>
            }
        })
        .collect_view();
    let example = example.map(|address| {
        let href = address.clone();
        view! {
            <p class="notice">
                {say!(hook.demo)} " " <a href=href rel="external">
                    {address}
                </a>
            </p>
        }
    });
    let all = Topic::ALL.into_iter().collect();
    view! {
        <section class="panel" aria-labelledby="add">
            <h2 id="add">{say!(hook.add)}</h2>
            {example}
            <form class="form" method="post" action=paths::HOOKS>
                <input type="hidden" name="workspace" value=workspace />
                <p class="field">
                    <label for="url">{say!(hook.address)}</label>
                    <input
                        id="url"
                        name="url"
                        type="url"
                        required
                        maxlength="2000"
                        autocomplete="off"
                        aria-describedby="url-hint"
                    />
                    <span class="hint" id="url-hint">
                        {say!(hook.address_hint)}
                    </span>
                </p>
                <p class="field">
                    <label for="name">{say!(hook.name)}</label>
                    <input id="name" name="name" maxlength="80" autocomplete="off" />
                </p>
                <fieldset>
                    <legend>{say!(hook.understands)}</legend>
                    {kinds}
                </fieldset>
                <fieldset>
                    <legend>{say!(hook.told)}</legend>
                    {topics(&all)}
                </fieldset>
                <button class="button button-main">{say!(hook.add)}</button>
            </form>
        </section>
    }
}

/// A box for each topic, ticked for those of `ticked`.
pub(super) fn topics(ticked: &BTreeSet<Topic>) -> impl IntoView + use<> {
    Topic::ALL
        .map(|topic| {
            view! {
                <label class="choice">
                    <input type="checkbox" name=topic.slug() checked=ticked.contains(&topic) />
                    {words::topic(topic, Role::MasterAccount)}
                </label>
            }
        })
        .collect_view()
}
