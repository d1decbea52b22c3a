//! Posts of channels and the comments below them.

use rusqlite::{OptionalExtension, Row, params};
use serde::Deserialize;

use super::{Result, Tx};

#[derive(Clone, Debug, Default)]
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
    /// What it points to.
    pub(crate) link: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Comment {
    pub(crate) id: String,
    pub(crate) post_id: String,
    pub(crate) parent: Option<String>,
    pub(crate) author_id: String,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) created_at: i64,
    /// All likes, that of the channel included.
    pub(crate) likes: i64,
    /// Whether the channel below whose post it stands likes it.
    pub(crate) liked: bool,
    /// Whether that channel hides it from others.
    pub(crate) hidden: bool,
}

const POST: &str =
    "id, network, channel_id, client_id, text, reply_to, created_at, likes, shares, views, link";
const COMMENT: &str =
    "id, post_id, parent, author_id, author, text, created_at, likes, liked, hidden";

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
        link: row.get(10)?,
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
        likes: row.get(7)?,
        liked: row.get(8)?,
        hidden: row.get(9)?,
    })
}

/// Which posts are asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Filter {
    pub(crate) network: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) client_id: Option<String>,
    /// Those kept after the one with this number.
    #[serde(default)]
    pub(crate) after: i64,
    pub(crate) limit: Option<i64>,
}

/// Posts with their numbers, in the order of time; in that of the numbers where one goes on after a number or asks for
/// so many.
pub(crate) fn kept(tx: &Tx<'_>, filter: &Filter) -> Result<Vec<(i64, Post)>> {
    let order = match filter.limit.is_some() || filter.after > 0 {
        true => "rowid",
        false => "created_at, rowid",
    };
    let query = format!(
        "SELECT {POST}, rowid FROM posts
         WHERE rowid > ?1 AND (?2 IS NULL OR network = ?2) AND (?3 IS NULL OR channel_id = ?3)
           AND (?4 IS NULL OR client_id = ?4)
         ORDER BY {order} LIMIT ?5"
    );
    let mut statement = tx.sql.prepare_cached(&query)?;
    let Filter { network, channel, client_id, after, limit } = filter;
    let most = limit.unwrap_or(-1);
    let found = params![after, network, channel, client_id, most];
    let rows = statement.query_map(found, |row| Ok((row.get(11)?, read(row)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The posts of a channel, newest first.
pub(crate) fn of_channel(tx: &Tx<'_>, channel_id: &str) -> Result<Vec<Post>> {
    newest(tx, channel_id, -1)
}

/// So many of a channel's posts, newest first; all where it is negative.
pub(crate) fn newest(tx: &Tx<'_>, channel_id: &str, most: i64) -> Result<Vec<Post>> {
    let query = format!(
        "SELECT {POST} FROM posts WHERE channel_id = ?1
         ORDER BY created_at DESC, rowid DESC LIMIT ?2"
    );
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map(params![channel_id, most], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What clients have published, everywhere, newest first.
pub(crate) fn of_clients(tx: &Tx<'_>, most: i64) -> Result<Vec<Post>> {
    let query = format!(
        "SELECT {POST} FROM posts WHERE client_id IS NOT NULL
         ORDER BY created_at DESC, rowid DESC LIMIT ?1"
    );
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([most], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many posts a channel has.
pub(crate) fn count(tx: &Tx<'_>, channel_id: &str) -> Result<i64> {
    let mut statement =
        tx.sql.prepare_cached("SELECT count(*) FROM posts WHERE channel_id = ?1")?;
    Ok(statement.query_row([channel_id], |row| row.get(0))?)
}

/// The posts that answer something, oldest first.
pub(crate) fn answering(tx: &Tx<'_>, network: &str, id: &str) -> Result<Vec<Post>> {
    let query = format!(
        "SELECT {POST} FROM posts WHERE reply_to = ?2 AND network = ?1 ORDER BY created_at, rowid"
    );
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([network, id], read)?;
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
    tx.sql
        .prepare_cached(
            "INSERT INTO posts (id, network, channel_id, client_id, text, reply_to, created_at, likes, shares, views, link)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
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
            post.link,
        ])?;
    Ok(())
}

/// The comments below a post, oldest first.
pub(crate) fn comments(tx: &Tx<'_>, post_id: &str) -> Result<Vec<Comment>> {
    let query =
        format!("SELECT {COMMENT} FROM comments WHERE post_id = ?1 ORDER BY created_at, rowid");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([post_id], read_comment)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What somebody wrote below posts, oldest first.
pub(crate) fn written_by(tx: &Tx<'_>, author_id: &str) -> Result<Vec<Comment>> {
    let query =
        format!("SELECT {COMMENT} FROM comments WHERE author_id = ?1 ORDER BY created_at, rowid");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([author_id], read_comment)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn find_comment(tx: &Tx<'_>, id: &str) -> Result<Option<Comment>> {
    let query = format!("SELECT {COMMENT} FROM comments WHERE id = ?1");
    let mut statement = tx.sql.prepare_cached(&query)?;
    Ok(statement.query_row([id], read_comment).optional()?)
}

pub(crate) fn put_comment(tx: &Tx<'_>, comment: &Comment) -> Result<()> {
    tx.sql
        .prepare_cached(
        "INSERT INTO comments (id, post_id, parent, author_id, author, text, created_at, likes, liked, hidden)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?.execute(
        params![
            comment.id,
            comment.post_id,
            comment.parent,
            comment.author_id,
            comment.author,
            comment.text,
            comment.created_at,
            comment.likes,
            comment.liked,
            comment.hidden,
        ],
    )?;
    Ok(())
}

/// Hides a comment from others, or shows it again.
pub(crate) fn hide_comment(tx: &Tx<'_>, id: &str, hidden: bool) -> Result<()> {
    tx.sql.execute("UPDATE comments SET hidden = ?2 WHERE id = ?1", params![id, hidden])?;
    Ok(())
}

/// Lets the channel like a comment, or take its like back; twice is once.
pub(crate) fn like_comment(tx: &Tx<'_>, id: &str, liked: bool) -> Result<()> {
    tx.sql.execute(
        "UPDATE comments SET likes = likes + ?2 - liked, liked = ?2 WHERE id = ?1",
        params![id, liked],
    )?;
    Ok(())
}

/// Lets somebody of the audience like a post.
pub(crate) fn like(tx: &Tx<'_>, network: &str, id: &str) -> Result<()> {
    tx.sql.execute(
        "UPDATE posts SET likes = likes + 1, views = views + 1 WHERE network = ?1 AND id = ?2",
        [network, id],
    )?;
    Ok(())
}
