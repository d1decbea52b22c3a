//! The Scheduler: posts as people plan them, and how they go out.

mod compose;
mod decide;
mod edit;
mod outlook;
mod pictures;
mod read;
mod timetable;

pub use self::{
    compose::{Composition, Unfit, When},
    edit::{Edit, Edited},
    outlook::RenewalNeeded,
    pictures::{NotAPicture, picture_path},
};
