//! Posts and figures of an account. TikTok publishes films, and lets nobody read comments.

use std::time::Duration;

use domain::{
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Answer, ChannelAccess, DayRange, Figure, MediaKind, Metric, NewPost, PostRefusal,
        Published, ReadBack, RemotePost, SentPost,
    },
    vault::Token,
};
use http::header::{CONTENT_RANGE, CONTENT_TYPE};
use serde_json::{Value, json};
use url::Url;

use super::{
    FOLLOWERS_SCOPE,
    api::Api,
    errors::{failure, is_about_the_post},
    verdict,
};
use crate::{
    call::read,
    figures::{self, Counted},
    http::{Failure, Http},
    json,
    publishing::{closed, not_now, refusal, text_with_link, unfit},
    reading_back::{Absence, Listed, likeness, settle},
};

/// The longest text, in UTF-16 units.
const LONGEST_TEXT: usize = 2200;

/// A film of up to so many bytes goes in one piece; a longer one in pieces of [`PIECE`], the last of which takes the rest.
const WHOLE: usize = 64 * 1024 * 1024;
const PIECE: usize = 32 * 1024 * 1024;

/// Whom a film may be for, the widest first.
const AUDIENCES: [&str; 4] =
    ["PUBLIC_TO_EVERYONE", "FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"];

/// How long TikTok may take to make a post of a film, in pauses between looks: a short one is there after a moment. It may
/// be asked thirty times a minute.
const PAUSES: [Duration; 6] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(8),
    Duration::from_secs(8),
];

/// So far back statistics go: 200 films.
const MOST_PAGES: usize = 10;

/// A film has its counts for as long as it stands. How far back they are asked for is ours: a year of a film every other day.
pub(super) const KEEPS: Span = Span::days(365);

const VIDEO_FIELDS: &str = "id,create_time,view_count,like_count,comment_count,share_count";
const COUNTS: [(&str, Metric); 4] = [
    ("view_count", Metric::Views),
    ("like_count", Metric::Likes),
    ("comment_count", Metric::Comments),
    ("share_count", Metric::Shares),
];

/// Publishes a film: says that it comes, hands it over, and looks what becomes of it. Before the last of its bytes is
/// there, nothing can be out.
pub(super) async fn publish(
    api: &Api,
    outside: &Http,
    access: &Token,
    post: &NewPost<'_>,
) -> Published {
    let film = match &post.media {
        Some(media) if media.kind == MediaKind::Video && !media.bytes.is_empty() => media,
        Some(_) => return unfit("video_required"),
        None => return unfit("media_required"),
    };
    let text = text_with_link(post);
    if text.encode_utf16().count() > LONGEST_TEXT {
        return unfit("too_long");
    }
    let audience = match audience(api, access).await {
        Ok(audience) => audience,
        Err(verdict) => return not_now(verdict),
    };
    let size = film.bytes.len();
    let piece = if size <= WHOLE { size } else { PIECE };
    let body = json!({
        "post_info": { "title": text, "privacy_level": audience },
        "source_info": {
            "source": "FILE_UPLOAD",
            "video_size": size,
            "chunk_size": piece,
            "total_chunk_count": size / piece,
        },
    });
    let (id, upload_url) = match begin(api, access, &body).await {
        Ok(begun) => begun,
        Err(refusal) => return Published::Refused(refusal),
    };
    match upload(outside, &upload_url, film.mime, film.bytes, piece).await {
        Uploaded::Whole => outcome(api, access, &id).await,
        Uploaded::Not => not_now(Verdict::Unavailable),
        Uploaded::Unknown => Published::Unknown,
    }
}

/// Whether the account may post, and to the widest audience it lets posts have. An account that is not public has no public
/// posts. Only a clear word counts: where this cannot be asked, posting itself will tell.
pub(super) async fn audience(api: &Api, access: &Token) -> Answer<&'static str> {
    let creator = match api.post("post/publish/creator_info/query", None, &json!({}), access).await
    {
        Ok(creator) => creator,
        Err(Verdict::Unavailable) => Value::Null,
        Err(verdict) => return Err(verdict),
    };
    let offered = json::words(&creator["privacy_level_options"]);
    let widest = AUDIENCES.into_iter().find(|it| offered.iter().any(|offer| offer == it));
    Ok(widest.unwrap_or(AUDIENCES[0]))
}

async fn begin(api: &Api, access: &Token, body: &Value) -> Result<(String, Url), PostRefusal> {
    let unavailable = || closed(Verdict::Unavailable);
    let sent = api.send("post/publish/video/init", body, access).await;
    let answer = sent.map_err(|_| unavailable())?;
    let body = answer.json();
    let code = body["error"]["code"].as_str().unwrap_or_default();
    if !answer.status.is_server_error() && is_about_the_post(code) {
        return Err(refusal(code, body["error"]["message"].as_str().unwrap_or_default()));
    }
    let mut body = read(&answer, verdict).map_err(closed)?;
    let data = json::taken(&mut body, "data");
    let id = json::name(&data["publish_id"]).ok_or_else(unavailable)?;
    let url = json::link(&data["upload_url"]).and_then(|url| Url::parse(&url).ok());
    Ok((id, url.ok_or_else(unavailable)?))
}

