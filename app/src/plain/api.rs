//! The reference of the API.

use leptos::prelude::*;
use words::say;

use super::document::Frame;
use crate::paths;

/// A path of the API, with one of its methods.
#[derive(Debug, Clone)]
pub struct ApiPath {
    /// The method.
    pub method: String,
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
    /// Where it stands.
    pub stands: ApiPlace,
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the body, which is JSON.
    Body,
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
                    {stands(one.stands)}
                </dt>
                <dd>{with_code(&one.says)}</dd>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>
                <code>{format!("{} {}", path.method, path.path)}</code>
            </h2>
            <p>{with_code(&path.says)}</p>
            <dl>{parameters}</dl>
        </section>
    }
}

/// A sentence of the document, which is CommonMark: what stands between backticks is code.
fn with_code(says: &str) -> impl IntoView + use<> {
    let parts = says.split('`').map(str::to_owned).enumerate();
    parts
        .map(|(place, part)| match place % 2 {
            1 => view! { <code>{part}</code> }.into_any(),
            _ => part.into_any(),
        })
        .collect_view()
}

fn stands(place: ApiPlace) -> Option<&'static str> {
    match place {
        ApiPlace::Path => Some(say!(api.in_path)),
        ApiPlace::Query => None,
        ApiPlace::Header => Some(say!(api.in_header)),
        ApiPlace::Body => Some(say!(api.in_body)),
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
