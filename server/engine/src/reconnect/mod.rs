//! Reconnecting: one OAuth round trip, from the click to the commit that puts every channel back.
//!
//! [`Engine::begin`](crate::Engine::begin) makes the authorization and the address of the network;
//! [`Engine::complete`](crate::Engine::complete) takes what came back. Everything an answer is believed by is read from
//! the store, never from the callback.

mod begin;
mod complete;
mod cover;
mod land;
mod links;
mod walk;

pub use begin::{Begin, Begun, Target};
pub use complete::{Callback, Completion};
pub use links::{LinkOpened, LinkRefused, MadeLink, NewLink};
pub use walk::{Step, Stop};

pub(crate) use cover::{CHANNELS_AT_ONCE, after_test};
use domain::{outcome::Face, profile::Identity};

fn face(identity: &Identity) -> Face {
    Face {
        name: identity.name.clone(),
        handle: identity.handle.clone(),
        avatar: identity.avatar.clone(),
    }
}
