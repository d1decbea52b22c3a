//! The breaker of one network, or of one server of a network that has many: in an outage hardly anybody is asked.

use crate::{
    standing::FAILURES_ARE_TROUBLE,
    time::{Span, Timestamp},
    verdict::Verdict,
};

/// The first pause after it opened; each one that ends in another failure is followed by one twice as long.
const FIRST_PAUSE: Span = Span::seconds(30);
/// No pause is longer: so soon after its end an outage is noticed.
const LONGEST_PAUSE: Span = Span::minutes(5);
/// A trial whose end nobody reports (its process died with it) holds the next one up no longer than this.
const TRIAL: Span = Span::minutes(2);

/// Whether a network is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaker {
    /// It is. So many failures in a row there were.
    Closed {
        /// In a row.
        failures: u32,
    },
    /// It is not, until the pause ends.
    Open {
        /// When a trial may go.
        until: Timestamp,
        /// How long the pause is.
        pause: Span,
    },
    /// One trial is under way; nobody else goes.
    HalfOpen {
        /// When the trial counts as lost.
        until: Timestamp,
        /// How long the pause before it was.
        pause: Span,
    },
}

/// Whether a call may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// It may.
    Granted,
    /// It may, and the last answer was none: nothing should be staked on this one.
    Wary,
    /// It may, and nobody else until its answer is told.
    Trial,
    /// It may not before this moment.
    Refused {
        /// When to ask for leave again.
        until: Timestamp,
    },
}

impl Default for Breaker {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

impl Breaker {
    /// Asks for leave to make one call at `now`. A person who `insists` need not wait for the end of a pause, but for that of
    /// a trial.
    #[must_use]
    pub fn asked(self, now: Timestamp, insists: bool) -> (Self, Leave) {
        match self {
            Self::Closed { failures: 0 } => (self, Leave::Granted),
            Self::Closed { .. } => (self, Leave::Wary),
            Self::HalfOpen { until, .. } if now < until => (self, Leave::Refused { until }),
            Self::Open { until, .. } if now < until && !insists => (self, Leave::Refused { until }),
            Self::Open { pause, .. } | Self::HalfOpen { pause, .. } => {
                (Self::HalfOpen { until: now.after(TRIAL), pause }, Leave::Trial)
            }
        }
    }

    /// Asks for leave to try one call although the network wants to be left alone: one at a time.
    #[must_use]
    pub fn tried(self, now: Timestamp) -> (Self, Leave) {
        match self {
            Self::Closed { .. } => {
                let trying = Self::HalfOpen { until: now.after(TRIAL), pause: FIRST_PAUSE };
                (trying, Leave::Trial)
            }
            Self::Open { .. } | Self::HalfOpen { .. } => self.asked(now, true),
        }
    }

    /// Whether a trial is under way.
    #[must_use]
    pub const fn is_trying(self) -> bool {
        matches!(self, Self::HalfOpen { .. })
    }

    /// When the next call may be made; `None` if at once.
    #[must_use]
    pub const fn opens_at(self) -> Option<Timestamp> {
        match self {
            Self::Closed { .. } => None,
            Self::Open { until, .. } | Self::HalfOpen { until, .. } => Some(until),
        }
    }

    /// The breaker after an answer. Whatever the network says about a token or about us, it said something: only silence and
    /// noise are failures.
    #[must_use]
    pub fn after(self, verdict: &Verdict, now: Timestamp) -> Self {
        match (self, verdict) {
            (_, Verdict::Alive | Verdict::Dead(_) | Verdict::Ours { .. }) => Self::default(),
            (Self::HalfOpen { .. }, Verdict::Limited { .. }) => Self::default(),
            (unchanged, Verdict::Limited { .. }) => unchanged,
            (Self::Closed { failures }, Verdict::Unavailable) => {
                let failures = failures.saturating_add(1);
                if failures < FAILURES_ARE_TROUBLE {
                    Self::Closed { failures }
                } else {
                    Self::Open { until: now.after(FIRST_PAUSE), pause: FIRST_PAUSE }
                }
            }
            // An answer to what was sent before it opened.
            (Self::Open { .. }, Verdict::Unavailable) => self,
            (Self::HalfOpen { pause, .. }, Verdict::Unavailable) => {
                let pause = Span::millis(
                    pause.as_millis().saturating_mul(2).min(LONGEST_PAUSE.as_millis()),
                );
                Self::Open { until: now.after(pause), pause }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn opened() -> Breaker {
        (0..FAILURES_ARE_TROUBLE)
            .fold(Breaker::default(), |breaker, _| breaker.after(&Verdict::Unavailable, NOW))
    }

    #[test]
    fn failures_in_a_row_open_it_and_an_answer_between_does_not() {
        let once = Breaker::default().after(&Verdict::Unavailable, NOW);
        assert_eq!(once.asked(NOW, false).1, Leave::Wary);
        let answered = once.after(&Verdict::Alive, NOW).after(&Verdict::Unavailable, NOW);
        assert_eq!(answered, Breaker::Closed { failures: 1 });
        let until = NOW.after(FIRST_PAUSE);
        assert_eq!(opened().asked(NOW, false).1, Leave::Refused { until });
    }

    #[test]
    fn after_the_pause_one_goes_and_the_others_wait_for_its_answer() {
        let later = NOW.after(FIRST_PAUSE);
        let (trying, leave) = opened().asked(later, false);
        assert_eq!(leave, Leave::Trial);
        assert!(matches!(trying.asked(later, false).1, Leave::Refused { .. }));
        assert!(matches!(trying.asked(later, true).1, Leave::Refused { .. }), "a person waits too");
        assert_eq!(trying.after(&Verdict::Alive, later), Breaker::default());
        let again = trying.after(&Verdict::Unavailable, later);
        let pause = Span::minutes(1);
        assert_eq!(again, Breaker::Open { until: later.after(pause), pause });
    }

    #[test]
    fn pauses_grow_to_five_minutes() {
        let (mut breaker, mut now) = (opened(), NOW);
        for _ in 0..20 {
            now = breaker.opens_at().unwrap();
            breaker = breaker.asked(now, false).0.after(&Verdict::Unavailable, now);
        }
        assert_eq!(breaker.opens_at(), Some(now.after(LONGEST_PAUSE)));
    }

    #[test]
    fn a_person_does_not_wait_for_the_pause() {
        assert_eq!(opened().asked(NOW, true).1, Leave::Trial);
    }

    #[test]
    fn a_trial_of_what_is_closed_goes_alone_too() {
        let (trying, leave) = Breaker::default().tried(NOW);
        assert_eq!(leave, Leave::Trial);
        assert!(matches!(trying.tried(NOW).1, Leave::Refused { .. }));
        let limited = Verdict::Limited { until: None };
        assert_eq!(trying.after(&limited, NOW), Breaker::default());
    }

    #[test]
    fn a_lost_trial_holds_nobody_up_for_long() {
        let (trying, _) = opened().asked(NOW, true);
        assert_eq!(trying.asked(NOW.after(TRIAL), false).1, Leave::Trial);
    }

    #[test]
    fn late_failures_do_not_prolong_the_pause() {
        assert_eq!(opened().after(&Verdict::Unavailable, NOW.after(Span::seconds(9))), opened());
    }
}
