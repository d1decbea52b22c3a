//! What works on channels: the Scheduler, Community Management, Analytics. Each reaches a channel through whoever can.

pub mod analytics;
mod ask;
mod channels;
pub mod community;
pub mod lost;
pub(crate) mod reach;
pub mod scheduler;
pub(crate) mod turns;
mod watch;
