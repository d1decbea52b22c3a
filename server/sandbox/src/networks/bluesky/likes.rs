//! Likes: records of their own, which point to what is liked.

use serde_json::{Map, Value};

use super::NETWORK;
use super::answers::{Refusal, Xrpc};
use super::records::{self, RECORD, Said};
use crate::world::Tx;
use crate::world::notes::{self, Book};
use crate::world::people::Person;
use crate::world::posts;

pub(super) const LIKES: &str = "app.bsky.feed.like";

/// What a like points to, by the like's address.
const SUBJECTS: Book = Book { network: NETWORK, kind: "like" };
/// The like of the account below whose post something stands, by the address of what is liked.
const OWN: Book = Book { network: NETWORK, kind: "liked" };

fn uri(did: &str, key: &str) -> String {
    format!("at://{did}/{LIKES}/{key}")
}

/// Keeps a like; its address and the hash of its record.
pub(super) fn put(
    tx: &Tx<'_>,
    repo: &Person,
    record: &Map<String, Value>,
) -> Result<(String, String), Refusal> {
    let subject = record.get("subject").and_then(|subject| subject.get("uri")?.as_str());
    let subject = subject.ok_or_else(|| {
        let words = "Record must have the property \"subject\"";
        Xrpc::invalid(format!("Invalid {LIKES} record: {words}"))
    })?;
    let uri = uri(&repo.id, &records::key(tx.now));
    // A like of something that nobody here knows is a good record too.
    if let Some(Said::Foreign(comment)) = Said::find(tx, subject)? {
        posts::like_comment(tx, &comment.id, true)?;
    }
    notes::put(tx, SUBJECTS, &uri, &subject, i64::MAX)?;
    notes::put(tx, OWN, subject, &uri, i64::MAX)?;
    Ok((uri.clone(), records::cid(RECORD, format!("{uri} {subject}").as_bytes())))
}

pub(super) fn take_back(tx: &Tx<'_>, repo: &Person, key: &str) -> Result<(), Refusal> {
    let Some(subject) = notes::take::<String>(tx, SUBJECTS, &uri(&repo.id, key))? else {
        return Ok(());
    };
    notes::take::<String>(tx, OWN, &subject)?;
    if let Some(Said::Foreign(comment)) = Said::find(tx, &subject)? {
        posts::like_comment(tx, &comment.id, false)?;
    }
    Ok(())
}

/// The like of something, where the account it answers likes it.
pub(super) fn of(tx: &Tx<'_>, said: &Said) -> Result<Option<String>, Refusal> {
    Ok(notes::find(tx, OWN, said.uri())?)
}
