//! The use cases of Relink: reconnecting, renewing, checking, signing in, over ports.
//!
//! It knows no axum, no SQL and no HTTP client: what it needs from outside stands in [`ports`], and tokens are the
//! types of [`vault`]. It decides; the rules it decides by are in `domain`.

use std::{collections::BTreeMap, sync::Arc};

use domain::{account::Viewer, budget::Pace, network::Network, time::Span};

use crate::{
    ports::{
        Clock, Random,
        caller::Caller,
        mail::Courier,
        networks::{Adapter, Networks, Ways},
        pusher::Pusher,
        relying_party::RelyingParty,
        store::Store,
    },
    vault::Vault,
};

pub mod apps;
pub mod error;
pub mod people;
pub mod ports;
pub mod profiles;
pub mod reconnect;
pub mod sealing;
pub mod secrets;
pub mod seeing;
pub mod support;
pub mod telling;
pub mod tokens;
pub mod vault;

pub use error::Error;

/// The use cases, with what they stand on. Cheap to clone: work that must outlive its caller takes a clone along.
#[derive(Clone)]
pub struct Engine {
    store: Arc<dyn Store>,
    networks: Arc<dyn Networks>,
    vault: Arc<dyn Vault>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    settings: Arc<Settings>,
    remembered: Arc<tokens::Remembered>,
    publishing: Arc<apps::scheduler::Publishing>,
    counter: Arc<apps::analytics::Counter>,
    listener: Arc<apps::community::Listener>,
    sights: Arc<people::Sights>,
    courier: Option<Arc<dyn Courier>>,
    outbox: Arc<telling::Outbox>,
    caller: Option<Arc<dyn Caller>>,
    calls: Arc<telling::Outbox>,
    pusher: Option<Arc<dyn Pusher>>,
    pushes: Arc<telling::Outbox>,
    relying_party: Option<Arc<dyn RelyingParty>>,
    support: Arc<support::Desk>,
}

/// What an installation chooses.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address people reach Relink at, without a slash at its end; redirect URIs begin with it.
    pub public_url: String,
    /// How often a healthy profile is asked about.
    pub check_every: Span,
    /// How long a notice waits for more of the same.
    pub gather_for: Span,
    /// The pace at networks which bear more, or less, than is known of them: what an installation has agreed with them.
    pub paces: BTreeMap<Network, Pace>,
}

/// Everything the engine stands on.
pub struct Foundations {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The configured networks.
    pub networks: Arc<dyn Networks>,
    /// The vault.
    pub vault: Arc<dyn Vault>,
    /// Who carries letters, if anybody does.
    pub courier: Option<Arc<dyn Courier>>,
    /// Who calls webhooks, if anybody does.
    pub caller: Option<Arc<dyn Caller>>,
    /// Who sends push messages, if anybody does.
    pub pusher: Option<Arc<dyn Pusher>>,
    /// Who begins and verifies the ceremonies of passkeys, where they are offered.
    pub relying_party: Option<Arc<dyn RelyingParty>>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The installation's choices.
    pub settings: Settings,
}

impl Engine {
    /// Builds the use cases on their foundations.
    #[must_use]
    pub fn new(foundations: Foundations) -> Self {
        let Foundations {
            store,
            networks,
            vault,
            courier,
            caller,
            pusher,
            relying_party,
            clock,
            random,
            settings,
        } = foundations;
        Self {
            store,
            networks,
            vault,
            clock,
            random,
            settings: Arc::new(settings),
            remembered: Arc::default(),
            publishing: Arc::default(),
            counter: Arc::default(),
            listener: Arc::default(),
            sights: Arc::default(),
            courier,
            outbox: Arc::default(),
            caller,
            calls: Arc::default(),
            pusher,
            pushes: Arc::default(),
            relying_party,
            support: Arc::default(),
        }
    }
}

impl Engine {
    /// How `network` differs; `None` where no client credentials are set for it.
    #[must_use]
    pub fn ways(&self, network: Network) -> Option<Ways> {
        self.networks.adapter(network).map(Adapter::ways)
    }

    /// What came of asking and renewing since the process began.
    #[must_use]
    pub fn figures(&self) -> &tokens::figures::Figures {
        &self.remembered.figures
    }

    /// The pace that counts for a network.
    fn pace(&self, adapter: &dyn Adapter, network: Network) -> Pace {
        self.settings.paces.get(&network).copied().unwrap_or_else(|| adapter.ways().pace)
    }

    /// A document that `network` fetches from us, as JSON.
    #[must_use]
    pub fn document(&self, network: Network, name: &str) -> Option<String> {
        self.networks.adapter(network)?.document(name)
    }
}

/// Only a Master Account goes on.
fn only_masters(viewer: &Viewer) -> Result<(), Error> {
    if viewer.role.mends_profiles() { Ok(()) } else { Err(Error::Forbidden) }
}
