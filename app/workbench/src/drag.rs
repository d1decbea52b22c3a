//! Dragging something elsewhere, with a mouse or, after a long press, with a finger: `data-drag`, `data-drop`.
//!
//! Pointer events for both: the browser's own drag and drop does not reach fingers.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, PointerEvent};

use crate::{dom, forms};

/// How long a finger rests before it drags. Milliseconds.
const PRESS: i32 = 450;
/// How far a pointer moves before that is meant. CSS pixels.
const MEANT: f64 = 6.0;

thread_local! {
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
}

/// What a pointer is on.
struct Held {
    dragged: Element,
    pointer: i32,
    from: (f64, f64),
    /// Whether it is dragged by now, rather than only pressed.
    is_dragging: bool,
    over: Option<Element>,
    press: Option<i32>,
}

/// Listens to pointers.
pub(crate) fn listen() {
    let document = dom::document();
    dom::on(&document, "pointerdown", press);
    dom::on_first(&document, "pointermove", move_to);
    dom::on(&document, "pointerup", |_: Event| drop_it());
    dom::on(&document, "pointercancel", |_: Event| let_go());
    // A finger that drags must not scroll; browsers ask that of touch events alone.
    dom::on_first(&document, "touchmove", |touch: Event| {
        if is_dragging() {
            touch.prevent_default();
        }
    });
    // Where the browser would drag a link's or a picture's ghost.
    dom::on(&document, "dragstart", |drag: Event| {
        if dom::nearest(&drag, "[data-drag]").is_some() {
            drag.prevent_default();
        }
    });
    dom::on(&document, "keydown", |key: web_sys::KeyboardEvent| {
        if key.key() == "Escape" && is_dragging() {
            let_go();
        }
    });
}

fn is_dragging() -> bool {
    HELD.with_borrow(|held| held.as_ref().is_some_and(|held| held.is_dragging))
}

fn press(down: PointerEvent) {
    let Some(dragged) = dom::nearest(&down, "[data-drag][data-form]") else { return };
    // A field in what can be dragged is for typing.
    if down.button() != 0 || dom::nearest(&down, "input, textarea, select, button").is_some() {
        return;
    }
    let is_finger = down.pointer_type() != "mouse";
    let press = is_finger.then(|| dom::later(PRESS, begin));
    HELD.set(Some(Held {
        dragged,
        pointer: down.pointer_id(),
        from: (down.client_x(), down.client_y()),
        is_dragging: false,
        over: None,
        press,
    }));
}

/// What is pressed is dragged from now on.
fn begin() {
    HELD.with_borrow_mut(|held| {
        if let Some(held) = held {
            held.is_dragging = true;
            dom::mark(&held.dragged, "data-dragging", true);
        }
    });
}

fn move_to(moved: PointerEvent) {
    let (x, y) = (moved.client_x(), moved.client_y());
    let is_meant = HELD.with_borrow(|held| {
        held.as_ref().filter(|held| held.pointer == moved.pointer_id()).map(|held| {
            let is_far = (x - held.from.0).abs().max((y - held.from.1).abs()) > MEANT;
            (held.is_dragging, is_far, held.press.is_some())
        })
    });
    match is_meant {
        None | Some((false, false, _)) => return,
        // A finger that moves at once scrolls.
        Some((false, true, true)) => return let_go(),
        Some((false, true, false)) => begin(),
        Some((true, ..)) => {}
    }
    moved.prevent_default();
    let under = dom::document().element_from_point(x as f32, y as f32);
    let over = under.and_then(|under| under.closest("[data-drop]").ok().flatten());
    HELD.with_borrow_mut(|held| {
        if let Some(held) = held
            && held.over != over
        {
            if let Some(left) = &held.over {
                dom::mark(left, "data-over-drop", false);
            }
            if let Some(over) = &over {
                dom::mark(over, "data-over-drop", true);
            }
            held.over = over;
        }
    });
}

/// Ends it without doing anything; returns what was dragged onto what.
fn end() -> Option<(Element, Option<Element>)> {
    let held = HELD.take()?;
    if let Some(press) = held.press {
        dom::stop(press);
    }
    dom::mark(&held.dragged, "data-dragging", false);
    if let Some(over) = &held.over {
        dom::mark(over, "data-over-drop", false);
    }
    held.is_dragging.then_some((held.dragged, held.over))
}

fn let_go() {
    end();
}

fn drop_it() {
    let Some((dragged, over)) = end() else { return };
    swallow_click();
    let form = dragged
        .get_attribute("data-form")
        .and_then(|id| dom::document().get_element_by_id(&id))
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    let id = dragged.get_attribute("data-drag");
    let to = over.and_then(|over| over.get_attribute("data-drop"));
    if let (Some(form), Some(id), Some(to)) = (form, id, to) {
        forms::fill(&form, "id", &id);
        forms::fill(&form, "to", &to);
        forms::submit(&form);
    }
}

/// Letting go over a link is no click on it.
fn swallow_click() {
    thread_local! {
        static IS_SWALLOWING: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
        static IS_LISTENING: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    }
    IS_SWALLOWING.set(true);
    dom::later(0, || IS_SWALLOWING.set(false));
    if !IS_LISTENING.replace(true) {
        dom::on_first(&dom::document(), "click", |click: Event| {
            if IS_SWALLOWING.replace(false) {
                click.prevent_default();
                click.stop_propagation();
            }
        });
    }
}
