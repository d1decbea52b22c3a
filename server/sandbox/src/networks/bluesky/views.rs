//! How the application behind the server shows accounts, posts and threads.

use serde_json::{Value, json};

use super::answers::Refusal;
use super::records::{Said, moment};
use super::{NETWORK, likes};
use crate::call::Site;
use crate::world::people::{self, Person};
use crate::world::posts;
use crate::world::{Tx, channels, statistics};

/// Accounts of this world were opened on the same day.
const OPENED: &str = "2023-07-04T09:00:00.000Z";

/// How many levels of a thread are shown where it is not said.
pub(super) const ABOVE: usize = 80;
pub(super) const BELOW: usize = 6;

pub(super) fn profile(tx: &Tx<'_>, site: &Site, person: &Person) -> Result<Value, Refusal> {
    let mut view = basic(site, person);
    let followers =
        channels::find(tx, NETWORK, &person.id)?.map_or(0, |it| statistics::followers(tx, &it));
    let more = [
        ("description", json!("")),
        ("indexedAt", json!(OPENED)),
        ("followersCount", json!(followers)),
        ("followsCount", json!(96)),
        ("postsCount", json!(posts::count(tx, &person.id)?)),
    ];
    if let Some(fields) = view.as_object_mut() {
        fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
    }
    Ok(view)
}

fn basic(site: &Site, person: &Person) -> Value {
    json!({
        "did": person.id,
        "handle": person.handle,
        "displayName": person.name,
        "avatar": site.url(&format!("/-/avatars/{}.svg", person.id)),
        "viewer": { "muted": false, "blockedBy": false },
        "labels": [],
        "createdAt": OPENED,
    })
}

pub(super) fn author(tx: &Tx<'_>, site: &Site, said: &Said) -> Result<Value, Refusal> {
    match said {
        Said::Own(post) => {
            let person = people::find(tx, NETWORK, &post.channel_id)?;
            Ok(person.map_or(Value::Null, |person| basic(site, &person)))
        }
        Said::Foreign(comment) => {
            let did = said.did();
            // Two people of one name have two handles.
            let mark: String = did.chars().rev().take(4).collect();
            let name = comment.author.to_lowercase().replace(' ', "-");
            Ok(json!({
                "did": did,
                "handle": format!("{name}-{mark}.elsewhere.example"),
                "displayName": comment.author,
                "viewer": { "muted": false, "blockedBy": false },
                "labels": [],
                "createdAt": OPENED,
            }))
        }
    }
}

pub(super) fn post(tx: &Tx<'_>, site: &Site, said: &Said) -> Result<Value, Refusal> {
    let (liked, reposts) = match said {
        Said::Own(post) => (post.likes, post.shares),
        Said::Foreign(comment) => (comment.likes, 0),
    };
    let mut viewer = json!({ "threadMuted": false, "embeddingDisabled": false });
    if let Some(like) = likes::of(tx, said)? {
        viewer["like"] = json!(like);
    }
    Ok(json!({
        "uri": said.uri(),
        "cid": said.cid(tx)?,
        "author": author(tx, site, said)?,
        "record": said.record(tx)?,
        "replyCount": answers(tx, said)?.len(),
        "repostCount": reposts,
        "likeCount": liked,
        "quoteCount": 0,
        "bookmarkCount": 0,
        "indexedAt": moment(said.at()),
        "viewer": viewer,
        "labels": [],
    }))
}

/// What answers a post directly, oldest first.
fn answers(tx: &Tx<'_>, said: &Said) -> Result<Vec<Said>, Refusal> {
    // A comment's answers lie beside it, a post's own below it.
    let (post, parent) = match said {
        Said::Own(post) => (&post.id, None),
        Said::Foreign(comment) => (&comment.post_id, Some(&comment.id)),
    };
    let comments = posts::comments(tx, post)?.into_iter();
    let mut answers: Vec<Said> =
        comments.filter(|it| it.parent.as_ref() == parent).map(Said::Foreign).collect();
    answers.extend(posts::answering(tx, NETWORK, said.uri())?.into_iter().map(Said::Own));
    answers.sort_by_key(Said::at);
    Ok(answers)
}

/// A post with what stands above and below it.
pub(super) fn thread(
    tx: &Tx<'_>,
    site: &Site,
    said: &Said,
    (above, below): (usize, usize),
) -> Result<Value, Refusal> {
    let mut view = node(tx, site, said)?;
    if let Some(fields) = view.as_object_mut() {
        if let Some(parent) = said.parent(tx)?.filter(|_| above > 0) {
            fields.insert("parent".into(), thread(tx, site, &parent, (above - 1, 0))?);
        }
        if below > 0 {
            let replies = answers(tx, said)?;
            let replies = replies.iter().map(|it| thread(tx, site, it, (0, below - 1)));
            fields.insert("replies".into(), replies.collect::<Result<Value, _>>()?);
        }
    }
    Ok(view)
}

fn node(tx: &Tx<'_>, site: &Site, said: &Said) -> Result<Value, Refusal> {
    Ok(json!({
        "$type": "app.bsky.feed.defs#threadViewPost",
        "post": post(tx, site, said)?,
        "threadContext": {},
    }))
}

/// One line of a feed: an answer shows what it answers.
pub(super) fn line(tx: &Tx<'_>, site: &Site, said: &Said) -> Result<Value, Refusal> {
    let mut line = json!({ "post": post(tx, site, said)? });
    if let (Some(parent), Some(fields)) = (said.parent(tx)?, line.as_object_mut()) {
        let shown = |said: &Said| {
            let mut view = post(tx, site, said)?;
            if let Some(fields) = view.as_object_mut() {
                fields.insert("$type".into(), json!("app.bsky.feed.defs#postView"));
            }
            Ok::<_, Refusal>(view)
        };
        let root = said.root(tx)?.map_or_else(|| shown(&parent), |root| shown(&root))?;
        fields.insert("reply".into(), json!({ "root": root, "parent": shown(&parent)? }));
    }
    Ok(line)
}

/// How many levels were asked for.
pub(super) fn levels(text: Option<&str>, usual: usize) -> usize {
    text.and_then(|text| text.parse().ok()).unwrap_or(usual).min(1_000)
}
