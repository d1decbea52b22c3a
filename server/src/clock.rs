//! The one place that reads the real clock, and the one that reads real randomness.

use std::time::{SystemTime, UNIX_EPOCH};

use domain::time::{Span, Timestamp};
use engine::ports::{Clock, Random};
use rand::{TryRngCore as _, rngs::OsRng};

/// The machine's clock, in the demo possibly moved ahead.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    /// How far ahead of the machine it runs.
    pub ahead: Span,
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the clock everything else is given")]
        let now = SystemTime::now();
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            .after(self.ahead)
    }
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness there are no secrets, and nothing safe can be done.
        if OsRng.try_fill_bytes(bytes).is_err() {
            tracing::error!("the operating system gives no randomness");
            std::process::abort();
        }
    }
}
