use domain::{
    cause::Cause,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::ports::networks::{
    ChannelAccess, DayRange, Figure, Media, MediaKind, Metric, NewPost, PostRefusal, Published,
    RemotePost,
};

use super::{linkedin, pictures::PICTURE};
use crate::recorder::{NOW, Recorder, Reply, json, refusal, token};

const DENIED: &str = r#"{"status":403,"serviceErrorCode":100,"code":"ACCESS_DENIED","message":"Not enough permissions to access: posts"}"#;

/// With what an administrator has.
macro_rules! bakery {
    ($access:ident, $scopes:ident, $channel:ident) => {
        let $access = token("AQV");
        let $scopes = ["rw_organization_admin", "w_organization_social"].map(ToOwned::to_owned);
        let $channel = ChannelAccess { remote_id: "1", token: &$access, scopes: &$scopes };
    };
}

pub(super) async fn published(
    network: &Recorder,
    text: &str,
    media: Option<Media<'_>>,
) -> Published {
    bakery!(access, scopes, channel);
    let link = Some("https://ada.example/a_b");
    let post = NewPost { text, link, media, key: "post-1", now: NOW };
    network.adapter().publish(&channel, &post).await
}

#[tokio::test]
async fn a_post_is_named_by_a_header() {
    let network =
        linkedin(|_| Reply::Bare(201, vec![("x-restli-id", "urn:li:share:77".into())])).await;
    let outcome = published(&network, "Bread (fresh) #today", None).await;
    let expected = RemotePost {
        remote_id: "urn:li:share:77".into(),
        link: Some("https://www.linkedin.com/feed/update/urn:li:share:77".into()),
    };
    assert_eq!(outcome, Published::Done(expected));
    let request = network.only();
    assert_eq!(request.line(), "POST /linkedin/rest/posts");
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.headers["linkedin-version"], "202608");
    assert_eq!(
        request.text(),
        r#"{"author":"urn:li:organization:1","commentary":"Bread \\(fresh\\) #today\n\nhttps://ada.example/a\\_b","distribution":{"feedDistribution":"MAIN_FEED","targetEntities":[],"thirdPartyDistributionChannels":[]},"isReshareDisabledByAuthor":false,"lifecycleState":"PUBLISHED","visibility":"PUBLIC"}"#
    );
}

#[tokio::test]
async fn how_publishing_can_end() {
    let duplicate = r#"{"status":422,"code":"DUPLICATE_POST","message":"Content is a duplicate"}"#;
    let content = PostRefusal::Content {
        code: "DUPLICATE_POST".into(),
        says: "Content is a duplicate".into(),
    };
    let refused = Published::Refused;
    let channel = |verdict| refused(PostRefusal::Channel(verdict));
    for (reply, expected) in [
        (refusal(422, duplicate), refused(content)),
        (refusal(403, DENIED), channel(Verdict::Dead(Cause::RoleLost))),
        (refusal(429, "{}"), channel(Verdict::Limited { until: None })),
        (Reply::Html(400), channel(Verdict::Unavailable)),
        // It may be out.
        (Reply::Bare(201, Vec::new()), Published::Unknown),
        (refusal(500, "{}"), Published::Unknown),
        (Reply::Nothing, Published::Unknown),
    ] {
        let what = format!("{reply:?}");
        let network = linkedin(move |_| reply.clone()).await;
        assert_eq!(published(&network, "Bread", None).await, expected, "{what}");
        assert_eq!(network.seen().len(), 1, "sent once");
    }
}

#[tokio::test]
async fn what_cannot_be_published_is_not_even_sent() {
    let network = linkedin(|_| json("{}")).await;
    let film = Media { kind: MediaKind::Video, ..PICTURE };
    let long = "x".repeat(3001);
    for (text, media, code) in
        [("Bread", Some(film), "media_unsupported"), (&long, None, "too_long")]
    {
        let refused = PostRefusal::Content { code: code.into(), says: String::new() };
        assert_eq!(published(&network, text, media).await, Published::Refused(refused));
    }
    assert!(network.seen().is_empty());
}

