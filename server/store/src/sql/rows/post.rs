//! Posts as their table holds them.

use domain::{
    post::{Content, Picture, PictureFormat, Post, PostState},
    time::Timestamp,
};
use engine::ports::store::{StoreError, Stored};
use sqlx::FromRow;

use super::{At, TableRow};

/// The columns of a [`PostRow`], of posts named `p` joined with their pictures.
macro_rules! post_columns {
    () => {
        "p.id, p.group_id, p.channel, p.author, p.text, p.link, p.picture, p.alt, p.at, p.not_after, p.facts, \
         p.version, p.step, i.format, i.size \
         FROM posts p LEFT JOIN pictures i ON i.workspace = p.workspace AND i.id = p.picture"
    };
}
pub(in super::super) use post_columns;

#[derive(FromRow)]
pub(in super::super) struct PostRow {
    id: String,
    group_id: String,
    channel: String,
    author: String,
    text: String,
    link: Option<String>,
    picture: Option<String>,
    alt: String,
    at: Option<i64>,
    not_after: Option<i64>,
    facts: String,
    version: i64,
    step: i64,
    format: Option<String>,
    size: Option<i64>,
}

impl TableRow for PostRow {
    const TABLE: &'static str = "posts";
}

impl TryFrom<PostRow> for Post {
    type Error = StoreError;

    fn try_from(row: PostRow) -> Stored<Self> {
        let at = At::new(PostRow::TABLE, &row.id);
        let picture = match (&row.picture, &row.format, row.size) {
            (Some(id), Some(format), Some(size)) => Some(Picture {
                id: at.word("picture", id)?,
                format: PictureFormat::from_mime(format)
                    .ok_or_else(|| at.damaged("format", "not a known word"))?,
                bytes: at.count("size", size)?,
                alt: row.alt,
            }),
            _ => None,
        };
        Ok(Self {
            id: at.word("id", &row.id)?,
            group: at.word("group_id", &row.group_id)?,
            channel: at.word("channel", &row.channel)?,
            content: Content { text: row.text, link: row.link, picture },
            at: row.at.map(Timestamp::from_millis),
            not_after: row.not_after.map(Timestamp::from_millis),
            state: at.json::<PostState>("facts", &row.facts)?,
            author: at.word("author", &row.author)?,
            version: at.count("version", row.version)?,
            step: at.count("step", row.step)?,
        })
    }
}
