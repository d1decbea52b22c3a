//! Posts of channels and the comments below them.

use rusqlite::{OptionalExtension, Row, params};

use super::{Result, Tx};

#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) id: String,
    pub(crate) network: String,
    pub(crate) channel_id: String,
    /// The client that published it; none for what people wrote at the network itself.
    pub(crate) client_id: Option<String>,
    pub(crate) text: String,
    pub(crate) reply_to: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) likes: i64,
    pub(crate) shares: i64,
    pub(crate) views: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Comment {
    pub(crate) id: String,
    pub(crate) post_id: String,
    pub(crate) parent: Option<String>,
    pub(crate) author_id: String,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) created_at: i64,
}

const POST: &str =
    "id, network, channel_id, client_id, text, reply_to, created_at, likes, shares, views";

fn read(row: &Row<'_>) -> rusqlite::Result<Post> {
    Ok(Post {
        id: row.get(0)?,
        network: row.get(1)?,
        channel_id: row.get(2)?,
        client_id: row.get(3)?,
        text: row.get(4)?,
        reply_to: row.get(5)?,
        created_at: row.get(6)?,
        likes: row.get(7)?,
        shares: row.get(8)?,
        views: row.get(9)?,
    })
}

fn read_comment(row: &Row<'_>) -> rusqlite::Result<Comment> {
    Ok(Comment {
        id: row.get(0)?,
        post_id: row.get(1)?,
        parent: row.get(2)?,
        author_id: row.get(3)?,
        author: row.get(4)?,
        text: row.get(5)?,
        created_at: row.get(6)?,
    })
}

/// Every post, newest last.
pub(crate) fn all(tx: &Tx<'_>) -> Result<Vec<Post>> {
    let query = format!("SELECT {POST} FROM posts ORDER BY created_at, rowid");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The posts of a channel, newest first.
pub(crate) fn of_channel(tx: &Tx<'_>, channel_id: &str) -> Result<Vec<Post>> {
    let query = format!(
        "SELECT {POST} FROM posts WHERE channel_id = ?1 ORDER BY created_at DESC, rowid DESC LIMIT 100"
    );
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([channel_id], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn find(tx: &Tx<'_>, network: &str, id: &str) -> Result<Option<Post>> {
    let query = format!("SELECT {POST} FROM posts WHERE network = ?1 AND id = ?2");
    Ok(tx.sql.prepare_cached(&query)?.query_row([network, id], read).optional()?)
}

/// How many posts of the channel clients have published since a moment.
pub(crate) fn published_since(tx: &Tx<'_>, channel_id: &str, at: i64) -> Result<usize> {
    let count: i64 = tx
        .sql
        .prepare_cached(
            "SELECT count(*) FROM posts
             WHERE channel_id = ?1 AND client_id IS NOT NULL AND created_at > ?2",
        )?
        .query_row(params![channel_id, at], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

pub(crate) fn put(tx: &Tx<'_>, post: &Post) -> Result<()> {
    tx.sql.execute(
        "INSERT INTO posts (id, network, channel_id, client_id, text, reply_to, created_at, likes, shares, views)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            post.id,
            post.network,
            post.channel_id,
            post.client_id,
            post.text,
            post.reply_to,
            post.created_at,
            post.likes,
            post.shares,
            post.views,
        ],
    )?;
    Ok(())
}

/// The comments below a post, oldest first.
pub(crate) fn comments(tx: &Tx<'_>, post_id: &str) -> Result<Vec<Comment>> {
    let mut statement = tx.sql.prepare_cached(
        "SELECT id, post_id, parent, author_id, author, text, created_at FROM comments
         WHERE post_id = ?1 ORDER BY created_at, rowid",
    )?;
    let rows = statement.query_map([post_id], read_comment)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn find_comment(tx: &Tx<'_>, id: &str) -> Result<Option<Comment>> {
    let mut statement = tx.sql.prepare_cached(
        "SELECT id, post_id, parent, author_id, author, text, created_at FROM comments WHERE id = ?1",
    )?;
    Ok(statement.query_row([id], read_comment).optional()?)
}

pub(crate) fn put_comment(tx: &Tx<'_>, comment: &Comment) -> Result<()> {
    tx.sql.execute(
        "INSERT INTO comments (id, post_id, parent, author_id, author, text, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            comment.id,
            comment.post_id,
            comment.parent,
            comment.author_id,
            comment.author,
            comment.text,
            comment.created_at,
        ],
    )?;
    Ok(())
}
