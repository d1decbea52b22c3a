//! Forms that are sent without a page load: `data-quiet`.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, FormData, HtmlButtonElement, HtmlFormElement, RequestInit, SubmitEvent,
    UrlSearchParams,
};

use crate::{
    dom,
    refresh::{self, Answer},
};

/// Sends marked forms by fetch.
pub(crate) fn listen() {
    dom::on(&dom::document(), "submit", |submit: SubmitEvent| {
        let form = dom::nearest(&submit, "form[data-quiet]");
        let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        if submit.default_prevented() {
            return;
        }
        submit.prevent_default();
        send(&form, submit.submitter().and_then(|by| by.dyn_into().ok()));
    });
}

/// Sends a form as if it had been submitted: quietly if it is quiet.
pub(crate) fn submit(form: &HtmlFormElement) {
    let _ = form.request_submit();
}

fn send(form: &HtmlFormElement, by: Option<HtmlButtonElement>) {
    if form.get_attribute("aria-busy").as_deref() == Some("true") {
        return;
    }
    let Some(fields) = fields(form, by.as_ref()) else { return };
    let action = by
        .as_ref()
        .filter(|by| by.has_attribute("formaction"))
        .map_or_else(|| form.get_attribute("action"), |by| by.get_attribute("formaction"));
    let here = dom::window().location().href().unwrap_or_default();
    let action = web_sys::Url::new_with_base(&action.unwrap_or_default(), &here);
    let Ok(action) = action else { return };
    let init = RequestInit::new();
    let is_question =
        form.get_attribute("method").is_none_or(|method| method.eq_ignore_ascii_case("get"));
    if is_question {
        action.set_search(&text(&fields).to_string().as_string().unwrap_or_default());
    } else {
        init.set_method("POST");
        if form.enctype() == "multipart/form-data" {
            init.set_body(&fields);
        } else {
            init.set_body(&text(&fields));
        }
    }
    let _ = form.set_attribute("aria-busy", "true");
    let form = form.clone();
    spawn_local(async move {
        let answer = refresh::fetch(&action.href(), &init).await;
        let _ = form.remove_attribute("aria-busy");
        match answer {
            Ok(answer) => take(&form, &answer, is_question),
            Err(_) => dom::show_cut(Some("unsent")),
        }
    });
}

/// What the person gets to see of the answer. An answer of another page than this one is gone to, as without this module; one
/// that cannot be put in place leaves everything as it was typed.
fn take(form: &HtmlFormElement, answer: &Answer, is_question: bool) {
    let here = dom::window().location();
    let same_page = here.href().is_ok_and(|url| refresh::path(&url) == refresh::path(&answer.url));
    if refresh::is_login(&answer.url) {
        dom::show_cut(Some("signed-out"));
        return;
    }
    if answer.ok && !same_page {
        let _ = here.assign(&answer.url);
        return;
    }
    let page = answer.document();
    let draws_us = page.as_ref().is_some_and(|page| {
        page.query_selector("main[data-live], [data-follows][id]").is_ok_and(|main| main.is_some())
    });
    let (Some(page), true) = (page, draws_us) else {
        dom::show_cut(Some("unsent"));
        return;
    };
    dom::show_cut(None);
    if answer.ok && is_question {
        let history = dom::window().history();
        let _ = history.map(|history| {
            history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&answer.url))
        });
    }
    let has_refused =
        page.query_selector("main [role=alert]:not([hidden])").ok().flatten().is_some();
    if answer.ok && !is_question && !has_refused {
        form.reset();
        if let Ok(Some(fold)) = form.closest("details") {
            dom::mark(&fold, "open", false);
            dom::within(&fold, "summary").first().into_iter().for_each(dom::focus);
        }
    }
    refresh::put_all(&page);
}

/// What a submit would send.
fn fields(form: &HtmlFormElement, by: Option<&HtmlButtonElement>) -> Option<FormData> {
    let fields = FormData::new_with_form(form).ok()?;
    if let Some(by) = by.filter(|by| !by.name().is_empty()) {
        fields.append_with_str(&by.name(), &by.value()).ok()?;
    }
    Some(fields)
}

/// The fields as a form without files sends them.
fn text(fields: &FormData) -> UrlSearchParams {
    let text =
        UrlSearchParams::new().unwrap_or_else(|_| wasm_bindgen::JsValue::NULL.unchecked_into());
    let entries = js_sys::try_iter(fields).ok().flatten();
    for entry in entries.into_iter().flatten().flatten() {
        let entry = js_sys::Array::from(&entry);
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            text.append(&name, &value);
        }
    }
    text
}

/// Sets a field of a form by its name.
pub(crate) fn fill(form: &Element, name: &str, value: &str) {
    for field in dom::within(form, &format!("[name=\"{name}\"]")) {
        let _ = js_sys::Reflect::set(&field, &"value".into(), &value.into());
    }
}
