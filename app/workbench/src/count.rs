//! How much of a text is left for each network, while it is typed: `data-measured`.

use std::cell::Cell;

use domain::{limits::measure, network::Network};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlTextAreaElement};

use crate::dom;

/// How long the typing must rest before it is told. Milliseconds.
const REST: i32 = 900;

thread_local! {
    static TELLING: Cell<i32> = const { Cell::new(0) };
}

/// Counts what is there, and whenever that changes.
pub(crate) fn listen() {
    all();
    let recount = |event: Event| {
        let text = dom::nearest(&event, "textarea[data-measured]");
        let texts = match text {
            Some(text) => vec![text],
            // Links and ticked channels stand in fields of the same form.
            None => dom::nearest(&event, "form")
                .map(|form| dom::within(&form, "textarea[data-measured]"))
                .unwrap_or_default(),
        };
        for text in texts {
            let told = count(&text);
            dom::stop(TELLING.get());
            TELLING.set(dom::later(REST, move || dom::say(&told)));
        }
    };
    dom::on(&dom::document(), "input", recount);
    dom::on(&dom::document(), "change", recount);
}

/// Counts every text of the page.
pub(crate) fn all() {
    for text in dom::all(&dom::document(), "textarea[data-measured]") {
        count(&text);
    }
}

/// Writes what is left; returns what is told of it: those that are too long.
fn count(text: &Element) -> String {
    let Some(field) = text.dyn_ref::<HtmlTextAreaElement>() else { return String::new() };
    let list =
        text.get_attribute("data-measured").and_then(|id| dom::document().get_element_by_id(&id));
    let Some(list) = list else { return String::new() };
    let value = field.value();
    let mut told = Vec::new();
    for item in dom::within(&list, "[data-network]") {
        let network =
            item.get_attribute("data-network").and_then(|slug| slug.parse::<Network>().ok());
        let Some(network) = network else { continue };
        let is_shown = is_chosen(&item);
        dom::mark(&item, "hidden", !is_shown);
        let measured = measure(network, &value, link(&item).as_deref());
        let left = i64::from(measured.most) - i64::from(measured.used);
        if let Ok(Some(output)) = item.query_selector("[data-left], output") {
            output.set_text_content(Some(&left.to_string()));
        }
        let is_over = is_shown && !measured.fits();
        dom::mark(&item, "data-over", is_over);
        if is_over {
            told.push(item.text_content().unwrap_or_default().trim().to_owned());
        }
    }
    let _ = text.set_attribute("aria-invalid", if told.is_empty() { "false" } else { "true" });
    told.join(", ")
}

/// The link that goes with the text: the item's own, or what stands in the field that it names.
fn link(item: &Element) -> Option<String> {
    let field = item
        .get_attribute("data-link-field")
        .and_then(|id| dom::document().get_element_by_id(&id))
        .and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
        .map(|field| field.value().trim().to_owned());
    field.or_else(|| item.get_attribute("data-link")).filter(|link| !link.is_empty())
}

/// Whether one of the checkboxes that an item counts for is ticked; one that names none always counts.
fn is_chosen(item: &Element) -> bool {
    let Some(ids) = item.get_attribute("data-for") else { return !item.has_attribute("hidden") };
    ids.split_whitespace().any(|id| {
        let tick = dom::document().get_element_by_id(id);
        tick.and_then(|tick| tick.dyn_into::<HtmlInputElement>().ok())
            .is_some_and(|tick| tick.checked())
    })
}
