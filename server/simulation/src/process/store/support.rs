//! Conversations with support, through the door. Nobody has one in these worlds.

use async_trait::async_trait;
use domain::id::{ConversationId, PersonId, WorkspaceId};
use engine::ports::store::{
    Stored, Support,
    support::{Added, Conversation, Message, NewConversation, NewMessage, Place, StandingChange},
};

use super::{Door, Weight, light};

#[async_trait]
impl Support for Door {
    async fn open_conversation(&self, new: &NewConversation) -> Stored<Option<ConversationId>> {
        light!(self.open_conversation(new))
    }

    async fn add_message(&self, new: &NewMessage) -> Stored<Added> {
        light!(self.add_message(new))
    }

    async fn conversations_of(
        &self,
        home: WorkspaceId,
        person: PersonId,
        limit: u32,
    ) -> Stored<Vec<Conversation>> {
        light!(self.conversations_of(home, person, limit))
    }

    async fn conversation(&self, id: ConversationId) -> Stored<Option<Conversation>> {
        light!(self.conversation(id))
    }

    async fn messages(
        &self,
        home: WorkspaceId,
        conversation: ConversationId,
        limit: u32,
    ) -> Stored<Vec<Message>> {
        light!(self.messages(home, conversation, limit))
    }

    async fn read_conversation(
        &self,
        home: WorkspaceId,
        conversation: ConversationId,
        up_to: u32,
    ) -> Stored<()> {
        light!(self.read_conversation(home, conversation, up_to))
    }

    async fn inbox(&self, after: Option<Place>, limit: u32) -> Stored<Vec<Conversation>> {
        light!(self.inbox(after, limit))
    }

    async fn stand_conversation(&self, change: &StandingChange) -> Stored<bool> {
        light!(self.stand_conversation(change))
    }
}
