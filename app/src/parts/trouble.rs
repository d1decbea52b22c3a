//! An error, and the way out of it.

use leptos::{ev::MouseEvent, prelude::*};
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
    // These lead to another document: who is signed in is read once a document.
    let (href, words, is_again) = match error {
        Error::NotSignedIn => (paths::login_then(&here), say!(trouble.sign_in), false),
        Error::WorkspaceSwitched => (here, say!(trouble.reload), false),
        Error::Forbidden | Error::NotFound => {
            (paths::HOME.to_owned(), say!(trouble.to_home), false)
        }
        _ => (here, say!(trouble.again), true),
    };
    // Without WASM the link loads the page again; with it, only what failed.
    let read_again = move |click: MouseEvent| {
        if let (true, Some(again)) = (is_again, again) {
            click.prevent_default();
            again.run(());
        }
    };
    view! {
        <div class="notice notice-bad" role="alert">
            <Icon name="alert" />
            <div>
                <h2>{say!(trouble.title)}</h2>
                <p>{says}</p>
                <p>
                    <a class="button" rel="external" href=href on:click=read_again>
                        {words}
                    </a>
                </p>
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
