//! What can be done with a person's and a page's token.

use crate::support::Sandbox;

struct Page {
    id: String,
    token: String,
}

async fn bakery(sandbox: &Sandbox) -> (String, Page) {
    let long = sandbox.facebook_login("ada", None).await;
    let pages = sandbox.pages(&long).await;
    let (_, id, token) = pages.into_iter().find(|(name, _, _)| name == "Bakery Brno").unwrap();
    (long, Page { id, token })
}

#[tokio::test]
async fn me_gives_the_fields_asked_for() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let fields = "id,name,picture{url}";
    let me = sandbox.graph("me", &[("access_token", &long), ("fields", fields)]).await;
    assert!(me.header("x-app-usage").contains("call_count"));
    assert_eq!(me.header("facebook-api-version"), "v26.0");
    let me = me.json();
    assert_eq!(me["name"], "Ada Novak");
    let picture = me["picture"]["data"]["url"].as_str().unwrap();
    let picture = sandbox.get(picture.strip_prefix(&sandbox.url).unwrap()).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
    assert!(picture.text.contains(">AN<"));

    let wrong = sandbox.graph("me", &[("access_token", &long), ("fields", "shoe_size")]).await;
    let expected = "(#100) Tried accessing nonexisting field (shoe_size) on node type (User)";
    assert_eq!(wrong.graph_error(), (expected.to_owned(), 100, 0));
}

#[tokio::test]
async fn accounts_come_in_parts() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let mut next = format!("/facebook/v26.0/me/accounts?limit=5&fields=name&access_token={long}");
    let mut sizes = Vec::new();
    let mut names = Vec::new();
    while !next.is_empty() {
        let part = sandbox.get(&next).await.json();
        let data = part["data"].as_array().unwrap();
        sizes.push(data.len());
        names.extend(data.iter().map(|page| page["name"].as_str().unwrap().to_owned()));
        assert!(part["paging"]["cursors"]["after"].is_string());
        let address = part["paging"]["next"].as_str().unwrap_or_default();
        next = address.strip_prefix(&sandbox.url).unwrap_or_default().to_owned();
    }
    assert_eq!(sizes, [5, 5, 2]);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 12);
}

#[tokio::test]
async fn a_page_without_a_usable_task_has_no_token() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("petr", None).await;
    let fields = [("access_token", long.as_str()), ("fields", "name,tasks,access_token")];
    let answer = sandbox.graph("me/accounts", &fields).await.json();
    let data = answer["data"].as_array().unwrap();
    let jazz = data.iter().find(|page| page["name"] == "Ostrava Jazz Night").unwrap();
    assert_eq!(jazz.get("access_token"), None);
    assert_eq!(jazz["tasks"], serde_json::json!(["ANALYZE"]));
    assert_eq!(data.iter().filter(|page| page["access_token"].is_string()).count(), 2);
}

#[tokio::test]
async fn a_page_can_be_asked_for_directly() {
    let sandbox = Sandbox::start().await;
    let (long, page) = bakery(&sandbox).await;
    let fields = [("access_token", long.as_str()), ("fields", "access_token")];
    let direct = sandbox.graph(&page.id, &fields).await.json();
    assert_eq!(direct["access_token"], page.token.as_str());
    let foreign = sandbox.graph("200020000000021", &fields).await;
    assert_eq!((foreign.status, foreign.graph_error().1, foreign.graph_error().2), (400, 100, 33));
}

#[tokio::test]
async fn a_page_publishes_and_a_person_does_not() {
    let sandbox = Sandbox::start().await;
    let (long, page) = bakery(&sandbox).await;
    let feed = format!("/facebook/v26.0/{}/feed", page.id);
    let post = |token: &str| {
        vec![
            ("message".to_owned(), "Fresh bread".to_owned()),
            ("access_token".to_owned(), token.to_owned()),
        ]
    };
    let send = async |token: &str| {
        let fields = post(token);
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        sandbox.form(&feed, &[], &fields).await
    };
    let refused = send(&long).await;
    assert_eq!((refused.status, refused.graph_error().1), (403, 200));
    let answer = send(&page.token).await;
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with(&format!("{}_", page.id)));

    let posts = sandbox.get("/control/posts").await.json();
    let own: Vec<_> =
        posts.as_array().unwrap().iter().filter(|post| post["text"] == "Fresh bread").collect();
    assert_eq!(own.len(), 1);
    assert_eq!(
        (own[0]["network"].as_str(), own[0]["channel"].as_str()),
        (Some("facebook"), Some(page.id.as_str()))
    );
    let newest = sandbox
        .graph(&format!("{}/posts", page.id), &[("access_token", &page.token), ("limit", "1")])
        .await;
    assert_eq!(newest.json()["data"][0]["id"], id.as_str());
}

