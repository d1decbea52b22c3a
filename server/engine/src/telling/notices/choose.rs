//! What somebody chooses to be told of the workspace they are in.

use domain::{
    account::Viewer,
    notice::{Choices, Quiet},
};

use crate::{Engine, Error};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

impl Engine {
    /// What the viewer is told.
    ///
    /// # Errors
    /// The store's.
    pub async fn notice_choices(&self, viewer: &Viewer) -> Result<Choices, Error> {
        let kept = self.store.notice_choices(viewer.workspace, viewer.person).await?;
        Ok(kept.unwrap_or_else(|| Choices::of(viewer.role)).within(viewer.role))
    }

    /// Keeps what the viewer chose, as far as it is any business of theirs. False if a time is none.
    ///
    /// # Errors
    /// The store's.
    pub async fn choose_notices(&self, viewer: &Viewer, choices: Choices) -> Result<bool, Error> {
        if choices.quiet.is_some_and(|Quiet { from, until }| from >= DAY || until >= DAY) {
            return Ok(false);
        }
        let choices = choices.within(viewer.role);
        let now = self.clock.now();
        self.store.keep_notice_choices(viewer.workspace, viewer.person, &choices, now).await?;
        Ok(true)
    }
}
