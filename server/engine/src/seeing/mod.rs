//! Seeing what was: the audit log, how profiles stood, who mended them.

mod audit;
mod history;

pub use audit::{Broken, Chain, Verified, verify_all};
pub(crate) use history::Renewals;
pub use history::{HISTORY_KEPT, Overview, Timeline};
