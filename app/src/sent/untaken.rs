//! A form of Community Management that was not taken.

use domain::{
    cause::Cause,
    id::{CommentId, ReplyId},
};

/// What was typed, and why it was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untaken {
    /// The comment it was about.
    pub comment: CommentId,
    /// The answer it was about, where there was one already.
    pub reply: Option<ReplyId>,
    /// What was typed; empty where there was nothing to type.
    pub text: String,
    /// Why.
    pub why: Why,
}

/// Why something was not done with a comment or an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The comment, or the answer, has changed since it was seen.
    Changed,
    /// There is nothing in the answer.
    Empty,
    /// Another answer is under way; or this one is, and can be changed no more.
    Answered,
    /// The role does not allow it.
    Forbidden,
    /// The network has no way to do it.
    Unsupported,
    /// Who shall take care of it is not there any more.
    NoSuchPerson,
    /// The channel cannot be reached.
    Lost(Cause),
    /// The network cannot be asked just now.
    Unavailable,
    /// The network does not do it; its words, which may be none.
    Refused(String),
}
