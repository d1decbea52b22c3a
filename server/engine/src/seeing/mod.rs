//! Seeing what was: the audit log.

mod audit;

pub use audit::{Broken, Chain, Verified, verify_all};
