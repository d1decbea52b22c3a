//! Keys in lists of work: `data-queue`, `data-item`, `data-key`.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::{
    dom,
    stroke::{Stroke, Wish},
};

/// Where keys are for writing and choosing.
const TYPING: &str = "input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable], dialog[open]";

thread_local! {
    /// Where the current item stands, or stood: what was dealt with may leave the list.
    static PLACE: Cell<usize> = const { Cell::new(0) };
}

/// Listens to keys and to where the person goes by other ways.
pub(crate) fn listen() {
    let document = dom::document();
    dom::on(&document, "keydown", |key: KeyboardEvent| {
        if !key.default_prevented() && obey(&key) {
            key.prevent_default();
        }
    });
    dom::on(&document, "focusin", |focus: web_sys::Event| {
        if let Some(item) = dom::nearest(&focus, "[data-queue] [data-item]") {
            make_current(&item);
        }
    });
}

fn obey(key: &KeyboardEvent) -> bool {
    let name = key.key();
    let stroke = Stroke {
        key: &name,
        is_modified: key.ctrl_key() || key.alt_key() || key.meta_key() || key.is_composing(),
        is_typing: dom::nearest(key, TYPING).is_some(),
        is_in_queue: dom::nearest(key, "[data-queue]").is_some(),
        is_on_item: dom::nearest(key, "*").is_some_and(|on| on.has_attribute("data-item")),
    };
    match stroke.wish() {
        Wish::Next => step(true),
        Wish::Previous => step(false),
        Wish::Control(name) => control(name).is_some_and(|control| activate(&control)),
        Wish::Nothing => false,
    }
}

fn items() -> Vec<Element> {
    dom::all(&dom::document(), "[data-queue] [data-item]")
}

fn current() -> Option<Element> {
    dom::document().query_selector("[data-queue] [data-item][aria-current=true]").ok().flatten()
}

fn step(is_forward: bool) -> bool {
    let items = items();
    let at = current().and_then(|current| items.iter().position(|item| *item == current));
    let to = match (at, is_forward) {
        (None, true) => PLACE.get().min(items.len().saturating_sub(1)),
        (None, false) => PLACE.get().saturating_sub(1),
        (Some(at), true) => (at + 1).min(items.len().saturating_sub(1)),
        (Some(at), false) => at.saturating_sub(1),
    };
    let Some(item) = items.get(to) else { return false };
    make_current(item);
    if !item.has_attribute("tabindex") {
        let _ = item.set_attribute("tabindex", "-1");
    }
    dom::focus(item);
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    item.scroll_into_view_with_scroll_into_view_options(&nearest);
    true
}

fn make_current(item: &Element) {
    for (place, other) in items().into_iter().enumerate() {
        if other == *item {
            PLACE.set(place);
            let _ = other.set_attribute("aria-current", "true");
        } else if other.has_attribute("aria-current") {
            let _ = other.remove_attribute("aria-current");
        }
    }
}

/// The control of a key: within the current item, else outside of all items.
fn control(key: &str) -> Option<Element> {
    let is_meant = |control: &Element| control.get_attribute("data-key").as_deref() == Some(key);
    let within = current().map(|item| dom::within(&item, "[data-key]")).unwrap_or_default();
    within.into_iter().find(is_meant).or_else(|| {
        let mut everywhere = dom::all(&dom::document(), "[data-key]").into_iter();
        everywhere.find(|control| {
            is_meant(control) && !matches!(control.closest("[data-item]"), Ok(Some(_)))
        })
    })
}

fn activate(control: &Element) -> bool {
    match control.tag_name().as_str() {
        "DETAILS" => {
            let _ = control.set_attribute("open", "");
            let field = control.query_selector("textarea, input:not([type=hidden]), select");
            if let Ok(Some(field)) = field {
                dom::focus(&field);
            }
        }
        "TEXTAREA" | "INPUT" | "SELECT" => dom::focus(control),
        _ => {
            if let Some(control) = control.dyn_ref::<HtmlElement>() {
                control.click();
            }
        }
    }
    true
}
