//! What channels published, as the networks show it: the record by which the Scheduler is judged.

use std::collections::BTreeMap;

use domain::{
    network::Network,
    time::{Span, Timestamp},
};
use engine::ports::networks::{ReadBack, RemotePost};

use super::kinds;

/// A text that begins so is not wanted by any network.
pub(crate) const UNWANTED: &str = "unwanted";

/// How far a network's clock may be behind that of whoever asks.
const SKEW: Span = Span::minutes(11);

/// One post on show.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) remote_id: String,
    /// The client's name for it.
    pub(crate) key: String,
    text: String,
    pub(crate) at: Timestamp,
}

/// Everything on show, oldest first, by network and channel.
#[derive(Debug, Default)]
pub(crate) struct Wall(BTreeMap<(Network, String), Vec<Shown>>);

/// What a network does with a post.
pub(crate) enum Put {
    /// It is on show; under this id.
    Shown(String),
    /// It was there already, and the network knew it again.
    Known(String),
    /// The network does not want it.
    Unwanted,
}

impl Wall {
    pub(crate) fn put(
        &mut self,
        network: Network,
        channel: &str,
        key: &str,
        text: &str,
        now: Timestamp,
    ) -> Put {
        if text.starts_with(UNWANTED) {
            return Put::Unwanted;
        }
        let shown = self.0.entry((network, channel.to_owned())).or_default();
        if let Some(kept) = kinds::remembers_key(network)
            && let Some(before) = shown.iter().find(|before| before.key == key)
            && now.since(before.at) < kept
        {
            return Put::Known(before.remote_id.clone());
        }
        let remote_id = format!("{channel}-post-{}", shown.len());
        let (key, text) = (key.to_owned(), text.to_owned());
        shown.push(Shown { remote_id: remote_id.clone(), key, text, at: now });
        Put::Shown(remote_id)
    }

    /// What a client finds that reads the channel back, as far as the network tells.
    pub(crate) fn read_back(
        &self,
        network: Network,
        channel: &str,
        text: &str,
        since: Timestamp,
    ) -> ReadBack {
        if !kinds::reads_back(network) {
            return ReadBack::CannotTell;
        }
        let shown = self.of(network, channel).iter();
        let mut same = shown.filter(|it| it.text == text && it.at >= since.before(SKEW));
        match (same.next(), same.next()) {
            (None, _) => ReadBack::NotThere,
            (Some(one), None) => ReadBack::There(remote(one)),
            (Some(_), Some(_)) => ReadBack::CannotTell,
        }
    }

    pub(crate) fn of(&self, network: Network, channel: &str) -> &[Shown] {
        self.0.get(&(network, channel.to_owned())).map_or(&[], Vec::as_slice)
    }
}

fn remote(shown: &Shown) -> RemotePost {
    RemotePost { remote_id: shown.remote_id.clone(), link: None }
}
