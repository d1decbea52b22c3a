//! LinkedIn's versioned API: organizations, posts, comments, numbers.

use axum::body::Body;
use serde_json::{Value, json};

use crate::linkedin::{FREIGHT, MUSEUM, SOFIA, code, get, login, post, redeem, refusal, start};
use crate::support::{Sandbox, pair};

pub(crate) fn share(organization: &str, text: &str) -> Value {
    json!({
        "author": format!("urn:li:organization:{organization}"),
        "commentary": text,
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": false,
    })
}

async fn publish(sandbox: &Sandbox, access: &str, body: &Value) -> String {
    let answer = post(sandbox, "rest/posts", access, body).await;
    assert_eq!((answer.status, answer.text.as_str()), (201, ""), "an empty body");
    answer.header("x-restli-id").to_owned()
}

fn encoded(urn: &str) -> String {
    form_urlencoded::byte_serialize(urn.as_bytes()).collect()
}

#[tokio::test]
async fn a_version_must_be_named_and_must_live() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    let bearer = format!("Bearer {access}");
    let path = "/linkedin/rest/organizationAcls?q=roleAssignee";
    let ask = async |version: &str| {
        let headers = [("authorization", bearer.as_str()), ("linkedin-version", version)];
        let headers = if version.is_empty() { &headers[..1] } else { &headers[..] };
        sandbox.send("GET", path, headers, Body::empty()).await
    };
    assert_eq!(refusal(&ask("").await), (400, 0, "VERSION_MISSING".to_owned()));
    let sunset = ask("202404").await;
    assert_eq!(refusal(&sunset), (426, 0, "NONEXISTENT_VERSION".to_owned()));
    assert_eq!(sunset.json()["message"], "Requested version 20240401 is not active");
    for version in ["202613", "209901", "2026", "latest"] {
        assert_eq!(ask(version).await.status, 426, "{version}");
    }
    for version in ["202511", "202601.01"] {
        assert_eq!(ask(version).await.status, 200, "{version}");
    }
    sandbox.control.advance_clock(400 * 86_400).await.unwrap();
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    assert_eq!(get(&sandbox, "rest/organizationAcls?q=roleAssignee", &access).await.status, 200);
}

#[tokio::test]
async fn nobody_and_nonsense_are_told_apart() {
    let sandbox = start().await;
    let empty = sandbox.get("/linkedin/v2/userinfo").await;
    let expected =
        json!({ "message": "Empty oauth2_access_token", "serviceErrorCode": 401, "status": 401 });
    assert_eq!((empty.status, empty.json()), (401, expected));
    let unknown = get(&sandbox, "v2/userinfo", "nonsense").await;
    assert_eq!(refusal(&unknown), (401, 65_600, "INVALID_ACCESS_TOKEN".to_owned()));
    let (_, refresh) = login(&sandbox, "partner", "sofia").await;
    assert_eq!(refusal(&get(&sandbox, "v2/userinfo", &refresh).await).1, 65_600);
}

#[tokio::test]
async fn a_member_finds_their_organizations() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    let acls = "rest/organizationAcls?q=roleAssignee&state=APPROVED";
    let list = get(&sandbox, acls, &access).await.json();
    assert_eq!(
        list["elements"][0],
        json!({
            "role": "ADMINISTRATOR", "organization": "urn:li:organization:90412001",
            "roleAssignee": format!("urn:li:person:{SOFIA}"), "state": "APPROVED",
        })
    );
    assert_eq!(
        (list["elements"].as_array().unwrap().len(), list["paging"]["count"].as_i64()),
        (3, Some(10))
    );
    let content =
        get(&sandbox, &format!("{acls}&role=CONTENT_ADMINISTRATOR"), &access).await.json();
    assert_eq!(content["elements"][0]["organization"], format!("urn:li:organization:{MUSEUM}"));
    assert_eq!(content["elements"].as_array().unwrap().len(), 1);
    let page = get(&sandbox, &format!("{acls}&count=2&start=0"), &access).await.json();
    let next = page["paging"]["links"][0]["href"].as_str().unwrap();
    let rest = get(&sandbox, next.strip_prefix("/linkedin/").unwrap(), &access).await.json();
    assert_eq!(rest["elements"].as_array().unwrap().len(), 1);
    assert_eq!(rest["paging"]["links"][0]["rel"], "prev");
    assert_eq!(get(&sandbox, "rest/organizationAcls?state=APPROVED", &access).await.status, 400);
    let older = "v2/organizationalEntityAcls?q=roleAssignee&role=ADMINISTRATOR&projection=(elements*(organizationalTarget~(localizedName)))";
    let older = get(&sandbox, older, &access).await.json();
    assert_eq!(older["elements"][0]["organizationalTarget"], "urn:li:organization:90412001");
    assert_eq!(
        older["elements"][0]["organizationalTarget~"]["localizedName"],
        "Baltic Freight Lines"
    );

    let one = get(&sandbox, &format!("rest/organizations/{FREIGHT}"), &access).await.json();
    assert_eq!(
        (one["id"].as_i64(), one["localizedName"].as_str(), one["vanityName"].as_str()),
        (Some(90_412_001), Some("Baltic Freight Lines"), Some("baltic-freight-lines"))
    );
    assert!(one["logoV2"]["original"].as_str().unwrap().starts_with("urn:li:digitalmediaAsset:"));
    let several = "rest/organizations?ids=List(90412001,90412004)";
    let several = get(&sandbox, several, &access).await.json();
    assert_eq!(several["results"]["90412001"]["localizedName"], "Baltic Freight Lines");
    assert_eq!(several["statuses"], json!({ "90412001": 200, "90412004": 403 }));
    assert_eq!(refusal(&get(&sandbox, "rest/organizations/90412004", &access).await).0, 403);
    assert_eq!(refusal(&get(&sandbox, "rest/organizations/1", &access).await).0, 404);
    let size = format!(
        "rest/networkSizes/urn%3Ali%3Aorganization%3A{FREIGHT}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
    );
    let size = get(&sandbox, &size, &access).await.json();
    assert!(size["firstDegreeSize"].as_i64().unwrap() >= 22_480, "{size}");
}

