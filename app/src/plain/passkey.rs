//! The pages that ask the browser for a passkey: to make one, and to sign in by one.
//!
//! Both are a ceremony that a script of its own runs (`public/passkeys.js`): Web Authentication has no other way.

use domain::id::WorkspaceId;
use leptos::prelude::*;
use words::say;

use super::{document::Frame, steps::aside};
use crate::paths;

/// What a page asks the browser.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What the ceremony is named by, once.
    pub secret: String,
    /// What the browser is asked, as JSON.
    pub options: String,
}

/// What went wrong with the ceremony before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyWrong {
    /// The answer was not right, or nobody's.
    Wrong,
    /// It took too long, or was answered already.
    Over,
}

/// The page that has a passkey made.
#[must_use]
pub fn new_passkey_page(workspace: WorkspaceId, asked: Asked, frame: &Frame<'_>) -> String {
    let hidden = [("workspace", workspace.to_string())];
    frame.draw(say!(passkey.make_title), move || {
        let action = paths::ACCOUNT_PASSKEYS_MADE;
        let known = say!(passkey.known);
        view! {
            <p class="lead">{say!(passkey.make_lead)}</p>
            {ceremony("create", action, hidden, asked, (say!(passkey.make), say!(passkey.make_failed), known))}
            <p class="steps">{aside(paths::ACCOUNT.to_owned(), say!(passkey.cancel))}</p>
        }
        .into_any()
    })
}

/// The page that signs in by a passkey; `None` where too many were asked for.
#[must_use]
pub fn passkey_sign_in_page(
    next: String,
    asked: Option<Asked>,
    wrong: Option<PasskeyWrong>,
    frame: &Frame<'_>,
) -> String {
    frame.draw(say!(passkey.sign_in_title), move || {
        let back = paths::login_then(&next);
        let content = match asked {
            Some(asked) => {
                let words = (say!(passkey.sign_in), say!(passkey.sign_in_failed), "");
                ceremony("get", paths::PASSKEY_SIGN_IN, [("next", next)], asked, words).into_any()
            }
            None => view! { <p class="notice notice-bad" role="alert">{say!(login.locked)}</p> }.into_any(),
        };
        view! {
            <p class="lead">{say!(passkey.sign_in_lead)}</p>
            {wrong.map(|wrong| view! { <p class="notice notice-bad" role="alert">{explain(wrong)}</p> })}
            {content}
            <p class="steps">{aside(back, say!(passkey.with_password))}</p>
        }
        .into_any()
    })
}

fn explain(wrong: PasskeyWrong) -> &'static str {
    match wrong {
        PasskeyWrong::Wrong => say!(passkey.wrong),
        PasskeyWrong::Over => say!(passkey.over),
    }
}

/// The ceremony, which its script begins: `words` are those of its button, of its failing, and where the device holds one already.
fn ceremony(
    kind: &'static str,
    action: &'static str,
    hidden: [(&'static str, String); 1],
    asked: Asked,
    words: (&'static str, &'static str, &'static str),
) -> impl IntoView {
    let (button, failed, known) = words;
    let states = [("unsupported", say!(passkey.unsupported)), ("failed", failed), ("known", known)];
    let states = states
        .map(|(state, words)| {
            view! {
                <div data-state=state hidden>
                    <p class="notice notice-bad" role="alert">
                        {words}
                    </p>
                </div>
            }
        })
        .collect_view();
    let hidden = hidden
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <div data-ceremony=kind data-options=asked.options>
            <div data-state="asking" hidden>
                <p role="status">{say!(passkey.asking)}</p>
            </div>
            {states}
            <form class="form" method="post" action=action hidden>
                {hidden}
                <input type="hidden" name="ceremony" value=asked.secret />
                <input type="hidden" name="answer" />
                <button class="button button-main">{button}</button>
            </form>
            <noscript>
                <p class="notice notice-bad">{say!(passkey.no_script)}</p>
            </noscript>
        </div>
        <script type="module" src=paths::PASSKEYS_SCRIPT></script>
    }
}
