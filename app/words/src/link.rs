//! What a login through a reconnect link gives, and what not; and why a profile is left open on a walk.

use domain::{network::Network, walk::Passed};

use crate::say;

/// What a login lets the workspace do, a sentence each. The same permissions are asked for at every login.
#[must_use]
pub fn granted(network: Network, workspace: &str) -> Vec<String> {
    let publish = match network {
        Network::YouTube | Network::TikTok => say!(link.publish_films, workspace),
        Network::Pinterest => say!(link.publish_pins, workspace),
        _ => say!(link.publish, workspace),
    };
    let comments = match network {
        // Nobody may read them there.
        Network::TikTok | Network::Pinterest => None,
        _ => Some(say!(link.comments).to_owned()),
    };
    let who = say!(link.who).to_owned();
    let statistics = say!(link.statistics).to_owned();
    [Some(who), Some(publish), comments, Some(statistics)].into_iter().flatten().collect()
}

/// What it does not give.
#[must_use]
pub fn not_granted(network: Network) -> [String; 3] {
    [
        say!(link.no_password).to_owned(),
        say!(link.no_messages).to_owned(),
        say!(link.take_back, network = network.name()),
    ]
}

/// Why a profile is still open at the end of a walk.
#[must_use]
pub fn passed(passed: Passed) -> &'static str {
    match passed {
        Passed::Skipped => say!(walk.skipped),
        Passed::WrongPerson => say!(walk.wrong_person),
        Passed::Cancelled => say!(walk.cancelled),
        Passed::Partly => say!(walk.partly),
        Passed::Failed => say!(walk.failed),
    }
}
