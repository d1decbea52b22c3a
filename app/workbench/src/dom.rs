//! The browser, in few words.

use wasm_bindgen::{JsCast, closure::Closure, convert::FromWasmAbi};
use web_sys::{
    AddEventListenerOptions, Document, Element, Event, EventTarget, HtmlElement, Window,
};

/// The window. There always is one: nothing starts this module in a worker.
pub(crate) fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// Its document.
pub(crate) fn document() -> Document {
    js_sys::Reflect::get(&window(), &"document".into()).unwrap_or_default().unchecked_into()
}

/// Listens as long as the page lives.
pub(crate) fn on<E: FromWasmAbi + 'static>(
    target: &EventTarget,
    kind: &str,
    heard: impl FnMut(E) + 'static,
) {
    let heard = Closure::<dyn FnMut(E)>::new(heard);
    let _ = target.add_event_listener_with_callback(kind, heard.as_ref().unchecked_ref());
    heard.forget();
}

/// The same, for what the target may prevent although browsers take listeners on the document for passive, and before anybody
/// else hears of it.
pub(crate) fn on_first<E: FromWasmAbi + 'static>(
    target: &EventTarget,
    kind: &str,
    heard: impl FnMut(E) + 'static,
) {
    let heard = Closure::<dyn FnMut(E)>::new(heard);
    let options = AddEventListenerOptions::new();
    options.set_capture(true);
    options.set_passive(false);
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
        kind,
        heard.as_ref().unchecked_ref(),
        &options,
    );
    heard.forget();
}

/// Calls once, after so many milliseconds. The number is what [`stop`] takes.
pub(crate) fn later(millis: i32, call: impl FnOnce() + 'static) -> i32 {
    let call = Closure::once_into_js(call);
    window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(call.unchecked_ref(), millis)
        .unwrap_or_default()
}

/// Does not call after all.
pub(crate) fn stop(timer: i32) {
    window().clear_timeout_with_handle(timer);
}

/// Calls again and again, as long as the page lives.
pub(crate) fn every(millis: i32, call: impl FnMut() + 'static) {
    let call = Closure::<dyn FnMut()>::new(call);
    let _ = window().set_interval_with_callback_and_timeout_and_arguments_0(
        call.as_ref().unchecked_ref(),
        millis,
    );
    call.forget();
}

/// The element an event is about, or the nearest around it that fits.
pub(crate) fn nearest(event: &Event, selector: &str) -> Option<Element> {
    let at = event.target()?.dyn_into::<Element>().ok()?;
    at.closest(selector).ok().flatten()
}

/// All elements of a document that fit.
pub(crate) fn all(document: &Document, selector: &str) -> Vec<Element> {
    document.query_selector_all(selector).map(|found| list(&found)).unwrap_or_default()
}

/// All elements within another that fit.
pub(crate) fn within(element: &Element, selector: &str) -> Vec<Element> {
    element.query_selector_all(selector).map(|found| list(&found)).unwrap_or_default()
}

fn list(found: &web_sys::NodeList) -> Vec<Element> {
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// The element children of an element.
pub(crate) fn children(element: &Element) -> Vec<Element> {
    within(element, ":scope > *")
}

/// Puts the focus there, if it can be had.
pub(crate) fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Sets or removes an attribute without a value.
pub(crate) fn mark(element: &Element, name: &str, is_marked: bool) {
    let _ = element.toggle_attribute_with_force(name, is_marked);
}

/// Tells it to those who cannot see.
pub(crate) fn say(sentence: &str) {
    if let Some(line) = document().get_element_by_id("said") {
        line.set_text_content(Some(sentence));
    }
}

/// Shows one of the sentences that the page keeps for when something is cut, or none.
pub(crate) fn show_cut(which: Option<&str>) {
    let Some(line) = document().get_element_by_id("cut") else { return };
    let sentence = which.and_then(|which| line.get_attribute(&format!("data-{which}")));
    if line.text_content() != sentence {
        line.set_text_content(sentence.as_deref());
    }
    mark(&line, "hidden", sentence.is_none());
}

/// A document out of its HTML; nothing in it runs.
pub(crate) fn parse(html: &str) -> Option<Document> {
    web_sys::DomParser::new().ok()?.parse_from_string(html, web_sys::SupportedType::TextHtml).ok()
}
