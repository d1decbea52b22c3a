//! Conversations with support.

use async_trait::async_trait;
use domain::{
    id::{ConversationId, PersonId, WorkspaceId},
    support::{Side, Standing},
    time::Timestamp,
};
use engine::ports::store::{
    StoreError, Stored, Support,
    support::{Added, Conversation, Message, NewConversation, NewMessage, Place, StandingChange},
};
use sqlx::FromRow;

use super::{
    Db, letters,
    rows::{self, At, TableRow, role, text},
    unavailable,
    unit::Unit,
};

#[derive(FromRow)]
struct ConversationRow {
    id: String,
    workspace: String,
    workspace_name: String,
    person: String,
    name: String,
    subject: String,
    opened_at: i64,
    last_at: i64,
    rank: i64,
    place: i64,
    messages: i64,
    answered: i64,
    seen: i64,
}

impl TableRow for ConversationRow {
    const TABLE: &'static str = "support_conversations";
}

impl TryFrom<ConversationRow> for Conversation {
    type Error = StoreError;

    fn try_from(row: ConversationRow) -> Stored<Self> {
        let at = At::new(ConversationRow::TABLE, &row.id);
        let id = at.word("id", &row.id)?;
        let standing = Standing::of_rank(row.rank);
        let standing = standing.ok_or_else(|| at.damaged("rank", "not a known rank"))?;
        Ok(Self {
            id,
            workspace: at.word("workspace", &row.workspace)?,
            workspace_name: row.workspace_name,
            person: at.word("person", &row.person)?,
            name: row.name,
            subject: row.subject,
            standing,
            opened_at: Timestamp::from_millis(row.opened_at),
            last_at: Timestamp::from_millis(row.last_at),
            place: Place { rank: standing.rank(), place: row.place, id },
            messages: at.count("messages", row.messages)?,
            answered: at.count("answered", row.answered)?,
            seen: at.count("seen", row.seen)?,
        })
    }
}

#[derive(FromRow)]
struct MessageRow {
    id: String,
    number: i64,
    side: String,
    person: String,
    name: String,
    at: i64,
    text: String,
    is_cut: bool,
    diagnosis: Option<String>,
}

impl TableRow for MessageRow {
    const TABLE: &'static str = "support_messages";
}

impl TryFrom<MessageRow> for Message {
    type Error = StoreError;

    fn try_from(row: MessageRow) -> Stored<Self> {
        let at = At::new(MessageRow::TABLE, &row.id);
        let side = Side::from_slug(&row.side);
        Ok(Self {
            number: at.count("number", row.number)?,
            side: side.ok_or_else(|| at.damaged("side", "not a known word"))?,
            person: at.word("person", &row.person)?,
            name: row.name,
            at: Timestamp::from_millis(row.at),
            text: row.text,
            is_cut: row.is_cut,
            diagnosis: row.diagnosis,
        })
    }
}

/// What a conversation is read by. Here alone keys do not lead with the workspace: support is everybody's.
macro_rules! conversations {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.workspace, w.name AS workspace_name, c.person, p.name, c.subject,
             c.opened_at, c.last_at, c.rank, c.place, c.messages, c.answered, c.seen
             FROM support_conversations c JOIN workspaces w ON w.id = c.workspace
             JOIN persons p ON p.id = c.person ",
            $rest
        )
    };
}

