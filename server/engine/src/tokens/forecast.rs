//! What will need a person, and when: while it is one click.

use domain::{
    account::Viewer,
    time::{Span, Timestamp},
};

use crate::{
    Engine, Error, only_masters,
    ports::store::{
        accounts::AuditEntry,
        forecasts::{Foreseen, NewFeed},
    },
    vault::Token,
};

/// How far a calendar looks ahead: longer than any login lasts.
pub const FEED_REACH: Span = Span::days(400);
/// At most so many are listed.
const MOST: u32 = 1000;

/// What is foreseen for a workspace.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// Soonest first.
    pub foreseen: Vec<Foreseen>,
    /// When it was read.
    pub now: Timestamp,
}

impl Engine {
    /// Every profile that works now and will need a person, soonest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn forecast(&self, viewer: &Viewer) -> Result<Forecast, Error> {
        only_masters(viewer)?;
        let now = self.clock.now();
        let until = now.after(FEED_REACH);
        let foreseen = self.store.foreseen(viewer.workspace, until, MOST).await?;
        Ok(Forecast { foreseen, now })
    }

    /// Opens the viewer's calendar to whoever has the returned secret, in place of the one before.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn open_feed(&self, viewer: &Viewer, from: &str) -> Result<Token, Error> {
        only_masters(viewer)?;
        let secret = self.fresh_secret();
        let feed = NewFeed {
            person: viewer.person,
            workspace: viewer.workspace,
            secret: secret.digest(),
            audit: AuditEntry {
                workspace: Some(viewer.workspace),
                person: Some(viewer.person),
                what: "calendar.opened".into(),
                about: String::new(),
                from: from.into(),
                at: self.clock.now(),
            },
        };
        self.store.keep_feed(&feed).await?;
        Ok(secret)
    }

    /// The calendar that a secret opens.
    ///
    /// # Errors
    /// [`Error::NotFound`] for every secret that opens none, whatever it once did.
    pub async fn feed(&self, secret: &Token) -> Result<(Viewer, Forecast), Error> {
        let viewer = self.store.feed(secret.digest()).await?.ok_or(Error::NotFound)?;
        match self.forecast(&viewer).await {
            Ok(forecast) => Ok((viewer, forecast)),
            // No longer a Master Account.
            Err(Error::Forbidden) => Err(Error::NotFound),
            Err(error) => Err(error),
        }
    }
}
