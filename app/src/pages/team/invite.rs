//! Behind the link of an invitation.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use words::say;

use super::{Said, role_name};
use crate::{
    api,
    backend::team::Invitation,
    parts::{Bare, Field},
    paths,
};

/// The page. Whatever opens nothing is one page that does not say why.
#[component]
pub(crate) fn InvitationPage() -> impl IntoView {
    let secret = use_params_map().get_untracked().get("secret").unwrap_or_default();
    let here = paths::join(&secret);
    let found = Resource::new(|| (), move |()| api::team::open_invitation(secret.clone()));
    view! {
        <Title text=say!(team.join.page) />
        <Bare>
            <Suspense>
                {move || {
                    let here = here.clone();
                    Suspend::new(async move {
                        match found.await {
                            Ok(Some(invitation)) => view! { <Open invitation here /> }.into_any(),
                            _ => view! { <Closed /> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </Bare>
    }
}

/// A link that opens nothing.
#[component]
pub(crate) fn Closed() -> impl IntoView {
    view! {
        <h1>{say!(team.join.closed)}</h1>
        <p class="lead">{say!(team.join.closed_lead)}</p>
        <p class="steps">
            <a class="button" rel="external" href=paths::HOME>
                {say!(error.home)}
            </a>
        </p>
    }
}

#[component]
fn Open(invitation: Invitation, here: String) -> impl IntoView {
    let Invitation { workspace, by, email, role, has_account, is_viewer, other } = invitation;
    let form = if is_viewer {
        view! {
            <form class="form" method="post" action=here>
                <button class="button button-main">{say!(team.join.submit, workspace = workspace.as_str())}</button>
            </form>
        }
        .into_any()
    } else if has_account {
        view! {
            <form class="form" method="post" action=here>
                <p>{say!(team.join.known, email = email.as_str())}</p>
                <Field
                    label=say!(login.password)
                    name="password"
                    kind="password"
                    autocomplete="current-password"
                />
                <button class="button button-main">{say!(team.join.submit, workspace = workspace.as_str())}</button>
            </form>
        }
        .into_any()
    } else {
        view! {
            <form class="form" method="post" action=here>
                <p>{say!(team.join.unknown, email = email.as_str())}</p>
                <Field label=say!(setup.name) name="name" kind="text" autocomplete="name" />
                <Field
                    label=say!(login.password)
                    name="password"
                    kind="password"
                    autocomplete="new-password"
                    minlength=10
                    hint=say!(setup.password_hint)
                />
                <button class="button button-main">{say!(team.join.submit, workspace = workspace.as_str())}</button>
            </form>
        }
        .into_any()
    };
    let other = other.map(|other| {
        view! { <p class="notice">{say!(team.join.other, name = other.as_str(), email = email.as_str())}</p> }
    });
    view! {
        <h1>{say!(team.join.title, workspace = workspace.as_str())}</h1>
        <p class="lead">{say!(team.join.lead, by = by.as_str(), role = role_name(role))}</p>
        {other}
        <Said />
        {form}
    }
}
