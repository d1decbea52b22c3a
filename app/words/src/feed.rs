//! What a calendar program shows.

use domain::network::Network;

use crate::{channels, say};

/// The name of a workspace's calendar.
#[must_use]
pub fn feed_name(workspace: &str) -> String {
    say!(feed.name, product = say!(product), workspace)
}

/// The title of a day on which a login ends.
#[must_use]
pub fn feed_summary(name: &str, network: Network) -> String {
    say!(feed.summary, name, network = network.name())
}

/// What it costs and what to do; a link follows.
#[must_use]
pub fn feed_description(network: Network, count: u32) -> String {
    say!(feed.description, network = network.name(), channels = channels(count))
}
