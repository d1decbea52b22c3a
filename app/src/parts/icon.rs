//! Icons: symbols of one file, drawn in the colour of the text beside them.

use leptos::prelude::*;

/// A symbol of `icons.svg`. It decorates words that say the same.
#[component]
pub(crate) fn Icon(#[prop(into)] name: Signal<&'static str>) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=move || format!("/icons.svg#{}", name.get())></use>
        </svg>
    }
}
