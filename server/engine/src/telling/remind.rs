//! Reminding of reconnect links: at the rhythm that was chosen, until they are used, taken back or over.

use domain::link::Link;

use super::{Asked, Message};
use crate::{
    Engine, Error,
    ports::store::links::{DueReminder, LinkShown, Reminding},
    vault::Place,
};

/// So many are posted in one step.
const STEP: u32 = 50;

impl Engine {
    /// Posts every reminder that is due.
    pub(super) async fn remind_due(&self) -> Result<(), Error> {
        loop {
            let due = self.store.reminders_due(self.clock.now(), STEP).await?;
            if due.is_empty() {
                return Ok(());
            }
            for one in due {
                self.store.remind(&self.reminding(&one)).await?;
            }
        }
    }

    fn reminding(&self, due: &DueReminder) -> Reminding {
        let (now, link) = (self.clock.now(), &due.shown.link);
        let (workspace, id) = (link.workspace, link.id);
        let nothing =
            Reminding { workspace, link: id, due_at: due.due_at, next_at: None, letter: None };
        let (true, Some(to)) = (link.is_open(now), link.recipient.as_deref()) else {
            return nothing;
        };
        let secret = match self.vault.open(&due.sealed, Place::Link(workspace, id)) {
            Ok(secret) => secret,
            Err(error) => {
                tracing::error!(link = %id, %error, "nobody is reminded");
                return nothing;
            }
        };
        let reminded = Link { reminded: link.reminded.saturating_add(1), ..link.clone() };
        let message = Message::Reminder(asked(&due.shown));
        Reminding {
            next_at: reminded.next_reminder(now),
            letter: self.letter(Some(workspace), to, &message, Some(&secret)),
            ..nothing
        }
    }
}

/// What a link asks for.
pub(crate) fn asked(shown: &LinkShown) -> Asked {
    Asked {
        workspace: shown.workspace_name.clone(),
        by: shown.asker.clone(),
        network: shown.link.network,
        profile: shown.profile_name.clone(),
        note: shown.link.note.clone(),
        until: shown.link.ends_at,
        language: shown.asker_speech.in_letters(),
    }
}