enum Uploaded {
    Whole,
    /// Certainly not all of it.
    Not,
    Unknown,
}

/// Hands the film over, piece after piece. The address is TikTok's word for where, so it is called as a stranger is.
async fn upload(outside: &Http, url: &Url, mime: &str, film: &[u8], piece: usize) -> Uploaded {
    let (count, size) = (film.len() / piece, film.len());
    for index in 0..count {
        let from = index * piece;
        let is_last = index + 1 == count;
        let until = if is_last { size } else { from + piece };
        let request = outside
            .put(url.clone())
            .header(CONTENT_TYPE, mime)
            .header(CONTENT_RANGE, format!("bytes {from}-{}/{size}", until - 1))
            .body(film[from..until].to_vec());
        match outside.send(request).await {
            Ok(answer) if answer.status.is_success() => {}
            Ok(answer) if answer.status.is_server_error() && is_last => return Uploaded::Unknown,
            Err(Failure::Lost) if is_last => return Uploaded::Unknown,
            Ok(_) | Err(_) => return Uploaded::Not,
        }
    }
    Uploaded::Whole
}

/// What became of a film that was handed over. The post's own id comes only when TikTok has looked at it, which may take
/// hours; until then the id of its publishing stands for it.
async fn outcome(api: &Api, access: &Token, id: &str) -> Published {
    let mut pauses = PAUSES.iter();
    loop {
        let body = json!({ "publish_id": id });
        let status = api.post("post/publish/status/fetch", None, &body, access).await;
        let status = status.unwrap_or(Value::Null);
        match status["status"].as_str() {
            Some("PUBLISH_COMPLETE") => {
                // So it is spelled.
                let public = json::id(&status["publicaly_available_post_id"][0]);
                let remote_id = public.unwrap_or_else(|| id.to_owned());
                return Published::Done(RemotePost { remote_id, link: None });
            }
            Some("FAILED") => {
                let reason = status["fail_reason"].as_str().unwrap_or("failed");
                return Published::Refused(failure(reason));
            }
            _ => match pauses.next() {
                Some(pause) => tokio::time::sleep(*pause).await,
                None => return Published::Unknown,
            },
        }
    }
}

/// Whether a film is among the account's last twenty. The list has public films only, and those only when TikTok has looked at
/// them; the id of its publishing, which could be asked about sooner, went with the answer.
pub(super) async fn read_back(api: &Api, access: &Token, sent: &SentPost<'_>) -> Answer<ReadBack> {
    let fields = "id,create_time,video_description,share_url";
    let page = api.post("video/list", Some(fields), &json!({ "max_count": 20 }), access).await?;
    let films = page["videos"].as_array().ok_or(Verdict::Unavailable)?;
    let text = text_with_link(&sent.post);
    let listed = films.iter().map(|film| Listed {
        at: json::moment(&film["create_time"]),
        likeness: likeness(&text, film["video_description"].as_str().unwrap_or_default()),
        post: json::id(&film["id"])
            .map(|remote_id| RemotePost { remote_id, link: json::link(&film["share_url"]) }),
    });
    Ok(settle(sent, listed, false, Absence::ProvesNothing))
}

/// What the films of each day have by now: TikTok counts by film, and keeps no history.
pub(super) async fn statistics(
    api: &Api,
    channel: &ChannelAccess<'_>,
    range: &DayRange,
    now: Timestamp,
) -> Answer<Vec<Figure>> {
    let mut films: Vec<Counted> = Vec::new();
    let (mut complete_from, mut cursor) = (range.until, None);
    for _ in 0..MOST_PAGES {
        let body = match cursor {
            Some(cursor) => json!({ "max_count": 20, "cursor": cursor }),
            None => json!({ "max_count": 20 }),
        };
        let page = api.post("video/list", Some(VIDEO_FIELDS), &body, channel.token).await?;
        let listed = page["videos"].as_array().ok_or(Verdict::Unavailable)?;
        films.extend(listed.iter().filter_map(counted));
        complete_from = films.last().map_or(complete_from, |film| film.at);
        cursor = json::integer(&page["cursor"]).filter(|_| page["has_more"] == true);
        if cursor.is_none() || complete_from < range.from {
            complete_from = range.from;
            break;
        }
    }
    let zeros = COUNTS.map(|(_, metric)| metric);
    let mut found = figures::of_posts(range, complete_from, &zeros, &films);
    let may_ask = channel.scopes.iter().any(|scope| scope == FOLLOWERS_SCOPE);
    if let Some(day) = figures::followers_day(range, now).filter(|_| may_ask) {
        let user = api.user("follower_count", channel.token).await?;
        let count = json::integer(&user["follower_count"]);
        found.extend(count.map(|value| Figure { metric: Metric::Followers, day, value }));
    }
    Ok(found)
}

fn counted(film: &Value) -> Option<Counted> {
    let at = json::moment(&film["create_time"])?;
    Some(Counted { at, figures: figures::counts(&COUNTS, film) })
}
