//! A letter: to whom, and what it tells.

use domain::{
    account::Role,
    id::{ConversationId, LetterId, WorkspaceId},
    language::{Language, Speech},
    letter::LetterKind,
    network::Network,
    support::Side,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use super::Notice;
use crate::{
    Engine, Error,
    ports::store::{
        letters::{NewLetter, Posted},
        own_account::Reader,
    },
    vault::{Place, Token},
};

/// A letter, opened.
#[derive(Debug, Clone)]
pub struct Letter {
    /// To which address.
    pub to: String,
    /// What it tells.
    pub message: Message,
    /// The language of whoever reads it.
    pub language: Language,
    /// The secret of the link in it, or the address by which it is answered.
    pub secret: Option<Token>,
    /// When it was posted.
    pub at: Timestamp,
}

/// What a letter tells: facts, and no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// Somebody is asked to join a workspace.
    Invitation {
        /// The workspace's name.
        workspace: String,
        /// Who asks.
        by: String,
        /// As what.
        role: Role,
        /// Until when the link works.
        until: Timestamp,
        /// The language of whoever asks: theirs who is asked is known only if they have an account.
        #[serde(default)]
        language: Language,
    },
    /// Whoever has this address may choose a new password.
    NewPassword {
        /// Until when the link works.
        until: Timestamp,
    },
    /// Whoever can sign in at a network is asked to.
    Link(Asked),
    /// The same, once more.
    Reminder(Asked),
    /// What somebody chose to be told.
    Notice(Notice),
    /// Somebody tries whether letters arrive.
    Test {
        /// The workspace's name.
        workspace: String,
        /// Who tries.
        by: String,
    },
    /// Somebody wrote in a conversation with support.
    Support(Said),
    /// That by which somebody signs in has changed.
    SignIn {
        /// What has.
        change: SignInChange,
        /// From which address it was done.
        from: String,
    },
}

/// What changed of that by which somebody signs in. Whoever did not do it themselves must hear of it while they can still act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInChange {
    /// There is another password, whether by the old one or by a link.
    Password,
    /// A code is asked for as well.
    SecondFactorOn,
    /// It is no more.
    SecondFactorOff,
    /// There are other recovery codes.
    RecoveryCodes,
    /// There is a further passkey.
    PasskeyAdded,
}

/// What somebody wrote in a conversation with support. The address by which it is answered is the letter's secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// In which conversation.
    pub conversation: ConversationId,
    /// The name of the workspace that it is in.
    pub workspace: String,
    /// Who asked, by name.
    pub asker: String,
    /// What it is about.
    pub subject: String,
    /// For which side it was written.
    pub side: Side,
    /// The text.
    pub text: String,
    /// The diagnosis that was attached.
    pub diagnosis: Option<String>,
}

/// What a reconnect link asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The workspace's name.
    pub workspace: String,
    /// Who asks.
    pub by: String,
    /// At which network.
    pub network: Network,
    /// The name of the profile to be mended; `None` for a new one.
    pub profile: Option<String>,
    /// What whoever asks has to say; may be empty.
    pub note: String,
    /// Until when the link works.
    pub until: Timestamp,
    /// The language of whoever asks: theirs who is asked is known only if they have an account.
    #[serde(default)]
    pub language: Language,
}

impl Message {
    /// What it is about.
    #[must_use]
    pub const fn kind(&self) -> LetterKind {
        match self {
            Self::Invitation { .. } => LetterKind::Invitation,
            Self::NewPassword { .. } => LetterKind::NewPassword,
            Self::Link(_) => LetterKind::Link,
            Self::Reminder(_) => LetterKind::Reminder,
            Self::Notice(_) => LetterKind::Notice,
            Self::Test { .. } => LetterKind::Test,
            Self::Support(_) => LetterKind::Support,
            Self::SignIn { .. } => LetterKind::SignIn,
        }
    }

    /// The language for a reader of whom none is known.
    const fn language(&self) -> Language {
        match self {
            Self::Invitation { language, .. } => *language,
            Self::Link(asked) | Self::Reminder(asked) => asked.language,
            _ => Language::English,
        }
    }
}

/// What is sealed of a letter. The secret stands apart, so that nothing that can be printed ever holds it.
#[derive(Serialize, Deserialize)]
struct Content<'a> {
    secret: Option<&'a str>,
    #[serde(borrow)]
    message: std::borrow::Cow<'a, Message>,
}

impl Engine {
    /// Whether letters are delivered at all.
    #[must_use]
    pub fn sends_letters(&self) -> bool {
        self.courier.is_some()
    }

    /// A letter for the unit whose deed it tells; `None` where none are delivered.
    pub(crate) fn letter(
        &self,
        workspace: Option<WorkspaceId>,
        to: &str,
        message: &Message,
        secret: Option<&Token>,
    ) -> Option<NewLetter> {
        self.courier.as_ref()?;
        let at = self.clock.now();
        let id = LetterId::new(at, self.fresh_id());
        let secret = secret.map(Token::expose);
        let content = Content { secret, message: std::borrow::Cow::Borrowed(message) };
        let content = serde_json::to_string(&content)
            .inspect_err(|error| tracing::error!(%error, "a letter cannot be written"))
            .ok()?;
        let sealed = self.vault.seal(&Token::new(content), Place::Letter(id));
        Some(NewLetter { id, workspace, to: to.to_owned(), kind: message.kind(), sealed, at })
    }

    /// The letter to somebody that tells how their signing in has changed, for the unit that changes it.
    pub(crate) fn sign_in_letter(
        &self,
        to: &str,
        change: SignInChange,
        from: &str,
    ) -> Option<NewLetter> {
        self.letter(None, to, &Message::SignIn { change, from: from.to_owned() }, None)
    }

    /// What a posted letter says, and in which language; `None`, and a line in the log, where it does not open.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn open_letter(&self, posted: &Posted) -> Result<Option<Letter>, Error> {
        let Some((message, secret)) = self.unseal(posted) else { return Ok(None) };
        let reader = Reader::Address(posted.to.clone());
        let language = self.language_of(&reader, message.language()).await?;
        Ok(Some(Letter { to: posted.to.clone(), message, language, secret, at: posted.at }))
    }

    /// The language of whoever reads something; `otherwise` where nobody here does.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn language_of(
        &self,
        reader: &Reader,
        otherwise: Language,
    ) -> Result<Language, Error> {
        let speech = self.store.speech_of(reader).await?;
        Ok(speech.map_or(otherwise, Speech::in_letters))
    }

    fn unseal(&self, posted: &Posted) -> Option<(Message, Option<Token>)> {
        let content = self
            .vault
            .open(&posted.sealed, Place::Letter(posted.id))
            .inspect_err(
                |error| tracing::error!(letter = %posted.id, %error, "a letter stays shut"),
            )
            .ok()?;
        let Content { secret, message } = serde_json::from_str(content.expose())
            // The error would quote what it does not understand.
            .inspect_err(|_| tracing::error!(letter = %posted.id, "a letter cannot be read"))
            .ok()?;
        Some((message.into_owned(), secret.map(|secret| Token::new(secret.to_owned()))))
    }
}
