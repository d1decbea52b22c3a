use domain::{cause::Cause, time::Span, verdict::Verdict};
use engine::ports::networks::{
    ChannelAccess, DayRange, Figure, Media, MediaKind, Metric, NewPost, PostRefusal, Published,
};

use super::{ANALYTICS, COMMENTS, READ, UPLOAD, youtube};
use crate::recorder::{NOW, Recorder, Reply, Seen, json, refusal, token};

const FILM: Media<'_> = Media {
    kind: MediaKind::Video,
    mime: "video/mp4",
    bytes: b"moving",
    url: "https://relink.example/film",
    alt: "",
};
const OUT: &str = r#"{"kind":"youtube#video","id":"dQw4"}"#;

async fn published(network: &Recorder, text: &str, media: Option<Media<'_>>) -> Published {
    let access = token("ya29.1");
    let scopes = [READ, UPLOAD, COMMENTS, ANALYTICS].map(ToOwned::to_owned);
    let channel = ChannelAccess { remote_id: "UCada", token: &access, scopes: &scopes };
    let post = NewPost { text, link: Some("https://ada.example"), media, key: "post-1", now: NOW };
    network.adapter().publish(&channel, &post).await
}

/// A network whose upload sessions are at `at`, below its own address, and answer as `put` says.
async fn uploading(
    at: &'static str,
    put: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
) -> Recorder {
    youtube(move |seen| {
        if seen.method == "PUT" {
            return put(seen);
        }
        let host = seen.headers["host"].to_str().unwrap();
        Reply::Bare(200, vec![("location", at.replace("HOST", host))])
    })
    .await
}

const OWN: &str = "http://HOST/youtube/upload/youtube/v3/videos?upload_id=x1";

#[tokio::test]
async fn a_film_is_announced_and_then_sent() {
    let network = uploading(OWN, |_| json(OUT)).await;
    let outcome = published(&network, "Bread\nHow it is made", Some(FILM)).await;
    let Published::Done(post) = outcome else { panic!("{outcome:?}") };
    assert_eq!(post.remote_id, "dQw4");
    assert_eq!(post.link.as_deref(), Some("https://www.youtube.com/watch?v=dQw4"));

    let seen = network.seen();
    assert_eq!(seen[0].line(), "POST /youtube/upload/youtube/v3/videos");
    assert_eq!(seen[0].query["uploadType"], "resumable");
    assert_eq!(seen[0].query["part"], "snippet,status");
    assert_eq!(seen[0].headers["x-upload-content-type"], "video/mp4");
    assert_eq!(seen[0].headers["x-upload-content-length"], "6");
    assert_eq!(seen[0].authorization(), "Bearer ya29.1");
    assert_eq!(
        seen[0].text(),
        r#"{"snippet":{"description":"Bread\nHow it is made\n\nhttps://ada.example","title":"Bread"},"status":{"privacyStatus":"public","selfDeclaredMadeForKids":false}}"#
    );
    assert_eq!(seen[1].line(), "PUT /youtube/upload/youtube/v3/videos");
    assert_eq!(seen[1].query["upload_id"], "x1");
    assert_eq!(seen[1].headers["content-type"], "video/mp4");
    assert_eq!(seen[1].authorization(), "Bearer ya29.1");
    assert_eq!(seen[1].text(), "moving");
    assert_eq!(seen.len(), 2);
}

#[tokio::test]
async fn what_is_no_film_is_not_even_sent() {
    let network = youtube(|_| json("{}")).await;
    let picture = Media { kind: MediaKind::Image, mime: "image/png", ..FILM };
    let long = "x".repeat(5001);
    for (text, media, code) in [
        ("Bread", None, "media_required"),
        ("Bread", Some(picture), "media_required"),
        (" \n ", Some(FILM), "text_required"),
        (&long, Some(FILM), "too_long"),
    ] {
        let refused = PostRefusal::Content { code: code.into(), says: String::new() };
        assert_eq!(published(&network, text, media).await, Published::Refused(refused));
    }
    assert!(network.seen().is_empty());
}

