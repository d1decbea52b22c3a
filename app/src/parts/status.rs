//! The one element that tells changes to those who cannot see them.

use leptos::prelude::*;

use crate::live::Board;

/// Visually hidden; says the newest change.
#[component]
pub(crate) fn Status(board: Board) -> impl IntoView {
    view! {
        <p class="hidden" role="status">
            {move || board.said.get()}
        </p>
    }
}
