//! The smallest page a Leptos application can be: a router, one server function, one Suspense.
//! `cargo xtask size` weighs the product against it. It must know nothing of the product.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

/// What hydration starts with.
#[component]
pub fn Page() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="Empty" />
        <Router>
            <main>
                <Routes fallback=|| "Not found">
                    <Route path=path!("/") view=Greeting />
                </Routes>
            </main>
        </Router>
    }
}

/// Called by the browser once it has loaded the module.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(Page);
}

/// The one server function.
#[server]
async fn greet(name: String) -> Result<String, ServerFnError> {
    Ok(format!("Hello, {name}"))
}

#[component]
fn Greeting() -> impl IntoView {
    let greeting = Resource::new(|| (), |()| greet("you".to_owned()));
    view! {
        <Suspense fallback=|| "Loading">
            <h1>{move || Suspend::new(async move { greeting.await.unwrap_or_default() })}</h1>
        </Suspense>
    }
}