#[tokio::test]
async fn a_session_elsewhere_leads_nowhere_inside() {
    // Another port is another host.
    for elsewhere in ["http://127.0.0.1:1/s", "https://10.0.0.1/s", "https://localhost/s"] {
        let network = uploading(elsewhere, |_| json(OUT)).await;
        let outcome = published(&network, "Bread", Some(FILM)).await;
        let unavailable = Published::Refused(PostRefusal::Channel(Verdict::Unavailable));
        assert_eq!(outcome, unavailable, "{elsewhere}");
        assert_eq!(network.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_asking_the_session() {
    for (answer, expected) in [
        (json(OUT), "Done"),
        (Reply::Bare(308, vec![("range", "bytes=0-2".into())]), "Refused"),
        (Reply::Html(502), "Unknown"),
        (Reply::Nothing, "Unknown"),
    ] {
        let network = uploading(OWN, move |seen| {
            if seen.headers.contains_key("content-range") { answer.clone() } else { Reply::Nothing }
        })
        .await;
        let outcome = published(&network, "Bread", Some(FILM)).await;
        assert!(format!("{outcome:?}").starts_with(expected), "{expected}: {outcome:?}");
        let seen = network.seen();
        assert_eq!(seen.len(), 3);
        assert_eq!(seen[2].headers["content-range"], "bytes */6");
        assert_eq!(seen[2].text(), "");
    }
}

#[tokio::test]
async fn a_refusal_is_about_the_film_or_about_the_channel() {
    let error = |reason: &str| {
        format!(r#"{{"error":{{"code":400,"message":"No.","errors":[{{"reason":"{reason}"}}]}}}}"#)
    };
    let content = PostRefusal::Content { code: "invalidTitle".into(), says: "No.".into() };
    let lost = Verdict::Dead(Cause::PermissionLost { missing: vec![UPLOAD.into()] });
    for (status, reason, expected) in [
        (400, "invalidTitle", content),
        (403, "insufficientPermissions", PostRefusal::Channel(lost)),
        (401, "authError", PostRefusal::Channel(Verdict::Dead(Cause::Expired))),
        (400, "uploadLimitExceeded", PostRefusal::Channel(Verdict::Limited { until: None })),
        (400, "somethingNew", PostRefusal::Channel(Verdict::Unavailable)),
    ] {
        let body = error(reason);
        for at in ["POST", "PUT"] {
            let body = body.clone();
            let network = youtube(move |seen| {
                if seen.method == at {
                    return refusal(status, &body);
                }
                let host = seen.headers["host"].to_str().unwrap();
                Reply::Bare(200, vec![("location", OWN.replace("HOST", host))])
            })
            .await;
            // Limits of a day have a moment here, because this server sends its date.
            let outcome = match published(&network, "Bread", Some(FILM)).await {
                Published::Refused(PostRefusal::Channel(Verdict::Limited { .. })) => {
                    PostRefusal::Channel(Verdict::Limited { until: None })
                }
                Published::Refused(refusal) => refusal,
                other => panic!("{reason}: {other:?}"),
            };
            assert_eq!(outcome, expected, "{at} {reason}");
        }
    }
}

fn comment(id: &str, author: &str, at: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","snippet":{{"authorDisplayName":"@{author}","authorChannelId":{{"value":"UC{author}"}},"textDisplay":"Yum","publishedAt":"{at}"{more}}}}}"#
    )
}

fn thread(comment: &str, answers: &str) -> String {
    format!(
        r#"{{"snippet":{{"videoId":"dQw4","topLevelComment":{comment}}},"replies":{{"comments":[{answers}]}}}}"#
    )
}

#[tokio::test]
async fn comments_are_read_page_by_page_until_they_are_old() {
    let first = thread(
        &comment("c3", "bob", "2026-11-23T09:30:00Z", ""),
        &[
            comment("c3.r1", "ada", "2026-11-23T09:40:00Z", r#","parentId":"c3""#),
            comment("c3.r2", "eve", "2026-11-23T09:50:00Z", r#","parentId":"c3""#),
        ]
        .join(","),
    );
    let second = thread(&comment("c1", "eve", "2026-11-22T08:00:00Z", ""), "");
    let network = youtube(move |seen| match seen.query.get("pageToken").map(String::as_str) {
        None => json(&format!(r#"{{"nextPageToken":"p 2","items":[{first}]}}"#)),
        Some("p 2") => json(&format!(r#"{{"nextPageToken":"p3","items":[{second}]}}"#)),
        Some(_) => Reply::Html(500),
    })
    .await;
    let access = token("ya29.1");
    let channel = ChannelAccess { remote_id: "UCada", token: &access, scopes: &[] };
    let since = NOW.before(Span::hours(1));
    let comments = network.adapter().comments(&channel, since).await.unwrap();
    let seen = network.seen();
    assert_eq!(seen.len(), 2, "the second page was old enough");
    assert_eq!(seen[0].line(), "GET /youtube/youtube/v3/commentThreads");
    assert_eq!(seen[0].query["allThreadsRelatedToChannelId"], "UCada");
    assert_eq!(seen[0].query["part"], "snippet,replies");
    assert_eq!(seen[0].query["order"], "time");
    assert_eq!(seen[0].query["maxResults"], "100");

    let ids: Vec<_> = comments.iter().map(|comment| comment.remote_id.as_str()).collect();
    assert_eq!(ids, ["c3", "c3.r1", "c3.r2"]);
    let own: Vec<_> = comments.iter().map(|comment| comment.own).collect();
    assert_eq!(own, [false, true, false]);
    assert_eq!(comments[0].parent, None);
    assert_eq!(comments[2].parent.as_deref(), Some("c3"));
    assert_eq!(comments[2].post, "dQw4");
    assert_eq!(comments[2].author.as_deref(), Some("@eve"));
    assert_eq!(comments[0].at, NOW.before(Span::minutes(30)));
}

#[tokio::test]
async fn days_that_are_not_counted_yet_are_gaps() {
    let network = youtube(|seen| match seen.path.as_str() {
        "/youtube/v2/reports" => json(
            r#"{"kind":"youtubeAnalytics#resultTable","columnHeaders":[{"name":"day"},{"name":"likes"},{"name":"views"}],"rows":[["2026-11-20",3,120],["1999-01-01",9,9]]}"#,
        ),
        _ => json(
            r#"{"kind":"youtube#channelListResponse","items":[{"id":"UCada","statistics":{"subscriberCount":"512","hiddenSubscriberCount":false}}]}"#,
        ),
    })
    .await;
    let access = token("ya29.1");
    let scopes = [READ.to_owned(), ANALYTICS.to_owned()];
    let channel = ChannelAccess { remote_id: "UCada", token: &access, scopes: &scopes };
    let today = NOW.before(Span::hours(10));
    let range = DayRange { from: today.before(Span::days(3)), until: today.after(Span::days(1)) };
    let figures = network.adapter().statistics(&channel, &range).await.unwrap();
    let seen = network.seen();
    assert_eq!(seen[0].line(), "GET /youtube/v2/reports");
    assert_eq!(seen[0].query["ids"], "channel==UCada");
    assert_eq!(seen[0].query["startDate"], "2026-11-20");
    assert_eq!(seen[0].query["endDate"], "2026-11-23", "the last day itself");
    assert_eq!(seen[0].query["dimensions"], "day");
    assert_eq!(seen[0].query["metrics"], "views,likes,comments,shares");
    let figure = |metric, day, value| Figure { metric, day, value };
    assert_eq!(
        figures,
        [
            figure(Metric::Views, range.from, 120),
            figure(Metric::Likes, range.from, 3),
            figure(Metric::Followers, today, 512),
        ]
    );
}
