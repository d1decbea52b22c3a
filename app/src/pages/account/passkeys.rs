//! One's passkeys, on one's own account's page.

use domain::time::Timestamp;
use leptos::prelude::*;
use words::say;

use super::agent;
use crate::{backend::team::PasskeyRow, parts::Field, paths, when};

/// The passkeys there are, and the form that begins to add one. `asks_code` where there is a second step.
#[component]
pub(super) fn Passkeys(
    passkeys: Vec<PasskeyRow>,
    asks_code: bool,
    workspace: String,
    now: Timestamp,
) -> impl IntoView {
    let none = passkeys.is_empty().then(|| view! { <p class="quiet">{say!(passkey.none)}</p> });
    let rows =
        passkeys.into_iter().map(|passkey| row(passkey, workspace.clone(), now)).collect_view();
    let code = asks_code.then(|| {
        view! {
            <Field
                label=say!(second.code_or_recovery)
                name="code"
                kind="text"
                autocomplete="one-time-code"
            />
        }
    });
    view! {
        <section class="panel" id="passkeys" aria-labelledby="passkeys-title">
            <h2 id="passkeys-title">{say!(passkey.title)}</h2>
            <p>{say!(passkey.lead)}</p>
            {none}
            <ul class="people-list">{rows}</ul>
            <form class="form" method="post" action=paths::ACCOUNT_PASSKEYS>
                <input type="hidden" name="workspace" value=workspace />
                <Field
                    label=say!(second.password)
                    name="password"
                    kind="password"
                    autocomplete="current-password"
                />
                {code}
                <button class="button">{say!(passkey.add)}</button>
            </form>
        </section>
    }
}

fn row(passkey: PasskeyRow, workspace: String, now: Timestamp) -> impl IntoView {
    let name = agent::name(&passkey.agent);
    let made = when::roughly_ago(passkey.made_at, now);
    let made = say!(passkey.made, ago = made.as_str());
    let used = match passkey.used_at {
        Some(at) => {
            let ago = when::roughly_ago(at, now);
            say!(passkey.used, ago = ago.as_str())
        }
        None => say!(passkey.unused).to_owned(),
    };
    let label = say!(passkey.remove_of, name = name.as_str());
    view! {
        <li>
            <div>
                <strong>{name}</strong>
                <p class="quiet">{made} " · " {used}</p>
            </div>
            <form method="post" action=paths::remove_passkey(passkey.id)>
                <input type="hidden" name="workspace" value=workspace />
                <button class="button" aria-label=label>
                    {say!(passkey.remove)}
                </button>
            </form>
        </li>
    }
}
