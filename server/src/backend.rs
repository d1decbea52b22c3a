//! The pages' port, mapped onto the engine in a few lines a verb.

mod analytics;
mod community;
mod hooks;
mod links;
mod lost;
mod mail;
mod notices;
mod people;
mod scheduler;
pub(crate) mod seeing;

pub(crate) use self::people::handle;

use std::sync::Arc;

use app::{
    backend::{
        Accounts, Admitted, Backend, CaughtUp, DemoAccount, FirstAccount, Forecast, Forecasts,
        Foreseen, ListQuery, MasterAccount, Offer, ProfileRow, Profiles, ProfilesPage, Removed,
        SignedIn, Ways,
    },
    error::Error,
};
use async_trait::async_trait;
use domain::{
    account::Viewer,
    event::EventId,
    id::ProfileId,
    network::{Asks, Network},
};
use engine::{
    apps::lost::Lost,
    people::{AccountRefused, Opened, SignIn},
    ports::store::{StoreError, events::EventsRead, profiles::ProfileQuery},
    vault::Token,
};

use crate::{
    request::Asking,
    rows::{self, Meanwhile},
    state::AppState,
};

/// How many profiles a page shows.
const PAGE: u32 = 50;

/// A Backend for one request.
#[must_use]
pub(crate) fn for_request(state: AppState, asking: Asking) -> Backend {
    let bound = Arc::new(Bound { state, asking });
    Backend {
        accounts: bound.clone(),
        profiles: bound.clone(),
        forecasts: bound.clone(),
        scheduler: bound.clone(),
        analytics: bound.clone(),
        community: bound.clone(),
        links: bound.clone(),
        mail: bound.clone(),
        hooks: bound.clone(),
        notices: bound.clone(),
        seeing: bound.clone(),
        people: bound,
    }
}

/// The engine, bound to one request.
struct Bound {
    state: AppState,
    asking: Asking,
}

impl Bound {
    fn signed_in(&self, opened: Opened) -> SignedIn {
        SignedIn { cookie: self.state.cookies.set_session(&opened.secret), viewer: opened.viewer }
    }

    /// What is lost, where the workspace is.
    async fn meanwhile(&self, viewer: &Viewer, lost: Lost) -> Result<Meanwhile, Error> {
        let zone = self.state.engine.timetable(viewer).await.map_err(wire)?.zone;
        Ok(Meanwhile { lost, zone })
    }
}

#[async_trait]
impl Accounts for Bound {
    async fn sign_in(&self, email: String, password: String) -> Result<Admitted, Error> {
        let password = Token::new(password);
        match self.state.engine.sign_in(&email, password, &self.asking.from).await {
            Ok(SignIn::Opened(opened)) => Ok(Admitted::Session(self.signed_in(opened))),
            Ok(SignIn::SecondStep(secret)) => {
                let cookie = self.state.cookies.set_second_step(&secret);
                Ok(Admitted::SecondStep { cookie })
            }
            Ok(SignIn::Wrong) => Err(Error::WrongCredentials),
            Ok(SignIn::LockedUntil(until)) => Err(Error::Locked { until }),
            Err(error) => Err(wire(error)),
        }
    }

    async fn sign_out(&self) -> Result<String, Error> {
        if let Some(session) = &self.asking.session {
            self.state.engine.sign_out(session).await.map_err(wire)?;
        }
        Ok(self.state.cookies.forget_session())
    }

    async fn set_up(&self, secret: String, account: FirstAccount) -> Result<SignedIn, Error> {
        if !self.state.set_up.opens_with(&Token::new(secret)) {
            return Err(Error::NotFound);
        }
        let account = engine::people::FirstAccount {
            workspace: account.workspace,
            name: account.name,
            email: account.email,
            password: Token::new(account.password),
        };
        match self.state.engine.set_up(account, &self.asking.from).await.map_err(wire)? {
            Ok(opened) => Ok(self.signed_in(opened)),
            Err(AccountRefused::Invalid(field)) => Err(Error::Invalid { field: field.into() }),
            Err(AccountRefused::EmailTaken) => Err(Error::Invalid { field: "email".into() }),
            Err(AccountRefused::NotFirst) => Err(Error::NotFound),
        }
    }

    async fn demo_accounts(&self) -> Result<Vec<DemoAccount>, Error> {
        Ok(self.state.demo.map(|accounts| accounts.shown()).unwrap_or_default())
    }

    async fn master_accounts(&self, viewer: &Viewer) -> Result<Vec<MasterAccount>, Error> {
        let found = self.state.engine.master_accounts(viewer).await.map_err(wire)?;
        Ok(found.into_iter().map(|(name, email)| MasterAccount { name, email }).collect())
    }
}

