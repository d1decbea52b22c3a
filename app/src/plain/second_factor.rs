//! The second step of signing in: setting it up, its recovery codes, and taking it.

use domain::id::WorkspaceId;
use leptos::prelude::*;
use words::say;

use super::{document::Frame, steps::aside};
use crate::paths;

/// A second step that waits for its first code.
#[derive(Debug, Clone)]
pub struct SettingUp {
    /// The workspace; the page's form names it.
    pub workspace: WorkspaceId,
    /// The key for the app, as text.
    pub key: String,
    /// The same and who it is for, as a code for the phone's camera.
    pub qr: String,
    /// What was wrong with a code that was typed.
    pub wrong: Option<CodeWrong>,
}

/// What is wrong with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeWrong {
    /// It is not right, or was used.
    Wrong,
    /// Too many were tried.
    Locked,
}

/// The page that shows the key, this once, and asks for a first code.
#[must_use]
pub fn second_factor_page(setting_up: SettingUp, frame: &Frame<'_>) -> String {
    frame.draw(say!(second.setup_title), move || {
        let SettingUp { workspace, key, qr, wrong } = setting_up;
        view! {
            <p class="lead">{say!(second.setup_lead)}</p>
            {alert(wrong)}
            <div class="qr" role="img" aria-label=say!(second.qr_alt) inner_html=qr></div>
            <p>
                {say!(second.key)}
                ": "
                <code class="link">{key}</code>
            </p>
            <form class="form" method="post" action=paths::ACCOUNT_SECOND_CONFIRM>
                <input type="hidden" name="workspace" value=workspace.to_string() />
                {digits()}
                <button class="button button-main">{say!(second.confirm)}</button>
            </form>
            <p class="steps">{aside(paths::ACCOUNT.to_owned(), say!(second.cancel))}</p>
        }
        .into_any()
    })
}

/// The page that shows recovery codes, this once.
#[must_use]
pub fn recovery_codes_page(codes: Vec<String>, frame: &Frame<'_>) -> String {
    frame.draw(say!(second.codes_title), move || {
        let codes = codes.into_iter().map(|code| {
            view! {
                <li>
                    <code>{code}</code>
                </li>
            }
        });
        view! {
            <p class="lead">{say!(second.codes_lead)}</p>
            <ul class="recovery" aria-label=say!(second.codes)>
                {codes.collect_view()}
            </ul>
            <p class="steps">
                <a class="button button-main" href=paths::ACCOUNT>
                    {say!(second.codes_done)}
                </a>
            </p>
        }
        .into_any()
    })
}

/// The page between the right password and the session.
#[must_use]
pub fn second_step_page(next: String, wrong: Option<CodeWrong>, frame: &Frame<'_>) -> String {
    frame.draw(say!(second.step_title), move || {
        view! {
            <p class="lead">{say!(second.step_lead)}</p>
            {alert(wrong)}
            <form class="form" method="post" action=paths::SECOND_STEP>
                <input type="hidden" name="next" value=next.clone() />
                {digits()}
                <button class="button button-main">{say!(second.step_submit)}</button>
            </form>
            <details class="recover">
                <summary>{say!(second.step_recovery)}</summary>
                <form class="form" method="post" action=paths::SECOND_STEP>
                    <input type="hidden" name="next" value=next />
                    <p class="field">
                        <label for="recovery">{say!(second.recovery)}</label>
                        <input
                            id="recovery"
                            name="code"
                            type="text"
                            autocomplete="off"
                            autocapitalize="none"
                            spellcheck="false"
                            required
                        />
                    </p>
                    <button class="button">{say!(second.step_submit)}</button>
                </form>
                <p class="quiet">{say!(second.step_lost)}</p>
            </details>
            <p class="steps">{aside(paths::LOGIN.to_owned(), say!(second.step_back))}</p>
        }
        .into_any()
    })
}

/// The field for what the app shows. Phones offer digits, and what a message brought.
fn digits() -> impl IntoView {
    view! {
        <p class="field">
            <label for="code">{say!(second.code)}</label>
            <input
                id="code"
                name="code"
                type="text"
                inputmode="numeric"
                autocomplete="one-time-code"
                aria-describedby="code-hint"
                required
                autofocus
            />
            <small id="code-hint">{say!(second.code_hint)}</small>
        </p>
    }
}

fn alert(wrong: Option<CodeWrong>) -> impl IntoView {
    let says = wrong.map(|wrong| match wrong {
        CodeWrong::Wrong => say!(second.wrong),
        CodeWrong::Locked => say!(second.locked),
    });
    says.map(|says| view! { <p class="notice notice-bad" role="alert">{says}</p> })
}
