//! The page behind the one-time set-up link: makes the first Master Account.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use words::say;

use super::login::read_error;
use crate::{
    api,
    error::Error,
    parts::{Bare, Field},
};

/// The set-up page.
#[component]
pub(crate) fn SetUp() -> impl IntoView {
    let secret = use_params_map();
    let secret = move || secret.read().get("secret").unwrap_or_default();
    let query = use_query_map();
    let error = move || query.read().get("__err").map(|error| read_error(&error));
    view! {
        <Title text=say!(page.setup) />
        <Bare>
            <h1>{say!(setup.title)}</h1>
            <p class="lead">{say!(setup.lead)}</p>
            {move || error().map(|error| view! { <p class="notice notice-bad" role="alert">{explain(&error)}</p> })}
            <form class="form" method="post" action=api::SetUp::url()>
                <input type="hidden" name="secret" value=secret />
                <Field
                    label=say!(setup.workspace)
                    name="account[workspace]"
                    kind="text"
                    autocomplete="organization"
                    hint=say!(setup.workspace_hint)
                />
                <Field label=say!(setup.name) name="account[name]" kind="text" autocomplete="name" />
                <Field label=say!(setup.email) name="account[email]" kind="email" autocomplete="username" />
                <Field
                    label=say!(setup.password)
                    name="account[password]"
                    kind="password"
                    autocomplete="new-password"
                    minlength=10
                    hint=say!(setup.password_hint)
                />
                <button class="button button-main">{say!(setup.submit)}</button>
            </form>
        </Bare>
    }
}

fn explain(error: &Error) -> &'static str {
    match error {
        Error::NotFound => say!(setup.gone),
        Error::Invalid { .. } => say!(setup.invalid),
        Error::Unavailable => say!(trouble.unavailable),
        _ => say!(trouble.internal),
    }
}
