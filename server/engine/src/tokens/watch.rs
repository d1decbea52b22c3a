//! Leases of others, watched until their holders must be gone.
//!
//! Servers' clocks may be minutes apart, so no moment that one wrote down is compared with another's clock: whoever meets a
//! lease watches it, and takes it over once it has not changed for as long as a renewal can take, by their own clock.

use std::{collections::BTreeMap, sync::Mutex};

use domain::{
    id::{ProfileId, WorkspaceId},
    time::{Span, Timestamp},
};

use crate::ports::store::grants::Fence;

/// Longer than a renewal can take: the request, the attempts to write its result down, and a process that is stopped for a
/// minute in the middle.
pub(super) const LEASE: Span = Span::minutes(3);
/// So many leases are watched at most. There are never more renewals at once than servers times what each begins.
const MOST: usize = 20_000;

/// What was seen of others' leases.
#[derive(Debug, Default)]
pub(crate) struct Watched(Mutex<BTreeMap<(WorkspaceId, ProfileId), Seen>>);

#[derive(Debug, Clone, Copy)]
struct Seen {
    fence: Fence,
    since: Timestamp,
}

impl Watched {
    /// The lease that may be taken over, if it is still held.
    pub(super) fn over(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        now: Timestamp,
    ) -> Option<Fence> {
        let watched = self.0.lock().ok()?;
        let seen = watched.get(&(workspace, profile))?;
        (now.since(seen.since).as_millis() >= LEASE.as_millis()).then_some(seen.fence)
    }

    /// Somebody has this lease now.
    pub(super) fn met(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
        fence: Fence,
        now: Timestamp,
    ) {
        let Ok(mut watched) = self.0.lock() else { return };
        let one = (workspace, profile);
        match watched.get_mut(&one) {
            // A clock that was set back must not make the watch endless.
            Some(seen) if seen.fence == fence => seen.since = seen.since.min(now),
            _ => {
                if watched.len() >= MOST {
                    watched.pop_first();
                }
                watched.insert(one, Seen { fence, since: now });
            }
        }
    }

    /// Nobody has a lease there any more.
    pub(super) fn forget(&self, workspace: WorkspaceId, profile: ProfileId) {
        if let Ok(mut watched) = self.0.lock() {
            watched.remove(&(workspace, profile));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn ids() -> (WorkspaceId, ProfileId) {
        (WorkspaceId::new(NOW, [1; 10]), ProfileId::new(NOW, [2; 10]))
    }

    #[test]
    fn a_lease_is_over_when_the_same_one_was_watched_for_all_its_time() {
        let (watched, (workspace, profile)) = (Watched::default(), ids());
        let end = NOW.after(LEASE);
        assert_eq!(watched.over(workspace, profile, end), None, "never met");
        watched.met(workspace, profile, Fence(1), NOW);
        watched.met(workspace, profile, Fence(1), NOW.after(Span::minutes(2)));
        assert_eq!(watched.over(workspace, profile, end.before(Span::millis(1))), None);
        assert_eq!(watched.over(workspace, profile, end), Some(Fence(1)));
        watched.met(workspace, profile, Fence(2), end);
        assert_eq!(watched.over(workspace, profile, end), None, "another one");
    }

    #[test]
    fn a_clock_that_is_set_back_delays_only() {
        let (watched, (workspace, profile)) = (Watched::default(), ids());
        watched.met(workspace, profile, Fence(1), NOW);
        let back = NOW.before(Span::days(1));
        watched.met(workspace, profile, Fence(1), back);
        assert_eq!(watched.over(workspace, profile, back.after(LEASE)), Some(Fence(1)));
    }
}
