//! A page for somebody who is not signed in, or is lost: the product's name and one column.

use leptos::prelude::*;
use words::say;

use crate::paths;

/// One narrow column.
#[component]
pub(crate) fn Bare(children: Children) -> impl IntoView {
    view! {
        <header class="bar">
            <Logo />
            <a class="bar-end" rel="external" href=paths::HELP>
                {say!(help.page)}
            </a>
        </header>
        <main class="narrow" id="content">
            {children()}
        </main>
    }
}

/// The product's name, which leads home.
#[component]
pub(crate) fn Logo() -> impl IntoView {
    view! {
        <a class="logo" href=paths::HOME>
            <img src="/favicon.svg" alt="" width="24" height="24" />
            {say!(product)}
        </a>
    }
}
