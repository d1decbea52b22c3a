//! The Scheduler: posts as people plan them, and how they go out.

mod approve;
mod attempt;
mod compose;
mod decide;
mod edit;
mod keep;
mod outlook;
mod pictures;
mod read;
mod roles;
mod settle;
mod timetable;
mod turn;

pub(crate) use self::keep::Publishing;
pub use self::{
    approve::{Approval, LONGEST_NOTE, Unapproved},
    compose::{Composition, Unfit, When},
    edit::{Edit, Edited},
    outlook::RenewalNeeded,
    pictures::{NotAPicture, picture_path},
};
