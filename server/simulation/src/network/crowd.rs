//! What people write below the posts of channels, and what channels answer: the record by which Community Management is judged.

use std::collections::BTreeMap;

use domain::{network::Network, time::Timestamp};
use engine::ports::networks::Comment;

use super::kinds;

/// So many comments a network tells in one answer.
const PAGE: usize = 25;

/// Something that was written.
#[derive(Debug, Clone)]
struct Said {
    comment: Comment,
    /// The client's name for it, if the channel itself wrote it.
    key: Option<String>,
}

/// Everything that was written, oldest first, by network and channel.
#[derive(Debug, Default)]
pub(crate) struct Crowd(BTreeMap<(Network, String), Vec<Said>>);

impl Crowd {
    /// Somebody writes below a channel's post.
    pub(crate) fn say(&mut self, network: Network, channel: &str, text: String, now: Timestamp) {
        let post = format!("{channel}-post");
        self.write(network, channel, post, None, text, None, now);
    }

    /// The channel answers a comment. Returns the id of the answer, an earlier one if the network knows the key again.
    pub(crate) fn answer(
        &mut self,
        network: Network,
        channel: &str,
        (post, parent): (&str, &str),
        (key, text): (&str, &str),
        now: Timestamp,
    ) -> String {
        if let Some(kept) = kinds::remembers_key(network)
            && let Some(before) = self.answers(network, channel, key).next()
            && now.since(before.at) < kept
        {
            return before.remote_id.clone();
        }
        let (post, parent) = (post.to_owned(), Some(parent.to_owned()));
        self.write(network, channel, post, parent, text.to_owned(), Some(key.to_owned()), now)
    }

    /// What the network tells a client that asks from a moment on.
    pub(crate) fn since(
        &self,
        network: Network,
        channel: &str,
        since: Timestamp,
        now: Timestamp,
    ) -> Vec<Comment> {
        let kept = kinds::keeps_comments(network).map(|kept| now.before(kept));
        let since = kept.map_or(since, |kept| kept.max(since));
        self.all(network, channel).filter(|it| it.at >= since).cloned().collect()
    }

    /// Everything that stands there.
    pub(crate) fn all(&self, network: Network, channel: &str) -> impl Iterator<Item = &Comment> {
        self.of(network, channel).iter().map(|said| &said.comment)
    }

    /// The answers that a client gave this name.
    pub(crate) fn answers(
        &self,
        network: Network,
        channel: &str,
        key: &str,
    ) -> impl Iterator<Item = &Comment> {
        let named = self.of(network, channel).iter();
        let named = named.filter(move |said| said.key.as_deref() == Some(key));
        named.map(|said| &said.comment)
    }

    fn of(&self, network: Network, channel: &str) -> &[Said] {
        self.0.get(&(network, channel.to_owned())).map_or(&[], Vec::as_slice)
    }

    #[expect(clippy::too_many_arguments, reason = "each is a fact of one comment")]
    fn write(
        &mut self,
        network: Network,
        channel: &str,
        post: String,
        parent: Option<String>,
        text: String,
        key: Option<String>,
        now: Timestamp,
    ) -> String {
        let said = self.0.entry((network, channel.to_owned())).or_default();
        let remote_id = format!("{channel}-comment-{}", said.len());
        let own = key.is_some();
        let author = Some(if own { channel.to_owned() } else { "somebody".to_owned() });
        let comment =
            Comment { remote_id: remote_id.clone(), post, parent, author, own, text, at: now };
        said.push(Said { comment, key });
        remote_id
    }
}

/// How many answers it takes to tell so many comments.
pub(crate) fn pages(comments: usize) -> u64 {
    u64::try_from(comments.div_ceil(PAGE).max(1)).unwrap_or(u64::MAX)
}
