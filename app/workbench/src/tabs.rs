//! The tabs of one browser share one event stream, with the pages of Social Profiles too: the name of the lock and of the
//! broadcast is theirs (`app/src/live/tabs.rs`), and so is what is said.
//!
//! Whoever holds the lock leads. When its tab goes, the browser hands the lock to the next one. Where locks are missing every tab
//! leads itself.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::dom;

/// This tab among the others, for as long as the page lives.
pub(crate) struct Tabs {
    channel: Option<BroadcastChannel>,
    is_alone: bool,
}

impl Tabs {
    /// Joins the tabs that share `name`: `lead` is called when this one is to lead, `hear` with what the leading one says.
    pub(crate) fn join(name: &str, lead: fn(), hear: fn(&str, &str)) -> Self {
        let channel = BroadcastChannel::new(name).ok();
        if let Some(channel) = &channel {
            dom::on(channel, "message", move |message: MessageEvent| {
                let parts = Array::from(&message.data());
                if let (Some(kind), Some(data)) =
                    (parts.get(0).as_string(), parts.get(1).as_string())
                {
                    hear(&kind, &data);
                }
            });
        }
        let is_alone = channel.is_none() || stand(name, lead).is_none();
        Self { channel, is_alone }
    }

    /// Whether there is no way to share.
    pub(crate) const fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// Tells the others.
    pub(crate) fn repeat(&self, kind: &str, data: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&Array::of2(&kind.into(), &data.into()));
        }
    }
}

/// Asks for the lock; `None` where the browser knows none.
fn stand(name: &str, lead: fn()) -> Option<()> {
    let locks = Reflect::get(&dom::window().navigator(), &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into::<Function>().ok()?;
    let granted = Closure::<dyn FnMut() -> Promise>::new(move || {
        lead();
        // Held until the tab goes.
        Promise::new(&mut |_, _| {})
    });
    let asked = request.call2(&locks, &name.into(), granted.as_ref()).ok();
    granted.forget();
    asked.map(drop)
}
