//! Publishing. A post's key makes its name in the account's repository, so that a second attempt finds the first one's post
//! in its place instead of making another.

use domain::{time::Span, verdict::Verdict};
use engine::ports::networks::{
    Answer, ChannelAccess, Media, MediaKind, NewPost, PostRefusal, Published, ReadBack, RemotePost,
    SentPost,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{
    address,
    data::Data,
    errors::{verdict, words},
    proof::Prover,
};
use crate::{
    call::read,
    days,
    http::{Failure, HttpAnswer},
    publishing::{closed, not_now, refusal, text_with_link, unfit},
};

pub(super) const POST: &str = "app.bsky.feed.post";

/// The limit in bytes. The limit of 300 letters as people count them is the server's to judge.
pub(super) const LONGEST_TEXT: usize = 3000;

/// A name once taken stays taken: a second attempt finds the first one's post, however late. Ten years stand for that.
pub(super) const REMEMBERS: Span = Span::days(3650);

/// Errors that are about what is published.
const CONTENT: [&str; 5] =
    ["InvalidRequest", "InvalidRecord", "BlobTooLarge", "PayloadTooLarge", "InvalidMimeType"];

pub(super) async fn publish(
    prover: &Prover,
    channel: &ChannelAccess<'_>,
    post: &NewPost<'_>,
) -> Published {
    let text = text_with_link(post);
    if text.len() > LONGEST_TEXT {
        return unfit("too_long");
    }
    let data = match Data::open(prover, channel.token) {
        Ok(data) => data,
        Err(verdict) => return not_now(verdict),
    };
    let mut record = json!({
        "$type": POST,
        "text": text,
        "createdAt": days::written(post.now),
    });
    let facets = facets(&text);
    if !facets.is_empty() {
        record["facets"] = Value::from(facets);
    }
    if let Some(media) = &post.media {
        match embed(&data, media).await {
            Ok(embed) => record["embed"] = embed,
            Err(refusal) => return Published::Refused(refusal),
        }
    }
    create(&data, post.key, &record).await
}

/// Makes a post under the name that its key has, once.
pub(super) async fn create(data: &Data<'_>, key: &str, record: &Value) -> Published {
    let name = record_name(key);
    let body = json!({ "repo": data.did(), "collection": POST, "rkey": name, "record": record });
    let asked = data.post("com.atproto.repo.createRecord", &body).await;
    if let Ok(answer) = &asked
        && let Ok(created) = read(answer, verdict)
        && let Some(uri) = address::uri(&created["uri"])
    {
        return done(uri);
    }
    match &asked {
        Err(Failure::NeverSent) => not_now(Verdict::Unavailable),
        // It may be there from an attempt before: the reference server then fails with 500.
        Err(Failure::Lost) => found(data, &name).await.unwrap_or(Published::Unknown),
        Ok(answer) => match found(data, &name).await {
            Some(published) => published,
            None if answer.status.is_client_error() => Published::Refused(refused(answer)),
            None => Published::Unknown,
        },
    }
}

/// The post of this name, if it is out.
async fn found(data: &Data<'_>, name: &str) -> Option<Published> {
    let query = [("repo", data.did()), ("collection", POST), ("rkey", name)];
    let record = data.get("com.atproto.repo.getRecord", &query).await.ok()?;
    address::uri(&record["uri"]).map(done)
}

/// Whether a post is there, by the name that its key has: the one list that cannot err.
pub(super) async fn read_back(data: &Data<'_>, sent: &SentPost<'_>) -> Answer<ReadBack> {
    let name = record_name(sent.post.key);
    let record = record(data, POST, &name).await?;
    Ok(match record.as_ref().map(|record| address::uri(&record["uri"])) {
        Some(Some(uri)) => ReadBack::There(remote(uri)),
        Some(None) => return Err(Verdict::Unavailable),
        None => ReadBack::NotThere,
    })
}

/// A record of the account's, with its name and `cid`; `None` where there is none.
pub(super) async fn record(data: &Data<'_>, collection: &str, name: &str) -> Answer<Option<Value>> {
    let query = [("repo", data.did()), ("collection", collection), ("rkey", name)];
    let answer = data.look("com.atproto.repo.getRecord", &query).await?;
    let error = answer.json();
    let is_missing = match error["error"].as_str() {
        Some("RecordNotFound") => true,
        // As servers said it before that had a name.
        Some("InvalidRequest") => words(&error).starts_with("Could not locate record"),
        _ => false,
    };
    if answer.status.is_client_error() && is_missing {
        return Ok(None);
    }
    read(&answer, verdict).map(Some)
}

fn done(uri: &str) -> Published {
    Published::Done(remote(uri))
}

fn remote(uri: &str) -> RemotePost {
    let link = uri.strip_prefix("at://").and_then(|path| {
        let (did, name) = path.split_once(&format!("/{POST}/"))?;
        Some(format!("https://bsky.app/profile/{did}/post/{name}"))
    });
    RemotePost { remote_id: uri.to_owned(), link }
}

/// Why an answer refused, where it did.
pub(super) fn refused(answer: &HttpAnswer) -> PostRefusal {
    match answer.means(verdict) {
        Verdict::Ours { code } if CONTENT.contains(&code.as_str()) => {
            refusal(&code, words(&answer.json()))
        }
        verdict => closed(verdict),
    }
}

async fn embed(data: &Data<'_>, media: &Media<'_>) -> Result<Value, PostRefusal> {
    let unavailable = || closed(Verdict::Unavailable);
    let answer = data.upload(media.mime, media.bytes).await.map_err(|_| unavailable())?;
    let body = read(&answer, verdict).map_err(|_| refused(&answer))?;
    let blob = Some(&body["blob"]).filter(|blob| blob.is_object()).ok_or_else(unavailable)?;
    Ok(match media.kind {
        MediaKind::Image => json!({
            "$type": "app.bsky.embed.images",
            "images": [{ "image": blob, "alt": media.alt }],
        }),
        MediaKind::Video => {
            json!({ "$type": "app.bsky.embed.video", "video": blob, "alt": media.alt })
        }
    })
}

/// What makes the links in a text links: where each stands, in bytes.
pub(super) fn facets(text: &str) -> Vec<Value> {
    let mut facets = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("http").map(|at| from + at) {
        let rest = &text[start..];
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        let link = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'']);
        from = start + word.len();
        let web = link.starts_with("https://") || link.starts_with("http://");
        if web && Url::parse(link).is_ok() {
            facets.push(json!({
                "index": { "byteStart": start, "byteEnd": start + link.len() },
                "features": [{ "$type": "app.bsky.richtext.facet#link", "uri": link }],
            }));
        }
    }
    facets
}

