//! The store, as the use cases see it.
//!
//! Invariant: one method is one atomic unit of work with plain values. No transaction crosses this boundary, so every
//! implementation may group, retry or simulate commits, and no network call can ever happen inside one.
//! "Not found" is `None`; a caller decides whether that is an error.

pub mod accounts;
pub mod api_keys;
pub mod asks;
pub mod audits;
pub mod authorizations;
pub mod channels;
pub mod comments;
pub mod devices;
pub mod events;
pub mod figures;
pub mod forecasts;
pub mod grants;
pub mod histories;
pub mod hooks;
pub mod letters;
pub mod links;
pub mod notices;
pub mod own_account;
pub mod passkeys;
pub mod pictures;
pub mod posts;
pub mod profiles;
pub mod scheduler_roles;
pub mod second_factors;
pub mod secrets;
pub mod servers;
pub mod signals;
pub mod support;
pub mod team;
pub mod timetables;
pub mod turns;
pub mod walks;

pub use accounts::Accounts;
pub use api_keys::ApiKeys;
pub use asks::Asks;
pub use audits::Audits;
pub use authorizations::Authorizations;
pub use channels::Channels;
pub use comments::{Comments, CommunityRoles, Listenings, Replies};
pub use devices::Devices;
pub use events::Events;
pub use figures::Figures;
pub use forecasts::Forecasts;
pub use grants::Grants;
pub use histories::Histories;
pub use hooks::Hooks;
pub use letters::Letters;
pub use links::Links;
pub use notices::Notices;
pub use own_account::OwnAccount;
pub use passkeys::Passkeys;
pub use pictures::Pictures;
pub use posts::Posts;
pub use profiles::Profiles;
pub use scheduler_roles::SchedulerRoles;
pub use second_factors::SecondFactors;
pub use secrets::Secrets;
pub use servers::Servers;
pub use signals::Signals;
pub use support::Support;
pub use team::{Invitations, Team};
pub use timetables::Timetables;
pub use turns::Turns;
pub use walks::Walks;

/// Everything that is kept.
pub trait Store:
    Accounts
    + ApiKeys
    + Asks
    + Audits
    + Authorizations
    + Channels
    + Comments
    + CommunityRoles
    + Devices
    + Events
    + Figures
    + Forecasts
    + Grants
    + Histories
    + Hooks
    + Letters
    + Links
    + Invitations
    + Listenings
    + Notices
    + OwnAccount
    + Passkeys
    + Pictures
    + Posts
    + Profiles
    + Replies
    + SchedulerRoles
    + SecondFactors
    + Secrets
    + Servers
    + Signals
    + Support
    + Team
    + Timetables
    + Turns
    + Walks
{
}

impl<T> Store for T where
    T: Accounts
        + ApiKeys
        + Asks
        + Audits
        + Authorizations
        + Channels
        + Comments
        + CommunityRoles
        + Devices
        + Events
        + Figures
        + Forecasts
        + Grants
        + Histories
        + Hooks
        + Letters
        + Links
        + Invitations
        + Listenings
        + Notices
        + OwnAccount
        + Passkeys
        + Pictures
        + Posts
        + Profiles
        + Replies
        + SchedulerRoles
        + SecondFactors
        + Secrets
        + Servers
        + Signals
        + Support
        + Team
        + Timetables
        + Turns
        + Walks
{
}

/// Why the store did not do it. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached, is full, or is read-only. Trying again later may help.
    #[error("the store did not answer: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A row holds what cannot be. The rest of the store is fine.
    #[error("row {id} of {table} is damaged: {why}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// Its key, readable.
        id: String,
        /// What is wrong with it, without its content.
        why: String,
    },
}

/// What a unit of work brought.
pub type Stored<T> = Result<T, StoreError>;

#[cfg(test)]
mod tests {
    use super::Store;

    #[test]
    fn the_store_can_be_chosen_when_the_program_starts() {
        fn takes(_: Option<&dyn Store>) {}
        takes(None);
    }
}
