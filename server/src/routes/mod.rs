//! The routes that are not pages: the two ends of a reconnect, the event stream, and what machines ask for.

pub(crate) mod connect;
pub(crate) mod events;
pub(crate) mod oauth;
pub(crate) mod probes;
