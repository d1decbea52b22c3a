//! The routes that are not pages: the two ends of a reconnect, the event stream, and what machines ask for or tell.

pub(crate) mod account;
pub(crate) mod analytics;
pub(crate) mod ask;
pub(crate) mod audit;
pub(crate) mod calendar;
pub(crate) mod channels;
pub(crate) mod community;
pub(crate) mod connect;
mod draw;
pub(crate) mod events;
pub(crate) mod help;
pub(crate) mod join;
pub(crate) mod keys;
pub(crate) mod link;
pub(crate) mod links;
pub(crate) mod mail;
pub(crate) mod media;
pub(crate) mod metrics;
pub(crate) mod notices;
pub(crate) mod oauth;
pub(crate) mod probes;
pub(crate) mod push;
pub(crate) mod scheduler;
pub(crate) mod second_factor;
pub(crate) mod second_step;
pub(crate) mod team;
pub(crate) mod walk;
