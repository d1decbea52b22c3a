//! Search and filters: a plain GET form, so that a filtered list has a URL and works without WASM.

use domain::{health::HealthKind, network::Network};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use words::say;

use crate::{backend::ListQuery, paths, query};

/// The form.
#[component]
pub(crate) fn Filters(current: ListQuery) -> impl IntoView {
    let ListQuery { search, network, health, .. } = current;
    view! {
        <form
            class="filters"
            role="search"
            aria-label=say!(filter.label)
            method="get"
            action=paths::SOCIAL_PROFILES
        >
            <label class="filter filter-search">
                <span>{say!(filter.search)}</span>
                <input
                    type="search"
                    name=query::SEARCH
                    placeholder=say!(filter.search_hint)
                    value=search
                />
            </label>
            <label class="filter">
                <span>{say!(filter.network)}</span>
                <select name=query::NETWORK>
                    <option value="">{say!(filter.any_network)}</option>
                    {Network::ALL
                        .map(|each| {
                            view! {
                                <option value=each.slug() selected=network == Some(each)>
                                    {each.name()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <label class="filter">
                <span>{say!(filter.health)}</span>
                <select name=query::HEALTH>
                    <option value="">{say!(filter.any_health)}</option>
                    {HealthKind::ALL
                        .map(|each| {
                            view! {
                                <option value=each.slug() selected=health == Some(each)>
                                    {words::kind(each)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <button class="button">{say!(filter.submit)}</button>
        </form>
    }
}

/// Sends the form as soon as something else is chosen in it. The form itself is not hydrated: it is HTML and stays it.
pub(crate) fn send_when_chosen() {
    Effect::new(move |_| {
        let listener = window_event_listener(ev::change, |change| {
            let chosen = change.target().and_then(|at| at.dyn_into::<HtmlSelectElement>().ok());
            if let Some(form) = chosen.and_then(|select| select.form()) {
                let _ = form.request_submit();
            }
        });
        on_cleanup(move || listener.remove());
    });
}
