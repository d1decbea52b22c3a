//! Nothing is at this address. The server answers such a request itself; this is for a link followed within the page.

use leptos::prelude::*;
use leptos_meta::Title;
use words::say;

use crate::{parts::Bare, paths};

/// The page for what is not there.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <Title text=say!(missing.title) />
        <Bare>
            <h1>{say!(missing.title)}</h1>
            <p>{say!(missing.lead)}</p>
            <p>
                <a class="button" href=paths::HOME>{say!(error.home)}</a>
            </p>
        </Bare>
    }
}
