//! Why figures are missing.

use domain::{figure::Missing, network::Network};

use crate::say;

/// Why there are no figures of some days, and whether there will be. `who` is the name of the person at the network.
#[must_use]
pub fn missing(why: &Missing, who: &str, network: Network) -> String {
    match why {
        Missing::Lost { cause, .. } => {
            let cause = crate::cause(cause, who, network);
            say!(analytics.gap.lost, cause, network = network.name())
        }
        Missing::Forgotten { cause: Some(cause) } => {
            let cause = crate::cause(cause, who, network);
            say!(analytics.gap.forgotten, cause, network = network.name())
        }
        Missing::Forgotten { cause: None } => {
            say!(analytics.gap.unnoticed, network = network.name())
        }
    }
}
