//! Comments: threads below a video or all over a channel, and the replies in a thread.

use axum::response::Response;
use serde_json::{Value, json};

use super::answers::{Refusal, ok};
use super::bearer::{Need, answer};
use super::errors::ApiError;
use super::lists::{self, Page, SERVICE, moment};
use super::{FORCE_SSL, NETWORK};
use crate::call::Call;
use crate::random;
use crate::world::posts::{self, Comment, Post};
use crate::world::{Tx, channels};

const THREADS: Need = Need {
    service: SERVICE,
    method: "youtube.api.v3.V3DataCommentThreadService.List",
    scopes: &[&[FORCE_SSL]],
};
const REPLIES: Need = Need {
    service: SERVICE,
    method: "youtube.api.v3.V3DataCommentService.List",
    scopes: &[&[FORCE_SSL]],
};

/// So many replies come with their thread.
const SHOWN_REPLIES: usize = 5;

pub(super) async fn threads(call: Call) -> Response {
    let parts = lists::parts(&call);
    let page = Page::of(&call, 20, 100);
    let video = call.get("videoId").map(str::to_owned);
    let channel = call.get("allThreadsRelatedToChannelId").map(str::to_owned);
    // What was rejected is gone from every list; here it stays among what is held.
    let held = matches!(call.get("moderationStatus"), Some("heldForReview" | "likelySpam"));
    answer(&call, &THREADS, move |tx, _bearer| {
        let (parts, page) = (parts?, page?);
        let posts = match (video, channel) {
            (Some(video), None) => vec![find_video(tx, &video)?],
            (None, Some(id)) => match channels::find(tx, NETWORK, &id)? {
                Some(channel) => posts::of_channel(tx, &channel.id)?,
                None => {
                    let message =
                        "The channel identified by the channelId parameter could not be found.";
                    let domain = "youtube.commentThread";
                    return Err(
                        ApiError::missing(domain, "channelNotFound", "channelId", message).into()
                    );
                }
            },
            _ => {
                let choices = "allThreadsRelatedToChannelId, channelId, id, idParam, videoId";
                return Err(ApiError::no_filter(choices).into());
            }
        };
        let mut threads = Vec::new();
        for post in posts {
            let mut comments = posts::comments(tx, &post.id)?;
            comments.retain(|comment| comment.parent.is_some() || comment.hidden == held);
            let (above, replies): (Vec<_>, Vec<_>) =
                comments.into_iter().partition(|comment| comment.parent.is_none());
            for comment in above {
                let of = |reply: &&Comment| reply.parent.as_deref() == Some(&comment.id);
                let own: Vec<Comment> = replies.iter().filter(of).cloned().collect();
                threads.push((post.channel_id.clone(), comment, own));
            }
        }
        // Newest first, as without `order`.
        threads.sort_by_key(|(_, comment, _)| std::cmp::Reverse(comment.created_at));
        let items = page.cut(&threads).iter();
        let items = items.map(|(channel, above, replies)| thread(channel, above, replies, &parts));
        Ok(ok(&page.list("commentThreadListResponse", threads.len(), items.collect())))
    })
    .await
}

pub(super) fn find_video(tx: &Tx<'_>, id: &str) -> Result<Post, Refusal> {
    posts::find(tx, NETWORK, id)?.ok_or_else(|| {
        let message =
            "The video identified by the <code><a href=\"/youtube/v3/docs/commentThreads/list#videoId\">videoId</a>\
             </code> parameter could not be found.";
        ApiError::missing("youtube.commentThread", "videoNotFound", "videoId", message).into()
    })
}

pub(super) fn thread(
    channel: &str,
    above: &Comment,
    replies: &[Comment],
    parts: &[String],
) -> Value {
    let snippet = json!({
        "channelId": channel,
        "videoId": above.post_id,
        "topLevelComment": resource(channel, above),
        "canReply": true,
        "totalReplyCount": replies.len(),
        "isPublic": true,
    });
    let mut have = vec![("snippet", snippet)];
    if !replies.is_empty() {
        let shown: Vec<Value> = replies
            .iter()
            .rev()
            .take(SHOWN_REPLIES)
            .map(|reply| resource(channel, reply))
            .collect();
        have.push(("replies", json!({ "comments": shown })));
    }
    lists::resource("commentThread", &json!(above.id), parts, &have)
}

pub(super) fn resource(channel: &str, comment: &Comment) -> Value {
    let author = match comment.author_id.starts_with("UC") {
        true => comment.author_id.clone(),
        false => format!("UC{}", random::word_of(&["author", &comment.author_id], 22)),
    };
    let mut snippet = json!({
        "channelId": channel,
        "videoId": comment.post_id,
        "textDisplay": comment.text,
        "textOriginal": comment.text,
        "authorDisplayName": comment.author,
        "authorChannelUrl": format!("http://www.youtube.com/channel/{author}"),
        "authorChannelId": { "value": author },
        "canRate": true,
        "viewerRating": "none",
        "likeCount": comment.likes,
        "publishedAt": moment(comment.created_at),
        "updatedAt": moment(comment.created_at),
    });
    if let (Some(parent), Some(fields)) = (&comment.parent, snippet.as_object_mut()) {
        fields.insert("parentId".into(), json!(parent));
    }
    let parts = ["snippet".to_owned()];
    lists::resource("comment", &json!(comment.id), &parts, &[("snippet", snippet)])
}

pub(super) async fn replies(call: Call) -> Response {
    let parts = lists::parts(&call);
    let page = Page::of(&call, 20, 100);
    let parent = call.get("parentId").map(str::to_owned);
    answer(&call, &REPLIES, move |tx, _bearer| {
        let (_, page) = (parts?, page?);
        let parent = parent.ok_or_else(|| ApiError::no_filter("id, idParam, parentId"))?;
        let above = find_comment(tx, &parent)?;
        let channel = find_video(tx, &above.post_id)?.channel_id;
        let mut all = posts::comments(tx, &above.post_id)?;
        all.retain(|reply| reply.parent.as_deref() == Some(&above.id));
        let items = page.cut(&all).iter().map(|reply| resource(&channel, reply)).collect();
        Ok(ok(&page.list("commentListResponse", all.len(), items)))
    })
    .await
}

pub(super) fn find_comment(tx: &Tx<'_>, id: &str) -> Result<Comment, Refusal> {
    posts::find_comment(tx, id)?.ok_or_else(|| {
        let message =
            "The specified comment could not be found. Check the value of the request's <code>parentId</code>.";
        ApiError::missing("youtube.comment", "parentCommentNotFound", "parentId", message).into()
    })
}
