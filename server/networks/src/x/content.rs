//! Posts of an account.

use domain::time::Span;
use engine::ports::networks::{
    Answer, ChannelAccess, NewPost, Published, ReadBack, RemotePost, SentPost,
};
use serde_json::{Value, json};

use super::{
    READ, WRITE,
    api::Api,
    errors::{content, verdict},
};
use crate::{
    call::named,
    days,
    http::HttpAnswer,
    json,
    publishing::{published, text_with_link, unfit},
    reading_back::{Absence, Listed, earliest, likeness, settle},
};

/// What is newer the search does not have yet, and refuses to be asked about.
pub(super) const LAG: Span = Span::seconds(30);

/// Publishes one post, once. X takes no key to know an attempt again by.
pub(super) async fn publish(
    api: &Api,
    channel: &ChannelAccess<'_>,
    post: &NewPost<'_>,
) -> Published {
    // Handing a picture over would take `media.write`, which no login has given so far.
    if post.media.is_some() {
        return unfit("media_unsupported");
    }
    let text = text_with_link(post);
    // How long a text may be depends on its letters, its links and the account; X knows.
    let request = api.write(&["tweets"], channel.token, &json!({ "text": text }));
    let judge = |answer: &HttpAnswer| named(answer.means(verdict), WRITE);
    published(api.http.send(request).await, judge, content, post_in)
}

pub(super) fn post_in(answer: &HttpAnswer) -> Option<RemotePost> {
    remote(&answer.json()["data"])
}

fn remote(post: &Value) -> Option<RemotePost> {
    let remote_id = json::id(&post["id"])?;
    let link = format!("https://x.com/i/web/status/{remote_id}");
    Some(RemotePost { remote_id, link: Some(link) })
}

/// Whether a post is in the account's timeline. Only what was written since then is read, because every post is billed; when
/// a post gets there nobody says.
pub(super) async fn read_back(
    api: &Api,
    channel: &ChannelAccess<'_>,
    sent: &SentPost<'_>,
) -> Answer<ReadBack> {
    let query = [
        ("start_time", &*days::written(earliest(sent))),
        ("max_results", "100"),
        ("exclude", "retweets"),
        ("tweet.fields", "created_at,entities,note_tweet"),
    ];
    let path = ["users", channel.remote_id, "tweets"];
    let page = api.list(&path, &query, "pagination_token", 1, channel.token).await;
    let (pages, is_whole) = page.map_err(|verdict| named(verdict, READ))?;
    let text = text_with_link(&sent.post);
    let posts = pages.iter().flat_map(|page| json::list(&page["data"]));
    let listed = posts.map(|post| Listed {
        at: json::time(&post["created_at"]),
        likeness: likeness(&text, &written(post)),
        post: remote(post),
    });
    Ok(settle(sent, listed, is_whole, Absence::ProvesNothing))
}

/// A post as it was written: X puts addresses of its own in the place of others', and escapes what HTML would take for its
/// own. A long one is told beside its beginning.
fn written(post: &Value) -> String {
    let whole = if post["note_tweet"]["text"].is_string() { &post["note_tweet"] } else { post };
    let mut text = whole["text"].as_str().unwrap_or_default().to_owned();
    for link in json::list(&whole["entities"]["urls"]) {
        let (Some(short), Some(long)) = (link["url"].as_str(), link["expanded_url"].as_str())
        else {
            continue;
        };
        // A picture is told as a link too.
        let long = if link["media_key"].is_string() { "" } else { long };
        if !short.is_empty() {
            text = text.replace(short, long);
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
