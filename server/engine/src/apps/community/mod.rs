//! Community Management: comments as they are heard of, and what people do about them.

mod act;
mod answer;
mod keep;
mod listen;
mod period;
mod read;
mod roles;
mod send;
mod settle;

pub(crate) use self::keep::Listener;
pub use self::{
    act::Undone,
    answer::Unanswered,
    read::{Counter, HeardChannel, Queue, Thread, Wanted},
    roles::{PersonRoles, Roles},
};