#[tokio::test]
async fn a_post_is_published_for_an_organization_or_a_member() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    let urn = publish(&sandbox, &access, &share(FREIGHT, "A new terminal")).await;
    assert!(urn.starts_with("urn:li:share:7"), "{urn}");
    let one = get(&sandbox, &format!("rest/posts/{}", encoded(&urn)), &access).await.json();
    assert_eq!(
        (one["commentary"].as_str(), one["author"].as_str()),
        (Some("A new terminal"), Some("urn:li:organization:90412001"))
    );
    let author = encoded(&format!("urn:li:organization:{FREIGHT}"));
    let list = get(&sandbox, &format!("rest/posts?q=author&author={author}&count=2"), &access)
        .await
        .json();
    assert_eq!(list["elements"][0]["id"], urn.as_str(), "newest first");
    assert_eq!(list["paging"]["total"], 4);
    let own = json!({ "author": format!("urn:li:person:{SOFIA}") });
    let mut body = share(FREIGHT, "My own words");
    body["author"] = own["author"].clone();
    publish(&sandbox, &access, &body).await;
    let posts = sandbox.get("/control/posts").await.json();
    assert_eq!(
        posts.as_array().unwrap().iter().filter(|post| post["id"] == urn.as_str()).count(),
        1
    );

    for field in ["author", "commentary", "visibility", "distribution", "lifecycleState"] {
        let mut body = share(FREIGHT, "x");
        body.as_object_mut().unwrap().remove(field);
        let refused = post(&sandbox, "rest/posts", &access, &body).await;
        assert_eq!(refused.status, 422, "{field}");
        assert!(refused.json()["message"].as_str().unwrap().contains(field), "{}", refused.text);
    }
    assert_eq!(
        post(&sandbox, "rest/posts", &access, &share(FREIGHT, &"x".repeat(3_001))).await.status,
        422
    );
}

#[tokio::test]
async fn roles_decide_who_may_speak_and_who_may_look() {
    let sandbox = start().await;
    let (sofia, _) = login(&sandbox, "agency", "sofia").await;
    let (katrin, _) = login(&sandbox, "agency", "katrin").await;
    let urn = publish(&sandbox, &sofia, &share(MUSEUM, "By a content administrator")).await;
    let statistics = |organization: &str| {
        format!(
            "rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A{organization}"
        )
    };
    assert_eq!(get(&sandbox, &statistics(MUSEUM), &sofia).await.status, 403, "no numbers for her");
    assert_eq!(get(&sandbox, &statistics(FREIGHT), &katrin).await.status, 200, "an analyst's");
    let refused = post(&sandbox, "rest/posts", &katrin, &share(FREIGHT, "By an analyst")).await;
    assert_eq!(refusal(&refused), (403, 100, "ACCESS_DENIED".to_owned()));
    let foreign = get(&sandbox, &format!("rest/posts/{}", encoded(&urn)), &katrin).await;
    assert_eq!(foreign.status, 403);

    let code = code(
        &sandbox,
        "daniel",
        &[("scope", "openid rw_organization_admin r_organization_social")],
    )
    .await;
    let (reader, _) = pair(&redeem(&sandbox, "agency", &code).await);
    assert_eq!(get(&sandbox, &format!("rest/posts/{}", encoded(&urn)), &reader).await.status, 200);
    let refused = post(&sandbox, "rest/posts", &reader, &share(MUSEUM, "Without the scope")).await;
    assert_eq!(
        refused.json()["message"],
        "Not enough permissions to access: partnerApiPostsExternal.CREATE.20251101"
    );
}

