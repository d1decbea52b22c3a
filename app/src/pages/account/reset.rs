//! Behind the link for a new password.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use words::say;

use crate::{
    api,
    pages::team::{Closed, Said},
    parts::{Bare, Field},
    paths,
};

/// The page. Whatever opens nothing is one page that does not say why.
#[component]
pub(crate) fn ResetPage() -> impl IntoView {
    let secret = use_params_map().get_untracked().get("secret").unwrap_or_default();
    let here = paths::reset(&secret);
    let found = Resource::new(|| (), move |()| api::team::open_reset(secret.clone()));
    view! {
        <Title text=say!(account.reset.title) />
        <Bare>
            <Suspense>
                {move || {
                    let here = here.clone();
                    Suspend::new(async move {
                        match found.await {
                            Ok(Some(email)) => view! { <Open email here /> }.into_any(),
                            _ => view! { <Closed /> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </Bare>
    }
}

#[component]
fn Open(email: String, here: String) -> impl IntoView {
    view! {
        <h1>{say!(account.reset.title)}</h1>
        <p class="lead">{say!(account.reset.lead, email = email.as_str())}</p>
        <Said />
        <form class="form" method="post" action=here>
            <Field
                label=say!(account.new_password)
                name="password"
                kind="password"
                autocomplete="new-password"
                minlength=10
                hint=say!(setup.password_hint)
            />
            <button class="button button-main">{say!(account.reset.submit)}</button>
        </form>
    }
}
