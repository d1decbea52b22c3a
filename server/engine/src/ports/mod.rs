//! What the use cases need from outside, as traits: a store, the networks, a clock, randomness.

pub mod caller;
pub mod mail;
pub mod networks;
pub mod pusher;
pub mod relying_party;
pub mod store;

use domain::time::Timestamp;

/// The time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Randomness fit for secrets.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}
