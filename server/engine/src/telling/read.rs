//! What became of letters, for Master Accounts; a letter that tries it; and in the demo, the letters themselves.

use domain::{
    account::Viewer,
    time::{Span, Timestamp},
};

use super::{Letter, Message};
use crate::{
    Engine, Error, only_masters,
    ports::store::{
        accounts::{Attempt, AttemptLimit, AuditEntry},
        letters::LetterShown,
    },
};

/// So many letters are listed.
const LISTED: u32 = 100;
/// So many test letters a workspace may send in [`WINDOW`].
const TESTS: u32 = 5;
const WINDOW: Span = Span::minutes(15);

/// Why no test letter was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestRefused {
    /// Nobody carries letters: no mail server is set.
    NoCourier,
    /// So many were sent that the next must wait.
    LockedUntil(Timestamp),
}

impl Engine {
    /// What became of the letters of the viewer's workspace, the newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn letters(&self, viewer: &Viewer) -> Result<Vec<LetterShown>, Error> {
        only_masters(viewer)?;
        Ok(self.store.letters(viewer.workspace, LISTED).await?)
    }

    /// Sends the viewer a letter, to try whether letters arrive.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn send_test_letter(
        &self,
        viewer: &Viewer,
        from: &str,
    ) -> Result<Result<(), TestRefused>, Error> {
        only_masters(viewer)?;
        let message =
            Message::Test { workspace: viewer.workspace_name.clone(), by: viewer.name.clone() };
        let to = viewer.email.as_str();
        let Some(letter) = self.letter(Some(viewer.workspace), to, &message, None) else {
            return Ok(Err(TestRefused::NoCourier));
        };
        let key = format!("test-letter:{}", viewer.workspace);
        let limit = AttemptLimit { key, limit: TESTS, window: WINDOW };
        if let Attempt::LockedUntil(until) = self.store.count_attempt(&[limit], letter.at).await? {
            return Ok(Err(TestRefused::LockedUntil(until)));
        }
        let audit = AuditEntry {
            workspace: Some(viewer.workspace),
            person: Some(viewer.person),
            what: "letter.test".to_owned(),
            about: String::new(),
            from: from.to_owned(),
            at: letter.at,
        };
        self.store.post_letter(&letter, &audit).await?;
        self.outbox.stir();
        Ok(Ok(()))
    }

    /// Whether letters are delivered to Relink itself.
    #[must_use]
    pub fn keeps_letters(&self) -> bool {
        self.courier.as_ref().is_some_and(|courier| courier.keeps_copies())
    }

    /// The letters that were delivered to Relink itself, the newest first; `None` where they go to a mail server.
    ///
    /// # Errors
    /// The store's.
    pub async fn letters_kept(&self) -> Result<Option<Vec<Letter>>, Error> {
        if !self.keeps_letters() {
            return Ok(None);
        }
        let kept = self.store.letters_kept(LISTED).await?;
        let mut letters = Vec::with_capacity(kept.len());
        for posted in &kept {
            letters.extend(self.open_letter(posted).await?);
        }
        Ok(Some(letters))
    }
}
