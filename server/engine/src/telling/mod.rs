//! Telling people what they have to know, where they read it.
//!
//! A letter is facts; its sentences are made when it is delivered. Facts and the secret of its link wait sealed in the store,
//! posted by the unit whose deed they tell.

mod deliver;
mod devices;
mod hooks;
mod letter;
mod notices;
mod read;
mod remind;
mod work_off;

pub(crate) use deliver::Outbox;
pub use devices::{DeviceDraft, DeviceRefused, PushMessage};
pub use hooks::{AddRefused, AddedHook, HookDraft, HookLog, HookMessage};
pub use letter::{Asked, Letter, Message, Said, SignInChange};
pub use notices::{Item, Notice};
pub use read::TestRefused;
