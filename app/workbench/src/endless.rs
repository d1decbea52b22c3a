//! Lists that go on by themselves: `data-endless`, `data-more`.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement, RequestInit};

use crate::{dom, refresh};

/// How near the end the next page is asked for, in heights of the window.
const NEAR: f64 = 1.5;
/// How many items are drawn at most; those far away are taken out.
const MOST: usize = 200;
/// How many are taken out at once.
const BLOCK: usize = 25;
/// What is far away, in heights of the window.
const FAR: f64 = 2.0;

/// Marks a list that holds more than the page's own items.
pub(crate) const READ_ON: &str = "data-read-on";

thread_local! {
    static IS_READING: Cell<bool> = const { Cell::new(false) };
    static TAKEN_OUT: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

/// Reads on whenever the end comes near.
pub(crate) fn listen() {
    if dom::document().query_selector("[data-endless]").ok().flatten().is_none() {
        return;
    }
    dom::on(&dom::document(), "scroll", |_: Event| look());
    dom::on(&dom::window(), "resize", |_: Event| look());
    look();
}

/// Reads on where the end is near, and takes out what is far.
pub(crate) fn look() {
    for list in dom::all(&dom::document(), "[data-endless][id]") {
        thin_out(&list);
        let Some(more) = more(&list) else { continue };
        if more.get_bounding_client_rect().top() < height_of_window() * (1.0 + NEAR) {
            read_on(list, more);
        }
    }
}

/// The link to what comes next.
fn more(list: &Element) -> Option<Element> {
    list.parent_element()?.query_selector("a[data-more][href]").ok().flatten()
}

fn read_on(list: Element, more: Element) {
    let Some(href) = more.get_attribute("href") else { return };
    if IS_READING.replace(true) {
        return;
    }
    spawn_local(async move {
        let here = dom::window().location().href().unwrap_or_default();
        let url = web_sys::Url::new_with_base(&href, &here).map(|url| url.href());
        let answer = refresh::fetch(&url.unwrap_or(href), &RequestInit::new()).await;
        IS_READING.set(false);
        // Where it cannot be read, the link is still there.
        let page = answer.ok().filter(|answer| answer.ok).and_then(|answer| answer.document());
        let Some(page) = page else { return };
        let Some(next) = page.get_element_by_id(&list.id()) else { return };
        for item in dom::children(&next) {
            // What moved to the next page meanwhile is drawn already.
            let id = item.id();
            let is_here = !id.is_empty()
                && (dom::document().get_element_by_id(&id).is_some()
                    || TAKEN_OUT.with_borrow(|taken| taken.iter().any(|block| block.holds(&id))));
            if let (false, Ok(item)) = (is_here, dom::document().import_node_with_deep(&item, true))
            {
                let _ = list.append_child(&item);
            }
        }
        dom::mark(&list, READ_ON, true);
        match crate::endless::more(&next).and_then(|next| next.get_attribute("href")) {
            Some(href) => {
                let _ = more.set_attribute("href", &href);
            }
            None => more.remove(),
        }
        look();
    });
}

/// Takes out what is far from the window where a list has more than [`MOST`] items, and brings back what comes near. Something
/// as high stands in their place, so that nothing moves.
fn thin_out(list: &Element) {
    let height = height_of_window();
    let is_far = |element: &Element| {
        let place = element.get_bounding_client_rect();
        place.bottom() < -FAR * height || place.top() > (1.0 + FAR) * height
    };
    TAKEN_OUT.with_borrow_mut(|taken| {
        let near = taken.extract_if(.., |block| !is_far(&block.gap));
        near.for_each(Block::bring_back);
    });
    let items = dom::children(list);
    let mut drawn = items.iter().filter(|item| !item.has_attribute("data-gap")).count();
    for block in items.chunks(BLOCK) {
        let is_whole =
            block.len() == BLOCK && block.iter().all(|item| !item.has_attribute("data-gap"));
        let has_focus = dom::document()
            .active_element()
            .is_some_and(|active| block.iter().any(|item| item.contains(Some(&active))));
        if drawn > MOST
            && is_whole
            && !has_focus
            && block.iter().all(&is_far)
            && let Some(block) = Block::take_out(list, block)
        {
            TAKEN_OUT.with_borrow_mut(|taken| taken.push(block));
            drawn -= BLOCK;
        }
    }
}

/// Brings everything back: a refresh needs all of a list in its place.
pub(crate) fn complete() {
    TAKEN_OUT.take().into_iter().for_each(Block::bring_back);
}

/// Items that were taken out, and what stands in their place.
struct Block {
    gap: Element,
    items: Vec<Element>,
}

impl Block {
    fn take_out(list: &Element, items: &[Element]) -> Option<Self> {
        let (first, last) = (items.first()?, items.last()?);
        let height =
            last.get_bounding_client_rect().bottom() - first.get_bounding_client_rect().top();
        let gap = dom::document().create_element(&first.tag_name()).ok()?;
        gap.set_attribute("data-gap", "").ok()?;
        gap.set_attribute("aria-hidden", "true").ok()?;
        let style = gap.dyn_ref::<HtmlElement>()?.style();
        // Whole pixels: writing fractions out would weigh more than all of this file.
        style.set_property("height", &format!("{}px", height.round() as i64)).ok()?;
        list.insert_before(&gap, Some(first)).ok()?;
        for item in items {
            item.remove();
        }
        Some(Self { gap, items: items.to_vec() })
    }

    /// Puts them where they were, unless their list is gone.
    fn bring_back(self) {
        if let Some(list) = self.gap.parent_node() {
            for item in &self.items {
                let _ = list.insert_before(item, Some(&self.gap));
            }
        }
        self.gap.remove();
    }

    fn holds(&self, id: &str) -> bool {
        self.items.iter().any(|item| item.id() == id)
    }
}

fn height_of_window() -> f64 {
    dom::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default()
}
