//! Webhooks: other programs are told what people are told, by the same rules.
//!
//! A message is posted by the unit that writes down that it was told, and called out until its webhook takes it or two days
//! are over. What it says is facts; its words are made when it is sent, so that it can be sent again.

mod call;
mod manage;
mod message;
mod read;

pub use self::{
    manage::{AddRefused, AddedHook, HookDraft},
    message::HookMessage,
    read::HookLog,
};
