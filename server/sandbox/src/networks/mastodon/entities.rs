//! How accounts and statuses look.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{Error, Refusal};
use super::apps::App;
use crate::call::Site;
use crate::random;
use crate::world::people::{self, Person};
use crate::world::posts::{self, Comment, Post};
use crate::world::{Tx, channels, clients, statistics};

/// Where those live who comment.
const ELSEWHERE: &str = "https://elsewhere.example";

/// Ids grow with time: milliseconds, then sixteen bits of chance.
pub(super) fn snowflake(now: i64) -> String {
    let chance = random::number();
    let chance: i64 = chance.chars().skip(1).take(4).collect::<String>().parse().unwrap_or(0);
    ((now << 16) + chance).to_string()
}

pub(super) fn moment(at: i64) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// What every account shows.
struct Face<'a> {
    id: &'a str,
    username: &'a str,
    acct: String,
    name: &'a str,
    url: String,
    avatar: String,
    followers: i64,
    statuses: i64,
}

impl Face<'_> {
    fn describe(&self) -> Value {
        json!({
            "id": self.id,
            "username": self.username,
            "acct": self.acct,
            "display_name": self.name,
            "locked": false,
            "bot": false,
            "discoverable": true,
            "indexable": true,
            "group": false,
            "created_at": "2022-11-05T00:00:00.000Z",
            "note": "",
            "url": self.url,
            "uri": self.url,
            "avatar": self.avatar,
            "avatar_static": self.avatar,
            "header": self.avatar,
            "header_static": self.avatar,
            "followers_count": self.followers,
            "following_count": 87,
            "statuses_count": self.statuses,
            "last_status_at": null,
            "hide_collections": false,
            "emojis": [],
            "fields": [],
        })
    }
}

pub(super) fn account(tx: &Tx<'_>, site: &Site, person: &Person) -> Result<Value, Refusal> {
    let face = Face {
        id: &person.id,
        username: &person.handle,
        acct: person.handle.clone(),
        name: &person.name,
        url: site.url(&format!("/@{}", person.handle)),
        avatar: site.url(&format!("/-/avatars/{}.svg", person.id)),
        followers: channels::find(tx, NETWORK, &person.id)?
            .map_or(0, |it| statistics::followers(tx, &it)),
        statuses: posts::count(tx, &person.id)?,
    };
    Ok(face.describe())
}

/// Somebody on another instance.
fn stranger(site: &Site, comment: &Comment) -> Value {
    let username = comment.author.to_lowercase().replace(' ', "_");
    let face = Face {
        id: &comment.author_id,
        username: &username,
        acct: format!("{username}@elsewhere.example"),
        name: &comment.author,
        url: format!("{ELSEWHERE}/@{username}"),
        avatar: site.url("/avatars/original/missing.png"),
        followers: 41,
        statuses: 260,
    };
    face.describe()
}

/// What every status shows.
struct Said {
    id: String,
    at: i64,
    reply_to: Option<String>,
    reply_to_account: Option<String>,
    content: String,
    url: String,
    counts: [i64; 3],
    account: Value,
    application: Value,
    mentions: Value,
}

impl Said {
    fn describe(self) -> Value {
        let [replies, reblogs, favourites] = self.counts;
        json!({
            "id": self.id,
            "created_at": moment(self.at),
            "in_reply_to_id": self.reply_to,
            "in_reply_to_account_id": self.reply_to_account,
            "sensitive": false,
            "spoiler_text": "",
            "visibility": "public",
            "language": "en",
            "uri": self.url,
            "url": self.url,
            "replies_count": replies,
            "reblogs_count": reblogs,
            "favourites_count": favourites,
            "quotes_count": 0,
            "edited_at": null,
            "favourited": false,
            "reblogged": false,
            "muted": false,
            "bookmarked": false,
            "content": self.content,
            "reblog": null,
            "application": self.application,
            "account": self.account,
            "media_attachments": [],
            "mentions": self.mentions,
            "tags": [],
            "emojis": [],
            "card": null,
            "poll": null,
        })
    }
}

fn paragraph(text: &str) -> String {
    let text = html_escape::encode_text(text).replace("\n\n", "</p><p>").replace('\n', "<br>");
    format!("<p>{text}</p>")
}

/// Who wrote a post of this instance.
pub(super) fn author(tx: &Tx<'_>, post: &Post) -> Result<Person, Refusal> {
    Ok(people::find(tx, NETWORK, &post.channel_id)?.ok_or_else(Error::no_record)?)
}

pub(super) fn status(tx: &Tx<'_>, site: &Site, post: &Post) -> Result<Value, Refusal> {
    let person = author(tx, post)?;
    let application = match &post.client_id {
        Some(id) => match clients::find(tx, NETWORK, id)? {
            Some(client) => {
                let app = App::of(tx, &client)?;
                json!({ "name": app.name, "website": app.website })
            }
            None => Value::Null,
        },
        None => json!({ "name": "Web", "website": null }),
    };
    let replies = super::statuses::answers(tx, &post.id)?.len();
    let said = Said {
        id: post.id.clone(),
        at: post.created_at,
        reply_to: post.reply_to.clone(),
        reply_to_account: match &post.reply_to {
            Some(id) => super::statuses::author_id(tx, id)?,
            None => None,
        },
        content: paragraph(&post.text),
        url: site.url(&format!("/@{}/{}", person.handle, post.id)),
        counts: [i64::try_from(replies).unwrap_or(0), post.shares, post.likes],
        account: account(tx, site, &person)?,
        application,
        mentions: json!([]),
    };
    Ok(said.describe())
}

/// A comment is a status of somebody on another instance, which mentions whom it answers.
pub(super) fn reply(tx: &Tx<'_>, site: &Site, comment: &Comment) -> Result<Value, Refusal> {
    let post = posts::find(tx, NETWORK, &comment.post_id)?.ok_or_else(Error::no_record)?;
    let person = author(tx, &post)?;
    let url = site.url(&format!("/@{}", person.handle));
    let username = comment.author.to_lowercase().replace(' ', "_");
    let text = html_escape::encode_text(&comment.text);
    let said = Said {
        id: comment.id.clone(),
        at: comment.created_at,
        reply_to: Some(comment.parent.clone().unwrap_or_else(|| comment.post_id.clone())),
        reply_to_account: Some(person.id.clone()),
        content: format!(
            "<p><span class=\"h-card\"><a href=\"{url}\" class=\"u-url mention\">@<span>{}</span></a></span> {text}</p>",
            person.handle
        ),
        url: format!("{ELSEWHERE}/@{username}/{}", comment.id),
        counts: [0, 0, comment.likes],
        account: stranger(site, comment),
        application: Value::Null,
        mentions: json!([{
            "id": person.id,
            "username": person.handle,
            "acct": person.handle,
            "url": url,
        }]),
    };
    Ok(said.describe())
}
