//! The pages of Relink: rendered on the server, hydrated in WASM.
//!
//! It knows no axum, no database and no network: what it needs stands in [`backend`]. It never sees a token, because
//! nothing it can name contains one. Rooms, from the top down: [`app`] > `pages` > `parts` > `api`, `live`, `window`
//! \> [`backend`], [`paths`] > [`error`]; beside them [`plain`], the pages that need no script.

#![recursion_limit = "512"]

mod api;
pub mod app;
pub mod asked;
mod audit_asked;
pub mod backend;
mod day;
pub mod error;
mod live;
pub mod measure;
mod months;
#[expect(unreachable_pub, reason = "`#[component]` makes what it is given public")]
mod pages;
#[expect(unreachable_pub, reason = "`#[component]` makes what it is given public")]
mod parts;
pub mod paths;
pub mod plain;
mod query;
#[cfg(feature = "ssr")]
mod request;
pub mod sent;
mod when;
mod window;
mod wire;

pub use crate::app::{App, Needs, Offers, Workbench, shell};
pub use crate::when::machine as machine_time;

/// Called by the browser once it has loaded the module.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
