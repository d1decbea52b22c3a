//! Whoever asks: their own conversations, in the workspace they are in.

use domain::{
    account::Viewer,
    id::ConversationId,
    support::{LONGEST_DIAGNOSIS, LONGEST_SUBJECT, LONGEST_TEXT, Side, cleaned, one_line},
    time::Timestamp,
};

use super::{WriteRefused, once};
use crate::{
    Engine, Error,
    ports::store::{
        accounts::AuditEntry,
        support::{Added, Conversation, Message, NewConversation, NewMessage},
    },
};

/// So many conversations are listed, and so many messages of one shown.
const LISTED: u32 = 100;
pub(super) const SHOWN: u32 = 500;

/// What a form asks.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// What it is about.
    pub subject: &'a str,
    /// The text.
    pub text: &'a str,
    /// The diagnosis as it was shown, and what proves that it was.
    pub diagnosis: Option<(&'a str, &'a str)>,
    /// What the form is named by: sent twice, it is written once.
    pub form: &'a str,
}

/// Why a conversation was not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskRefused {
    /// It has no subject, or one that is too long.
    Subject,
    /// Its message cannot be written.
    Message(WriteRefused),
    /// The diagnosis is not what was shown: it has to be looked at again.
    Diagnosis,
}

impl Engine {
    /// The viewer's own conversations in this workspace, the one that was written in last first.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody answers.
    pub async fn conversations(&self, viewer: &Viewer) -> Result<Vec<Conversation>, Error> {
        self.desk()?;
        Ok(self.store.conversations_of(viewer.workspace, viewer.person, LISTED).await?)
    }

    /// Begins a conversation.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody answers.
    pub async fn ask_support(
        &self,
        viewer: &Viewer,
        draft: Draft<'_>,
        from: &str,
    ) -> Result<Result<ConversationId, AskRefused>, Error> {
        self.desk()?;
        let subject = one_line(draft.subject);
        if subject.is_empty() || subject.chars().count() > LONGEST_SUBJECT {
            return Ok(Err(AskRefused::Subject));
        }
        let text = match fit(draft.text) {
            Ok(text) => text,
            Err(refused) => return Ok(Err(AskRefused::Message(refused))),
        };
        let diagnosis = draft.diagnosis.map(|(shown, proof)| (cleaned(shown), proof));
        let is_as_shown = diagnosis.as_ref().is_none_or(|(shown, proof)| {
            shown.chars().count() <= LONGEST_DIAGNOSIS && self.was_shown(viewer, shown, proof)
        });
        if !is_as_shown {
            return Ok(Err(AskRefused::Diagnosis));
        }
        if let Err(refused) = self.may_write(viewer).await? {
            return Ok(Err(AskRefused::Message(refused)));
        }
        let now = self.clock.now();
        let conversation = ConversationId::new(now, self.fresh_id());
        let diagnosis = diagnosis.map(|(shown, _)| shown);
        let about = Conversation {
            id: conversation,
            subject: subject.clone(),
            ..asked_by(viewer, conversation, now)
        };
        let letters = self.letters_to_support(&about, &text, diagnosis.as_deref()).await?;
        let message = NewMessage {
            workspace: viewer.workspace,
            conversation,
            side: Side::Asker,
            person: viewer.person,
            member_of: viewer.workspace,
            once: once(&["form", draft.form, &subject, &text]),
            text,
            is_cut: false,
            diagnosis,
            at: now,
            letters,
            audit: AuditEntry::by(viewer, "support.opened", &conversation.to_string(), from, now),
        };
        let opened = self.store.open_conversation(&NewConversation { subject, message }).await?;
        self.outbox.stir();
        Ok(Ok(opened.ok_or(Error::NotFound)?))
    }

    /// One of the viewer's own conversations with its messages; from now on it is read.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign one alike.
    pub async fn support_conversation(
        &self,
        viewer: &Viewer,
        id: ConversationId,
    ) -> Result<(Conversation, Vec<Message>), Error> {
        let conversation = self.own_conversation(viewer, id).await?;
        let messages = self.store.messages(viewer.workspace, id, SHOWN).await?;
        let last = messages.last().map_or(0, |message| message.number);
        if conversation.seen < last {
            self.store.read_conversation(viewer.workspace, id, last).await?;
        }
        Ok((conversation, messages))
    }

    /// Writes once more in one of the viewer's own conversations.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign one alike.
    pub async fn write_to_support(
        &self,
        viewer: &Viewer,
        id: ConversationId,
        text: &str,
        form: &str,
        from: &str,
    ) -> Result<Result<(), WriteRefused>, Error> {
        let conversation = self.own_conversation(viewer, id).await?;
        let text = match fit(text) {
            Ok(text) => text,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Err(refused) = self.may_write(viewer).await? {
            return Ok(Err(refused));
        }
        let now = self.clock.now();
        let message = NewMessage {
            workspace: viewer.workspace,
            conversation: id,
            side: Side::Asker,
            person: viewer.person,
            member_of: viewer.workspace,
            once: once(&["form", &id.to_string(), form, &text]),
            letters: self.letters_to_support(&conversation, &text, None).await?,
            text,
            is_cut: false,
            diagnosis: None,
            at: now,
            audit: AuditEntry::by(viewer, "support.asked", &id.to_string(), from, now),
        };
        let added = self.store.add_message(&message).await?;
        self.outbox.stir();
        if added == Added::Gone { Err(Error::NotFound) } else { Ok(Ok(())) }
    }

    async fn own_conversation(
        &self,
        viewer: &Viewer,
        id: ConversationId,
    ) -> Result<Conversation, Error> {
        self.desk()?;
        let found = self.store.conversation(id).await?;
        let own =
            |it: &Conversation| it.workspace == viewer.workspace && it.person == viewer.person;
        found.filter(own).ok_or(Error::NotFound)
    }
}

/// A text that can be written.
pub(super) fn fit(text: &str) -> Result<String, WriteRefused> {
    let text = cleaned(text);
    match text.chars().count() {
        0 => Err(WriteRefused::Empty),
        count if count > LONGEST_TEXT => Err(WriteRefused::TooLong),
        _ => Ok(text),
    }
}

/// A conversation that begins now.
fn asked_by(viewer: &Viewer, id: ConversationId, now: Timestamp) -> Conversation {
    let standing = Side::Asker.leaves();
    let place = crate::ports::store::support::Place {
        rank: standing.rank(),
        place: standing.place(now),
        id,
    };
    Conversation {
        id,
        workspace: viewer.workspace,
        workspace_name: viewer.workspace_name.clone(),
        person: viewer.person,
        name: viewer.name.clone(),
        subject: String::new(),
        standing,
        opened_at: now,
        last_at: now,
        place,
        messages: 1,
        answered: 0,
        seen: 1,
    }
}
