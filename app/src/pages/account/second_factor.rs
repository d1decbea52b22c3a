//! The second step of signing in, on one's own account's page.

use domain::id::WorkspaceId;
use leptos::prelude::*;
use words::{say, several};

use crate::{parts::Field, paths};

/// Whether it is on, with how many recovery codes, and what can be done about it.
#[component]
pub(super) fn SecondFactor(left: Option<u32>, workspace: WorkspaceId) -> impl IntoView {
    let workspace = workspace.to_string();
    let content = match left {
        None => view! { <Off workspace /> }.into_any(),
        Some(left) => view! { <On left workspace /> }.into_any(),
    };
    view! {
        <section class="panel" aria-labelledby="second-title">
            <h2 id="second-title">{say!(second.title)}</h2>
            {content}
        </section>
    }
}

#[component]
fn Off(workspace: String) -> impl IntoView {
    view! {
        <p>{say!(second.off)}</p>
        <form class="form" method="post" action=paths::ACCOUNT_SECOND>
            <input type="hidden" name="workspace" value=workspace />
            <Field
                label=say!(second.password)
                name="password"
                kind="password"
                autocomplete="current-password"
            />
            <button class="button">{say!(second.begin)}</button>
        </form>
    }
}

#[component]
fn On(left: u32, workspace: String) -> impl IntoView {
    let says = match left {
        0 => say!(second.left_none).to_owned(),
        1 => say!(second.left_one).to_owned(),
        count => several!(count; second.left_few | second.left, count),
    };
    view! {
        <p>{say!(second.on)} " " {says}</p>
        <form class="form" method="post" action=paths::ACCOUNT_SECOND_CODES>
            <input type="hidden" name="workspace" value=workspace />
            <Field
                label=say!(second.password)
                name="password"
                kind="password"
                autocomplete="current-password"
            />
            <Field
                label=say!(second.code_or_recovery)
                name="code"
                kind="text"
                autocomplete="one-time-code"
            />
            <p class="steps">
                <button class="button">{say!(second.renew)}</button>
                <button class="button button-danger" formaction=paths::ACCOUNT_SECOND_OFF>
                    {say!(second.end)}
                </button>
            </p>
        </form>
    }
}
