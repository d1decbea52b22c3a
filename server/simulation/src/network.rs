//! The networks, as the engine's adapters see them: the truth behind a wire on which everything may be lost, late or refused.

mod adapter;
pub(crate) mod crowd;
pub(crate) mod kinds;
pub(crate) mod numbers;
pub(crate) mod truth;
pub(crate) mod wall;

use std::{collections::BTreeMap, fmt::Display, sync::Arc};

use domain::{grant::Grant, network::Network, time::Timestamp, verdict::Verdict};
use engine::ports::networks::{Adapter, Networks};

use self::truth::Truth;
use crate::{
    process::{Life, Weight},
    weather::Trouble,
    world::sleep,
};

/// How long an adapter waits for an answer.
const TIMEOUT: i64 = 10_000;

/// All networks, as one incarnation of a process reaches them.
pub(crate) struct SimNetworks(BTreeMap<Network, SimAdapter>);

impl SimNetworks {
    pub(crate) fn new(life: &Arc<Life>) -> Self {
        let adapter = |network| SimAdapter { network, life: Arc::clone(life) };
        Self(kinds::NETWORKS.into_iter().map(|network| (network, adapter(network))).collect())
    }
}

impl Networks for SimNetworks {
    fn adapter(&self, network: Network) -> Option<&dyn Adapter> {
        self.0.get(&network).map(|adapter| adapter as &dyn Adapter)
    }
}

/// The way of one incarnation of a process to one network.
struct SimAdapter {
    network: Network,
    life: Arc<Life>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoAnswer {
    /// The request certainly did not arrive.
    NotSent,
    /// Nobody knows whether it did.
    Unknown,
    /// The network refused it because of too many.
    Limited { until: Option<Timestamp> },
}

impl NoAnswer {
    const fn verdict(self) -> Verdict {
        match self {
            Self::NotSent | Self::Unknown => Verdict::Unavailable,
            Self::Limited { until } => Verdict::Limited { until },
        }
    }
}

impl SimAdapter {
    /// Sends a request on its way. What the network does is done with it, whether or not the answer comes back, and whether
    /// or not anybody is still there to read it.
    async fn call<T>(
        &self,
        what: impl Display + Send,
        weight: Weight,
        work: impl FnOnce(&mut Truth, Timestamp) -> T + Send,
    ) -> Result<T, NoAnswer> {
        self.life.pass(weight).await;
        self.send(what, work).await
    }

    /// As [`SimAdapter::call`], past the point where the process may die before it sends.
    async fn send<T>(
        &self,
        what: impl Display + Send,
        work: impl FnOnce(&mut Truth, Timestamp) -> T + Send,
    ) -> Result<T, NoAnswer> {
        let (life, network) = (&self.life, self.network);
        let world = &life.world;
        let sent_at = world.now();
        world.step(format_args!("{life} {network} {what} sent"));
        world.book().calls.entry(network).or_default().push(sent_at);
        let chances = world.weather.chances;
        let is_slow = world.happens(chances.slow);
        let way = if is_slow { world.within(1_000, 4_500) } else { world.within(10, 200) };
        sleep(way).await;
        let answer = match self.trouble(sent_at) {
            None => Ok(work(&mut world.truth(), world.now())),
            Some((is_done, no_answer)) => {
                if is_done {
                    work(&mut world.truth(), world.now());
                    world.book().counts.lost_answers += 1;
                }
                Err(no_answer)
            }
        };
        let is_silent =
            answer.as_ref().err() == Some(&NoAnswer::Unknown) && world.dice().chance(600_000);
        sleep(if is_silent { TIMEOUT - way } else { way }).await;
        world.step(format_args!("{life} {network} {what} {:?}", answer.as_ref().err()));
        answer
    }

    /// What goes wrong with a request that arrives now, and whether the network does its work all the same.
    fn trouble(&self, sent_at: Timestamp) -> Option<(bool, NoAnswer)> {
        let world = &self.life.world;
        if !world.is_rough() {
            return None;
        }
        if let Some(window) = world.weather.at(self.network, sent_at) {
            return Some(match window.trouble {
                Trouble::Closed => (false, NoAnswer::NotSent),
                Trouble::Sorry => (false, NoAnswer::Unknown),
                Trouble::Silence => (world.dice().chance(200_000), NoAnswer::Unknown),
                Trouble::LimitedUntil => (false, NoAnswer::Limited { until: Some(window.until) }),
                Trouble::Limited => (false, NoAnswer::Limited { until: None }),
            });
        }
        if world.happens(world.weather.chances.lost) {
            return Some((true, NoAnswer::Unknown));
        }
        if world.happens(world.weather.chances.hiccup) {
            let hiccups = [NoAnswer::NotSent, NoAnswer::Unknown, NoAnswer::Limited { until: None }];
            return world.dice().pick(&hiccups).map(|no_answer| (false, no_answer));
        }
        None
    }

    /// A grant's facts, as an adapter reads them out of an answer to a request that started at `now`.
    fn facts(&self, fresh: &truth::Fresh, now: Timestamp) -> Grant {
        use domain::grant::Renews;
        let access_until = fresh.told.map(|told| now.after(told));
        let renews = match kinds::kind(self.network) {
            kinds::Kind::Strict | kinds::Kind::Reusable => Renews::Alone { until: None },
            kinds::Kind::Prolonged => Renews::Alone { until: access_until },
            kinds::Kind::Fixed | kinds::Kind::Pages | kinds::Kind::Endless => Renews::ByPerson,
        };
        Grant { scopes: vec!["everything".to_owned()], issued_at: now, access_until, renews }
    }
}
