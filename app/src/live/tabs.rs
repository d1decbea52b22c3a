//! The tabs of one browser share one event stream: browsers allow six HTTP/1.1 connections a host, and the tenth tab
//! shall be live too.
//!
//! Whoever holds a Web Lock leads: it opens the stream and repeats what it hears to the others over a
//! `BroadcastChannel`. When its tab goes, the browser hands the lock to the next one. Where locks are missing every tab
//! leads itself.

use std::{cell::RefCell, rc::Rc};

use domain::id::WorkspaceId;
use futures::channel::mpsc::UnboundedSender;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

use super::News;

/// This tab among the others; dropping it leaves them.
pub(super) struct Tabs {
    channel: Option<BroadcastChannel>,
    _hear: Closure<dyn FnMut(MessageEvent)>,
    candidacy: Option<Candidacy>,
}

/// A lock asked for, and perhaps held.
struct Candidacy {
    withdraw: AbortController,
    /// Ends the lock, once it is held.
    release: Rc<RefCell<Option<Function>>>,
}

impl Tabs {
    /// Joins the tabs that show `workspace`; [`News::Leading`] arrives when this one is to lead.
    pub(super) fn join(workspace: WorkspaceId, to: &UnboundedSender<News>) -> Self {
        let name = format!("relink-events-{workspace}");
        let hear = Closure::<dyn FnMut(MessageEvent)>::new({
            let to = to.clone();
            move |message: MessageEvent| {
                let parts = Array::from(&message.data());
                if let (Some(kind), Some(data)) =
                    (parts.get(0).as_string(), parts.get(1).as_string())
                {
                    let _ = to.unbounded_send(News::Repeated { kind, data });
                }
            }
        });
        let channel = BroadcastChannel::new(&name).ok();
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        }
        let candidacy = Candidacy::stand(&name, to.clone());
        if candidacy.is_none() {
            let _ = to.unbounded_send(News::Leading);
        }
        Self { channel, _hear: hear, candidacy }
    }

    /// Tells the others.
    pub(super) fn repeat(&self, kind: &str, data: &str) {
        if let (Some(channel), Some(_)) = (&self.channel, &self.candidacy) {
            let _ = channel.post_message(&Array::of2(&kind.into(), &data.into()));
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
        if let Some(candidacy) = &self.candidacy {
            match candidacy.release.borrow_mut().take() {
                Some(release) => {
                    let _ = release.call0(&JsValue::NULL);
                }
                None => candidacy.withdraw.abort(),
            }
        }
    }
}

impl Candidacy {
    /// `None` where the browser knows no locks.
    ///
    /// The locks are called by name: web-sys keeps them behind a compiler flag that the server's build does not set.
    fn stand(name: &str, to: UnboundedSender<News>) -> Option<Self> {
        let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
        let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into::<Function>().ok()?;
        let withdraw = AbortController::new().ok()?;
        let options = Object::new();
        Reflect::set(&options, &"signal".into(), &withdraw.signal()).ok()?;
        let release = Rc::new(RefCell::new(None));
        let granted = Closure::<dyn FnMut() -> Promise>::new({
            let release = Rc::clone(&release);
            move || {
                let _ = to.unbounded_send(News::Leading);
                Promise::new(&mut |resolve, _| {
                    release.borrow_mut().replace(resolve);
                })
            }
        });
        let held = request
            .call3(&locks, &name.into(), &options, granted.as_ref())
            .ok()?
            .dyn_into::<Promise>()
            .ok()?;
        spawn_local(async move {
            // Ends with the lock, or with an error when it is withdrawn; both are what was asked for.
            let _ = JsFuture::from(held).await;
            drop(granted);
        });
        Some(Self { withdraw, release })
    }
}
