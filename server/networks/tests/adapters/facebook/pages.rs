//! Which pages a login covers, and what works on each of them.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Covered, Tested};

use super::{APP_TOKEN, alive, facebook};
use crate::recorder::{Recorder, Reply, Seen, json, refusal, token};

const HIDDEN: &str = r#"{"error":{"message":"Unsupported get request. Object with ID '1' does not exist","type":"GraphMethodException","code":100,"error_subcode":33}}"#;

fn list(ids: std::ops::Range<u32>, after: Option<&str>) -> Reply {
    let pages: Vec<String> = ids
        .map(|id| format!(r#"{{"id":"{id}","name":"Page {id}","access_token":"page-{id}"}}"#))
        .collect();
    let paging = after.map_or_else(String::new, |after| {
        // The address leads elsewhere: it must not be followed.
        format!(r#","paging":{{"cursors":{{"after":"{after}"}},"next":"http://192.0.2.1/"}}"#)
    });
    json(&format!(r#"{{"data":[{}]{paging}}}"#, pages.join(",")))
}

fn ids(covered: &Covered) -> Vec<&str> {
    covered.channels.iter().map(|page| page.remote_id.as_str()).collect()
}

#[tokio::test]
async fn every_list_of_pages_is_read_by_its_cursor() {
    let network = facebook(|seen| match seen.query.get("after").map(String::as_str) {
        None => list(1..3, Some("two")),
        Some("two") => list(3..5, Some("three")),
        _ => list(4..6, None),
    })
    .await;
    let covered = network.adapter().channels(&token("access-1"), &[]).await.unwrap();
    assert_eq!(ids(&covered), ["1", "2", "3", "4", "5"]);
    assert_eq!(covered.channels[0].name, "Page 1");
    assert_eq!(covered.channels[0].token.as_ref().unwrap().expose(), "page-1");
    assert!(covered.missing.is_empty());
    for request in network.seen() {
        assert_eq!(request.line(), "GET /facebook/v26.0/me/accounts");
        assert_eq!(request.query["limit"], "100");
        assert_eq!(request.authorization(), "Bearer access-1");
    }
}

#[tokio::test]
async fn a_list_without_an_end_ends() {
    let network = facebook(|_| list(1..2, Some("again"))).await;
    let covered = network.adapter().channels(&token("access-1"), &[]).await.unwrap();
    assert_eq!(ids(&covered), ["1"]);
    assert_eq!(network.seen().len(), 50);
}

#[tokio::test]
async fn half_a_list_is_no_list() {
    let network = facebook(|seen| match seen.query.get("after") {
        None => list(1..3, Some("two")),
        Some(_) => Reply::Html(500),
    })
    .await;
    let answer = network.adapter().channels(&token("access-1"), &[]).await;
    assert_eq!(answer.unwrap_err(), Verdict::Unavailable);
}

#[tokio::test]
async fn known_pages_that_the_list_leaves_out_are_asked_for_by_themselves() {
    let network = facebook(|seen| match seen.path.trim_start_matches("/facebook/v26.0/") {
        "me/accounts" => json(
            r#"{"data":[{"id":"1","name":"One","access_token":"page-1"},{"id":"2","name":"Two"}]}"#,
        ),
        // Pages 2, 3 and 6 were ticked.
        "debug_token" => alive(0, 0, r#""1","2","3",6"#),
        "2" => json(r#"{"id":"2","name":"Two"}"#),
        "3" => json(r#"{"id":"3","name":"Three","access_token":"page-3"}"#),
        "4" => refusal(400, HIDDEN),
        "5" => json(r#"{"id":"5","name":"Five"}"#),
        "6" => refusal(400, HIDDEN),
        "7" => Reply::Html(503),
        _ => refusal(
            400,
            r#"{"error":{"message":"(#10) requires pages_read_engagement","type":"OAuthException","code":10}}"#,
        ),
    })
    .await;
    let known: Vec<String> = (1..=8).map(|id| id.to_string()).collect();
    let covered = network.adapter().channels(&token("access-1"), &known).await.unwrap();
    assert_eq!(ids(&covered), ["1", "3"], "the second is in a business portfolio");
    let dead = Verdict::Dead;
    let expected = [
        ("2", dead(Cause::RoleLost)),
        ("4", dead(Cause::NotGranted)),
        ("5", dead(Cause::NotGranted)),
        ("6", dead(Cause::RoleLost)),
        ("7", Verdict::Unavailable),
        ("8", dead(Cause::NotGranted)),
    ];
    assert_eq!(covered.missing, expected.map(|(id, verdict)| (id.to_owned(), verdict)));
}

#[tokio::test]
async fn where_facebook_does_not_say_what_was_ticked_a_hidden_page_counts_as_not_ticked() {
    let network = facebook(|seen| match seen.path.trim_start_matches("/facebook/v26.0/") {
        "me/accounts" => list(1..2, None),
        "4" => refusal(400, HIDDEN),
        "5" => json(r#"{"id":"5","name":"Five"}"#),
        _ => Reply::Html(500),
    })
    .await;
    let known = ["4".to_owned(), "5".to_owned()];
    let covered = network.adapter().channels(&token("access-1"), &known).await.unwrap();
    let expected = [
        ("4".to_owned(), Verdict::Dead(Cause::NotGranted)),
        ("5".to_owned(), Verdict::Dead(Cause::RoleLost)),
    ];
    assert_eq!(covered.missing, expected);
}

async fn test(network: &Recorder) -> Tested {
    let access = ChannelAccess { remote_id: "1", token: &token("page-1"), scopes: &[] };
    network.adapter().test(&access).await
}

#[tokio::test]
async fn a_page_is_tested_by_three_calls_that_change_nothing() {
    let network = facebook(|seen| match seen.path.as_str() {
        "/facebook/v26.0/debug_token" => alive(0, 0, "\"1\""),
        _ => json(r#"{"data":[]}"#),
    })
    .await;
    assert_eq!(test(&network).await, Tested::all(&Verdict::Alive));

    let mut seen = network.seen();
    seen.sort_by_key(Seen::line);
    let lines: Vec<_> = seen.iter().map(Seen::line).collect();
    assert_eq!(
        lines,
        [
            "GET /facebook/v26.0/1/feed",
            "GET /facebook/v26.0/1/insights",
            "GET /facebook/v26.0/debug_token"
        ]
    );
    assert_eq!(seen[0].query["fields"], "id");
    assert_eq!(seen[0].query["limit"], "1");
    assert_eq!(seen[0].authorization(), "Bearer page-1");
    assert_eq!(seen[1].query["metric"], "page_post_engagements");
    assert_eq!(seen[1].query["period"], "day");
    assert_eq!(seen[2].query["input_token"], "page-1");
    assert_eq!(seen[2].authorization(), APP_TOKEN);
}

#[tokio::test]
async fn each_ability_has_its_own_verdict() {
    let network = facebook(|seen| match seen.path.as_str() {
        "/facebook/v26.0/debug_token" => alive(0, 0, "\"2\""),
        "/facebook/v26.0/1/feed" => refusal(
            400,
            r#"{"error":{"message":"(#10) This endpoint requires the 'pages_read_user_content' permission","type":"OAuthException","code":10}}"#,
        ),
        _ => Reply::Html(502),
    })
    .await;
    let tested = test(&network).await;
    assert_eq!(tested.publish, Verdict::Dead(Cause::NotGranted));
    let missing = vec!["pages_read_user_content".to_owned()];
    assert_eq!(tested.comments, Verdict::Dead(Cause::PermissionLost { missing }));
    assert_eq!(tested.statistics, Verdict::Unavailable);
}

#[tokio::test]
async fn publishing_needs_its_permission() {
    let network = facebook(|seen| match seen.path.as_str() {
        "/facebook/v26.0/debug_token" => {
            json(r#"{"data":{"is_valid":true,"scopes":["pages_show_list"],"granular_scopes":[]}}"#)
        }
        _ => json(r#"{"data":[]}"#),
    })
    .await;
    let missing = vec!["pages_manage_posts".to_owned()];
    assert_eq!(test(&network).await.publish, Verdict::Dead(Cause::PermissionLost { missing }));
}
