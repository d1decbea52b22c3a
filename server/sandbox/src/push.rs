//! What networks tell clients of their own accord: the words for it, and who hears of what. How a network writes and
//! signs is told by its own [`Push`]; sending is the courier's.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::world::clients::{self, Address, Client};
use crate::world::grants::{self, Grant};
use crate::world::people::Person;
use crate::world::pushes::{self, Draft};
use crate::world::{Result, Tx};

/// How a network tells its clients things.
pub(crate) trait Push: Send + Sync {
    /// What an address must pass before it is used, or why it cannot be used at all.
    fn handshake(&self, address: &Address, pen: &Pen<'_>) -> Result<Handshake, String>;
    /// What it writes to a client about a person; nothing, where this is no news to it.
    fn write(&self, news: &News, about: &About<'_>, pen: &Pen<'_>) -> Vec<Message>;
    /// After how many seconds it tries again, one number for each further try.
    fn waits(&self) -> &'static [i64];
    /// Whether people can demand through it that a client deletes what it has of them.
    fn demands_deletion(&self) -> bool {
        false
    }
}

/// What happened to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// They removed the app.
    AppRemoved,
    /// The client itself gave back what it had.
    GivenBack,
    /// They removed the app and want their data deleted.
    DeletionRequested,
    /// They took this permission back.
    PermissionTaken(String),
    /// They gave it again.
    PermissionGiven(String),
    PasswordChanged,
    Disabled,
    Enabled,
}

/// Whom a message is about, and what they had granted to the client when it happened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    pub(crate) person: &'a Person,
    pub(crate) grant: &'a Grant,
}

/// What a network writes to a client with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen<'a> {
    pub(crate) client: &'a Client,
    /// The moment at which it is written.
    pub(crate) now: i64,
    /// Whether the signature has the right form and nothing else.
    pub(crate) forged: bool,
}

impl Pen<'_> {
    /// The HMAC-SHA256 (RFC 2104) of a text under the client's secret.
    pub(crate) fn sign(&self, text: &str) -> Vec<u8> {
        let secret = self.client.client_secret.as_deref().unwrap_or_default();
        // A key of any length will do.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
        self.spoil(mac.chain_update(text).finalize().into_bytes().to_vec())
    }

    /// A signature, or what a forger has in its place.
    pub(crate) fn spoil(&self, mut signature: Vec<u8>) -> Vec<u8> {
        if self.forged
            && let Some(byte) = signature.last_mut()
        {
            *byte ^= 1;
        }
        signature
    }

    /// Refuses where there is nothing to sign with.
    pub(crate) fn has_secret(&self) -> Result<(), String> {
        match self.client.client_secret {
            Some(_) => Ok(()),
            None => {
                Err("messages are signed with the client's secret, and this client has none".into())
            }
        }
    }
}

/// A message as it goes over the wire, always by POST.
#[derive(Debug)]
pub(crate) struct Message {
    /// The network's own name for it.
    pub(crate) kind: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    /// Whether the answer must hold a place to look and a code (`url`, `confirmation_code`).
    pub(crate) wants_receipt: bool,
}

/// How a network finds out that an address is the client's.
#[derive(Debug)]
pub(crate) enum Handshake {
    /// It believes what it is told.
    Nothing,
    /// It asks the address by GET, with these parameters, and demands a proof.
    Ask { parameters: Vec<(&'static str, String)>, proof: Proof },
    /// It sends a message that says nothing, and demands that it is taken.
    Send(Message),
}

/// What an answer must be.
#[derive(Debug)]
pub(crate) enum Proof {
    /// These very bytes.
    Body(String),
    /// A JSON object in which this field says this.
    Field(&'static str, String),
}

/// Who hears of what happens to a person: every client that has an address and a grant that lives now, or one of them.
pub(crate) fn audience(
    tx: &Tx<'_>,
    person: &Person,
    client_id: Option<&str>,
) -> Result<Vec<(Client, Grant)>> {
    let mut audience = Vec::new();
    for grant in grants::of_person(tx, &person.id)? {
        let meant = client_id.is_none_or(|id| id == grant.client_id);
        if !meant || !grants::alive(tx, &grant)? {
            continue;
        }
        let client = clients::find(tx, &grant.network, &grant.client_id)?;
        audience
            .extend(client.filter(|client| client.push.is_some()).map(|client| (client, grant)));
    }
    Ok(audience)
}

/// Writes to everybody in the audience; it is sent once this is committed.
pub(crate) fn tell(
    tx: &Tx<'_>,
    push: &dyn Push,
    person: &Person,
    audience: &[(Client, Grant)],
    news: &News,
) -> Result<()> {
    for (client, grant) in audience {
        let pen = Pen { client, now: tx.now, forged: false };
        write(tx, push, news, &About { person, grant }, &pen)?;
    }
    Ok(())
}

/// Writes to one client and gives the ids of the messages.
pub(crate) fn write(
    tx: &Tx<'_>,
    push: &dyn Push,
    news: &News,
    about: &About<'_>,
    pen: &Pen<'_>,
) -> Result<Vec<i64>> {
    let messages = push.write(news, about, pen);
    let ids = messages.iter().map(|message| {
        pushes::put(
            tx,
            &Draft {
                network: &about.person.network,
                client_id: &pen.client.client_id,
                person_id: &about.person.id,
                kind: message.kind,
                headers: &message.headers,
                body: &message.body,
                forged: pen.forged,
                wants_receipt: message.wants_receipt,
            },
        )
    });
    ids.collect()
}
