//! Letters to a mail server, by SMTP (RFC 5321).

use std::{fmt, time::Duration};

use async_trait::async_trait;
use domain::id::LetterId;
use engine::{
    ports::mail::{Courier, NotDelivered},
    telling::Letter,
};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header},
    transport::smtp::{self, AsyncSmtpTransportBuilder},
};

use super::compose;

/// How long one step of a conversation with the mail server may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Why letters cannot be sent: one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Not the address of a mail server.
    #[error(
        "RELINK_SMTP_URL must be like smtps://user:password@mail.example.com, or smtp://… with ?tls=required; {0}"
    )]
    Url(String),
    /// Not an address to send from.
    #[error("RELINK_MAIL_FROM must be like `Relink <relink@example.com>`; it is `{0}`")]
    From(String),
    /// One of two is missing.
    #[error("RELINK_SMTP_URL and RELINK_MAIL_FROM belong together: set both or none")]
    HalfSet,
}

/// A mail server, and whom letters come from.
#[derive(Clone)]
pub struct Sender {
    server: AsyncSmtpTransportBuilder,
    from: Mailbox,
}

impl fmt::Debug for Sender {
    /// Without the mail server, whose address may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("from", &self.from).finish_non_exhaustive()
    }
}

impl Sender {
    /// Reads the settings; `None` where none are set.
    ///
    /// # Errors
    /// [`MailError`], without the password.
    pub fn parse(url: Option<&str>, from: Option<&str>) -> Result<Option<Self>, MailError> {
        let (url, from) = match (url, from) {
            (None, None) => return Ok(None),
            (Some(url), Some(from)) => (url, from),
            _ => return Err(MailError::HalfSet),
        };
        let from = from.parse().map_err(|_| MailError::From(from.to_owned()))?;
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| MailError::Url(error.to_string()))?
            .timeout(Some(TIMEOUT));
        Ok(Some(Self { server, from }))
    }

    /// The address that letters come from, and answers go to.
    #[must_use]
    pub(crate) fn address(&self) -> String {
        self.from.email.to_string()
    }

    /// A courier whose links lead to `origin`.
    pub(super) fn at(self, origin: &str) -> Smtp {
        Smtp { transport: self.server.build(), from: self.from, origin: origin.to_owned() }
    }
}

/// Carries letters to a mail server.
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    origin: String,
}

#[async_trait]
impl Courier for Smtp {
    async fn deliver(&self, id: LetterId, letter: &Letter) -> Result<(), NotDelivered> {
        let message = self.message(id, letter)?;
        self.transport.send(message).await.map(drop).map_err(|error| undelivered(&error))
    }
}

impl Smtp {
    fn message(&self, id: LetterId, letter: &Letter) -> Result<Message, NotDelivered> {
        let never = |error: &dyn std::fmt::Display| NotDelivered::Ever(error.to_string());
        let to = letter.to.parse::<Address>().map_err(|error| never(&error))?;
        let composed = compose(letter, &self.origin);
        let place = self.from.email.domain();
        let mut builder = Message::builder();
        if let Some(address) = composed.reply_to {
            let address = address.parse::<Address>().map_err(|error| never(&error))?;
            builder = builder.reply_to(Mailbox::new(self.from.name.clone(), address));
        }
        if let Some(thread) = composed.thread {
            // No letter has this id: programs put together what refers to the same one (RFC 5256, section 2.2).
            builder = builder.references(format!("<support.{thread}@{place}>"));
        }
        builder
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(composed.subject)
            .message_id(Some(format!("<{id}@{place}>")))
            // Whoever is on holiday need not tell us (RFC 3834, section 5).
            .header(AutoSubmitted)
            .header(header::ContentType::TEXT_PLAIN)
            .body(composed.text)
            .map_err(|error| never(&error))
    }
}

/// Marks a letter that no person wrote.
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Only what is about this letter is final: a server that does not take our password, or is not there, may take it later.
fn undelivered(error: &smtp::Error) -> NotDelivered {
    let says = std::iter::successors(Some(error as &dyn std::error::Error), |it| it.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    let code = error.status().map_or(0, u16::from);
    // 530 to 538 are about who we are (RFC 4954, section 6).
    if error.is_permanent() && !(530..=538).contains(&code) {
        NotDelivered::Ever(says)
    } else {
        NotDelivered::Yet(says)
    }
}

#[cfg(test)]
mod tests;
