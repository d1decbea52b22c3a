//! Whoever answers: the conversations of all workspaces, for Master Accounts of the one that is support. To everybody else
//! there is no such thing.

use domain::{
    account::Viewer,
    id::{ConversationId, WorkspaceId},
    support::{Side, Standing},
};

use super::{
    WriteRefused,
    ask::{SHOWN, fit},
    once,
};
use crate::{
    Engine, Error,
    ports::store::{
        accounts::AuditEntry,
        support::{Added, Conversation, Message, NewMessage, Place, StandingChange},
    },
};

/// So many conversations are on a page of the inbox.
const PAGE: u32 = 50;

impl Engine {
    /// A page of the inbox: what waits longest first, then what is answered, then what is closed; and where the next begins.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody who does not answer.
    pub async fn support_inbox(
        &self,
        viewer: &Viewer,
        after: Option<Place>,
    ) -> Result<(Vec<Conversation>, Option<Place>), Error> {
        self.only_support(viewer)?;
        let mut page = self.store.inbox(after, PAGE + 1).await?;
        let is_more = page.len() > PAGE as usize;
        page.truncate(PAGE as usize);
        let next = page.last().filter(|_| is_more).map(|last| last.place);
        Ok((page, next))
    }

    /// One conversation of any workspace, with its messages.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody who does not answer, and where there is none.
    pub async fn inbox_conversation(
        &self,
        viewer: &Viewer,
        id: ConversationId,
    ) -> Result<(Conversation, Vec<Message>), Error> {
        self.only_support(viewer)?;
        let conversation = self.store.conversation(id).await?.ok_or(Error::NotFound)?;
        let messages = self.store.messages(conversation.workspace, id, SHOWN).await?;
        Ok((conversation, messages))
    }

    /// Answers.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody who does not answer, and where there is none.
    pub async fn answer_from_support(
        &self,
        viewer: &Viewer,
        id: ConversationId,
        text: &str,
        form: &str,
        from: &str,
    ) -> Result<Result<(), WriteRefused>, Error> {
        self.only_support(viewer)?;
        let conversation = self.store.conversation(id).await?.ok_or(Error::NotFound)?;
        let text = match fit(text) {
            Ok(text) => text,
            Err(refused) => return Ok(Err(refused)),
        };
        let now = self.clock.now();
        let message = NewMessage {
            workspace: conversation.workspace,
            conversation: id,
            side: Side::Support,
            person: viewer.person,
            member_of: viewer.workspace,
            once: once(&["form", &id.to_string(), form, &text]),
            letters: self.letter_to_asker(&conversation, &text).await?,
            text,
            is_cut: false,
            diagnosis: None,
            at: now,
            audit: about(viewer, &conversation, "support.answered", from, now),
        };
        let added = self.store.add_message(&message).await?;
        self.outbox.stir();
        if added == Added::Gone { Err(Error::NotFound) } else { Ok(Ok(())) }
    }

    /// Closes a conversation, or opens it again: then it waits. False if it stands so already.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody who does not answer, and where there is none.
    pub async fn close_conversation(
        &self,
        viewer: &Viewer,
        id: ConversationId,
        close: bool,
        from: &str,
    ) -> Result<bool, Error> {
        self.only_support(viewer)?;
        let conversation = self.store.conversation(id).await?.ok_or(Error::NotFound)?;
        let (standing, what) = match close {
            true => (Standing::Closed, "support.closed"),
            false => (Standing::Waits, "support.reopened"),
        };
        let at = self.clock.now();
        let change = StandingChange {
            workspace: conversation.workspace,
            conversation: id,
            standing,
            at,
            audit: about(viewer, &conversation, what, from, at),
        };
        Ok(self.store.stand_conversation(&change).await?)
    }

    /// Whether anybody in a workspace could answer.
    ///
    /// # Errors
    /// The store's.
    pub async fn is_there_to_answer(&self, workspace: WorkspaceId) -> Result<bool, Error> {
        Ok(!self.store.master_accounts(workspace).await?.is_empty())
    }

    fn only_support(&self, viewer: &Viewer) -> Result<(), Error> {
        self.desk()?;
        if self.answers(viewer) { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// An entry in the log of the workspace that asked: its people see who of support did what.
fn about(
    viewer: &Viewer,
    conversation: &Conversation,
    what: &str,
    from: &str,
    at: domain::time::Timestamp,
) -> AuditEntry {
    AuditEntry {
        workspace: Some(conversation.workspace),
        ..AuditEntry::by(viewer, what, &conversation.id.to_string(), from, at)
    }
}
