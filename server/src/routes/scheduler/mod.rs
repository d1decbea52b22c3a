//! Where the Scheduler's forms arrive. A form that was taken leads on; one that was not is drawn again, with what was typed.

mod approve;
mod decide;
mod form;
mod moves;
mod outcome;
mod posts;
mod timetable;

pub(crate) use self::{
    approve::{approve, send_back},
    decide::decide,
    moves::{delete, shift},
    posts::{compose, edit},
    timetable::{keep_slots, keep_timetable},
};

/// So much a form may bring: a picture larger than is kept is still read, so that what was typed beside it is not lost.
pub(crate) const MOST_BYTES: usize = 48 * 1024 * 1024;
