//! Posts, comments and figures of a channel.

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

/// A comment or reply by somebody else.
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
    /// Its text.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
}

/// Whole days, UTC: `from` belongs to it, `until` does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    /// The start of the first day.
    pub from: Timestamp,
    /// The end of the last day.
    pub until: Timestamp,
}

/// A figure of a channel for one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// What it counts.
    pub metric: Metric,
    /// The start of its day, UTC.
    pub day: Timestamp,
    /// How many.
    pub value: i64,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Who follows, as the day ended.
    Followers,
    /// How many people saw something.
    Reach,
    /// How often something was seen.
    Views,
    /// Likes, comments, shares and clicks together, where the network gives only the sum.
    Engagement,
    /// Likes.
    Likes,
    /// Comments.
    Comments,
    /// Shares.
    Shares,
}
