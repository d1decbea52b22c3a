//! The networks' adapters, with a step before and after each call.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use domain::{grant::Grant, network::Network, profile::Identity, time::Timestamp};
use engine::{
    ports::networks::{
        Adapter, Answer, Arrival, AuthorizeRequest, ChannelAccess, Comment, Covered, DayRange,
        Departure, Figure, Granted, Networks, NewPost, NoDeparture, Published, ReadBack, Renewed,
        ReplyTo, SentPost, Tested, Ways,
    },
    vault::{Token, Tokens},
};
use networks::Registry;

use super::steps::Steps;

/// The networks of a server whose steps are told.
pub(super) struct WatchedNetworks(BTreeMap<Network, WatchedAdapter>);

impl WatchedNetworks {
    pub(super) fn new(registry: Registry, networks: &[Network], steps: &Arc<Steps>) -> Self {
        let registry = Arc::new(registry);
        let watched = |network: &Network| {
            let (registry, steps) = (registry.clone(), steps.clone());
            (*network, WatchedAdapter { registry, network: *network, steps })
        };
        Self(networks.iter().map(watched).collect())
    }
}

impl Networks for WatchedNetworks {
    fn adapter(&self, network: Network) -> Option<&dyn Adapter> {
        self.0.get(&network).map(|adapter| adapter as &dyn Adapter)
    }
}

struct WatchedAdapter {
    registry: Arc<Registry>,
    network: Network,
    steps: Arc<Steps>,
}

impl WatchedAdapter {
    fn inner(&self) -> &dyn Adapter {
        self.registry.adapter(self.network).unwrap()
    }

    async fn step<T>(&self, call: &str, work: impl Future<Output = T>) -> T {
        self.steps.take("before", "network", call);
        let done = work.await;
        self.steps.take("after", "network", call);
        done
    }
}

#[async_trait]
impl Adapter for WatchedAdapter {
    fn ways(&self) -> Ways {
        self.inner().ways()
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        self.step("authorize", self.inner().authorize(request)).await
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        self.step("exchange", self.inner().exchange(arrival)).await
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        self.step("identify", self.inner().identify(access)).await
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        self.step("channels", self.inner().channels(access, known)).await
    }

    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        self.step("test", self.inner().test(channel)).await
    }

    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        self.step("probe", self.inner().probe(access, grant)).await
    }

    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        self.step("renew", self.inner().renew(refresh, grant, now)).await
    }

    async fn revoke(&self, tokens: &Tokens, subject: &str) -> Answer<()> {
        self.step("revoke", self.inner().revoke(tokens, subject)).await
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        self.step("publish", self.inner().publish(channel, post)).await
    }

    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        self.step("read_back", self.inner().read_back(channel, sent)).await
    }

    async fn reply(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        text: &str,
        key: &str,
        now: Timestamp,
    ) -> Published {
        self.step("reply", self.inner().reply(channel, to, text, key, now)).await
    }

    async fn comments(
        &self,
        channel: &ChannelAccess<'_>,
        since: Timestamp,
    ) -> Answer<Vec<Comment>> {
        self.step("comments", self.inner().comments(channel, since)).await
    }

    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>> {
        self.step("statistics", self.inner().statistics(channel, range)).await
    }
}
