//! Answers by e-mail. The signed address is the only proof; whoever it was made for must still belong where they did.

use domain::{
    id::PersonId,
    support::{LONGEST_TEXT, Side, cleaned, fresh_part, limited},
    time::Span,
};

use super::{address::Signed, letters::answers, once};
use crate::{
    Engine, Error,
    ports::store::{
        accounts::{Attempt, AttemptLimit, AuditEntry},
        support::{Added, Conversation, NewMessage},
    },
    vault::Token,
};

/// So many addresses that open nothing one sender may try in a window.
const TRIES: u32 = 100;
const WINDOW: Span = Span::minutes(15);
/// So many recipients of one message are looked at.
const RECIPIENTS: usize = 50;

/// A message as it arrived.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// Whom it was sent to.
    pub recipients: Vec<String>,
    /// Its Message-ID.
    pub id: Option<String>,
    /// Whether a program wrote it.
    pub is_automatic: bool,
    /// Its text, with what it quotes.
    pub text: String,
}

/// Why a message was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailRefused {
    /// Its address opens nothing (any more): no hint says why.
    Unknown,
    /// Nothing is left of it without what it quotes.
    Empty,
    /// Too many; later it may be taken.
    TooMany,
}

impl Engine {
    /// Takes an answer by e-mail. False if it is not written and need not be: a program wrote it, or it is there already.
    ///
    /// # Errors
    /// The store's.
    pub async fn take_mail(
        &self,
        mail: &Received,
        from: &str,
    ) -> Result<Result<bool, MailRefused>, Error> {
        let (Some((_, key)), Some(inbound)) = (self.support.open(), &self.support.inbound) else {
            return Ok(Err(MailRefused::Unknown));
        };
        let recipients = mail.recipients.iter().take(RECIPIENTS);
        let signed: Vec<_> = recipients.filter_map(|address| inbound.token_in(address)).collect();
        if signed.is_empty() {
            return Ok(Err(MailRefused::Unknown));
        }
        let tried = format!("mail:{from}");
        let limit = AttemptLimit { key: tried.clone(), limit: TRIES, window: WINDOW };
        let attempt = self.store.count_attempt(&[limit], self.clock.now()).await?;
        if attempt != Attempt::Allowed {
            return Ok(Err(MailRefused::TooMany));
        }
        let mut writer = None;
        for one in &signed {
            writer = self.writer(one, key).await?;
            if writer.is_some() {
                break;
            }
        }
        let Some(writer) = writer else { return Ok(Err(MailRefused::Unknown)) };
        self.store.forget_attempts(&tried).await?;
        if mail.is_automatic {
            return Ok(Ok(false));
        }
        self.write_mail(&writer, mail, from).await
    }

    async fn write_mail(
        &self,
        writer: &Writer,
        mail: &Received,
        from: &str,
    ) -> Result<Result<bool, MailRefused>, Error> {
        let Writer { conversation, side, person } = writer;
        let fresh = fresh_part(&cleaned(&mail.text));
        if fresh.is_empty() {
            return Ok(Err(MailRefused::Empty));
        }
        let (text, is_cut) = limited(&fresh, LONGEST_TEXT);
        let (what, member_of) = match side {
            Side::Asker => ("support.asked", conversation.workspace),
            Side::Support => ("support.answered", self.desk()?.0),
        };
        if *side == Side::Asker
            && self.count_message(&person.to_string()).await? != Attempt::Allowed
        {
            return Ok(Err(MailRefused::TooMany));
        }
        let letters = match side {
            Side::Asker => self.letters_to_support(conversation, &text, None).await?,
            Side::Support => self.letter_to_asker(conversation, &text).await?,
        };
        let id = conversation.id.to_string();
        // One without an id is known again by what it says.
        let name = mail.id.as_deref().unwrap_or(&text);
        let at = self.clock.now();
        let message = NewMessage {
            workspace: conversation.workspace,
            conversation: conversation.id,
            side: *side,
            person: *person,
            member_of,
            once: once(&["mail", &id, name]),
            text,
            is_cut,
            diagnosis: None,
            at,
            letters,
            audit: AuditEntry {
                workspace: Some(conversation.workspace),
                person: Some(*person),
                what: what.to_owned(),
                about: id.clone(),
                from: from.to_owned(),
                at,
            },
        };
        let added = self.store.add_message(&message).await?;
        self.outbox.stir();
        Ok(match added {
            Added::Done => Ok(true),
            Added::Twice => Ok(false),
            Added::Gone => Err(MailRefused::Unknown),
        })
    }

    /// Whom an address was made for, if they still are what they were.
    async fn writer(&self, signed: &Signed, key: &Token) -> Result<Option<Writer>, Error> {
        let Some(conversation) = self.store.conversation(signed.conversation).await? else {
            return Ok(None);
        };
        let asker = conversation.person;
        if signed.is_of(key, Side::Asker, asker) {
            let members = self.store.members(conversation.workspace).await?;
            let is_member = members.iter().any(|one| one.person == asker);
            let writer = Writer { conversation, side: Side::Asker, person: asker };
            return Ok(is_member.then_some(writer));
        }
        let (desk, _) = self.desk()?;
        let masters = self.store.members(desk).await?.into_iter().filter(answers);
        let mut found = None;
        for master in masters {
            if signed.is_of(key, Side::Support, master.person) {
                found = Some(master.person);
            }
        }
        let writer = |person| Writer { conversation, side: Side::Support, person };
        Ok(found.map(writer))
    }
}

/// Who writes, where, and for which side.
struct Writer {
    conversation: Conversation,
    side: Side,
    person: PersonId,
}
