//! Posts of an organization, and the comments below them.

use domain::{time::Timestamp, verdict::Verdict};
use engine::ports::networks::{Answer, ChannelAccess, Comment, NewPost, Published, RemotePost};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};

use super::{
    READ, WRITE,
    api::{Api, told_apart, urn},
    errors::{content, verdict},
};
use crate::{
    comments,
    http::{HttpAnswer, escaped},
    json,
    publishing::{published, text_with_link, unfit},
};

/// LinkedIn's own limit, in characters.
const LONGEST: usize = 3000;
/// What has a meaning in LinkedIn's text format and must be escaped to be itself; a `#` before a word stays a hashtag.
const RESERVED: &str = r"\|{}@[]()<>*_~";

/// How many of the organization's posts are looked at for comments, the last ones changed first.
const POSTS: usize = 20;
const PAGE: usize = 100;
/// How many pages of comments below one post.
const PAGES: usize = 5;
const AT_ONCE: usize = 4;

/// Publishes one post, once. LinkedIn takes no key to know an attempt again by.
pub(super) async fn publish(
    api: &Api,
    channel: &ChannelAccess<'_>,
    post: &NewPost<'_>,
) -> Published {
    if post.media.is_some() {
        return unfit("media_unsupported");
    }
    let text = text_with_link(post);
    if text.chars().count() > LONGEST {
        return unfit("too_long");
    }
    let body = json!({
        "author": urn(channel.remote_id),
        "commentary": plain(&text),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": false,
    });
    let sent = api.http.send(api.write("posts", channel.token, &body)).await;
    let judge = |answer: &HttpAnswer| told_apart(answer.means(verdict), channel, WRITE);
    published(sent, judge, content, post_in)
}

/// The answer has no body.
fn post_in(answer: &HttpAnswer) -> Option<RemotePost> {
    let remote_id = answer.headers.get("x-restli-id")?.to_str().ok()?.to_owned();
    let link = format!("https://www.linkedin.com/feed/update/{remote_id}");
    (!remote_id.is_empty()).then_some(RemotePost { remote_id, link: Some(link) })
}

fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if RESERVED.contains(character) {
            plain.push('\\');
        }
        plain.push(character);
    }
    plain
}

/// What others wrote below the organization's last posts since `since`, oldest first.
pub(super) async fn comments(
    api: &Api,
    channel: &ChannelAccess<'_>,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    let found = find(api, channel, since).await;
    found.map_err(|verdict| told_apart(verdict, channel, READ))
}

async fn find(api: &Api, channel: &ChannelAccess<'_>, since: Timestamp) -> Answer<Vec<Comment>> {
    let author = escaped(&urn(channel.remote_id));
    let query = format!("q=author&author={author}&count={POSTS}&sortBy=LAST_MODIFIED");
    let posts = api.read("posts", &query, channel.token).await?;
    let posts = posts["elements"].as_array().ok_or(Verdict::Unavailable)?;
    let posts: Vec<_> = posts.iter().filter_map(|post| json::id(&post["id"])).collect();
    let found = stream::iter(posts)
        .map(async |post| below_post(api, channel, &post).await)
        .buffer_unordered(AT_ONCE)
        .try_concat()
        .await?;
    Ok(comments::since(found, since))
}

async fn below_post(api: &Api, channel: &ChannelAccess<'_>, post: &str) -> Answer<Vec<Comment>> {
    let path = format!("socialActions/{}/comments", escaped(post));
    let own = urn(channel.remote_id);
    let mut found = Vec::new();
    for page in 0..PAGES {
        let query = format!("start={}&count={PAGE}", page * PAGE);
        let list = api.read(&path, &query, channel.token).await?;
        let elements = list["elements"].as_array().ok_or(Verdict::Unavailable)?;
        found.extend(
            elements.iter().filter(|it| it["actor"] != own).filter_map(|it| read(it, post)),
        );
        if elements.len() < PAGE {
            break;
        }
    }
    Ok(found)
}

fn read(comment: &Value, post: &str) -> Option<Comment> {
    Some(Comment {
        remote_id: json::id(&comment["commentUrn"]).or_else(|| json::id(&comment["id"]))?,
        post: post.to_owned(),
        parent: json::id(&comment["parentComment"]),
        // LinkedIn tells who wrote it, but not what they are called.
        author: None,
        own: false,
        text: comment["message"]["text"].as_str()?.to_owned(),
        at: json::integer(&comment["created"]["time"]).map(Timestamp::from_millis)?,
    })
}