/// The name of a post in the repository, from its key. Names there are moments in microseconds and ten bits more, in a
/// base 32 that sorts (atproto.com/specs/tid). Ours are of no particular days, but of one that has passed: names from
/// the future look broken to others.
pub(super) fn record_name(key: &str) -> String {
    const DIGITS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
    const YEAR_2020: u64 = 1_577_836_800_000_000;
    const FOUR_YEARS: u64 = 4 * 365 * 86_400 * 1_000_000;
    let digest = Sha256::digest(key);
    let bits = |range: std::ops::Range<usize>| {
        digest[range].iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte))
    };
    let name = (YEAR_2020 + bits(0..8) % FOUR_YEARS) << 10 | (bits(8..10) & 0x3ff);
    (0..13_u32).rev().map(|at| char::from(DIGITS[(name >> (5 * at) & 31) as usize])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::anything;

    #[test]
    fn a_key_has_one_name_and_it_is_one_of_a_moment_that_passed() {
        let name = record_name("post-1");
        assert_eq!(name, record_name("post-1"));
        assert_ne!(name, record_name("post-2"));
        assert_eq!(name.len(), 13);
        // "3jui7kd54zh2y" is a name of 2023 in the specification's examples; ours lie around it.
        assert!(("3j"..="3l").contains(&&name[..2]), "{name}");
    }

    #[test]
    fn links_are_found_where_they_stand() {
        let facets = facets("größer: https://a.example/x?y=(1), und http://b.example.");
        let index = |at: usize| (&facets[at]["index"], &facets[at]["features"][0]["uri"]);
        assert_eq!(
            index(0),
            (&json!({"byteStart": 10, "byteEnd": 34}), &json!("https://a.example/x?y=(1"))
        );
        assert_eq!(index(1).1, &json!("http://b.example"));
        assert_eq!(facets.len(), 2);
        assert!(super::facets("httphttp http:// https://").is_empty());
    }

    proptest! {
        #![proptest_config(anything::config())]

        /// A link stands where it is said to stand, in any script.
        #[test]
        fn every_link_is_cut_out_whole(text in "(\\PC{0,9}|https?://\\PC{0,9}| |ä|\u{1f600}){0,8}") {
            let mut end = 0;
            for facet in facets(&text) {
                let at = |name: &str| facet["index"][name].as_u64().map(|at| at as usize);
                let (Some(from), Some(to)) = (at("byteStart"), at("byteEnd")) else { panic!() };
                prop_assert!(end <= from && from < to);
                prop_assert_eq!(text.get(from..to), facet["features"][0]["uri"].as_str());
                end = to;
            }
        }

        #[test]
        fn every_key_has_a_name(key in any::<String>()) {
            let name = record_name(&key);
            prop_assert!(name.len() == 13 && name.as_str() < "3l", "{}", name);
        }
    }
}