#[tokio::test]
async fn comments_are_silently_empty_for_a_person() {
    let sandbox = Sandbox::start().await;
    let (long, page) = bakery(&sandbox).await;
    let posts =
        sandbox.graph(&format!("{}/posts", page.id), &[("access_token", &page.token)]).await.json();
    let post = posts["data"][0]["id"].as_str().unwrap().to_owned();
    sandbox.control.channel("facebook", &page.id, "add-comment").await.unwrap();
    let edge = format!("{post}/comments");
    let silent = sandbox.graph(&edge, &[("access_token", &long)]).await;
    assert_eq!((silent.status, silent.json()), (200, serde_json::json!({ "data": [] })));
    let comments =
        sandbox.graph(&edge, &[("access_token", &page.token), ("filter", "stream")]).await.json();
    let newest = comments["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(newest["message"], "Any news?");
    let fields = [("access_token", page.token.as_str()), ("fields", "created_time,updated_time")];
    let times = sandbox.graph(&post, &fields).await.json();
    assert_eq!(times["updated_time"], newest["created_time"]);
    assert_ne!(times["updated_time"], times["created_time"]);

    let id = newest["id"].as_str().unwrap();
    let fields = [("message", "Soon!"), ("access_token", page.token.as_str())];
    let reply = sandbox.form(&format!("/facebook/v26.0/{id}/comments"), &[], &fields).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let above = sandbox.graph(&edge, &[("access_token", &page.token)]).await.json();
    assert_eq!(above["data"].as_array().unwrap().last().unwrap()["id"], id, "no answers unasked");
    let fields = [("access_token", page.token.as_str()), ("filter", "stream")];
    let comments = sandbox.graph(&edge, &fields).await.json();
    let answer = comments["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (answer["message"].as_str(), answer["parent"]["id"].as_str()),
        (Some("Soon!"), Some(id))
    );
    assert_eq!(answer["from"]["name"], "Bakery Brno");
}

#[tokio::test]
async fn numbers_of_a_day_never_change() {
    let sandbox = Sandbox::start().await;
    let (_, page) = bakery(&sandbox).await;
    let edge = format!("{}/insights", page.id);
    let fields = [
        ("access_token", page.token.as_str()),
        ("metric", "page_post_engagements,page_daily_follows,page_follows"),
        ("period", "day"),
        ("since", "2026-11-01"),
        ("until", "2026-11-08"),
    ];
    let first = sandbox.graph(&edge, &fields).await.json();
    let values = first["data"][0]["values"].as_array().unwrap();
    assert_eq!(values.len(), 7);
    assert_eq!(values[0]["end_time"], "2026-11-02T00:00:00+0000");
    assert_eq!(first["data"][1]["name"], "page_daily_follows");
    let follows = |day: usize| first["data"][2]["values"][day]["value"].as_i64().unwrap();
    assert!(follows(6) >= 4_812, "all of them, not those of the day");
    assert_ne!(follows(6), follows(5), "they come and go");
    assert_eq!(sandbox.graph(&edge, &fields).await.json(), first);
    let wrong = [("access_token", page.token.as_str()), ("metric", "page_impressions")];
    assert_eq!(sandbox.graph(&edge, &wrong).await.graph_error().1, 100);
}

#[tokio::test]
async fn a_permission_taken_back_is_missed_and_asked_for_again() {
    let sandbox = Sandbox::start().await;
    let (long, page) = bakery(&sandbox).await;
    let path = format!("/facebook/v26.0/me/permissions/read_insights?access_token={long}");
    assert_eq!(sandbox.send("DELETE", &path, &[], String::new()).await.status, 200);
    let fields = [("access_token", page.token.as_str()), ("metric", "page_media_view")];
    let edge = format!("{}/insights", page.id);
    assert_eq!(sandbox.graph(&edge, &fields).await.graph_error().1, 10);
    let listed = sandbox.graph("me/permissions", &[("access_token", &long)]).await.json();
    let status = |listed: &serde_json::Value| {
        let data = listed["data"].as_array().unwrap().clone();
        data.iter().find(|it| it["permission"] == "read_insights").unwrap()["status"].clone()
    };
    assert_eq!(status(&listed), "declined");
    sandbox.facebook_login("ada", None).await;
    assert_eq!(sandbox.graph(&edge, &fields).await.status, 200);
}

#[tokio::test]
async fn nothing_is_done_for_nobody() {
    let sandbox = Sandbox::start().await;
    let answer = sandbox.graph("me", &[]).await;
    assert_eq!((answer.status, answer.graph_error().1), (400, 2500));
    let answer = sandbox.graph("me", &[("access_token", "agency|secret")]).await;
    assert_eq!(answer.graph_error().1, 2500);
    let answer = sandbox.graph("me", &[("access_token", "garbage")]).await;
    assert_eq!(answer.graph_error().1, 190);
    assert!(answer.header("www-authenticate").contains("\"invalid_token\""));
}
