//! Records of posts: how they are addressed, what they say, and the hash by which others refer to them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::answers::{Refusal, Xrpc};
use super::{NETWORK, identity};
use crate::base32;
use crate::random;
use crate::world::Tx;
use crate::world::notes::{self, Book};
use crate::world::posts::{self, Comment, Post};

/// The one collection that the sandbox keeps.
pub(super) const POSTS: &str = "app.bsky.feed.post";

/// What a client wrote beside the text.
const WRITTEN: Book = Book { network: NETWORK, kind: "record" };

const MOST_LETTERS: usize = 300;
const MOST_BYTES: usize = 3_000;

pub(super) fn uri(did: &str, key: &str) -> String {
    format!("at://{did}/{POSTS}/{key}")
}

/// A new record's key.
pub(super) fn key(now: i64) -> String {
    let chance: String = random::number().chars().skip(1).take(6).collect();
    let chance: i64 = chance.parse().unwrap_or(0);
    let clock = u16::try_from(chance % 1_024).unwrap_or(0);
    base32::tid(now * 1_000 + chance / 1_024, clock)
}

/// The address with the DID where a handle stood.
pub(super) fn by_did(tx: &Tx<'_>, uri: &str) -> Result<String, Refusal> {
    let rest = uri.strip_prefix("at://").unwrap_or(uri);
    let (repo, rest) = rest.split_once('/').unwrap_or((rest, ""));
    match identity::find(tx, repo)? {
        Some(person) => Ok(format!("at://{}/{rest}", person.id)),
        None => Ok(uri.to_owned()),
    }
}

pub(super) fn moment(at: i64) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// An identifier by content: the hash of a record, or of bytes.
pub(super) fn cid(codec: u8, bytes: &[u8]) -> String {
    // Version 1, the codec, SHA-256, and that this is 32 bytes long.
    let mut whole = vec![0x01, codec, 0x12, 0x20];
    whole.extend(Sha256::digest(bytes));
    format!("b{}", base32::letters(&whole))
}

pub(super) const RECORD: u8 = 0x71;
pub(super) const RAW: u8 = 0x55;

/// Something that was said: by an account of this server, or below it by somebody from elsewhere.
pub(super) enum Said {
    Own(Post),
    Foreign(Comment),
}

impl Said {
    pub(super) fn find(tx: &Tx<'_>, uri: &str) -> Result<Option<Self>, Refusal> {
        let uri = by_did(tx, uri)?;
        if let Some(post) = posts::find(tx, NETWORK, &uri)? {
            return Ok(Some(Self::Own(post)));
        }
        let comment = posts::find_comment(tx, &uri)?;
        // Comments of all networks lie in one table.
        Ok(comment.filter(|it| it.post_id.starts_with("at://")).map(Self::Foreign))
    }

    pub(super) fn uri(&self) -> &str {
        match self {
            Self::Own(post) => &post.id,
            Self::Foreign(comment) => &comment.id,
        }
    }

    pub(super) fn key(&self) -> &str {
        self.uri().rsplit('/').next().unwrap_or_default()
    }

    pub(super) fn did(&self) -> &str {
        self.uri().split('/').nth(2).unwrap_or_default()
    }

    pub(super) fn at(&self) -> i64 {
        match self {
            Self::Own(post) => post.created_at,
            Self::Foreign(comment) => comment.created_at,
        }
    }

    /// What it answers.
    pub(super) fn parent(&self, tx: &Tx<'_>) -> Result<Option<Self>, Refusal> {
        match self {
            Self::Own(Post { reply_to: Some(uri), .. }) => Self::find(tx, uri),
            Self::Own(_) => Ok(None),
            Self::Foreign(comment) => {
                Self::find(tx, comment.parent.as_ref().unwrap_or(&comment.post_id))
            }
        }
    }

    /// What stands at the beginning.
    pub(super) fn root(&self, tx: &Tx<'_>) -> Result<Option<Self>, Refusal> {
        let mut root = self.parent(tx)?;
        while let Some(above) = root.as_ref().map(|it| it.parent(tx)).transpose()?.flatten() {
            root = Some(above);
        }
        Ok(root)
    }

