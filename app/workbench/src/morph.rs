//! Changes what is there into what shall be, in place: whatever a person holds in their hands stays.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement, Node};

use crate::{
    dom, endless,
    plan::{Key, plan},
};

/// Changes `old` into `new`, and keeps the focus, or leads it to `old` if what had it is gone.
pub(crate) fn morph(old: &Element, new: &Element) {
    let focused = dom::document().active_element().filter(|focused| old.contains(Some(focused)));
    let caret = focused.as_ref().and_then(Caret::of);
    element(old, new);
    let Some(focused) = focused else { return };
    if dom::document().active_element().as_ref() == Some(&focused) {
        return;
    }
    if focused.is_connected() {
        dom::focus(&focused);
        if let Some(caret) = caret {
            caret.restore(&focused);
        }
    } else {
        if !old.has_attribute("tabindex") {
            let _ = old.set_attribute("tabindex", "-1");
        }
        dom::focus(old);
    }
}

/// Moving a field drops its caret.
struct Caret(Option<u32>, Option<u32>);

impl Caret {
    fn of(element: &Element) -> Option<Self> {
        if let Some(text) = element.dyn_ref::<HtmlTextAreaElement>() {
            return Some(Self(text.selection_start().ok()?, text.selection_end().ok()?));
        }
        let input = element.dyn_ref::<HtmlInputElement>()?;
        Some(Self(input.selection_start().ok()?, input.selection_end().ok()?))
    }

    fn restore(self, element: &Element) {
        if let Some(text) = element.dyn_ref::<HtmlTextAreaElement>() {
            let _ = text.set_selection_start(self.0);
            let _ = text.set_selection_end(self.1);
        } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            let _ = input.set_selection_start(self.0);
            let _ = input.set_selection_end(self.1);
        }
    }
}

fn element(old: &Element, new: &Element) {
    if old.has_attribute("data-keep") && new.has_attribute("data-keep") {
        return;
    }
    attributes(old, new);
    children(old, new);
}

fn attributes(old: &Element, new: &Element) {
    for name in old.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        if !new.has_attribute(&name) && !is_ours(old, &name) {
            let _ = old.remove_attribute(&name);
        }
    }
    for name in new.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        let value = new.get_attribute(&name).unwrap_or_default();
        if old.get_attribute(&name).as_ref() != Some(&value) && !is_ours(old, &name) {
            let _ = old.set_attribute(&name, &value);
        }
    }
}

/// What this module or the person has set, and the server knows nothing of. Values of fields are none of it: browsers keep what
/// was typed apart from the attribute.
fn is_ours(element: &Element, name: &str) -> bool {
    match name {
        "open" => matches!(element.tag_name().as_str(), "DETAILS" | "DIALOG"),
        "aria-current" | "tabindex" => element.has_attribute("data-item"),
        "aria-busy" => element.has_attribute("data-quiet"),
        "aria-invalid" => element.has_attribute("data-measured"),
        "hidden" => element.has_attribute("data-needs-script") || element.has_attribute("data-for"),
        "data-over" | "data-dragging" | "data-over-drop" | endless::READ_ON => true,
        _ => false,
    }
}

fn children(old: &Element, new: &Element) {
    let (had, wanted) = (nodes(old), nodes(new));
    let keys = |nodes: &[Node]| nodes.iter().map(key).collect::<Vec<_>>();
    let plan = plan(&keys(&had), &keys(&wanted));
    // What was read on of an endless list is no part of the page: only what stands among its items can be gone.
    let end = if old.has_attribute(endless::READ_ON) {
        plan.iter().flatten().max().copied().unwrap_or_default()
    } else {
        had.len()
    };
    for (index, node) in had.iter().enumerate().take(end) {
        if !plan.contains(&Some(index)) {
            let _ = old.remove_child(node);
        }
    }
    let mut next = old.first_child();
    for (place, wanted) in plan.into_iter().zip(&wanted) {
        let kept = place.and_then(|place| had.get(place));
        let node = match kept {
            Some(kept) => {
                one(kept, wanted);
                kept.clone()
            }
            None => match dom::document().import_node_with_deep(wanted, true) {
                Ok(drawn) => drawn,
                Err(_) => continue,
            },
        };
        if next.as_ref() == Some(&node) {
            next = node.next_sibling();
        } else {
            let _ = old.insert_before(&node, next.as_ref());
        }
    }
}

fn one(old: &Node, new: &Node) {
    if let (Some(old), Some(new)) = (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) {
        element(old, new);
    } else if old.node_value() != new.node_value() {
        old.set_node_value(new.node_value().as_deref());
    }
}

fn nodes(element: &Element) -> Vec<Node> {
    let nodes = element.child_nodes();
    (0..nodes.length()).filter_map(|at| nodes.item(at)).collect()
}

fn key(node: &Node) -> Key {
    match node.dyn_ref::<Element>().map(Element::id).filter(|id| !id.is_empty()) {
        Some(id) => Key::Named(node.node_name(), id),
        None => Key::Alike(node.node_name()),
    }
}
