//! Posts of an organization.

use domain::{time::Timestamp, verdict::Verdict};
use engine::ports::networks::{
    Answer, ChannelAccess, MediaKind, NewPost, Published, ReadBack, RemotePost, SentPost,
};
use serde_json::json;

use super::{
    READ, WRITE,
    api::{Api, told_apart, urn},
    errors::{content, verdict},
    picture,
};
use crate::{
    http::{HttpAnswer, escaped},
    json,
    publishing::{published, text_with_link, unfit},
    reading_back::{Absence, Listed, likeness, settle},
};

/// LinkedIn's own limit, in characters.
const LONGEST: usize = 3000;
/// What has a meaning in LinkedIn's text format and must be escaped to be itself; a `#` before a word stays a hashtag.
const RESERVED: &str = r"\|{}@[]()<>*_~";

/// How many of the last posts are looked at for one whose answer was lost.
const READ_BACK: usize = 20;

/// Publishes one post, once. LinkedIn takes no key to know an attempt again by.
pub(super) async fn publish(
    api: &Api,
    channel: &ChannelAccess<'_>,
    post: &NewPost<'_>,
) -> Published {
    if post.media.is_some_and(|media| media.kind == MediaKind::Video) {
        return unfit("media_unsupported");
    }
    let text = text_with_link(post);
    if text.chars().count() > LONGEST {
        return unfit("too_long");
    }
    let mut body = json!({
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
    if let Some(picture) = &post.media {
        match picture::upload(api, channel, picture).await {
            Ok(name) => {
                body["content"] = json!({ "media": { "id": name, "altText": picture.alt } })
            }
            Err(refusal) => return Published::Refused(refusal),
        }
    }
    let sent = api.http.send(api.write("posts", "", channel.token, &body)).await;
    let judge = |answer: &HttpAnswer| told_apart(answer.means(verdict), channel, WRITE);
    published(sent, judge, content, post_in)
}

/// The answer has no body.
fn post_in(answer: &HttpAnswer) -> Option<RemotePost> {
    remote(answer.headers.get("x-restli-id")?.to_str().ok()?.to_owned())
}

fn remote(remote_id: String) -> Option<RemotePost> {
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

/// Whether a post is among the organization's last ones. How soon one gets there nobody says.
pub(super) async fn read_back(
    api: &Api,
    channel: &ChannelAccess<'_>,
    sent: &SentPost<'_>,
) -> Answer<ReadBack> {
    let author = escaped(&urn(channel.remote_id));
    let query = format!("q=author&author={author}&count={READ_BACK}&sortBy=CREATED");
    let posts = api.read("posts", &query, channel.token).await;
    let posts = posts.map_err(|verdict| told_apart(verdict, channel, READ))?;
    let posts = posts["elements"].as_array().ok_or(Verdict::Unavailable)?;
    let text = text_with_link(&sent.post);
    let listed = posts.iter().map(|post| Listed {
        at: json::integer(&post["createdAt"]).map(Timestamp::from_millis),
        likeness: likeness(&text, &shown(post["commentary"].as_str().unwrap_or_default())),
        post: json::id(&post["id"]).and_then(remote),
    });
    Ok(settle(sent, listed, false, Absence::ProvesNothing))
}

/// What people see of a text in LinkedIn's format: without escapes, and of a hashtag's template (`{hashtag|\\#|bread}`) its
/// name.
fn shown(commentary: &str) -> String {
    let mut shown = String::with_capacity(commentary.len());
    let mut rest = commentary;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        let hashtag = rest.strip_prefix("{hashtag|").and_then(|it| it.split_once('}'));
        rest = match (character, hashtag) {
            (_, Some((template, beyond))) => {
                shown.push('#');
                shown.push_str(template.rsplit('|').next().unwrap_or_default());
                beyond
            }
            ('\\', None) => {
                let escaped = after.chars().next();
                shown.extend(escaped);
                &after[escaped.map_or(0, char::len_utf8)..]
            }
            _ => {
                shown.push(character);
                after
            }
        };
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::anything;

    #[test]
    fn a_template_is_a_hashtag_to_people() {
        let shown = shown(r"Fresh {hashtag|\#|bread} \(2 \\ day\)");
        assert_eq!(shown, r"Fresh #bread (2 \ day)");
        assert_eq!(super::shown("{hashtag|"), "{hashtag|");
    }

    proptest! {
        #![proptest_config(anything::config())]

        #[test]
        fn what_is_escaped_is_shown_as_it_was(text in "\\PC{0,40}") {
            prop_assert_eq!(shown(&plain(&text)), text);
        }
    }
}
