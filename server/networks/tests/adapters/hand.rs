//! A channel and the verbs of what is said on it, for every network alike.

use domain::{
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Answer, ChannelAccess, Comment, NewPost, PostRefusal, Published, ReadBack, RemotePost,
        ReplyTo, SentPost,
    },
    vault::Token,
};

use crate::recorder::{NOW, Recorder, token};

/// A channel of a network.
pub(crate) struct Hand {
    pub(crate) network: Recorder,
    remote_id: &'static str,
    access: Token,
    scopes: Vec<String>,
}

/// When the post was sent whose answer was lost.
pub(crate) const SINCE: Timestamp = NOW.before(Span::minutes(30));

impl Hand {
    /// With the token "access-1".
    pub(crate) fn new(network: Recorder, remote_id: &'static str) -> Self {
        Self::with(network, remote_id, token("access-1"), &[])
    }

    pub(crate) fn with(
        network: Recorder,
        remote_id: &'static str,
        access: Token,
        scopes: &[&str],
    ) -> Self {
        let scopes = scopes.iter().map(ToString::to_string).collect();
        Self { network, remote_id, access, scopes }
    }

    fn channel(&self) -> ChannelAccess<'_> {
        let Self { remote_id, access, scopes, .. } = self;
        ChannelAccess { remote_id, token: access, scopes }
    }

    pub(crate) async fn read_back(&self, text: &str, link: Option<&str>) -> Answer<ReadBack> {
        let post = NewPost { text, link, media: None, key: "post-1", now: NOW };
        let sent = SentPost { post, since: SINCE };
        self.network.adapter().read_back(&self.channel(), &sent).await
    }

    pub(crate) async fn reply(&self, post: &str, comment: &str, text: &str) -> Published {
        let to = ReplyTo { post, comment };
        self.network.adapter().reply(&self.channel(), &to, text, "reply-1", NOW).await
    }

    pub(crate) async fn hide(&self, comment: &str, hidden: bool) -> Result<(), PostRefusal> {
        self.hide_below("post", comment, hidden).await
    }

    /// As [`Hand::hide`], where it matters below which post.
    pub(crate) async fn hide_below(
        &self,
        post: &str,
        comment: &str,
        hidden: bool,
    ) -> Result<(), PostRefusal> {
        let to = ReplyTo { post, comment };
        self.network.adapter().hide(&self.channel(), &to, hidden).await
    }

    pub(crate) async fn like(&self, comment: &str, liked: bool) -> Result<(), PostRefusal> {
        let to = ReplyTo { post: "post", comment };
        self.network.adapter().like(&self.channel(), &to, liked).await
    }

    pub(crate) async fn comments(&self, since: Timestamp) -> Answer<Vec<Comment>> {
        self.network.adapter().comments(&self.channel(), since).await
    }

    /// Every call so far, as "GET /path".
    pub(crate) fn lines(&self) -> Vec<String> {
        self.network.seen().iter().map(crate::recorder::Seen::line).collect()
    }
}

pub(crate) fn there(remote_id: &str, link: Option<&str>) -> ReadBack {
    ReadBack::There(post(remote_id, link))
}

pub(crate) fn done(remote_id: &str, link: Option<&str>) -> Published {
    Published::Done(post(remote_id, link))
}

fn post(remote_id: &str, link: Option<&str>) -> RemotePost {
    RemotePost { remote_id: remote_id.to_owned(), link: link.map(ToOwned::to_owned) }
}

pub(crate) fn content(code: &str, says: &str) -> PostRefusal {
    PostRefusal::Content { code: code.to_owned(), says: says.to_owned() }
}

/// What the network has no call for.
pub(crate) fn unsupported() -> PostRefusal {
    content("unsupported", "")
}

pub(crate) const fn closed(verdict: Verdict) -> PostRefusal {
    PostRefusal::Channel(verdict)
}
