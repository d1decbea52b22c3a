//! The reconnect window.
//!
//! What becomes of it is told by the event stream only: networks sever `window.opener`, and `closed` is true at once
//! where they do.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use domain::id::ProfileId;
use leptos::{
    ev,
    leptos_dom::helpers::set_timeout,
    prelude::{
        Effect, document, on_cleanup, window, window_event_listener, window_event_listener_untyped,
    },
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent};

use crate::live::Board;

/// How many were opened from this page.
static OPENED: AtomicU32 = AtomicU32::new(0);
const FEATURES: &str = "popup,width=680,height=780";
/// How long after coming back the answer may still be on its way.
const ON_ITS_WAY: Duration = Duration::from_secs(4);

/// Opens `url` in a window of its own, if that click asks for nothing else and the browser allows it; otherwise the
/// link that was clicked does what a link does. Must be called by the click itself.
pub(crate) fn open(click: &MouseEvent, url: &str) -> bool {
    let elsewhere = click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key();
    if elsewhere || click.button() != 0 || click.default_prevented() {
        return false;
    }
    // A name of its own: a second reconnect must not take over the first one's window.
    let name = format!("relink-{}", OPENED.fetch_add(1, Ordering::Relaxed));
    let opened = window().open_with_url_and_target_and_features(url, &name, FEATURES);
    let opened = matches!(opened, Ok(Some(_)));
    if opened {
        click.prevent_default();
    }
    opened
}

/// What marks a link that opens in a window of its own although its page has no code.
pub(crate) const MARK: &str = "";

/// Opens links that are marked with `data-window` in windows of their own: HTML outside of what is hydrated.
pub(crate) fn open_marked() {
    Effect::new(move |_| {
        let listener = window_event_listener(ev::click, |click| {
            let at = click.target().and_then(|at| at.dyn_into::<Element>().ok());
            let link = at.and_then(|at| at.closest("a[data-window]").ok().flatten());
            if let Some(href) = link.and_then(|link| link.get_attribute("href")) {
                open(&click, &format!("{href}?window=1"));
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// The id of the control that reconnects a profile.
pub(crate) fn control(profile: ProfileId) -> String {
    format!("refresh-{profile}")
}

/// Leads the person back to a profile's control, unless they have gone on to something else meanwhile.
pub(crate) fn return_to(profile: ProfileId) {
    let document = document();
    let is_elsewhere = document.active_element().is_some_and(|active| active.tag_name() != "BODY");
    let control = document
        .get_element_by_id(&control(profile))
        .and_then(|control| control.dyn_into::<HtmlElement>().ok());
    if let (false, Some(control)) = (is_elsewhere, control) {
        let _ = control.focus();
    }
}

/// Whoever comes back to this window without an answer has given up: their profiles stop waiting.
pub(crate) fn forget_on_return(board: Board) {
    Effect::new(move |_| {
        let listener = window_event_listener_untyped("focus", move |_| {
            set_timeout(move || board.wait_no_more(), ON_ITS_WAY);
        });
        on_cleanup(move || listener.remove());
    });
}
