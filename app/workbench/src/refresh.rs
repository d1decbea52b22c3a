//! Takes the page's regions from a newer drawing of it.

use std::cell::{Cell, RefCell};

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, Element, RequestInit, Response};

use crate::{count, dom, endless, live, morph, told};

/// What every region follows, when nobody can say what happened.
pub(crate) const EVERYTHING: &str = "*";

thread_local! {
    /// The kinds of event since the page was last read.
    static WANTED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    static IS_READING: Cell<bool> = const { Cell::new(false) };
    /// Raised by every answer that was put in place: an older reading must not overwrite it.
    static DRAWN: Cell<u32> = const { Cell::new(0) };
}

/// Something of this kind happened: reads the page, once for all that happens meanwhile.
pub(crate) fn wish(kind: &'static str) {
    let is_followed =
        kind == EVERYTHING || regions(&dom::document()).iter().any(|r| follows(r, kind));
    if is_followed {
        WANTED.with_borrow_mut(|wanted| wanted.push(kind));
        read();
    }
}

/// Whether something is known of that could not be read.
pub(crate) fn retry() {
    if WANTED.with_borrow(|wanted| !wanted.is_empty()) {
        read();
    }
}

fn read() {
    if IS_READING.replace(true) {
        return;
    }
    spawn_local(async {
        loop {
            let kinds = WANTED.take();
            if kinds.is_empty() {
                break;
            }
            let before = DRAWN.get();
            match page().await {
                Some(page) if DRAWN.get() == before => {
                    dom::show_cut(None);
                    put(&page, |region| kinds.iter().any(|kind| follows(region, kind)));
                }
                // A form's answer came in between: what we read may be older than that.
                Some(_) => WANTED.with_borrow_mut(|wanted| wanted.extend(kinds)),
                None => {
                    WANTED.with_borrow_mut(|wanted| wanted.extend(kinds));
                    break;
                }
            }
        }
        IS_READING.set(false);
    });
}

/// This page anew, or a sentence on why not.
async fn page() -> Option<Document> {
    let here = dom::window().location().href().ok()?;
    let here = here.split('#').next().unwrap_or_default();
    let init = RequestInit::new();
    match fetch(here, &init).await {
        Ok(answer) if answer.ok && !answer.is_elsewhere(here) => answer.document(),
        Ok(answer) => {
            dom::show_cut(Some(if answer.is_elsewhere(here) { "signed-out" } else { "lost" }));
            None
        }
        Err(_) => {
            dom::show_cut(Some("lost"));
            None
        }
    }
}

/// What the server answered.
pub(crate) struct Answer {
    /// Whether it took what was asked.
    pub(crate) ok: bool,
    /// Where it came from in the end.
    pub(crate) url: String,
    html: String,
}

impl Answer {
    /// The page it draws.
    pub(crate) fn document(&self) -> Option<Document> {
        dom::parse(&self.html)
    }

    /// Whether it led to another page: the login page, where the session has ended.
    fn is_elsewhere(&self, asked: &str) -> bool {
        path(&self.url) != path(asked)
    }
}

/// The path of an address.
pub(crate) fn path(url: &str) -> String {
    web_sys::Url::new(url).map(|url| url.pathname()).unwrap_or_default()
}

/// Whether an address is where somebody signs in, as the page names it.
pub(crate) fn is_login(url: &str) -> bool {
    let line = dom::document().get_element_by_id("cut");
    line.and_then(|line| line.get_attribute("data-login")).is_some_and(|login| login == path(url))
}

/// Asks the server for a page.
pub(crate) async fn fetch(url: &str, init: &RequestInit) -> Result<Answer, JsValue> {
    let headers = js_sys::Object::new();
    // Server functions answer this as they answer forms: with a redirect to the page.
    js_sys::Reflect::set(&headers, &"accept".into(), &"text/html".into())?;
    init.set_headers(&headers);
    let response = JsFuture::from(dom::window().fetch_with_str_and_init(url, init)).await?;
    let response = response.dyn_into::<Response>()?;
    let html = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok(Answer { ok: response.ok(), url: response.url(), html })
}

/// Puts all regions of a page in the place of ours: what came back from a form.
pub(crate) fn put_all(page: &Document) {
    DRAWN.set(DRAWN.get().wrapping_add(1));
    put(page, |_| true);
}

fn put(page: &Document, is_meant: impl Fn(&Element) -> bool) {
    let as_of = page
        .query_selector("main[data-live]")
        .ok()
        .flatten()
        .and_then(|main| told::after(&main.get_attribute("data-live")?));
    let mut said = Vec::new();
    endless::complete();
    for old in regions(&dom::document()) {
        let new = page.get_element_by_id(&dom::id(&old));
        let Some(new) = new.filter(|_| is_meant(&old)) else { continue };
        let sentence = new.get_attribute("data-said").filter(|sentence| !sentence.is_empty());
        if sentence != old.get_attribute("data-said") {
            said.extend(sentence);
        }
        morph::morph(&old, &new);
    }
    for new in dom::all(page, "[data-also] > [id]") {
        if let Some(old) = dom::document().get_element_by_id(&dom::id(&new)) {
            morph::morph(&old, &new);
        }
    }
    endless::look();
    count::all();
    if !said.is_empty() {
        dom::say(&said.join(" "));
    }
    if let Some(as_of) = as_of {
        live::read_up_to(as_of);
    }
}

/// The outermost regions; those within others are drawn with them.
fn regions(document: &Document) -> Vec<Element> {
    let mut regions = dom::all(document, "[data-follows][id]");
    regions.retain(|region| {
        let around = region.parent_element();
        around.and_then(|around| around.closest("[data-follows][id]").ok().flatten()).is_none()
    });
    regions
}

/// Whether a region, or one within it, follows that kind.
fn follows(region: &Element, kind: &str) -> bool {
    let itself = |element: &Element| {
        let kinds = element.get_attribute("data-follows").unwrap_or_default();
        kinds.split_whitespace().any(|followed| followed == kind)
    };
    kind == EVERYTHING || itself(region) || dom::within(region, "[data-follows]").iter().any(itself)
}
