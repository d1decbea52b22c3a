//! Rows keep their place while one looks at them; this offers to sort them again.

use leptos::prelude::*;
use words::say;

use crate::live::Board;

/// Shown once a change has made the order out of date. It is always there, hidden, so that its place is reserved.
#[component]
pub(crate) fn SortAgain(board: Board, again: Callback<()>, here: String) -> impl IntoView {
    view! {
        <p class="sort-again" data-hidden=move || (!board.disordered.get()).then_some("")>
            {say!(profiles.sort_again)}
            " "
            <a
                href=here
                rel="external"
                on:click=move |click| {
                    click.prevent_default();
                    again.run(());
                }
            >
                {say!(profiles.sort_again_action)}
            </a>
        </p>
    }
}
