//! Community Management: HTML, all of it. What a browser gains on top, the workbench does with what the attributes ask for.

mod acts;
mod answer;
mod asked;
mod ears;
mod filters;
mod item;
mod keys;
mod nothing;
mod queue;
mod reply;
mod roles;
mod room;
mod said;
mod tabs;
mod thread;
mod wrong;

pub(crate) use self::{queue::Community, roles::CommunityRoles, thread::ThreadPage};

#[cfg(test)]
mod tests;
