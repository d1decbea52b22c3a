//! The event log, for a page whose truth is its HTML: what is heard says only what to read again.
//!
//! A page that missed something reads itself anew, whole; so nothing needs to be caught up with, and every doubt ends the same
//! way.

use std::cell::{Cell, RefCell};

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{EventSource, MessageEvent, PageTransitionEvent, VisibilityState};

use crate::{
    dom, refresh,
    tabs::Tabs,
    told::{self, Position, Step},
};

/// A stream that has said nothing for so long is dead: heartbeats come every 15 s. Milliseconds.
const SILENCE: f64 = 40_000.0;
const TICK: i32 = 5_000;
/// By when it is clear whether another tab leads.
const SETTLED: i32 = 500;

const CHANGE: &str = "change";
const HEARTBEAT: &str = "heartbeat";
const RESYNC: &str = "resync";

thread_local! {
    static POSITION: Cell<Position> = const { Cell::new(Position(0)) };
    static LINE: RefCell<Option<Line>> = const { RefCell::new(None) };
}

/// The way news come: an own stream, or the leading tab's.
struct Line {
    address: String,
    tabs: Tabs,
    is_leading: bool,
    stream: Option<Stream>,
    heard_at: f64,
}

/// An open stream; dropping it closes it.
struct Stream {
    source: EventSource,
    _heard: Vec<Closure<dyn FnMut(MessageEvent)>>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Follows the stream that the page names, if it names one.
pub(crate) fn follow() {
    let main = dom::document().query_selector("main[data-live]").ok().flatten();
    let Some(address) = main.and_then(|main| main.get_attribute("data-live")) else { return };
    POSITION.set(Position(told::after(&address).unwrap_or_default()));
    let name = told::shared_name(&address);
    let tabs = Tabs::join(&name, lead, hear);
    let is_alone = tabs.is_alone();
    LINE.set(Some(Line {
        address,
        tabs,
        is_leading: false,
        stream: None,
        heard_at: js_sys::Date::now(),
    }));
    if is_alone {
        lead();
    }
    dom::later(SETTLED, || {
        // What the leading tab said before we listened is lost to us.
        if with_line(|line| !line.is_leading) {
            refresh::wish(refresh::EVERYTHING);
        }
    });
    dom::every(TICK, tick);
    dom::on(&dom::window(), "online", |_: JsValue| wake());
    dom::on(&dom::window(), "pageshow", |event: PageTransitionEvent| {
        if event.persisted() {
            wake();
        }
    });
    dom::on(&dom::document(), "visibilitychange", |_: JsValue| {
        if dom::document().visibility_state() == VisibilityState::Visible {
            wake();
        }
    });
}

/// The page was drawn from data read at this event.
pub(crate) fn read_up_to(as_of: u64) {
    POSITION.set(Position(POSITION.get().0.max(as_of)));
}

fn with_line(ask: impl FnOnce(&Line) -> bool) -> bool {
    LINE.with_borrow(|line| line.as_ref().is_some_and(ask))
}

/// This tab is to open the stream.
fn lead() {
    LINE.with_borrow_mut(|line| {
        if let Some(line) = line {
            line.is_leading = true;
            line.open();
        }
    });
}

/// The page may have slept: the stream may be dead without knowing.
fn wake() {
    let is_leading = LINE.with_borrow_mut(|line| {
        line.as_mut().is_some_and(|line| {
            if line.is_leading {
                line.open();
            }
            line.is_leading
        })
    });
    if !is_leading {
        refresh::wish(refresh::EVERYTHING);
    }
    refresh::retry();
}

fn tick() {
    let is_doubtful = LINE.with_borrow_mut(|line| {
        let Some(line) = line else { return false };
        let is_silent = js_sys::Date::now() - line.heard_at > SILENCE;
        if is_silent {
            line.heard_at = js_sys::Date::now();
        }
        let is_closed = line.stream.as_ref().is_none_or(Stream::is_closed);
        if line.is_leading && (is_silent || is_closed) {
            line.open();
        }
        is_silent
    });
    if is_doubtful {
        refresh::wish(refresh::EVERYTHING);
    }
    refresh::retry();
}

/// A message came, from our stream or the leading tab's.
fn hear(kind: &str, data: &str) {
    LINE.with_borrow_mut(|line| {
        if let Some(line) = line {
            line.heard_at = js_sys::Date::now();
        }
    });
    let Ok(data) = JSON::parse(data) else { return };
    let number = |key: &str| {
        let value = Reflect::get(&data, &key.into()).ok().and_then(|value| value.as_f64());
        // Counters of a workspace: far below 2^53.
        value.map(|value| value as u64)
    };
    let mut position = POSITION.get();
    match kind {
        CHANGE => {
            let step = number("id").map(|id| position.receive(id));
            POSITION.set(position);
            let word = what(&data).and_then(|variant| told::word(&variant));
            match (step, word) {
                (Some(Step::Next), Some(word)) => refresh::wish(word),
                (Some(Step::Gap), _) => refresh::wish(refresh::EVERYTHING),
                _ => {}
            }
        }
        HEARTBEAT | RESYNC => {
            let step = number("last").map(|last| position.receive(last));
            POSITION.set(position);
            if kind == RESYNC || step.is_some_and(|step| step != Step::Known) {
                refresh::wish(refresh::EVERYTHING);
            }
        }
        _ => {}
    }
}

/// The variant of an event: a word, or an object with one key.
fn what(event: &JsValue) -> Option<String> {
    let what = Reflect::get(event, &"what".into()).ok()?;
    what.as_string().or_else(|| Object::keys(what.dyn_ref::<Object>()?).get(0).as_string())
}

impl Line {
    fn open(&mut self) {
        self.stream = None;
        self.stream = Stream::open(&told::continued(&self.address, POSITION.get()));
    }
}

impl Stream {
    fn open(address: &str) -> Option<Self> {
        let source = EventSource::new(address).ok()?;
        let heard = [CHANGE, HEARTBEAT, RESYNC].map(|kind| {
            let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
                let Some(data) = message.data().as_string() else { return };
                LINE.with_borrow(|line| {
                    if let Some(line) = line {
                        line.tabs.repeat(kind, &data);
                    }
                });
                hear(kind, &data);
            });
            let _ = source.add_event_listener_with_callback(kind, heard.as_ref().unchecked_ref());
            heard
        });
        Some(Self { source, _heard: heard.into() })
    }

    fn is_closed(&self) -> bool {
        self.source.ready_state() == EventSource::CLOSED
    }
}
