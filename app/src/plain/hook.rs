//! The secret of a webhook: shown once.

use leptos::prelude::*;
use words::say;

use super::document::Frame;
use crate::paths;

/// A secret that was just made.
#[must_use]
pub fn hook_secret_page(secret: &str, frame: &Frame<'_>) -> String {
    let secret = secret.to_owned();
    frame.draw(say!(hook.secret_title), move || {
        view! {
            <p class="lead">{say!(hook.secret_lead)}</p>
            <p class="field">
                <label for="secret">{say!(hook.secret)}</label>
                <input id="secret" type="text" readonly value=secret />
            </p>
            <p>{say!(hook.secret_how)}</p>
            <p class="steps">
                <a class="button button-main" href=paths::HOOKS>
                    {say!(hook.back)}
                </a>
            </p>
        }
        .into_any()
    })
}
