//! Conversations with support.

use async_trait::async_trait;
use domain::{
    id::{ConversationId, PersonId, WorkspaceId},
    support::Side,
    time::Timestamp,
};
use engine::ports::store::{
    Stored, Support,
    support::{Added, Conversation, Message, NewConversation, NewMessage, Place, StandingChange},
};

use super::{MemStore, State};

/// A conversation with all that was said.
#[derive(Debug)]
pub(super) struct Kept {
    workspace: WorkspaceId,
    person: PersonId,
    subject: String,
    opened_at: Timestamp,
    place: Place,
    seen: u32,
    said: Vec<NewMessage>,
}

impl Kept {
    fn shown(&self, state: &State) -> Option<Conversation> {
        let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        let last = self.said.last()?;
        let answered = self.said.iter().rposition(|it| it.side == Side::Support);
        Some(Conversation {
            id: last.conversation,
            workspace: self.workspace,
            workspace_name: state.workspaces.get(&self.workspace)?.name.clone(),
            person: self.person,
            name: state.people.get(&self.person)?.name().to_owned(),
            subject: self.subject.clone(),
            standing: domain::support::Standing::of_rank(self.place.rank.into())?,
            opened_at: self.opened_at,
            last_at: last.at,
            place: self.place,
            messages: number(self.said.len().saturating_sub(1)),
            answered: answered.map_or(0, number),
            seen: self.seen,
        })
    }
}

impl State {
    fn may_write(&self, new: &NewMessage) -> bool {
        let member = self.member(new.person, new.member_of);
        member.is_some_and(|it| new.side == Side::Asker || it.role.mends_profiles())
    }

    fn written(&self, new: &NewMessage) -> Option<ConversationId> {
        let is_it = |it: &&NewMessage| {
            (it.workspace, it.person, &it.once) == (new.workspace, new.person, &new.once)
        };
        let mut all = self.conversations.values().flat_map(|kept| &kept.said);
        all.find(is_it).map(|it| it.conversation)
    }

    fn tell_of(&mut self, new: &NewMessage) {
        for letter in &new.letters {
            self.post(Some(letter));
        }
        self.audit.push(new.audit.clone());
    }

    fn conversations_that(&self, is_wanted: impl Fn(&Kept) -> bool) -> Vec<Conversation> {
        let kept = self.conversations.values().filter(|kept| is_wanted(kept));
        kept.filter_map(|kept| kept.shown(self)).collect()
    }
}

fn standing_at(side: Side, new: &NewMessage) -> Place {
    let standing = side.leaves();
    Place { rank: standing.rank(), place: standing.place(new.at), id: new.conversation }
}

#[async_trait]
impl Support for MemStore {
    async fn open_conversation(&self, new: &NewConversation) -> Stored<Option<ConversationId>> {
        let mut state = self.state();
        let message = &new.message;
        if !state.may_write(message) {
            return Ok(None);
        }
        if let Some(earlier) = state.written(message) {
            return Ok(Some(earlier));
        }
        let kept = Kept {
            workspace: message.workspace,
            person: message.person,
            subject: new.subject.clone(),
            opened_at: message.at,
            place: standing_at(message.side, message),
            seen: 1,
            said: vec![message.clone()],
        };
        state.conversations.insert(message.conversation, kept);
        state.tell_of(message);
        Ok(Some(message.conversation))
    }

    async fn add_message(&self, new: &NewMessage) -> Stored<Added> {
        let mut state = self.state();
        let may = state.may_write(new);
        let (place, is_twice) = (standing_at(new.side, new), state.written(new).is_some());
        let kept = state.conversations.get_mut(&new.conversation);
        let Some(kept) = kept.filter(|kept| may && kept.workspace == new.workspace) else {
            return Ok(Added::Gone);
        };
        if is_twice {
            return Ok(Added::Twice);
        }
        if (kept.place.rank, place.rank) != (0, 0) {
            kept.place = place;
        }
        kept.said.push(new.clone());
        state.tell_of(new);
        Ok(Added::Done)
    }

    async fn conversations_of(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        limit: u32,
    ) -> Stored<Vec<Conversation>> {
        let state = self.state();
        let mut own =
            state.conversations_that(|it| (it.workspace, it.person) == (workspace, person));
        own.sort_by_key(|it| std::cmp::Reverse((it.last_at, it.id)));
        own.truncate(limit as usize);
        Ok(own)
    }

    async fn conversation(&self, id: ConversationId) -> Stored<Option<Conversation>> {
        let state = self.state();
        Ok(state.conversations.get(&id).and_then(|kept| kept.shown(&state)))
    }

    async fn messages(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
        limit: u32,
    ) -> Stored<Vec<Message>> {
        let state = self.state();
        let kept = state.conversations.get(&conversation);
        let Some(kept) = kept.filter(|kept| kept.workspace == workspace) else {
            return Ok(Vec::new());
        };
        let all = (1..).zip(&kept.said).filter_map(|(number, said)| {
            Some(Message {
                number,
                side: said.side,
                person: said.person,
                name: state.people.get(&said.person)?.name().to_owned(),
                at: said.at,
                text: said.text.replace('\0', ""),
                is_cut: said.is_cut,
                diagnosis: said.diagnosis.clone(),
            })
        });
        let all: Vec<_> = all.collect();
        let skipped = all.len().saturating_sub(limit as usize);
        Ok(all.into_iter().skip(skipped).collect())
    }

    async fn read_conversation(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
        up_to: u32,
    ) -> Stored<()> {
        let mut state = self.state();
        let kept = state.conversations.get_mut(&conversation);
        if let Some(kept) = kept.filter(|kept| kept.workspace == workspace) {
            kept.seen = kept.seen.max(up_to);
        }
        Ok(())
    }

    async fn inbox(&self, after: Option<Place>, limit: u32) -> Stored<Vec<Conversation>> {
        let state = self.state();
        let mut all = state.conversations_that(|it| after.is_none_or(|after| it.place > after));
        all.sort_by_key(|it| it.place);
        all.truncate(limit as usize);
        Ok(all)
    }

    async fn stand_conversation(&self, change: &StandingChange) -> Stored<bool> {
        let mut state = self.state();
        let rank = change.standing.rank();
        let kept = state.conversations.get_mut(&change.conversation);
        let is_other = |it: &&mut Kept| it.workspace == change.workspace && it.place.rank != rank;
        let Some(kept) = kept.filter(is_other) else { return Ok(false) };
        kept.place =
            Place { rank, place: change.standing.place(change.at), id: change.conversation };
        state.audit.push(change.audit.clone());
        Ok(true)
    }
}
