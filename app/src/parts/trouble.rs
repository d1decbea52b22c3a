//! An error, and the way out of it.

use leptos::prelude::*;
use words::say;

use crate::{error::Error, parts::Icon, paths};

/// What went wrong, and the one thing to do. `here` is where the person wanted to be.
#[component]
pub(crate) fn Trouble(
    error: Error,
    #[prop(optional, into)] again: Option<Callback<()>>,
    #[prop(into)] here: String,
) -> impl IntoView {
    let says = explain(&error);
    let way = match error {
        Error::NotSignedIn => link(paths::login_then(&here), say!(trouble.sign_in)),
        Error::WorkspaceSwitched => link(here, say!(trouble.reload)),
        Error::Forbidden | Error::NotFound => link(paths::HOME.to_owned(), say!(trouble.to_home)),
        _ => view! {
            // Without WASM the link loads the page again; with it, only what failed.
            <a
                class="button"
                rel="external"
                href=here
                on:click=move |click| {
                    if let Some(again) = again {
                        click.prevent_default();
                        again.run(());
                    }
                }
            >
                {say!(trouble.again)}
            </a>
        }
        .into_any(),
    };
    view! {
        <div class="notice notice-bad" role="alert">
            <Icon name="alert" />
            <div>
                <h2>{say!(trouble.title)}</h2>
                <p>{says}</p>
                <p>{way}</p>
            </div>
        </div>
    }
}

/// An error in one sentence.
pub(super) fn explain(error: &Error) -> &'static str {
    match error {
        Error::NotSignedIn | Error::WrongCredentials => say!(trouble.not_signed_in),
        Error::Forbidden => say!(trouble.forbidden),
        Error::NotFound => say!(trouble.not_found),
        Error::WorkspaceSwitched => say!(trouble.switched),
        Error::Invalid { .. } => say!(trouble.invalid),
        Error::Locked { .. } | Error::Unavailable => say!(trouble.unavailable),
        Error::Unreachable => say!(trouble.unreachable),
        Error::Internal => say!(trouble.internal),
    }
}

/// These lead to another document: who is signed in is read once a document.
fn link(href: String, words: &'static str) -> AnyView {
    view! {
        <a class="button" rel="external" href=href>
            {words}
        </a>
    }
    .into_any()
}
