//! Links that open a reconnect in a window of its own: `data-window`. What becomes of it, the event stream tells.

use std::cell::Cell;

use web_sys::MouseEvent;

use crate::dom;

const FEATURES: &str = "popup,width=680,height=780";

thread_local! {
    /// How many were opened from this page.
    static OPENED: Cell<u32> = const { Cell::new(0) };
}

/// Opens marked links in windows of their own, in the click, unless the click asks for something else or the browser gives none.
pub(crate) fn listen() {
    dom::on(&dom::document(), "click", |click: MouseEvent| {
        let elsewhere =
            click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key();
        if elsewhere || click.button() != 0 || click.default_prevented() {
            return;
        }
        let link = dom::nearest(&click, "a[data-window][href]");
        let Some(href) = link.and_then(|link| link.get_attribute("href")) else { return };
        let glue = if href.contains('?') { '&' } else { '?' };
        // A name of its own: a second reconnect must not take over the first one's window.
        let name = format!("relink-{}", OPENED.replace(OPENED.get() + 1));
        let opened = dom::window().open_with_url_and_target_and_features(
            &format!("{href}{glue}window=1"),
            &name,
            FEATURES,
        );
        if matches!(opened, Ok(Some(_))) {
            click.prevent_default();
        }
    });
}
