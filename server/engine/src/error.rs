//! Why a use case did not do what was asked: one variant a decision of its caller.

use domain::{network::Network, outcome::Failure};

use crate::{
    ports::{relying_party::CeremonyFailed, store::StoreError},
    vault::DoesNotOpen,
};

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The viewer may not.
    #[error("only a Master Account may do this")]
    Forbidden,
    /// There is no such thing in this workspace.
    #[error("not found in this workspace")]
    NotFound,
    /// No client credentials are set for this network.
    #[error("{0} is not configured")]
    NotConfigured(Network),
    /// There is nowhere at this network to send the person to. Nothing was begun.
    #[error("nobody can be sent to {network}: {failure:?}")]
    NotLeft {
        /// Which network.
        network: Network,
        /// Why.
        failure: Failure,
    },
    /// The store did not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sealed secret did not open.
    #[error(transparent)]
    Vault(#[from] DoesNotOpen),
    /// No ceremony of a passkey could be begun.
    #[error(transparent)]
    Ceremony(#[from] CeremonyFailed),
    /// Work that was handed to a task of its own was cut off.
    #[error("a task ended before its work was done")]
    CutOff,
}
