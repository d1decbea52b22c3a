//! Reading back, answering, hiding; many answers.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{Moderation, Published, ReadBack};

use super::{COMMENTS, youtube};
use crate::{
    hand::{Hand, SINCE, closed, content, done, there, unsupported},
    recorder::{Reply, Seen, json, refusal},
};

async fn ada(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Hand {
    Hand::new(youtube(reply).await, "UCada")
}

fn uploads(seen: &Seen) -> Reply {
    match seen.path.as_str() {
        "/youtube/youtube/v3/channels" => json(
            r#"{"kind":"youtube#channelListResponse","items":[{"id":"UCada","contentDetails":{"relatedPlaylists":{"uploads":"UUada"}}}]}"#,
        ),
        _ => json(
            r#"{"items":[{"snippet":{"publishedAt":"2026-11-23T09:31:00Z","title":"Bread","description":"Bread\nHow it is made","resourceId":{"videoId":"dQw4"}}}]}"#,
        ),
    }
}

#[tokio::test]
async fn a_lost_film_is_found_among_the_uploads() {
    let ada = ada(uploads).await;
    let found = ada.read_back("Bread\nHow it is made", None).await;
    assert_eq!(found, Ok(there("dQw4", Some("https://www.youtube.com/watch?v=dQw4"))));
    let lines = ada.lines();
    assert_eq!(
        lines,
        ["GET /youtube/youtube/v3/channels", "GET /youtube/youtube/v3/playlistItems"]
    );
    assert_eq!(ada.network.seen()[1].query["playlistId"], "UUada");
    // When a film gets there nobody says.
    assert_eq!(ada.read_back("Cake", None).await, Ok(ReadBack::CannotTell));
}

#[tokio::test]
async fn a_comment_is_answered_below_the_first_of_its_thread() {
    let ada = ada(|_| json(r#"{"kind":"youtube#comment","id":"c3.r9"}"#)).await;
    assert_eq!(ada.reply("dQw4", "c3.r2", "Thanks").await, done("c3.r9", None));
    let request = ada.network.only();
    assert_eq!(request.line(), "POST /youtube/youtube/v3/comments");
    assert_eq!(request.query["part"], "snippet");
    assert_eq!(request.text(), r#"{"snippet":{"parentId":"c3","textOriginal":"Thanks"}}"#);
}

#[tokio::test]
async fn how_an_answer_can_end() {
    let error = |code: u16, reason: &str| {
        refusal(
            code,
            &format!(
                r#"{{"error":{{"code":{code},"message":"No.","errors":[{{"reason":"{reason}"}}]}}}}"#
            ),
        )
    };
    let refused = |refusal| Published::Refused(refusal);
    let lost = Cause::PermissionLost { missing: vec![COMMENTS.into()] };
    for (reply, expected) in [
        (error(404, "parentCommentNotFound"), refused(content("parentCommentNotFound", "No."))),
        (error(403, "insufficientPermissions"), refused(closed(Verdict::Dead(lost)))),
        (error(403, "quotaExceeded"), refused(closed(Verdict::Limited { until: None }))),
        (error(403, "forbidden"), refused(closed(Verdict::Unavailable))),
        (refusal(503, "{}"), Published::Unknown),
        (Reply::Nothing, Published::Unknown),
    ] {
        let what = format!("{reply:?}");
        let ada = ada(move |_| reply.clone()).await;
        let found = ada.reply("dQw4", "c3", "Thanks").await;
        match (&found, &expected) {
            // This server sends its date, so that limits of a day have an end.
            (
                Published::Refused(engine::ports::networks::PostRefusal::Channel(
                    Verdict::Limited { .. },
                )),
                Published::Refused(engine::ports::networks::PostRefusal::Channel(
                    Verdict::Limited { .. },
                )),
            ) => {}
            _ => assert_eq!(found, expected, "{what}"),
        }
    }
}

#[tokio::test]
async fn a_comment_is_held_back_and_published_again() {
    let ada = ada(|_| Reply::Bare(204, vec![])).await;
    let ways = ada.network.adapter().ways();
    assert_eq!(ways.moderation, Moderation { reply: true, hide: true, like: false });
    assert_eq!(ada.hide("c3", true).await, Ok(()));
    assert_eq!(ada.hide("c3", false).await, Ok(()));
    assert_eq!(ada.like("c3", true).await, Err(unsupported()));
    let seen = ada.network.seen();
    assert_eq!(seen[0].line(), "POST /youtube/youtube/v3/comments/setModerationStatus");
    assert_eq!(seen[0].query["id"], "c3");
    let status = |at: usize| seen[at].query["moderationStatus"].clone();
    assert_eq!((status(0).as_str(), status(1).as_str()), ("heldForReview", "published"));
}

#[tokio::test]
async fn answers_that_did_not_come_with_their_thread_are_asked_for() {
    let comment = |id: &str| {
        format!(
            r#"{{"id":"{id}","snippet":{{"textDisplay":"Yum","publishedAt":"2026-11-23T09:40:00Z","parentId":"c1"}}}}"#
        )
    };
    let page = move |seen: &Seen| {
        let from: usize = seen.query.get("pageToken").map_or(0, |it| it.parse().unwrap());
        let answers: Vec<_> = (from..from + 100).map(|n| comment(&format!("c1.r{n}"))).collect();
        let more = if from < 200 {
            format!(r#","nextPageToken":"{}""#, from + 100)
        } else {
            String::new()
        };
        json(&format!(r#"{{"items":[{}]{more}}}"#, answers.join(",")))
    };
    let top =
        r#"{"id":"c1","snippet":{"textDisplay":"Why?","publishedAt":"2026-11-20T09:40:00Z"}}"#;
    let told = comment("c1.r0");
    let ada = ada(move |seen| match seen.path.as_str() {
        "/youtube/youtube/v3/commentThreads" => json(&format!(
            r#"{{"items":[{{"snippet":{{"videoId":"dQw4","totalReplyCount":300,"topLevelComment":{top}}},"replies":{{"comments":[{told}]}}}}]}}"#
        )),
        _ => page(seen),
    })
    .await;
    let comments = ada.comments(SINCE).await.unwrap();
    assert_eq!(comments.len(), 300, "each once, and not the old one above them");
    assert_eq!(ada.network.seen().len(), 4);
    assert_eq!(ada.network.seen()[1].query["parentId"], "c1");
}

#[tokio::test]
async fn more_threads_than_can_be_read_are_not_called_all() {
    let ada = ada(|_| {
        json(r#"{"nextPageToken":"more","items":[{"snippet":{"videoId":"dQw4","topLevelComment":{"id":"c1","snippet":{"textDisplay":"Yum","publishedAt":"2026-11-23T09:59:00Z"}}}}]}"#)
    })
    .await;
    assert_eq!(ada.comments(SINCE).await, Err(Verdict::Unavailable));
    assert_eq!(ada.network.seen().len(), 20);
}
