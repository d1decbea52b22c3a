//! Publishing a film by a resumable upload: first a session is opened, then the bytes are sent to it.

use std::time::Duration;

use domain::verdict::Verdict;
use engine::ports::networks::{
    Answer, ChannelAccess, Media, MediaKind, NewPost, PostRefusal, Published, ReadBack, RemotePost,
    SentPost,
};
use http::{
    StatusCode,
    header::{CONTENT_RANGE, CONTENT_TYPE, LOCATION},
};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use url::Url;

use super::{
    UPLOAD,
    api::{Api, READ},
    errors::{content, verdict},
};
use crate::{
    call::named,
    http::{Http, HttpAnswer},
    json::{id, time},
    publishing::{closed, not_now, published, text_with_link, unfit},
    reading_back::{Absence, Likeness, Listed, likeness, settle},
};

/// YouTube's own limits, in characters and in bytes.
const LONGEST_TITLE: usize = 100;
const LONGEST_DESCRIPTION: usize = 5000;

/// How long the bytes of a film may take, which are more than those of any other call.
const PATIENCE: Duration = Duration::from_secs(600);

/// Publishes one film, once.
pub(super) async fn publish(
    api: &Api,
    channel: &ChannelAccess<'_>,
    post: &NewPost<'_>,
) -> Published {
    let Some(film) = post.media.filter(|media| media.kind == MediaKind::Video) else {
        return unfit("media_required");
    };
    let Some(title) = title(post.text) else { return unfit("text_required") };
    let description = text_with_link(post);
    if description.len() > LONGEST_DESCRIPTION {
        return unfit("too_long");
    }
    let about = json!({
        "snippet": { "title": title, "description": description },
        "status": { "privacyStatus": "public", "selfDeclaredMadeForKids": false },
    });
    match open(api, channel, &film, &about).await {
        Ok(session) => send(api, channel, &film, session).await,
        Err(refusal) => Published::Refused(refusal),
    }
}

/// The first line that says something.
fn title(text: &str) -> Option<String> {
    let title = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(title.chars().take(LONGEST_TITLE).collect())
}

/// Whether a film is among the channel's uploads: one unit of the day's quota for their list, and one to know which it is.
/// When a film gets there nobody says, and by then its session, which would know it, is forgotten.
pub(super) async fn read_back(
    api: &Api,
    channel: &ChannelAccess<'_>,
    sent: &SentPost<'_>,
) -> Answer<ReadBack> {
    let mine = api.mine("contentDetails", channel.token).await?.unwrap_or_default();
    let uploads = id(&mine["contentDetails"]["relatedPlaylists"]["uploads"]);
    let Some(uploads) = uploads else { return Ok(ReadBack::CannotTell) };
    let query = [("part", "snippet"), ("playlistId", &*uploads), ("maxResults", "50")];
    let list = api.data("playlistItems", &query, channel.token, READ).await?;
    let films = list["items"].as_array().ok_or(Verdict::Unavailable)?;
    let named = title(sent.post.text).unwrap_or_default();
    let described = text_with_link(&sent.post);
    let listed = films.iter().map(|film| {
        let snippet = &film["snippet"];
        let says = |field: &str| snippet[field].as_str().unwrap_or_default();
        let is_named = likeness(&named, says("title")) != Likeness::Other;
        Listed {
            at: time(&snippet["publishedAt"]),
            likeness: if is_named {
                likeness(&described, says("description"))
            } else {
                Likeness::Other
            },
            post: id(&snippet["resourceId"]["videoId"]).map(remote),
        }
    });
    Ok(settle(sent, listed, false, Absence::ProvesNothing))
}

/// Opens a session. Nothing is public by that, so that a lost answer is no harm.
async fn open(
    api: &Api,
    channel: &ChannelAccess<'_>,
    film: &Media<'_>,
    about: &Value,
) -> Result<Url, PostRefusal> {
    let request = api
        .http
        .post(api.uploads())
        .query(&[("uploadType", "resumable"), ("part", "snippet,status")])
        .header("x-upload-content-type", film.mime)
        .header("x-upload-content-length", film.bytes.len())
        .bearer_auth(channel.token.expose())
        .json(about);
    let unavailable = || closed(Verdict::Unavailable);
    let answer = api.http.send(request).await.map_err(|_| unavailable())?;
    if answer.status.is_success() {
        return session(api, &answer).ok_or_else(unavailable);
    }
    Err(content(&answer).unwrap_or_else(|| closed(judge(&answer))))
}

fn judge(answer: &HttpAnswer) -> Verdict {
    named(answer.means(verdict), UPLOAD)
}

fn session(api: &Api, answer: &HttpAnswer) -> Option<Url> {
    let location = answer.headers.get(LOCATION)?.to_str().ok()?;
    api.uploads().join(location).ok()
}

/// A session is called with the token only where it is on the host that was asked for it; elsewhere its own address,
/// which holds a secret, must be enough, and the address may lead nowhere inside.
async fn send(api: &Api, channel: &ChannelAccess<'_>, film: &Media<'_>, session: Url) -> Published {
    let is_own = session.origin() == api.uploads().origin();
    let http = if is_own { &api.http } else { &api.outside };
    let request = || {
        let request = http.put(session.clone());
        if is_own { request.bearer_auth(channel.token.expose()) } else { request }
    };
    let bytes =
        request().timeout(PATIENCE).header(CONTENT_TYPE, film.mime).body(film.bytes.to_vec());
    match published(http.send(bytes).await, judge, content, film_in) {
        Published::Unknown => {
            let range = format!("bytes */{}", film.bytes.len());
            came_of(http, request().header(CONTENT_RANGE, range).body("")).await
        }
        outcome => outcome,
    }
}

/// The session itself knows what became of the bytes.
async fn came_of(http: &Http, question: RequestBuilder) -> Published {
    match http.send(question).await {
        Ok(answer) if answer.status.is_success() => {
            film_in(&answer).map_or(Published::Unknown, Published::Done)
        }
        // Some are missing, and nobody will send them.
        Ok(answer) if answer.status == StatusCode::PERMANENT_REDIRECT => {
            not_now(Verdict::Unavailable)
        }
        _ => Published::Unknown,
    }
}

fn film_in(answer: &HttpAnswer) -> Option<RemotePost> {
    id(&answer.json()["id"]).map(remote)
}

fn remote(remote_id: String) -> RemotePost {
    let link = format!("https://www.youtube.com/watch?v={remote_id}");
    RemotePost { remote_id, link: Some(link) }
}
