//! What wakes a page that may have slept: the window's own events, and a slow clock.

use std::time::Duration;

use futures::channel::mpsc::UnboundedSender;
use leptos::{
    leptos_dom::helpers::{
        IntervalHandle, TimeoutHandle, WindowListenerHandle, set_interval_with_handle,
        set_timeout_with_handle,
    },
    prelude::{document, window_event_listener_untyped},
};
use wasm_bindgen::JsCast;
use web_sys::{PageTransitionEvent, VisibilityState};

use super::News;

/// How often the clock ticks.
const TICK: Duration = Duration::from_secs(5);
/// By when it is clear whether another tab leads.
const SETTLED: Duration = Duration::from_millis(500);

/// Listeners and timers; dropping it ends them.
pub(super) struct Senses {
    listeners: Vec<WindowListenerHandle>,
    interval: Option<IntervalHandle>,
    settled: Option<TimeoutHandle>,
}

impl Senses {
    pub(super) fn new(to: &UnboundedSender<News>) -> Self {
        let tell = |news: fn() -> News| {
            let to = to.clone();
            move || {
                let _ = to.unbounded_send(news());
            }
        };
        let woken = || tell(|| News::Woken);
        let (online, shown, visible) = (woken(), woken(), woken());
        Self {
            listeners: vec![
                window_event_listener_untyped("online", move |_| online()),
                window_event_listener_untyped("pageshow", move |event| {
                    let event = event.unchecked_into::<PageTransitionEvent>();
                    if event.persisted() {
                        shown();
                    }
                }),
                window_event_listener_untyped("visibilitychange", move |_| {
                    if document().visibility_state() == VisibilityState::Visible {
                        visible();
                    }
                }),
            ],
            interval: set_interval_with_handle(tell(|| News::Tick), TICK).ok(),
            settled: set_timeout_with_handle(tell(|| News::Settled), SETTLED).ok(),
        }
    }
}

impl Drop for Senses {
    fn drop(&mut self) {
        for listener in self.listeners.drain(..) {
            listener.remove();
        }
        if let Some(interval) = &self.interval {
            interval.clear();
        }
        if let Some(settled) = &self.settled {
            settled.clear();
        }
    }
}
