//! Search and filters: a plain GET form, so that a filtered list has a URL and costs the browser nothing.

use domain::{health::HealthKind, network::Network};
use leptos::prelude::*;
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