fn comment(id: &str, actor: &str, at: Timestamp, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","commentUrn":"urn:li:comment:(urn:li:activity:9,{id})","actor":"urn:li:{actor}","message":{{"text":"Yum"}},"created":{{"time":{}}}{more}}}"#,
        at.millis()
    )
}

#[tokio::test]
async fn comments_below_the_last_posts() {
    let recent = NOW.before(Span::minutes(5));
    let first = [
        comment("1", "person:eve", recent, ""),
        comment("2", "organization:1", recent, ""),
        comment("3", "person:old", NOW.before(Span::days(2)), ""),
        r#"{"odd":true}"#.to_owned(),
    ]
    .join(",");
    let parent = r#","parentComment":"urn:li:comment:(urn:li:activity:9,1)""#;
    let second = comment("4", "person:bob", recent.before(Span::minutes(1)), parent);
    let network = linkedin(move |seen| match seen.path.as_str() {
        "/linkedin/rest/posts" => {
            json(r#"{"elements":[{"id":"urn:li:share:77"},{"id":"urn:li:ugcPost:78"}]}"#)
        }
        "/linkedin/rest/socialActions/urn%3Ali%3Ashare%3A77/comments" => {
            json(&format!(r#"{{"elements":[{first}]}}"#))
        }
        "/linkedin/rest/socialActions/urn%3Ali%3AugcPost%3A78/comments" => {
            json(&format!(r#"{{"elements":[{second}]}}"#))
        }
        _ => Reply::Html(500),
    })
    .await;
    bakery!(access, scopes, channel);
    let since = NOW.before(Span::hours(1));
    let found = network.adapter().comments(&channel, since).await.unwrap();
    let request = &network.seen()[0];
    assert_eq!(request.query["q"], "author");
    assert_eq!(request.query["author"], "urn:li:organization:1");
    assert_eq!(request.query["sortBy"], "LAST_MODIFIED");

    let own: Vec<_> = found.iter().map(|it| it.own).collect();
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.remote_id.as_str(), it.post.as_str(), it.parent.as_deref(), it.at))
        .collect();
    let id = "urn:li:comment:(urn:li:activity:9,1)";
    assert_eq!(
        found,
        [
            (
                "urn:li:comment:(urn:li:activity:9,4)",
                "urn:li:ugcPost:78",
                Some(id),
                recent.before(Span::minutes(1))
            ),
            (id, "urn:li:share:77", None, recent),
            ("urn:li:comment:(urn:li:activity:9,2)", "urn:li:share:77", None, recent),
        ]
    );
    assert_eq!(own, [false, false, true]);
}

#[tokio::test]
async fn hundreds_of_comments_are_all_read_and_more_than_can_be_read_are_not_called_all() {
    for (end, expected, calls) in [(730, Ok(730), 8), (100_000, Err(Verdict::Unavailable), 20)] {
        let network = linkedin(move |seen| {
            if seen.path == "/linkedin/rest/posts" {
                return json(r#"{"elements":[{"id":"urn:li:share:77"}]}"#);
            }
            let start: usize = seen.query["start"].parse().unwrap();
            let page = (start..end.min(start + 100))
                .map(|n| comment(&n.to_string(), "person:eve", NOW, ""));
            json(&format!(r#"{{"elements":[{}]}}"#, page.collect::<Vec<_>>().join(",")))
        })
        .await;
        bakery!(access, scopes, channel);
        let found = network.adapter().comments(&channel, NOW).await;
        assert_eq!(found.map(|found| found.len()), expected);
        assert_eq!(network.seen().len(), calls + 1);
    }
}

#[tokio::test]
async fn answers_to_comments_are_asked_for_where_there_are_some() {
    let network = linkedin(|seen| match seen.path.as_str() {
        "/linkedin/rest/posts" => json(r#"{"elements":[{"id":"urn:li:share:77"}]}"#),
        "/linkedin/rest/socialActions/urn%3Ali%3Ashare%3A77/comments" => {
            let some = comment("1", "person:eve", NOW, r#","commentsSummary":{"totalFirstLevelComments":1}"#);
            let none = comment("2", "person:eve", NOW, r#","commentsSummary":{"totalFirstLevelComments":0}"#);
            json(&format!(r#"{{"elements":[{some},{none}]}}"#))
        }
        "/linkedin/rest/socialActions/urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A9%2C1%29/comments" => {
            json(&format!(r#"{{"elements":[{}]}}"#, comment("3", "organization:1", NOW, "")))
        }
        other => panic!("{other}"),
    })
    .await;
    bakery!(access, scopes, channel);
    let found = network.adapter().comments(&channel, NOW).await.unwrap();
    let found: Vec<_> = found.iter().map(|it| (it.parent.as_deref(), it.own)).collect();
    let parent = Some("urn:li:comment:(urn:li:activity:9,1)");
    assert_eq!(found, [(None, false), (None, false), (parent, true)]);
}

#[tokio::test]
async fn a_refusal_is_a_lost_role_only_where_the_permission_is_there() {
    let network = linkedin(|_| refusal(403, DENIED)).await;
    bakery!(access, scopes, channel);
    let since = NOW.before(Span::hours(1));
    // Reading is not among this login's scopes, the figures are.
    let missing = Cause::PermissionLost { missing: vec!["r_organization_social".into()] };
    let comments = network.adapter().comments(&channel, since).await;
    assert_eq!(comments, Err(Verdict::Dead(missing)));
    let range = DayRange { from: since, until: NOW };
    let statistics = network.adapter().statistics(&channel, &range).await;
    assert_eq!(statistics, Err(Verdict::Dead(Cause::RoleLost)));
}

#[tokio::test]
async fn figures_are_asked_for_by_day() {
    let today = NOW.before(Span::hours(10));
    let day = today.before(Span::days(2));
    let range = DayRange { from: day, until: today.after(Span::days(1)) };
    let body = format!(
        r#"{{"elements":[
            {{"totalShareStatistics":{{"uniqueImpressionsCount":40,"impressionCount":50,"likeCount":3,"commentCount":2,"shareCount":1,"clickCount":9,"engagement":0.3}},"timeRange":{{"start":{},"end":{}}}}},
            {{"totalShareStatistics":{{"impressionCount":99999}}}}]}}"#,
        day.millis(),
        day.after(Span::days(1)).millis()
    );
    let network = linkedin(move |seen| {
        if seen.path.contains("networkSizes") {
            return json(r#"{"firstDegreeSize":512}"#);
        }
        json(&body)
    })
    .await;
    bakery!(access, scopes, channel);
    let figures = network.adapter().statistics(&channel, &range).await.unwrap();
    let seen = network.seen();
    assert_eq!(seen[0].line(), "GET /linkedin/rest/organizationalEntityShareStatistics");
    assert_eq!(
        seen[0].raw_query,
        format!(
            "q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A1&timeIntervals=(timeRange:(start:{},end:{}),timeGranularityType:DAY)",
            range.from.millis(),
            range.until.millis()
        )
    );
    assert_eq!(seen[1].line(), "GET /linkedin/rest/networkSizes/urn%3Ali%3Aorganization%3A1");
    let figure = |metric, day, value| Figure { metric, day, value };
    let expected = [
        figure(Metric::Reach, day, 40),
        figure(Metric::Views, day, 50),
        figure(Metric::Likes, day, 3),
        figure(Metric::Comments, day, 2),
        figure(Metric::Shares, day, 1),
        figure(Metric::Followers, today, 512),
    ];
    assert_eq!(figures, expected, "the day between is a gap");
}