#[tokio::test]
async fn comments_come_with_pages_and_can_be_answered() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    let urn = publish(&sandbox, &access, &share(FREIGHT, "A new terminal")).await;
    let path = format!("rest/socialActions/{}/comments", encoded(&urn));
    assert_eq!(get(&sandbox, &path, &access).await.json()["elements"], json!([]));
    for _ in 0..2 {
        sandbox.control.channel("linkedin", FREIGHT, "add-comment").await.unwrap();
    }
    let first = get(&sandbox, &format!("{path}?count=1"), &access).await.json();
    let comment = &first["elements"][0];
    assert_eq!(
        (first["paging"]["total"].as_i64(), comment["message"]["text"].as_str()),
        (Some(2), Some("Any news?"))
    );
    assert!(comment["created"]["time"].is_i64());
    assert!(comment["actor"].as_str().unwrap().starts_with("urn:li:person:"));
    let next = first["paging"]["links"][0]["href"].as_str().unwrap();
    let second = get(&sandbox, next.strip_prefix("/linkedin/").unwrap(), &access).await.json();
    assert_ne!(second["elements"][0]["id"], comment["id"]);

    let above = comment["commentUrn"].as_str().unwrap();
    assert!(above.starts_with("urn:li:comment:(urn:li:activity:"), "{above}");
    let answer = json!({
        "actor": format!("urn:li:organization:{FREIGHT}"), "object": urn,
        "message": { "text": "In May." }, "parentComment": above,
    });
    let answered = post(&sandbox, &path, &access, &answer).await;
    assert_eq!(answered.status, 201, "{}", answered.text);
    assert_eq!(answered.json()["parentComment"], above);
    assert!(!answered.header("x-restli-id").is_empty());
    let below = format!("rest/socialActions/{}/comments", encoded(above));
    let below = get(&sandbox, &below, &access).await.json();
    assert_eq!(below["elements"][0]["message"]["text"], "In May.");
    assert_eq!(below["elements"][0]["actor"], format!("urn:li:organization:{FREIGHT}"));
    let summary =
        get(&sandbox, &format!("rest/socialActions/{}", encoded(&urn)), &access).await.json();
    assert_eq!(summary["commentsSummary"]["totalFirstLevelComments"], 2);
    assert_eq!(summary["commentsSummary"]["aggregatedTotalComments"], 3);
    let lost = get(&sandbox, "rest/socialActions/urn%3Ali%3Ashare%3A1/comments", &access).await;
    assert_eq!(refusal(&lost).0, 404);
    let mut other = answer;
    other["actor"] = json!("urn:li:organization:90412004");
    assert_eq!(refusal(&post(&sandbox, &path, &access, &other).await).0, 403);
}

#[tokio::test]
async fn numbers_come_whole_by_day_and_by_post() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    let urn = format!("urn%3Ali%3Aorganization%3A{FREIGHT}");
    let path = format!(
        "rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={urn}"
    );
    let whole = get(&sandbox, &path, &access).await.json();
    let total = &whole["elements"][0]["totalShareStatistics"];
    for name in [
        "uniqueImpressionsCount",
        "shareCount",
        "clickCount",
        "likeCount",
        "impressionCount",
        "commentCount",
    ] {
        assert!(total[name].as_i64().unwrap() > 0, "{name}");
    }
    assert!(total["engagement"].is_f64());
    assert_eq!(
        whole["elements"][0]["organizationalEntity"],
        format!("urn:li:organization:{FREIGHT}")
    );

    let day = 86_400_000;
    let now = sandbox.get("/control/clock").await.json()["now"].as_i64().unwrap();
    let (start, end) = ((now / day - 7) * day, (now / day) * day);
    let span = format!(
        "{path}&timeIntervals=(timeRange:(start:{start},end:{end}),timeGranularityType:DAY)"
    );
    let days = get(&sandbox, &span, &access).await.json();
    let elements = days["elements"].as_array().unwrap();
    assert_eq!(elements.len(), 5, "the last two days come later");
    assert_eq!(elements[0]["timeRange"], json!({ "start": start, "end": start + day }));
    let older = format!(
        "{path}&timeIntervals.timeGranularityType=DAY&timeIntervals.timeRange.start={start}&timeIntervals.timeRange.end={end}"
    );
    assert_eq!(get(&sandbox, &older, &access).await.json()["elements"], days["elements"]);
    let wrong = format!("{path}&timeIntervals=(timeGranularityType:DAY)");
    assert_eq!(get(&sandbox, &wrong, &access).await.status, 400);

    let posts = get(&sandbox, &format!("rest/posts?q=author&author={urn}"), &access).await.json();
    let first = posts["elements"][0]["id"].as_str().unwrap();
    let of_one =
        get(&sandbox, &format!("{path}&shares=List({})", encoded(first)), &access).await.json();
    assert_eq!(of_one["elements"][0]["share"], first);
    assert_eq!(of_one["elements"].as_array().unwrap().len(), 1);
}
