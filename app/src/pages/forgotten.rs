//! Asking for a link to a new password. What the page says afterwards is the same for every address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use crate::{
    api,
    backend::mail::Carried,
    parts::{Bare, Field},
    paths,
};

/// The page.
#[component]
pub(crate) fn Forgotten() -> impl IntoView {
    let is_sent = use_query_map().get_untracked().get("done").is_some();
    let carried = Resource::new(|| (), |()| api::mail::mail_carried());
    view! {
        <Title text=say!(login.forgotten_title) />
        <Bare>
            <h1>{say!(login.forgotten_title)}</h1>
            <Suspense>
                {move || Suspend::new(async move {
                    match carried.await {
                        _ if is_sent => view! { <p role="status">{say!(login.forgotten_sent)}</p> }.into_any(),
                        Ok(Carried::Nowhere) => {
                            view! { <p class="lead">{say!(login.forgotten_off)}</p> }.into_any()
                        }
                        _ => view! { <Form /> }.into_any(),
                    }
                })}
            </Suspense>
            <p class="steps">
                <a href=paths::LOGIN rel="external">
                    {say!(login.submit)}
                </a>
            </p>
        </Bare>
    }
}

#[component]
fn Form() -> impl IntoView {
    view! {
        <p class="lead">{say!(login.forgotten_lead)}</p>
        <form class="form" method="post" action=paths::FORGOTTEN>
            <Field label=say!(login.email) name="email" kind="email" autocomplete="username" />
            <button class="button button-main">{say!(login.forgotten_submit)}</button>
        </form>
    }
}
