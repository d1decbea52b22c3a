//! The keys of the queue.

use leptos::prelude::*;
use words::say;

/// The button that opens the list of keys, and the list. Both need script, like the keys.
#[component]
pub(super) fn Keys() -> impl IntoView {
    let rows = [
        ("j", say!(community.key.next)),
        ("k", say!(community.key.last)),
        ("Enter", say!(community.key.open)),
        ("r", say!(community.key.answer)),
        ("h", say!(community.key.hide)),
        ("l", say!(community.key.like)),
        ("e", say!(community.key.done)),
        ("a", say!(community.key.take)),
        ("?", say!(community.key.help)),
    ]
    .map(|(key, words)| {
        view! {
            <dt>
                <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
        }
    })
    .collect_view();
    view! {
        <button
            type="button"
            class="button button-quiet"
            data-dialog="keys"
            data-key="?"
            data-needs-script=""
            hidden
        >
            {say!(community.keys)}
            <kbd>"?"</kbd>
        </button>
        <dialog id="keys" class="keys" aria-labelledby="keys-title">
            <h2 id="keys-title">{say!(community.key.title)}</h2>
            <dl>{rows}</dl>
            <form method="dialog">
                <button class="button">{say!(community.key.close)}</button>
            </form>
        </dialog>
    }
}
