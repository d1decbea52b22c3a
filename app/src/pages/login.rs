//! The login page. Its form is a plain one: signing in loads a new document anyway, because everything on the page
//! depends on who looks at it.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use crate::{
    api::{self, SignIn},
    app::Offers,
    backend::DemoAccount,
    error::Error,
    parts::{Bare, Field},
    paths,
};

/// The login page.
#[component]
pub(crate) fn Login() -> impl IntoView {
    let query = use_query_map();
    let next = move || query.read().get("next").unwrap_or_default();
    let error = move || query.read().get("__err").map(|error| read_error(&error));
    let done = query.get_untracked().get("done");
    let is_reset = done.as_deref() == Some("reset");
    let is_over = done.as_deref() == Some("over");
    let passkeys = use_context::<Offers>().is_some_and(|offers| offers.passkeys);
    let by_passkey = passkeys.then(|| {
        view! {
            <a class="button" href=move || paths::passkey_sign_in_then(&next()) rel="external">
                {say!(passkey.sign_in_title)}
            </a>
        }
    });
    let demo = Resource::new(|| (), |()| api::demo_accounts());
    view! {
        <Title text=say!(page.login) />
        <Bare>
            <h1>{say!(login.title)}</h1>
            <p class="lead">{say!(login.lead)}</p>
            {move || error().map(|error| view! { <p class="notice notice-bad" role="alert">{explain(&error)}</p> })}
            {is_over.then(|| view! { <p class="notice notice-bad" role="alert">{say!(second.begin_again)}</p> })}
            {is_reset.then(|| view! { <p role="status">{say!(account.reset.done)}</p> })}
            <form class="form" method="post" action=SignIn::url()>
                <input type="hidden" name="next" value=next />
                <Field label=say!(login.email) name="email" kind="email" autocomplete="username" />
                <Field
                    label=say!(login.password)
                    name="password"
                    kind="password"
                    autocomplete="current-password"
                />
                <button class="button button-main">{say!(login.submit)}</button>
                {by_passkey}
                <a href=paths::FORGOTTEN rel="external">
                    {say!(login.forgotten)}
                </a>
            </form>
            <Suspense>
                {move || Suspend::new(async move {
                    let accounts = demo.await.unwrap_or_default();
                    (!accounts.is_empty()).then(|| view! { <Demo accounts /> })
                })}
            </Suspense>
        </Bare>
    }
}

/// What a sign-in without WASM says about its failure; it travels in the URL.
pub(super) fn read_error(encoded: &str) -> Error {
    leptos::server_fn::error::ServerFnUrlError::<Error>::decode_err(encoded)
}

fn explain(error: &Error) -> &'static str {
    match error {
        Error::WrongCredentials | Error::Invalid { .. } => say!(login.wrong),
        Error::Locked { .. } => say!(login.locked),
        Error::Unavailable => say!(trouble.unavailable),
        _ => say!(trouble.internal),
    }
}

#[component]
fn Demo(accounts: Vec<DemoAccount>) -> impl IntoView {
    let rows = accounts
        .into_iter()
        .map(|account| {
            let role =
                if account.is_master { say!(login.demo_master) } else { say!(login.demo_regular) };
            view! {
                <dt>{role}</dt>
                <dd>
                    <code>{account.email}</code>
                    " "
                    {say!(login.demo_both)}
                    " "
                    <code>{account.password}</code>
                </dd>
            }
        })
        .collect_view();
    view! {
        <section class="notice" aria-labelledby="demo">
            <h2 id="demo">{say!(login.demo)}</h2>
            <p>{say!(login.demo_lead)}</p>
            <dl class="demo">{rows}</dl>
        </section>
    }
}