#[async_trait]
impl Profiles for Bound {
    async fn list(&self, viewer: &Viewer, query: ListQuery) -> Result<ProfilesPage, Error> {
        let query = ProfileQuery {
            search: query.search.filter(|words| !words.trim().is_empty()),
            network: query.network,
            health: query.health,
            after: query.after.as_deref().and_then(rows::cursor),
            limit: PAGE,
            ..ProfileQuery::default()
        };
        let (list, lost) = self.state.engine.list_profiles(viewer, &query).await.map_err(wire)?;
        let meanwhile = self.meanwhile(viewer, lost).await?;
        Ok(rows::page(viewer.workspace, self.state.clock.now(), list, &meanwhile))
    }

    async fn one(&self, viewer: &Viewer, profile: ProfileId) -> Result<ProfileRow, Error> {
        let (profile, _) = self.state.engine.profile(viewer, profile).await.map_err(wire)?;
        let lost = match profile.needs_mending() {
            true => self.state.engine.lost(viewer).await.map_err(wire)?,
            false => Lost::default(),
        };
        let meanwhile = self.meanwhile(viewer, lost).await?;
        Ok(rows::row(profile, self.state.clock.now(), &meanwhile))
    }

    async fn ways(&self, viewer: &Viewer, profile: ProfileId) -> Result<Ways, Error> {
        let (found, _) = self.state.engine.profile(viewer, profile).await.map_err(wire)?;
        let mut channels = self.state.engine.channels(viewer).await.map_err(wire)?;
        channels.retain(|channel| channel.links.iter().any(|link| link.profile == profile));
        Ok(Ways { workspace: viewer.workspace, profile, name: found.identity.name, channels })
    }

    async fn events_after(&self, viewer: &Viewer, after: EventId) -> Result<CaughtUp, Error> {
        Ok(match self.state.engine.events_after(viewer, after).await.map_err(wire)? {
            EventsRead::Events(events) => CaughtUp::Events(events),
            EventsRead::Resync { .. } => CaughtUp::Resync,
        })
    }

    async fn check(&self, viewer: &Viewer, profiles: Vec<ProfileId>) -> Result<(), Error> {
        self.state.engine.check_now(viewer, profiles).map_err(wire)
    }

    async fn remove(&self, viewer: &Viewer, profile: ProfileId) -> Result<Removed, Error> {
        use engine::tokens::Removed as Done;
        let done = self.state.engine.remove(viewer, profile, &self.asking.from).await;
        Ok(match done.map_err(wire)? {
            Done::Revoked => Removed::Revoked,
            Done::KeptForOthers => Removed::KeptForOthers,
            Done::NotRevoked => Removed::NotRevoked,
        })
    }

    async fn offers(&self, viewer: &Viewer) -> Result<Vec<Offer>, Error> {
        if !viewer.role.mends_profiles() {
            return Err(Error::Forbidden);
        }
        let engine = &self.state.engine;
        let offer = |network| {
            let ways = engine.ways(network);
            Offer {
                network,
                configured: ways.is_some(),
                asks: ways.map_or(Asks::Nothing, |ways| ways.asks),
                identity_per_login: ways.is_some_and(|ways| ways.identity_per_login),
                redirect_uri: engine.redirect_uri(network),
            }
        };
        Ok(Network::ALL.map(offer).into())
    }
}

#[async_trait]
impl Forecasts for Bound {
    async fn forecast(&self, viewer: &Viewer) -> Result<Forecast, Error> {
        let engine = &self.state.engine;
        let forecast = engine.forecast(viewer).await.map_err(wire)?;
        let needed = engine.renewals_needed(viewer).await.map_err(wire)?;
        let posts =
            |profile| needed.iter().find(|it| it.profile == profile).map_or(0, |it| it.posts);
        let foreseen = forecast.foreseen.into_iter().map(|one| Foreseen {
            profile: one.profile,
            network: one.network,
            name: one.name,
            channels: one.channels,
            at: one.at,
            posts: posts(one.profile),
        });
        let (workspace, now) = (viewer.workspace, forecast.now);
        Ok(Forecast { workspace, now, foreseen: foreseen.collect() })
    }
}

/// An engine error as the wire carries it: what a person can act on by name, the rest logged here and shown to nobody.
#[must_use]
pub(crate) fn wire(error: engine::Error) -> Error {
    match error {
        engine::Error::Forbidden => Error::Forbidden,
        engine::Error::NotFound => Error::NotFound,
        engine::Error::Store(StoreError::Unavailable(cause)) => {
            tracing::error!(%cause, "the store did not answer");
            Error::Unavailable
        }
        error @ (engine::Error::NotConfigured(_)
        | engine::Error::NotLeft { .. }
        | engine::Error::Store(StoreError::Corrupt { .. })
        | engine::Error::Vault(_)
        | engine::Error::Ceremony(_)
        | engine::Error::CutOff) => {
            tracing::error!(%error, "a request could not be answered");
            Error::Internal
        }
    }
}
