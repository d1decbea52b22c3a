//! What is done with channels: plan posts, answer comments, read figures.

pub mod reach;
pub mod scheduler;
