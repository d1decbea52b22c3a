//! Search and filters: a GET form, so that a filtered list has a URL and works without WASM.

use domain::{health::HealthKind, network::Network};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::{FormData, HtmlFormElement};
use words::say;

use crate::{backend::ListQuery, paths, query};

/// The form. With WASM it navigates within the page.
#[component]
pub(crate) fn Filters(#[prop(into)] current: Signal<ListQuery>) -> impl IntoView {
    let form = NodeRef::new();
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        if let Some(url) = form.get_untracked().as_ref().and_then(url_of) {
            event.prevent_default();
            navigate(&url, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    };
    let choose = move |_| {
        if let Some(form) = form.get_untracked() {
            let form: &HtmlFormElement = &form;
            let _ = form.request_submit();
        }
    };
    let search = move || current.with(|query| query.search.clone());
    let network = move || current.with(|query| query.network);
    let health = move || current.with(|query| query.health);
    view! {
        <form
            class="filters"
            role="search"
            aria-label=say!(filter.label)
            method="get"
            action=paths::SOCIAL_PROFILES
            node_ref=form
            on:submit=submit
        >
            <label class="filter filter-search">
                <span>{say!(filter.search)}</span>
                <input
                    type="search"
                    name=query::SEARCH
                    placeholder=say!(filter.search_hint)
                    value=search
                    prop:value=move || search().unwrap_or_default()
                />
            </label>
            <label class="filter">
                <span>{say!(filter.network)}</span>
                <select
                    name=query::NETWORK
                    prop:value=move || network().map_or("", Network::slug)
                    on:change=choose
                >
                    <option value="">{say!(filter.any_network)}</option>
                    {Network::ALL
                        .map(|each| {
                            view! {
                                <option value=each.slug() selected=move || network() == Some(each)>
                                    {each.name()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <label class="filter">
                <span>{say!(filter.health)}</span>
                <select
                    name=query::HEALTH
                    prop:value=move || health().map_or("", HealthKind::slug)
                    on:change=choose
                >
                    <option value="">{say!(filter.any_health)}</option>
                    {HealthKind::ALL
                        .map(|each| {
                            view! {
                                <option value=each.slug() selected=move || health() == Some(each)>
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

/// The URL that the browser itself would load, without the fields that are empty.
fn url_of(form: &HtmlFormElement) -> Option<String> {
    let fields = FormData::new_with_form(form).ok()?;
    let text = |name| fields.get(name).as_string().filter(|text| !text.is_empty());
    Some(query::url(&ListQuery {
        search: text(query::SEARCH),
        network: text(query::NETWORK).and_then(|slug| slug.parse().ok()),
        health: text(query::HEALTH).and_then(|slug| HealthKind::from_slug(&slug)),
        after: None,
    }))
}
