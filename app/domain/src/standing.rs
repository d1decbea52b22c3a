//! How a network stands as a whole: whether asking it makes sense at all.

use serde::{Deserialize, Serialize};

use crate::{time::Timestamp, verdict::Verdict};

/// How a network stands, apart from any profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Nothing is known against it.
    Fine,
    /// Asking it fails, again and again: reconnecting would not help.
    Trouble {
        /// Since when.
        since: Timestamp,
    },
    /// It refuses our client credentials: only we can mend that.
    Misconfigured {
        /// Its code for it.
        code: String,
        /// Since when.
        since: Timestamp,
    },
}

/// How many failures in a row, of whatever profiles, are the network's own trouble and not one unlucky call.
pub const FAILURES_ARE_TROUBLE: u32 = 3;

impl Standing {
    /// The next standing, and the next count of failures in a row, after one more verdict.
    #[must_use]
    pub fn after(self, failures: u32, verdict: &Verdict, now: Timestamp) -> (Self, u32) {
        match verdict {
            Verdict::Alive | Verdict::Dead(_) => (Self::Fine, 0),
            Verdict::Limited { .. } => (self, failures),
            Verdict::Ours { code } => match self {
                Self::Misconfigured { since, .. } => {
                    (Self::Misconfigured { code: code.clone(), since }, 0)
                }
                Self::Fine | Self::Trouble { .. } => {
                    (Self::Misconfigured { code: code.clone(), since: now }, 0)
                }
            },
            Verdict::Unavailable => {
                let failures = failures.saturating_add(1);
                match self {
                    Self::Fine if failures >= FAILURES_ARE_TROUBLE => {
                        (Self::Trouble { since: now }, failures)
                    }
                    standing => (standing, failures),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::Cause;

    const NOW: Timestamp = Timestamp::from_millis(1_000);
    const LATER: Timestamp = Timestamp::from_millis(2_000);

    #[test]
    fn three_failures_in_a_row_are_trouble_and_one_answer_ends_it() {
        let mut standing = (Standing::Fine, 0);
        for expected in [Standing::Fine, Standing::Fine, Standing::Trouble { since: NOW }] {
            standing = standing.0.after(standing.1, &Verdict::Unavailable, NOW);
            assert_eq!(standing.0, expected);
        }
        standing = standing.0.after(standing.1, &Verdict::Unavailable, LATER);
        assert_eq!(standing.0, Standing::Trouble { since: NOW }, "the beginning stays");
        standing = standing.0.after(standing.1, &Verdict::Limited { until: None }, LATER);
        assert_eq!(standing.0, Standing::Trouble { since: NOW });
        for answer in [Verdict::Alive, Verdict::Dead(Cause::Expired)] {
            let (after, failures) = standing.0.clone().after(standing.1, &answer, LATER);
            assert_eq!((after, failures), (Standing::Fine, 0), "{answer:?}");
        }
    }

    #[test]
    fn an_answer_between_failures_starts_the_count_again() {
        let (standing, failures) = Standing::Fine.after(2, &Verdict::Alive, NOW);
        let (standing, failures) = standing.after(failures, &Verdict::Unavailable, NOW);
        assert_eq!((standing, failures), (Standing::Fine, 1));
    }

    #[test]
    fn our_own_fault_is_named_once_and_lasts_until_the_network_answers() {
        let ours = Verdict::Ours { code: "invalid_client".into() };
        let (standing, _) = Standing::Fine.after(0, &ours, NOW);
        let (standing, failures) = standing.after(0, &ours, LATER);
        let code = "invalid_client".to_owned();
        assert_eq!(standing, Standing::Misconfigured { code, since: NOW });
        let (standing, _) = standing.after(failures, &Verdict::Alive, LATER);
        assert_eq!(standing, Standing::Fine);
    }
}
