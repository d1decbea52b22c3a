//! Posts, comments and figures of a channel.

pub use domain::figure::{DayRange, Figure, Metric};
use domain::{time::Timestamp, verdict::Verdict};

/// A post to publish.
#[derive(Debug, Clone, Copy)]
pub struct NewPost<'a> {
    /// Its text.
    pub text: &'a str,
    /// A link that belongs to it.
    pub link: Option<&'a str>,
    /// A picture or a film.
    pub media: Option<Media<'a>>,
    /// Our name for it, the same at every attempt: the idempotency key where the network takes one.
    pub key: &'a str,
    /// When the attempt starts.
    pub now: Timestamp,
}

/// A picture or a film. Some networks are given its bytes, others fetch it.
#[derive(Debug, Clone, Copy)]
pub struct Media<'a> {
    /// Which of the two.
    pub kind: MediaKind,
    /// Its media type, e.g. `image/jpeg`.
    pub mime: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Where the network can fetch it.
    pub url: &'a str,
    /// What it shows, in words.
    pub alt: &'a str,
}

/// What a [`Media`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
}

/// How publishing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// It is out.
    Done(RemotePost),
    /// It is certainly not out.
    Refused(PostRefusal),
    /// Nobody knows: an answer was lost. The channel must be read before anything is sent again.
    Unknown,
}

/// A post as the network knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePost {
    /// The network's id of it.
    pub remote_id: String,
    /// Where people see it, where the network says.
    pub link: Option<String>,
}

/// Why a post is not out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostRefusal {
    /// The channel cannot publish now, whatever the post. Never [`Verdict::Alive`].
    Channel(Verdict),
    /// The network, or its rules as we know them, refuse this post.
    Content {
        /// The network's code, printable and short; `media_required` or `too_long` where we did not even ask.
        code: String,
        /// The network's own words, bounded; empty where it has none.
        says: String,
    },
}

/// A post that was sent, and of which nobody knows whether it arrived.
#[derive(Debug, Clone, Copy)]
pub struct SentPost<'a> {
    /// What was sent, with the key of that attempt.
    pub post: NewPost<'a>,
    /// When the first attempt began, by our clock. A post that the network says is older is another one.
    pub since: Timestamp,
}

/// What reading a channel back brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadBack {
    /// The post is there.
    There(RemotePost),
    /// It is certainly not there, and will not appear any more.
    NotThere,
    /// The network cannot tell: no way to read, or what is there could be another post with the same content.
    CannotTell,
}

/// Below what a reply goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyTo<'a> {
    /// The network's id of the channel's post.
    pub post: &'a str,
    /// The network's id of the comment that is answered.
    pub comment: &'a str,
}

/// What a network lets a channel do with the comments of others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moderation {
    /// Answer them.
    pub reply: bool,
    /// Hide them, and show them again.
    pub hide: bool,
    /// Like them, and take that back.
    pub like: bool,
}

/// A comment or reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The network's id of it.
    pub remote_id: String,
    /// The network's id of the channel's post it stands below.
    pub post: String,
    /// The network's id of the comment it answers, if it answers one.
    pub parent: Option<String>,
    /// The author's name, where the network tells.
    pub author: Option<String>,
    /// Whether the channel itself wrote it.
    pub own: bool,
    /// Its text.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
}
