//! The reference of the API.

use leptos::prelude::*;
use words::say;

use super::document::Frame;
use crate::paths;

/// A path of the API.
#[derive(Debug, Clone)]
pub struct ApiPath {
    /// Where it is, with its variables in braces.
    pub path: String,
    /// What it answers.
    pub says: String,
    /// What it can be asked with.
    pub parameters: Vec<ApiParameter>,
}

/// A parameter of a path.
#[derive(Debug, Clone)]
pub struct ApiParameter {
    /// Its name.
    pub name: String,
    /// What it means.
    pub says: String,
    /// Whether it is a part of the path, and not of the query.
    pub is_in_path: bool,
}

/// The reference. `lead` says what it is, `origin` where.
#[must_use]
pub fn api_page(lead: &str, origin: &str, list: Vec<ApiPath>, frame: &Frame<'_>) -> String {
    let lead = lead.to_owned();
    let example = format!("curl -H 'Authorization: Bearer rlk_…' {origin}/api/v1/profiles");
    frame.draw(say!(api.reference), move || {
        let sections = list.into_iter().map(section).collect_view();
        view! {
            <p class="lead">{lead}</p>
            <p>
                <code>{example}</code>
            </p>
            <p class="steps">
                <a href=paths::API_KEYS>{say!(api.to_keys)}</a>
                <a href=paths::API_DOCUMENT>{say!(api.document)}</a>
            </p>
            {sections}
        }
        .into_any()
    })
}

fn section(path: ApiPath) -> impl IntoView {
    let parameters = path
        .parameters
        .into_iter()
        .map(|one| {
            view! {
                <dt>
                    <code>{one.name}</code>
                    {one.is_in_path.then(|| say!(api.in_path))}
                </dt>
                <dd>{one.says}</dd>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>
                <code>{format!("GET {}", path.path)}</code>
            </h2>
            <p>{path.says}</p>
            <dl>{parameters}</dl>
        </section>
    }
}

/// A key that was just made: shown this once.
#[must_use]
pub fn api_key_page(secret: &str, frame: &Frame<'_>) -> String {
    let secret = secret.to_owned();
    frame.draw(say!(api.made_title), move || {
        view! {
            <p class="lead">{say!(api.made_lead)}</p>
            <p class="field">
                <label for="key">{say!(api.key)}</label>
                <input id="key" type="text" readonly value=secret />
            </p>
            <p class="steps">
                <a class="button button-main" href=paths::API_KEYS>
                    {say!(api.back)}
                </a>
                <a href=paths::API_REFERENCE>{say!(api.reference)}</a>
            </p>
        }
        .into_any()
    })
}
