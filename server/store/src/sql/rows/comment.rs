//! Comments and answers as their tables hold them.

use domain::{
    comment::{Comment, CommentState, Reply},
    time::Timestamp,
};
use engine::ports::store::{StoreError, Stored};
use sqlx::FromRow;

use super::{At, TableRow};

/// The columns of a [`CommentRow`], of comments named `c`.
macro_rules! comment_columns {
    () => {
        "c.id, c.channel, c.remote_id, c.post, c.parent, c.author, c.text, c.at, c.heard_at, c.is_late, c.state, \
         c.is_hidden, c.is_liked, c.assignee, c.version FROM comments c"
    };
}
pub(in super::super) use comment_columns;

#[derive(FromRow)]
pub(in super::super) struct CommentRow {
    id: String,
    channel: String,
    remote_id: String,
    post: String,
    parent: Option<String>,
    author: Option<String>,
    text: String,
    at: i64,
    heard_at: i64,
    is_late: bool,
    state: String,
    is_hidden: bool,
    is_liked: bool,
    assignee: Option<String>,
    version: i64,
}

impl TableRow for CommentRow {
    const TABLE: &'static str = "comments";
}

impl TryFrom<CommentRow> for Comment {
    type Error = StoreError;

    fn try_from(row: CommentRow) -> Stored<Self> {
        let at = At::new(CommentRow::TABLE, &row.id);
        Ok(Self {
            id: at.word("id", &row.id)?,
            channel: at.word("channel", &row.channel)?,
            remote_id: row.remote_id,
            post: row.post,
            parent: row.parent,
            author: row.author,
            text: row.text,
            at: Timestamp::from_millis(row.at),
            heard_at: Timestamp::from_millis(row.heard_at),
            is_late: row.is_late,
            state: CommentState::from_slug(&row.state)
                .ok_or_else(|| at.damaged("state", "not a known word"))?,
            is_hidden: row.is_hidden,
            is_liked: row.is_liked,
            assignee: row.assignee.map(|person| at.word("assignee", &person)).transpose()?,
            version: at.count("version", row.version)?,
        })
    }
}

/// The columns of a [`ReplyRow`].
macro_rules! reply_columns {
    () => {
        "id, comment, channel, text, author, made_at, facts, step FROM replies"
    };
}
pub(in super::super) use reply_columns;

#[derive(FromRow)]
pub(in super::super) struct ReplyRow {
    id: String,
    comment: String,
    channel: String,
    text: String,
    author: String,
    made_at: i64,
    facts: String,
    step: i64,
}

impl TableRow for ReplyRow {
    const TABLE: &'static str = "replies";
}

impl TryFrom<ReplyRow> for Reply {
    type Error = StoreError;

    fn try_from(row: ReplyRow) -> Stored<Self> {
        let at = At::new(ReplyRow::TABLE, &row.id);
        Ok(Self {
            id: at.word("id", &row.id)?,
            comment: at.word("comment", &row.comment)?,
            channel: at.word("channel", &row.channel)?,
            text: row.text,
            author: at.word("author", &row.author)?,
            made_at: Timestamp::from_millis(row.made_at),
            state: at.json("facts", &row.facts)?,
            step: at.count("step", row.step)?,
        })
    }
}
