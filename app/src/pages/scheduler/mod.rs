//! The Scheduler: HTML, all of it. What a browser gains on top, the workbench does with what the attributes ask for.

mod approval;
mod attempts;
mod badge;
mod calendar;
mod channels;
mod chip;
mod compose;
mod decisions;
mod filters;
mod group;
mod list;
mod month;
mod new;
mod notices;
mod plan;
mod post;
mod preview;
mod room;
mod settings;
mod slots;
mod tabs;
mod timing;
mod week;
mod wrong;

pub(crate) use self::{
    calendar::Scheduler, chip::excerpt, decisions::Decisions, new::NewPost, post::PostPage,
    settings::SchedulerSettings, slots::Slots,
};
