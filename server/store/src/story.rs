//! One story that every implementation of the port must be able to tell, written against the port alone.
//!
//! It needs an empty store, takes every moment and id from itself, and ends with the first sentence that is not true.

mod api_keys;
mod asks;
mod audits;
pub(crate) mod cast;
mod channels;
mod checks;
mod comments;
mod devices;
mod events;
mod figures;
mod forecasts;
mod histories;
mod hooks;
mod languages;
mod leases;
mod letters;
mod links;
mod notices;
mod pages;
mod passkeys;
mod people;
mod posts;
mod reconnect;
mod removal;
mod replies;
mod scheduler_roles;
mod second_factors;
mod secrets;
mod servers;
mod signals;
mod support;
mod team;
mod walks;

use std::sync::Arc;

use engine::ports::store::Store;

/// What ends a story early: the store failed, or a row was not there.
pub type Told = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Tells the whole story to an empty store.
///
/// # Errors
/// When the store fails, or does not have what it was given.
///
/// # Panics
/// When the store answers otherwise than the port says.
pub async fn story(store: Arc<dyn Store>) -> Told {
    let agency = people::set_up(&store).await?;
    people::sign_in(&store, &agency).await?;
    people::guess_passwords(&store).await?;
    team::masters(&store).await?;
    team::invite(&store).await?;
    second_factors::prove(&store).await?;
    let ada = reconnect::connect(&store, &agency).await?;
    checks::turn_red_and_heal(&store, &agency, ada).await?;
    checks::take_what_is_due(&store, &agency, ada).await?;
    leases::renew(&store, &agency, ada).await?;
    reconnect::reconnect(&store, &agency, ada).await?;
    team::hang(&store, &agency, ada).await?;
    signals::hear(&store, &agency, ada).await?;
    asks::ask(&store, &agency, ada).await?;
    forecasts::foresee(&store, &agency, ada).await?;
    links::mend(&store, &agency, ada).await?;
    letters::send(&store, &agency, ada).await?;
    walks::walk(&store, &agency).await?;
    posts::publish(&store, &agency).await?;
    figures::count(&store, &agency).await?;
    channels::share(&store, &agency).await?;
    let other = people::second_agency(&store).await?;
    comments::talk(&store, &agency, &other).await?;
    support::ask(&store, &agency, &other).await?;
    scheduler_roles::approve(&store, &agency, &other).await?;
    histories::remember(&store, &agency, &other, ada).await?;
    api_keys::open(&store, &agency, &other).await?;
    audits::look_back(&store, &agency, &other).await?;
    pages::read_in_pages(&store, &other).await?;
    pages::keep_agencies_apart(&store, &agency, &other, ada).await?;
    hooks::call(&store, &agency, &other).await?;
    devices::tell(&store, &agency, &other).await?;
    passkeys::prove(&store, &agency, &other).await?;
    languages::speak(&store, &agency, &other).await?;
    notices::tell(&store, &agency, ada).await?;
    events::stand_and_fall(&store, &agency, &other).await?;
    events::fall_behind(&store, &agency).await?;
    servers::servers_are_remembered(&*store).await?;
    secrets::reseal(&store, &agency, ada).await?;
    removal::remove(&store, &agency, ada).await
}
