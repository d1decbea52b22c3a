//! Instagram through Facebook: an account hangs on a page and is reached with the page's token.

use serde_json::{Value, json};

use crate::support::{FB_SCOPES, Reply, Sandbox, parameter, person};

const NORA: &str = "100010000000006";
const PAGE: &str = "200020000000052";
const ACCOUNT: &str = "17841480000000052";
const INSTAGRAM: &str =
    "instagram_basic,instagram_content_publish,instagram_manage_comments,instagram_manage_insights";

async fn login(sandbox: &Sandbox, scopes: &str) -> String {
    let dialog = sandbox.facebook_dialog(&[("scope", scopes)]);
    let callback = person("nora", None).consent(&dialog).await.unwrap();
    let short = sandbox.redeem(&parameter(&callback, "code")).await;
    let short = short.json()["access_token"].as_str().unwrap().to_owned();
    let fields = [
        ("grant_type", "fb_exchange_token"),
        ("client_id", "agency"),
        ("client_secret", "secret"),
        ("fb_exchange_token", short.as_str()),
    ];
    let long = sandbox.graph("oauth/access_token", &fields).await;
    long.json()["access_token"].as_str().unwrap().to_owned()
}

/// Nora's own token and that of her page with the account.
async fn nora(sandbox: &Sandbox) -> (String, String) {
    let long = login(sandbox, &format!("{FB_SCOPES},{INSTAGRAM}")).await;
    let pages = sandbox.pages(&long).await;
    let (_, _, page) = pages.into_iter().find(|(_, id, _)| id == PAGE).unwrap();
    (long, page)
}

async fn read(sandbox: &Sandbox, path: &str, token: &str, fields: &[(&str, &str)]) -> Reply {
    let all: Vec<_> = fields.iter().copied().chain([("access_token", token)]).collect();
    sandbox.graph(path, &all).await
}

async fn write(sandbox: &Sandbox, path: &str, token: &str, fields: &[(&str, &str)]) -> Reply {
    let all: Vec<_> = fields.iter().copied().chain([("access_token", token)]).collect();
    sandbox.form(&format!("/facebook/v26.0/{path}"), &[], &all).await
}

