//! An Instagram professional account and what hangs on it. The same objects answer at graph.instagram.com, to
//! Instagram's own login, and at graph.facebook.com, through the page they hang on; only the voice differs.

pub(in crate::networks) mod comments;
pub(in crate::networks) mod containers;
pub(in crate::networks) mod insights;
pub(in crate::networks) mod media;
pub(in crate::networks) mod profile;
mod voice;

pub(in crate::networks) use voice::{Right, Voice};

use serde_json::Value;

use crate::networks::meta::asked::Asked;
use crate::networks::meta::container::Container;
use crate::networks::meta::refusal::Refusal;
use crate::world::Tx;
use crate::world::channels::Channel;
use crate::world::posts::{self, Comment, Post};

/// An account as one caller has it.
pub(in crate::networks) struct Account {
    pub(in crate::networks) channel: Channel,
    pub(in crate::networks) username: String,
    /// The id by which only this client knows it, where there is one.
    pub(in crate::networks) scoped_id: Option<String>,
    pub(in crate::networks) client_id: String,
    pub(in crate::networks) scopes: Vec<String>,
    pub(in crate::networks) voice: Voice,
}

/// What an id means that is not the account's own.
pub(in crate::networks) enum Object {
    Media(Post),
    Comment(Comment, Post),
    Container(Container),
}

impl Account {
    pub(in crate::networks) fn need(&self, right: Right) -> Result<(), Refusal> {
        let wanted = self.voice.scope(right);
        match self.scopes.iter().any(|scope| scope == wanted) {
            true => Ok(()),
            false => Err(self.voice.not_permitted().into()),
        }
    }

    pub(in crate::networks) fn is(&self, id: &str) -> bool {
        id == self.channel.id || self.scoped_id.as_deref() == Some(id)
    }

    pub(in crate::networks) fn media(
        &self,
        tx: &Tx<'_>,
        id: &str,
    ) -> Result<Option<Post>, Refusal> {
        let post = posts::find(tx, &self.channel.network, id)?;
        Ok(post.filter(|post| post.channel_id == self.channel.id))
    }

    pub(in crate::networks) fn object(
        &self,
        tx: &Tx<'_>,
        id: &str,
    ) -> Result<Option<Object>, Refusal> {
        if let Some(post) = self.media(tx, id)? {
            return Ok(Some(Object::Media(post)));
        }
        if let Some(comment) = posts::find_comment(tx, id)? {
            let post = self.media(tx, &comment.post_id)?;
            return Ok(post.map(|post| Object::Comment(comment, post)));
        }
        Ok(containers::find(tx, self, id)?.map(Object::Container))
    }
}

/// A node by its fields.
pub(in crate::networks) fn read(
    tx: &Tx<'_>,
    account: &Account,
    asked: &Asked,
    object: &Object,
) -> Result<Value, Refusal> {
    let fields = asked.fields();
    let fields = fields.as_deref();
    match object {
        Object::Media(post) => media::describe(tx, account, &asked.site, post, fields),
        Object::Comment(comment, post) => {
            account.need(Right::Comments)?;
            let inner = asked.fields_of("replies");
            comments::describe(tx, account, comment, post, [fields, inner.as_deref()])
        }
        Object::Container(container) => {
            account.need(Right::Publish)?;
            containers::describe(tx, account, container, fields)
        }
    }
}
