//! Handing a picture over: LinkedIn says where to, and what it will be called.

use domain::verdict::Verdict;
use engine::ports::networks::{ChannelAccess, Media, PostRefusal};
use http::header::CONTENT_TYPE;
use serde_json::json;
use url::Url;

use super::{
    WRITE,
    api::{Api, told_apart, urn},
    errors::{content, verdict},
};
use crate::{http::HttpAnswer, json, publishing::closed};

/// Hands a picture over and returns its name. Nothing is public by that, so that a lost answer is no harm.
pub(super) async fn upload(
    api: &Api,
    channel: &ChannelAccess<'_>,
    picture: &Media<'_>,
) -> Result<String, PostRefusal> {
    let unavailable = || closed(Verdict::Unavailable);
    let owner = json!({ "initializeUploadRequest": { "owner": urn(channel.remote_id) } });
    let request = api.write("images", "action=initializeUpload", channel.token, &owner);
    let answer = api.http.send(request).await.map_err(|_| unavailable())?;
    if !answer.status.is_success() {
        return Err(refused(&answer, channel));
    }
    let begun = &answer.json()["value"];
    let name = json::id(&begun["image"]).ok_or_else(unavailable)?;
    let place = json::link(&begun["uploadUrl"]).and_then(|url| Url::parse(&url).ok());

    // The address is LinkedIn's word for where; the token goes with it only where it is LinkedIn's own.
    let place = place.ok_or_else(unavailable)?;
    let (http, token) =
        if api.is_own(&place) { (&api.http, Some(channel.token)) } else { (&api.outside, None) };
    let request = http.put(place).header(CONTENT_TYPE, picture.mime).body(picture.bytes.to_vec());
    let request = match token {
        Some(token) => request.bearer_auth(token.expose()),
        None => request,
    };
    match http.send(request).await {
        Ok(answer) if answer.status.is_success() => Ok(name),
        Ok(answer) => Err(refused(&answer, channel)),
        Err(_) => Err(unavailable()),
    }
}

fn refused(answer: &HttpAnswer, channel: &ChannelAccess<'_>) -> PostRefusal {
    content(answer).unwrap_or_else(|| closed(told_apart(answer.means(verdict), channel, WRITE)))
}
