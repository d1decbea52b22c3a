//! Comments below the channel's films.

use domain::time::Timestamp;
use engine::ports::networks::{Answer, ChannelAccess, Comment};
use serde_json::Value;

use super::{COMMENTS, api::Api};
use crate::{comments, json};

/// How many pages of a hundred threads are read at most: one unit of the day's quota each.
const PAGES: usize = 10;

/// What others wrote since `since`, oldest first. Threads come newest first; answers come with their thread, up to five of
/// them, and below threads that are older than all that is read they are not seen.
pub(super) async fn comments(
    api: &Api,
    channel: &ChannelAccess<'_>,
    since: Timestamp,
) -> Answer<Vec<Comment>> {
    let mut found = Vec::new();
    let mut page = String::new();
    for _ in 0..PAGES {
        let mut query = vec![
            ("part", "snippet,replies"),
            ("allThreadsRelatedToChannelId", channel.remote_id),
            ("order", "time"),
            ("textFormat", "plainText"),
            ("maxResults", "100"),
        ];
        if !page.is_empty() {
            query.push(("pageToken", &page));
        }
        let list = api.data("commentThreads", &query, channel.token, COMMENTS).await?;
        let threads = json::list(&list["items"]);
        for thread in threads {
            read(thread, channel.remote_id, &mut found);
        }
        let started = threads.last().and_then(|thread| {
            json::time(&thread["snippet"]["topLevelComment"]["snippet"]["publishedAt"])
        });
        list["nextPageToken"].as_str().unwrap_or_default().clone_into(&mut page);
        if page.is_empty() || started.is_none_or(|started| started < since) {
            break;
        }
    }
    Ok(comments::since(found, since))
}

/// The comments of one thread that are not the channel's own.
fn read(thread: &Value, channel: &str, found: &mut Vec<Comment>) {
    let snippet = &thread["snippet"];
    // Below the channel itself there is no film.
    let Some(post) = json::id(&snippet["videoId"]) else { return };
    let answers = json::list(&thread["replies"]["comments"]);
    for comment in [&snippet["topLevelComment"]].into_iter().chain(answers) {
        let snippet = &comment["snippet"];
        if snippet["authorChannelId"]["value"] == channel {
            continue;
        }
        let (Some(remote_id), Some(at), Some(text)) = (
            json::id(&comment["id"]),
            json::time(&snippet["publishedAt"]),
            snippet["textDisplay"].as_str(),
        ) else {
            continue;
        };
        found.push(Comment {
            remote_id,
            post: post.clone(),
            parent: json::id(&snippet["parentId"]),
            author: json::name(&snippet["authorDisplayName"]),
            own: false,
            text: text.to_owned(),
            at,
        });
    }
}
