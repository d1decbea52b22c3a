//! What tells the other side that something was written. Each letter has an address of its own to answer by.

use domain::{
    id::{ConversationId, PersonId},
    support::Side,
};

use super::address;
use crate::{
    Engine,
    ports::store::{Stored, comments::Member, letters::NewLetter, support::Conversation},
    telling::{Message, Said},
    vault::Token,
};

impl Engine {
    /// To everybody who answers, but not to whoever asked.
    pub(super) async fn letters_to_support(
        &self,
        conversation: &Conversation,
        text: &str,
        diagnosis: Option<&str>,
    ) -> Stored<Vec<NewLetter>> {
        let Some((desk, _)) = self.support.open() else { return Ok(Vec::new()) };
        let message = Message::Support(said(conversation, Side::Asker, text, diagnosis));
        let masters = self.store.members(desk).await?.into_iter();
        let masters = masters.filter(|one| answers(one) && one.person != conversation.person);
        let letters = masters.filter_map(|one| {
            let back = self.answered_at(conversation.id, Side::Support, one.person);
            self.letter(Some(desk), &one.email, &message, back.as_ref())
        });
        Ok(letters.collect())
    }

    /// To whoever asked, while they belong to the workspace.
    pub(super) async fn letter_to_asker(
        &self,
        conversation: &Conversation,
        text: &str,
    ) -> Stored<Vec<NewLetter>> {
        let message = Message::Support(said(conversation, Side::Support, text, None));
        let members = self.store.members(conversation.workspace).await?.into_iter();
        let asker = members.filter(|one| one.person == conversation.person);
        let letters = asker.filter_map(|one| {
            let back = self.answered_at(conversation.id, Side::Asker, one.person);
            self.letter(Some(conversation.workspace), &one.email, &message, back.as_ref())
        });
        Ok(letters.collect())
    }

    /// The address by which somebody answers by e-mail, where that is possible.
    fn answered_at(
        &self,
        conversation: ConversationId,
        side: Side,
        person: PersonId,
    ) -> Option<Token> {
        let inbound = self.support.inbound.as_ref()?;
        let (_, key) = self.support.open()?;
        Some(inbound.address(&address::sign(key, conversation, side, person)?))
    }
}

/// Whether a member of the workspace that answers does.
pub(super) const fn answers(member: &Member) -> bool {
    member.role.mends_profiles()
}

fn said(conversation: &Conversation, side: Side, text: &str, diagnosis: Option<&str>) -> Said {
    Said {
        conversation: conversation.id,
        workspace: conversation.workspace_name.clone(),
        asker: conversation.name.clone(),
        subject: conversation.subject.clone(),
        side,
        text: text.to_owned(),
        diagnosis: diagnosis.map(ToOwned::to_owned),
    }
}
