//! Keys of the API: those there are, and the form that makes one.

use domain::scope::Scope;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use crate::{
    api::seeing,
    backend::seeing::{ApiKeyRow, ApiKeys},
    error::Error,
    pages::Signed,
    parts::{Framed, Trouble},
    paths,
};

/// The page. What could not be made is said after its form came back.
#[component]
pub(crate) fn KeysPage(viewer: Signed) -> impl IntoView {
    let is_wrong = use_query_map().get_untracked().get("wrong").is_some();
    let read = AsyncDerived::new(move || read(viewer));
    view! {
        <Title text=say!(api.title) />
        <Framed viewer>
            <div class="heading">
                <h1>{say!(api.title)}</h1>
                <p class="lead">{say!(api.lead)}</p>
            </div>
            <p class="steps">
                <a href=paths::API_REFERENCE>{say!(api.reference)}</a>
                <a href=paths::API_DOCUMENT>{say!(api.document)}</a>
            </p>
            <Suspense>
                {move || Suspend::new(async move {
                    match read.await {
                        Ok(keys) => view! { <Shown keys is_wrong /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::API_KEYS /> }.into_any(),
                    }
                })}
            </Suspense>
        </Framed>
    }
}

async fn read(viewer: Signed) -> Result<ApiKeys, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    seeing::read_api_keys(viewer.workspace).await
}

#[component]
fn Shown(keys: ApiKeys, is_wrong: bool) -> impl IntoView {
    let workspace = keys.workspace.to_string();
    let rows = keys.keys.into_iter().map(|key| row(key, &workspace)).collect_view();
    let scopes = Scope::ALL
        .map(|scope| {
            view! {
                <label class="choice">
                    <input type="checkbox" name=scope.slug() />
                    {words::scope(scope)}
                    " "
                    <code>{scope.slug()}</code>
                </label>
            }
        })
        .collect_view();
    let days = [30, 90, 365]
        .map(|days| view! { <option value=days>{say!(api.days, days)}</option> })
        .collect_view();
    let wrong = is_wrong.then(|| {
        view! {
            <p class="form-error" role="alert">
                {say!(api.wrong)}
            </p>
        }
    });
    view! {
        {rows}
        <section class="panel" aria-labelledby="make">
            <h2 id="make">{say!(api.make)}</h2>
            {wrong}
            <form class="form" method="post" action=paths::API_KEYS>
                <input type="hidden" name="workspace" value=workspace.clone() />
                <p class="field">
                    <label for="name">{say!(api.name)}</label>
                    <input id="name" name="name" required maxlength="80" />
                </p>
                <fieldset>
                    <legend>{say!(api.opens)}</legend>
                    {scopes}
                </fieldset>
                <p class="field">
                    <label for="days">{say!(api.lasts)}</label>
                    <select id="days" name="days">
                        {days}
                    </select>
                </p>
                <button class="button button-main">{say!(api.make)}</button>
            </form>
        </section>
    }
}

fn row(key: ApiKeyRow, workspace: &str) -> impl IntoView + use<> {
    let heading = format!("key-{}", key.id);
    let labelled_by = heading.clone();
    let label = say!(api.revoke_name, name = key.name.as_str());
    let scopes: Vec<_> = key.scopes.iter().map(|scope| words::scope(*scope)).collect();
    let used = key.used.map_or_else(|| say!(api.unused).to_owned(), |when| say!(api.used, when));
    view! {
        <section class="panel" aria-labelledby=labelled_by>
            <h2 id=heading>{key.name}</h2>
            <p>{scopes.join(", ")}</p>
            <p class="quiet">{say!(api.ends, when = key.ends)} " " {used}</p>
            <form method="post" action=paths::revoke_api_key(key.id)>
                <input type="hidden" name="workspace" value=workspace.to_owned() />
                <button class="button" aria-label=label>
                    {say!(api.revoke)}
                </button>
            </form>
        </section>
    }
}
