//! What the Apps' pages gain in a browser with WASM: the bundle that such a page loads instead of the islands'.
//!
//! It has no Leptos in it and knows no page: it does what data attributes ask for, on whatever element they stand. Its contract
//! with the pages is `README.md` beside this folder. Of `domain` it uses what counts a text as networks do; sentences it has
//! none: what it says to people stands in the page.

#![recursion_limit = "256"]

#[cfg(target_arch = "wasm32")]
mod count;
#[cfg(target_arch = "wasm32")]
mod dialogs;
#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(target_arch = "wasm32")]
mod drag;
#[cfg(target_arch = "wasm32")]
mod endless;
#[cfg(target_arch = "wasm32")]
mod forms;
#[cfg(target_arch = "wasm32")]
mod keys;
#[cfg(target_arch = "wasm32")]
mod live;
#[cfg(target_arch = "wasm32")]
mod morph;
pub mod plan;
#[cfg(target_arch = "wasm32")]
mod refresh;
pub mod stroke;
#[cfg(target_arch = "wasm32")]
mod tabs;
pub mod told;
#[cfg(target_arch = "wasm32")]
mod window;

/// Called by the browser once it has loaded the module.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    window::listen();
    dialogs::listen();
    forms::listen();
    keys::listen();
    drag::listen();
    count::listen();
    endless::listen();
    live::follow();
}
