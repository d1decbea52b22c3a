//! When a grant is looked at next, after what just happened to it.

use domain::{
    grant::Grant,
    health::{EXPIRING_AHEAD, Health},
    plan::{self, Cycle, Plan},
    time::{Span, Timestamp},
    verdict::Verdict,
};

use crate::{Engine, ports::networks::Adapter};

/// How soon to try again after the network had trouble.
pub(super) const AFTER_TROUBLE: Span = Span::minutes(2);
/// How soon to try again where the network refuses our own app: only whoever runs Relink can mend that.
const AFTER_OUR_FAULT: Span = Span::minutes(10);
/// How soon after its end a token is asked about: networks' clocks are not quite ours.
const AFTER_ITS_END: Span = Span::seconds(30);
/// How much rarer what is dead is asked about, in case the network takes it back.
const DEAD_ARE_ASKED: i64 = 4;
/// What is dead is asked about once in this time at least.
const DEAD_AT_LEAST: Span = Span::days(1);

impl Engine {
    /// The plan of a grant that a person just brought.
    pub(crate) fn first_plan(&self, adapter: &dyn Adapter, grant: &Grant, now: Timestamp) -> Plan {
        let every = self.pace_of_asking(adapter);
        let plan = Plan {
            renew_at: plan::renew_at(grant, Cycle::First, self.jitter()),
            ask_at: plan::ask_at(every, Cycle::First, now, self.jitter()),
        };
        announced(plan, &Health::working(grant.person_needed_at(), now), now)
    }

    /// The plan after a renewal. Asking keeps its own pace.
    pub(super) fn plan_after_renewal(&self, before: &Plan, grant: &Grant, now: Timestamp) -> Plan {
        let life = plan::life(grant).unwrap_or(Span::millis(0));
        let cycle = Cycle::after(before.renew_at, life, now);
        Plan { renew_at: plan::renew_at(grant, cycle, self.jitter()), ask_at: before.ask_at }
    }

    /// The plan after an answer, or after none.
    pub(super) fn plan_after(
        &self,
        adapter: &dyn Adapter,
        before: &Plan,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Plan {
        let every = self.pace_of_asking(adapter);
        let routine = |every| plan::ask_at(every, Cycle::Later, now, self.jitter());
        let renew_at = || {
            let planned = || plan::renew_at(asked.grant, Cycle::First, self.jitter());
            before.renew_at.or_else(planned).filter(|_| asked.can_renew)
        };
        let not_before = |at: Timestamp| {
            let renew_at = renew_at().map(|renew_at| renew_at.max(at));
            Plan { renew_at, ask_at: before.ask_at.max(at) }
        };
        match asked.verdict {
            Verdict::Alive => {
                let plan = Plan { renew_at: renew_at(), ask_at: routine(every) };
                announced(plan, asked.health, now)
            }
            Verdict::Dead(_) => {
                let slow = Span::millis(every.as_millis().saturating_mul(DEAD_ARE_ASKED));
                let slow = slow.min(DEAD_AT_LEAST.max(every));
                Plan { renew_at: None, ask_at: routine(slow) }
            }
            Verdict::Limited { until: Some(until) } => {
                // Bounded: a network may name any moment.
                let soonest = now.after(AFTER_TROUBLE);
                not_before((*until).clamp(soonest, soonest.max(now.after(every))))
            }
            Verdict::Unavailable | Verdict::Limited { until: None } => {
                not_before(now.after(AFTER_TROUBLE))
            }
            Verdict::Ours { .. } => {
                let plan = not_before(now.after(AFTER_OUR_FAULT));
                Plan { ask_at: routine(every).max(plan.ask_at), ..plan }
            }
        }
    }

    /// How often a grant of this network is asked about.
    fn pace_of_asking(&self, adapter: &dyn Adapter) -> Span {
        self.settings.check_every.max(adapter.ways().ask_every)
    }
}

/// What a question brought, as far as the next one depends on it.
pub(super) struct Asked<'a> {
    /// What the answer means.
    pub(super) verdict: &'a Verdict,
    /// The grant's health now.
    pub(super) health: &'a Health,
    /// The grant's facts now.
    pub(super) grant: &'a Grant,
    /// Whether a renewal may be tried again.
    pub(super) can_renew: bool,
}

/// The same plan, with a question on the day on which it must be told that a person will be needed, and one when that person is.
fn announced(plan: Plan, health: &Health, now: Timestamp) -> Plan {
    let told_at = match health {
        Health::Connected { until: Some(until) } => until.before(EXPIRING_AHEAD),
        Health::Expiring { at } => at.after(AFTER_ITS_END),
        _ => return plan,
    };
    // What outlives its end keeps the usual pace.
    let ask_at = if told_at > now { plan.ask_at.min(told_at) } else { plan.ask_at };
    Plan { ask_at, ..plan }
}
