//! Analytics: channels as they are counted, and their figures as people read them.

mod count;
mod keep;
mod read;

pub(crate) use self::keep::Counter;
pub use self::read::{FiguresOf, FiguresQuery, Reading};