    /// The record as it was written.
    pub(super) fn record(&self, tx: &Tx<'_>) -> Result<Value, Refusal> {
        if let Some(written) = notes::find::<Value>(tx, WRITTEN, self.uri())? {
            return Ok(written);
        }
        let text = match self {
            Self::Own(post) => &post.text,
            Self::Foreign(comment) => &comment.text,
        };
        let mut record = json!({
            "$type": POSTS,
            "text": text,
            "createdAt": moment(self.at()),
            "langs": ["en"],
        });
        if let (Some(parent), Some(root)) = (self.parent(tx)?, self.root(tx)?) {
            let reply = json!({ "root": root.reference(tx)?, "parent": parent.reference(tx)? });
            if let Some(fields) = record.as_object_mut() {
                fields.insert("reply".into(), reply);
            }
        }
        Ok(record)
    }

    pub(super) fn cid(&self, tx: &Tx<'_>) -> Result<String, Refusal> {
        // Not the real encoding, yet as constant as the record and told apart like the real one.
        Ok(cid(RECORD, self.record(tx)?.to_string().as_bytes()))
    }

    pub(super) fn reference(&self, tx: &Tx<'_>) -> Result<Value, Refusal> {
        Ok(json!({ "uri": self.uri(), "cid": self.cid(tx)? }))
    }
}

/// Keeps a record as the client wrote it.
pub(super) fn keep(tx: &Tx<'_>, uri: &str, record: &Value) -> Result<(), Refusal> {
    Ok(notes::put(tx, WRITTEN, uri, record, i64::MAX)?)
}

/// A post as it must be: its text, and what it answers.
pub(super) struct Checked {
    pub(super) text: String,
    pub(super) reply_to: Option<String>,
}

/// Checks a record against the schema of posts.
pub(super) fn check(tx: &Tx<'_>, record: &Map<String, Value>) -> Result<Checked, Refusal> {
    let invalid = |what: &str| Xrpc::invalid(format!("Invalid {POSTS} record: {what}"));
    let text = record.get("text").and_then(Value::as_str);
    let text = text.ok_or_else(|| invalid("Record must have the property \"text\""))?;
    if text.len() > MOST_BYTES {
        return Err(invalid("Record/text must not be longer than 3000 characters").into());
    }
    if text.chars().count() > MOST_LETTERS {
        return Err(invalid("Record/text must not be longer than 300 graphemes").into());
    }
    let at = record.get("createdAt").and_then(Value::as_str);
    let at = at.ok_or_else(|| invalid("Record must have the property \"createdAt\""))?;
    if at.parse::<Timestamp>().is_err() {
        let words =
            "Record/createdAt must be an valid atproto datetime (both RFC-3339 and ISO-8601)";
        return Err(invalid(words).into());
    }
    let Some(reply) = record.get("reply") else {
        return Ok(Checked { text: text.to_owned(), reply_to: None });
    };
    let named = |end: &str| {
        let reference = reply.get(end)?;
        let uri = reference.get("uri")?.as_str()?;
        reference.get("cid")?.as_str().map(|_| uri.to_owned())
    };
    named("root").ok_or_else(|| invalid("Record/reply must have the property \"root\""))?;
    let parent =
        named("parent").ok_or_else(|| invalid("Record/reply must have the property \"parent\""))?;
    Ok(Checked { text: text.to_owned(), reply_to: Some(by_did(tx, &parent)?) })
}

/// The blobs of the pictures that a post shows.
pub(super) fn shown(record: &Map<String, Value>) -> Vec<String> {
    let embed = record.get("embed").unwrap_or(&Value::Null);
    let images = embed["images"].as_array().into_iter().flatten().map(|image| &image["image"]);
    let thumb = std::iter::once(&embed["external"]["thumb"]);
    images
        .chain(thumb)
        .filter_map(|blob| blob["ref"]["$link"].as_str().map(str::to_owned))
        .collect()
}

/// What a post points to.
pub(super) fn link(record: &Map<String, Value>) -> Option<String> {
    record.get("embed")?.get("external")?.get("uri")?.as_str().map(str::to_owned)
}
