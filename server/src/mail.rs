//! Letters, on their way out: from facts to sentences, and to whoever carries them.

mod compose;
mod inbound;
mod shown;
mod smtp;

use std::sync::Arc;

use engine::ports::mail::Courier;

use self::shown::Shown;
pub use self::smtp::{MailError, Sender};
pub(crate) use self::{
    compose::{compose, link_to, told},
    inbound::read,
};

/// Who carries letters: the mail server that is set, else in the demo Relink's own page, else nobody.
#[must_use]
pub fn courier(sender: Option<Sender>, origin: &str, is_demo: bool) -> Option<Arc<dyn Courier>> {
    match sender {
        Some(sender) => Some(Arc::new(sender.at(origin))),
        None if is_demo => Some(Arc::new(Shown)),
        None => None,
    }
}