async fn permission(sandbox: &Sandbox, change: &str, scope: &str) {
    let path = format!("facebook/people/{NORA}/{change}-permission");
    let answer = sandbox.switch(&path, &json!({ "scope": scope }).to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn pages_name_the_account_that_hangs_on_them() {
    let sandbox = Sandbox::start().await;
    let (long, page) = nora(&sandbox).await;
    let fields = [("fields", "name,instagram_business_account{id,username,profile_picture_url}")];
    let pages = read(&sandbox, "me/accounts", &long, &fields).await.json();
    let pages = pages["data"].as_array().unwrap();
    assert_eq!(pages.len(), 3, "an account is no page");
    let of = |id: &str| {
        pages.iter().find(|page| page["id"] == id).unwrap()["instagram_business_account"].clone()
    };
    let account = of(PAGE);
    assert_eq!(
        (account["id"].as_str(), account["username"].as_str()),
        (Some(ACCOUNT), Some("ceramicsbybecker"))
    );
    assert!(account["profile_picture_url"].as_str().unwrap().ends_with(".svg"));
    assert_eq!(of("200020000000053"), Value::Null);

    let bare = [("fields", "instagram_business_account")];
    let direct = read(&sandbox, PAGE, &page, &bare).await.json();
    assert_eq!(direct, json!({ "id": PAGE, "instagram_business_account": { "id": ACCOUNT } }));
    let granular = sandbox.debug(&long).await["granular_scopes"].clone();
    let basic = granular
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["scope"] == "instagram_basic")
        .unwrap()
        .clone();
    assert!(basic["target_ids"].as_array().unwrap().contains(&json!(ACCOUNT)));

    let people = sandbox.control.people().await.unwrap();
    let nora = people.iter().find(|person| person.id == NORA).unwrap();
    assert_eq!(nora.channels.len(), 3);
}

#[tokio::test]
async fn without_the_permission_a_page_says_nothing_of_it() {
    let sandbox = Sandbox::start().await;
    let long = login(&sandbox, FB_SCOPES).await;
    let (_, _, page) =
        sandbox.pages(&long).await.into_iter().find(|(_, id, _)| id == PAGE).unwrap();
    let answer = read(&sandbox, PAGE, &page, &[("fields", "id,instagram_business_account")]).await;
    assert_eq!(answer.json(), json!({ "id": PAGE }));
    let account = read(&sandbox, ACCOUNT, &page, &[("fields", "username")]).await;
    assert_eq!((account.status, account.graph_error().1), (403, 10));
}

#[tokio::test]
async fn an_account_publishes_with_the_token_of_its_page() {
    let sandbox = Sandbox::start().await;
    let (_, page) = nora(&sandbox).await;
    let profile = read(&sandbox, ACCOUNT, &page, &[("fields", "username,followers_count,ig_id")])
        .await
        .json();
    assert_eq!(profile["username"].as_str(), Some("ceramicsbybecker"));
    assert!(profile["followers_count"].as_i64().unwrap() >= 19_630, "{profile}");

    let edge = format!("{ACCOUNT}/media");
    let bare = write(&sandbox, &edge, &page, &[("caption", "Words only")]).await;
    assert_eq!(bare.graph_error().0, "(#100) The parameter image_url is required.");
    assert_eq!(bare.json()["error"]["type"], "OAuthException");
    let picture = [("image_url", "https://product.test/bowl.jpg"), ("caption", "A new bowl")];
    let container = write(&sandbox, &edge, &page, &picture).await.json();
    let creation = [("creation_id", container["id"].as_str().unwrap())];
    let published = write(&sandbox, &format!("{ACCOUNT}/media_publish"), &page, &creation).await;
    assert_eq!(published.status, 200, "{}", published.text);
    let media =
        read(&sandbox, &edge, &page, &[("fields", "id,caption"), ("limit", "1")]).await.json();
    assert_eq!(media["data"][0], json!({ "id": published.json()["id"], "caption": "A new bowl" }));
    let limit =
        read(&sandbox, &format!("{ACCOUNT}/content_publishing_limit"), &page, &[]).await.json();
    assert_eq!(limit["data"][0]["quota_usage"], 1);
    let posts = sandbox.get("/control/posts").await.json();
    let own = posts.as_array().unwrap().iter().find(|post| post["text"] == "A new bowl").unwrap();
    assert_eq!(
        (own["network"].as_str(), own["channel"].as_str()),
        (Some("facebook"), Some(ACCOUNT))
    );
    let posts = read(&sandbox, &format!("{PAGE}/posts"), &page, &[]).await.json();
    assert_eq!(posts["data"].as_array().unwrap().len(), 3, "nothing of it stands on the page");
}

#[tokio::test]
async fn comments_and_numbers_of_an_account() {
    let sandbox = Sandbox::start().await;
    let (long, page) = nora(&sandbox).await;
    let media = read(&sandbox, &format!("{ACCOUNT}/media"), &page, &[]).await.json();
    let medium = media["data"][0]["id"].as_str().unwrap().to_owned();
    sandbox.control.advance_clock(1).await.unwrap();
    sandbox.control.channel("facebook", ACCOUNT, "add-comment").await.unwrap();
    let edge = format!("{medium}/comments");
    for token in [&page, &long] {
        let comments = read(&sandbox, &edge, token, &[("fields", "id,text,username")]).await.json();
        assert_eq!(comments["data"][0]["text"], "Any news?");
    }
    let comments = read(&sandbox, &edge, &page, &[]).await.json();
    let comment = comments["data"][0]["id"].as_str().unwrap();
    let reply =
        write(&sandbox, &format!("{comment}/replies"), &page, &[("message", "Soon!")]).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let replies = read(&sandbox, &format!("{comment}/replies"), &page, &[]).await.json();
    assert_eq!(replies["data"][0]["text"], "Soon!");

    let asked = [("metric", "reach"), ("period", "day")];
    let numbers = read(&sandbox, &format!("{ACCOUNT}/insights"), &page, &asked).await.json();
    assert_eq!(numbers["data"][0]["values"].as_array().unwrap().len(), 2);
    let of_medium =
        read(&sandbox, &format!("{medium}/insights"), &page, &[("metric", "likes")]).await.json();
    assert_eq!(of_medium["data"][0]["period"], "lifetime");
}

#[tokio::test]
async fn what_ends_or_narrows_the_page_does_so_to_the_account() {
    let sandbox = Sandbox::start().await;
    let (long, page) = nora(&sandbox).await;
    let ask = async || read(&sandbox, &format!("{ACCOUNT}/media"), &page, &[]).await;
    permission(&sandbox, "drop", "instagram_manage_insights").await;
    let asked = [("metric", "reach"), ("period", "day")];
    let numbers = read(&sandbox, &format!("{ACCOUNT}/insights"), &page, &asked).await;
    let expected = "(#10) Application does not have permission for this action";
    assert_eq!((numbers.status, numbers.graph_error()), (403, (expected.to_owned(), 10, 0)));
    assert_eq!(ask().await.status, 200);
    permission(&sandbox, "restore", "instagram_manage_insights").await;

    sandbox.control.channel("facebook", PAGE, "untick").await.unwrap();
    assert_eq!((ask().await.graph_error().1, ask().await.graph_error().2), (190, 0));
    let by_person = read(&sandbox, ACCOUNT, &long, &[]).await;
    assert_eq!((by_person.graph_error().1, by_person.graph_error().2), (100, 33));
    sandbox.control.channel("facebook", PAGE, "tick").await.unwrap();
    sandbox.control.channel("facebook", PAGE, "drop-role").await.unwrap();
    assert_eq!(ask().await.graph_error().2, 492);
    sandbox.control.channel("facebook", PAGE, "restore-role").await.unwrap();
    assert_eq!(ask().await.status, 200);
    sandbox.control.cause("facebook", NORA, "change-password").await.unwrap();
    assert_eq!(ask().await.graph_error().2, 460);
}

#[tokio::test]
async fn nobody_else_reaches_it() {
    let sandbox = Sandbox::start().await;
    let ada = sandbox.facebook_login("ada", None).await;
    let (_, _, foreign) = sandbox.pages(&ada).await.remove(0);
    for token in [&ada, &foreign] {
        let answer = read(&sandbox, ACCOUNT, token, &[]).await;
        let (message, code, subcode) = answer.graph_error();
        assert_eq!((code, subcode), (100, 33), "{message}");
        let refused = write(&sandbox, &format!("{ACCOUNT}/media"), token, &[]).await;
        assert_eq!(refused.json()["error"]["type"], "GraphMethodException");
    }
}
