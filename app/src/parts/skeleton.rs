//! What stands in for the profiles while they load.

use leptos::prelude::*;
use words::say;

/// Three empty cards.
#[component]
pub(crate) fn Skeleton() -> impl IntoView {
    view! {
        <div aria-busy="true">
            <p class="hidden">{say!(profiles.loading)}</p>
            <div class="skeleton" aria-hidden="true"></div>
            <div class="skeleton" aria-hidden="true"></div>
            <div class="skeleton" aria-hidden="true"></div>
        </div>
    }
}