#[async_trait]
impl Support for Db {
    async fn open_conversation(&self, new: &NewConversation) -> Stored<Option<ConversationId>> {
        let NewConversation { subject, message } = new;
        let mut unit = self.unit().await?;
        if !may_write(&mut unit, message).await? {
            return Ok(None);
        }
        if let Some(earlier) = written(&mut unit, message).await? {
            return Ok(Some(earlier));
        }
        let standing = message.side.leaves();
        sqlx::query(
            "INSERT INTO support_conversations (workspace, id, person, subject, opened_at, last_at,
             rank, place, messages, answered, seen) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, 1, 0, 1)",
        )
        .bind(message.workspace.to_string())
        .bind(message.conversation.to_string())
        .bind(message.person.to_string())
        .bind(text(subject))
        .bind(message.at.millis())
        .bind(i64::from(standing.rank()))
        .bind(standing.place(message.at))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if !write(&mut unit, message, 1).await? {
            // Whoever was quicker has written it meanwhile.
            drop(unit);
            let mut unit = self.unit().await?;
            return written(&mut unit, message).await;
        }
        unit.commit().await?;
        Ok(Some(message.conversation))
    }

    async fn add_message(&self, new: &NewMessage) -> Stored<Added> {
        let mut unit = self.unit().await?;
        if !may_write(&mut unit, new).await? {
            return Ok(Added::Gone);
        }
        let standing = new.side.leaves();
        // What waits already keeps its place.
        let number: Option<i64> = sqlx::query_scalar(
            "UPDATE support_conversations SET messages = messages + 1, last_at = $3,
             place = CASE WHEN rank = $4 AND rank = 0 THEN place ELSE $5 END, rank = $4,
             answered = CASE WHEN $4 = 1 THEN messages + 1 ELSE answered END
             WHERE workspace = $1 AND id = $2 RETURNING messages",
        )
        .bind(new.workspace.to_string())
        .bind(new.conversation.to_string())
        .bind(new.at.millis())
        .bind(i64::from(standing.rank()))
        .bind(standing.place(new.at))
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        let Some(number) = number else { return Ok(Added::Gone) };
        if !write(&mut unit, new, number).await? {
            return Ok(Added::Twice);
        }
        unit.commit().await?;
        Ok(Added::Done)
    }

    async fn conversations_of(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        limit: u32,
    ) -> Stored<Vec<Conversation>> {
        let rows = sqlx::query(conversations!(
            "WHERE c.workspace = $1 AND c.person = $2 ORDER BY c.last_at DESC, c.id DESC LIMIT $3"
        ))
        .bind(workspace.to_string())
        .bind(person.to_string())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows::read_all::<ConversationRow, _>(&rows))
    }

    async fn conversation(&self, id: ConversationId) -> Stored<Option<Conversation>> {
        let row = sqlx::query(conversations!("WHERE c.id = $1"))
            .bind(id.to_string())
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        row.map(|row| rows::read::<ConversationRow, _>(&row)).transpose()
    }

    async fn messages(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
        limit: u32,
    ) -> Stored<Vec<Message>> {
        let rows = sqlx::query(
            "SELECT m.conversation AS id, m.number, m.side, m.person, p.name, m.at, m.text, m.is_cut,
             m.diagnosis FROM support_messages m JOIN persons p ON p.id = m.person
             WHERE m.workspace = $1 AND m.conversation = $2 ORDER BY m.number DESC LIMIT $3",
        )
        .bind(workspace.to_string())
        .bind(conversation.to_string())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        let mut messages = rows::read_all::<MessageRow, Message>(&rows);
        messages.reverse();
        Ok(messages)
    }

    async fn read_conversation(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
        up_to: u32,
    ) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(
            "UPDATE support_conversations SET seen = $3
             WHERE workspace = $1 AND id = $2 AND seen < $3",
        )
        .bind(workspace.to_string())
        .bind(conversation.to_string())
        .bind(i64::from(up_to))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await
    }

    async fn inbox(&self, after: Option<Place>, limit: u32) -> Stored<Vec<Conversation>> {
        let (rank, place, id) = match after {
            Some(Place { rank, place, id }) => (i64::from(rank), place, id.to_string()),
            None => (-1, 0, String::new()),
        };
        let rows = sqlx::query(conversations!(
            "WHERE (c.rank, c.place, c.id) > ($1, $2, $3)
             ORDER BY c.rank, c.place, c.id LIMIT $4"
        ))
        .bind(rank)
        .bind(place)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows::read_all::<ConversationRow, _>(&rows))
    }

    async fn stand_conversation(&self, change: &StandingChange) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let changed = sqlx::query(
            "UPDATE support_conversations SET rank = $3, place = $4
             WHERE workspace = $1 AND id = $2 AND rank <> $3",
        )
        .bind(change.workspace.to_string())
        .bind(change.conversation.to_string())
        .bind(i64::from(change.standing.rank()))
        .bind(change.standing.place(change.at))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if changed.rows_affected() == 0 {
            return Ok(false);
        }
        unit.write_audit(&change.audit).await?;
        unit.commit().await?;
        Ok(true)
    }
}

/// Whether its writer belongs where they must; for support, as its Master Account. Locked, so that nobody is removed meanwhile.
async fn may_write(unit: &mut Unit, new: &NewMessage) -> Stored<bool> {
    let word: Option<String> = sqlx::query_scalar(concat!(
        "SELECT role FROM memberships WHERE workspace = $1 AND person = $2",
        for_update!()
    ))
    .bind(new.member_of.to_string())
    .bind(new.person.to_string())
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    let Some(word) = word else { return Ok(false) };
    let role = role(&At::new("memberships", &new.person), &word)?;
    Ok(new.side == Side::Asker || role.mends_profiles())
}

/// The conversation in which this was written before.
async fn written(unit: &mut Unit, new: &NewMessage) -> Stored<Option<ConversationId>> {
    let earlier: Option<String> = sqlx::query_scalar(
        "SELECT conversation FROM support_messages
         WHERE workspace = $1 AND person = $2 AND once = $3",
    )
    .bind(new.workspace.to_string())
    .bind(new.person.to_string())
    .bind(&new.once)
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    let at = At::new(MessageRow::TABLE, &new.person);
    earlier.map(|earlier| at.word("conversation", &earlier)).transpose()
}

/// Writes a message with what tells of it. False if it was written before; then the unit must be given up.
async fn write(unit: &mut Unit, new: &NewMessage, number: i64) -> Stored<bool> {
    let done = sqlx::query(
        "INSERT INTO support_messages (workspace, conversation, number, side, person, at, once, text,
         is_cut, diagnosis) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (workspace, person, once) DO NOTHING",
    )
    .bind(new.workspace.to_string())
    .bind(new.conversation.to_string())
    .bind(number)
    .bind(new.side.slug())
    .bind(new.person.to_string())
    .bind(new.at.millis())
    .bind(&new.once)
    .bind(text(&new.text))
    .bind(new.is_cut)
    .bind(new.diagnosis.as_deref().map(text))
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    letters::post(unit, &new.letters).await?;
    unit.write_audit(&new.audit).await?;
    Ok(true)
}
