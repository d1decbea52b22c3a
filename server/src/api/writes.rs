//! What can be changed: one function a path. Each asks for its scope first, and does what a page does.

pub(super) mod comments;
pub(super) mod links;
pub(super) mod posts;
mod unfit;
pub(super) mod webhooks;
