//! The attempts of others that were met: one that nobody ended is lost when it was seen open for as long as an attempt can take,
//! by the clock of who watches it. No two servers' clocks are compared.

use std::{collections::BTreeMap, sync::Mutex};

use domain::time::{Span, Timestamp};

/// Longer than any attempt takes, with the writing down of what came of it.
pub(super) const LEASE: Span = Span::minutes(5);

/// So many are watched at most; whoever is forgotten is watched anew.
const MOST: usize = 10_000;

/// What was met, and when for the first time.
#[derive(Debug)]
pub(crate) struct Watched<T>(Mutex<BTreeMap<T, Timestamp>>);

impl<T> Default for Watched<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Ord> Watched<T> {
    /// Until when an attempt is left alone; `None` if it was open all the time that it could take.
    pub(super) fn met(&self, attempt: T, now: Timestamp) -> Option<Timestamp> {
        let mut watched = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if watched.len() >= MOST && !watched.contains_key(&attempt) {
            watched.clear();
        }
        let since = watched.get(&attempt).copied().unwrap_or(now);
        // A clock that was set back begins anew.
        let since = since.min(now);
        let until = since.after(LEASE);
        if until <= now {
            watched.remove(&attempt);
            return None;
        }
        watched.insert(attempt, since);
        Some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_is_lost_when_it_was_seen_open_for_as_long_as_it_could_take() {
        let now = Timestamp::from_millis(1_800_000_000_000);
        let watched = Watched::default();
        let end = now.after(LEASE);
        assert_eq!(watched.met(1, now), Some(end));
        assert_eq!(watched.met(1, end.before(Span::millis(1))), Some(end));
        assert_eq!(watched.met(2, end), Some(end.after(LEASE)), "another attempt");
        assert_eq!(watched.met(1, end), None);
        let back = now.before(Span::days(1));
        assert_eq!(watched.met(2, back), Some(back.after(LEASE)), "a clock set back");
    }
}
