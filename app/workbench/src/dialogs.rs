//! Buttons that open a dialog of the page: `data-dialog`. What only works with this module is shown: `data-needs-script`.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, MouseEvent};

use crate::dom;

/// Shows what needs this module, and opens dialogs.
pub(crate) fn listen() {
    for element in dom::all(&dom::document(), "[data-needs-script][hidden]") {
        dom::mark(&element, "hidden", false);
    }
    dom::on(&dom::document(), "click", |click: MouseEvent| {
        let dialog = dom::nearest(&click, "[data-dialog]")
            .and_then(|opener| opener.get_attribute("data-dialog"))
            .and_then(|id| dom::document().get_element_by_id(&id))
            .and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok());
        if let Some(dialog) = dialog.filter(|dialog| !dialog.open()) {
            click.prevent_default();
            let _ = dialog.show_modal();
        }
    });
}
