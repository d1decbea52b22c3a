//! What kills tokens at Facebook, and the exact words with which they are dead.

use serde_json::json;

use crate::support::{ADA, Sandbox};

/// Lets a cause befall Ada and says how her token and a page's token are answered.
async fn after(cause: &str) -> (String, i64, i64) {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let pages = sandbox.pages(&long).await;
    assert_eq!(pages.len(), 12);
    sandbox.control.cause("facebook", ADA, cause).await.unwrap();

    let user = sandbox.graph("me", &[("access_token", &long)]).await;
    let error = user.graph_error();
    assert_eq!(user.status, 400);
    assert_eq!(user.json()["error"]["type"], "OAuthException");
    let expected = format!("OAuth \"Facebook Platform\" \"invalid_token\" \"{}\"", error.0);
    assert_eq!(user.header("www-authenticate"), expected);
    for (name, id, token) in &pages {
        let page = sandbox.graph(id, &[("access_token", token)]).await;
        assert_eq!((page.status, page.graph_error().2), (400, error.2), "{name}");
    }
    let inspected = sandbox.debug(&long).await;
    assert_eq!(inspected["is_valid"], false);
    let short = json!({ "code": error.1, "message": error.0, "subcode": error.2 });
    let mut told = inspected["error"].clone();
    if error.2 == 463 {
        // It tells the time.
        told["message"] = short["message"].clone();
    }
    assert_eq!(told, short);
    let ada = sandbox.control.people().await.unwrap().into_iter().find(|it| it.id == ADA).unwrap();
    assert!(!ada.grants[0].alive);
    error
}

#[tokio::test]
async fn a_changed_password() {
    let expected = "Error validating access token: The session has been invalidated because the user changed their \
                    password or Facebook has changed the session for security reasons.";
    assert_eq!(after("change-password").await, (expected.to_owned(), 190, 460));
}

#[tokio::test]
async fn a_removed_app() {
    let expected = "Error validating access token: The user has not authorized application agency.";
    assert_eq!(after("remove-app").await, (expected.to_owned(), 190, 458));
}

#[tokio::test]
async fn a_log_out() {
    let expected =
        "Error validating access token: The session is invalid because the user logged out.";
    assert_eq!(after("log-out").await, (expected.to_owned(), 190, 467));
}

#[tokio::test]
async fn a_checkpoint() {
    let expected = "You cannot access the app till you log in to www.facebook.com and follow the instructions given.";
    assert_eq!(after("checkpoint").await, (expected.to_owned(), 190, 459));
}

#[tokio::test]
async fn a_disabled_account() {
    let expected = "Error validating access token: Sessions for the user are not allowed because the user is not a \
                    confirmed user.";
    assert_eq!(after("disable").await, (expected.to_owned(), 190, 464));
}

#[tokio::test]
async fn expired_tokens() {
    let (message, code, subcode) = after("expire-tokens").await;
    assert!(
        message.starts_with("Error validating access token: Session has expired on "),
        "{message}"
    );
    assert_eq!((code, subcode), (190, 463));
}

#[tokio::test]
async fn a_token_keeps_the_cause_it_died_of() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    sandbox.control.cause("facebook", ADA, "change-password").await.unwrap();
    sandbox.control.cause("facebook", ADA, "remove-app").await.unwrap();
    sandbox.control.cause("facebook", ADA, "expire-tokens").await.unwrap();
    assert_eq!(sandbox.graph("me", &[("access_token", &long)]).await.graph_error().2, 460);
}

#[tokio::test]
async fn a_code_on_its_way_dies_too() {
    let sandbox = Sandbox::start().await;
    let code = sandbox.facebook_code("ada", None).await;
    sandbox.control.cause("facebook", ADA, "log-out").await.unwrap();
    assert_eq!(sandbox.redeem(&code).await.graph_error().2, 36009);
}

#[tokio::test]
async fn others_are_left_alone() {
    let sandbox = Sandbox::start().await;
    let tomas = sandbox.facebook_login("tomas", None).await;
    sandbox.facebook_login("ada", None).await;
    sandbox.control.cause("facebook", ADA, "disable").await.unwrap();
    assert_eq!(sandbox.graph("me", &[("access_token", &tomas)]).await.status, 200);
}

#[tokio::test]
async fn each_login_replaces_the_pages() {
    let sandbox = Sandbox::start().await;
    let first = sandbox.facebook_login("ada", Some(&["Bakery Brno", "River Dental"])).await;
    let pages = sandbox.pages(&first).await;
    assert_eq!(pages.len(), 2);
    let token = |name: &str| pages.iter().find(|(known, _, _)| known == name).unwrap().2.clone();
    let (bakery, dental) = (token("Bakery Brno"), token("River Dental"));

    sandbox.facebook_login("ada", Some(&["River Dental", "Solar Haus"])).await;
    let dead = sandbox.graph("me", &[("access_token", &bakery)]).await;
    let (message, code, subcode) = dead.graph_error();
    assert_eq!((dead.status, code, subcode), (400, 190, 0));
    assert!(
        message.ends_with("permission(s) must be granted before impersonating a user's page."),
        "{message}"
    );
    assert_eq!(dead.json()["error"].get("error_subcode"), None);
    assert_eq!(sandbox.debug(&bakery).await["error"].get("subcode"), None);
    // The grant is one: what the first login holds goes on with the pages of the second.
    assert_eq!(sandbox.graph("me", &[("access_token", &dental)]).await.status, 200);
    let names: Vec<_> = sandbox.pages(&first).await.into_iter().map(|(name, _, _)| name).collect();
    assert_eq!(names, ["River Dental", "Solar Haus"]);
}

#[tokio::test]
async fn a_lost_role_ends_that_page_only() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let pages = sandbox.pages(&long).await;
    let (bakery, rest) = pages.iter().partition::<Vec<_>, _>(|(name, _, _)| name == "Bakery Brno");
    sandbox.control.channel("facebook", &bakery[0].1, "drop-role").await.unwrap();

    let dead = sandbox.graph("me", &[("access_token", &bakery[0].2)]).await;
    let expected =
        "User associated with the Page access token does not have an appropriate role on the Page";
    assert_eq!(dead.graph_error(), (expected.to_owned(), 190, 492));
    assert_eq!(sandbox.pages(&long).await.len(), 11);
    assert_eq!(sandbox.debug(&long).await["is_valid"], true);
    for (name, _, token) in rest {
        assert_eq!(sandbox.graph("me", &[("access_token", token)]).await.status, 200, "{name}");
    }
    sandbox.control.channel("facebook", &bakery[0].1, "restore-role").await.unwrap();
    assert_eq!(sandbox.graph("me", &[("access_token", &bakery[0].2)]).await.status, 200);
}

#[tokio::test]
async fn a_role_can_be_dropped_for_one_person() {
    let sandbox = Sandbox::start().await;
    let ada = sandbox.facebook_login("ada", None).await;
    let marie = sandbox.facebook_login("marie", None).await;
    let (_, hotel, marie_page) = sandbox.pages(&marie).await.remove(0);
    let body = json!({ "person": ADA }).to_string();
    let path = format!("facebook/channels/{hotel}/drop-role");
    assert_eq!(sandbox.switch(&path, &body).await.status, 200);
    assert_eq!(sandbox.graph("me", &[("access_token", &marie_page)]).await.status, 200);
    assert!(!sandbox.pages(&ada).await.iter().any(|(_, id, _)| *id == hotel));
}

#[tokio::test]
async fn revoking_ends_every_token_of_that_person_for_the_app() {
    let sandbox = Sandbox::start().await;
    let first = sandbox.facebook_login("ada", None).await;
    let second = sandbox.facebook_login("ada", None).await;
    let me = sandbox.graph("me", &[("access_token", &second)]).await.json();
    let id = me["id"].as_str().unwrap();
    let path = format!("/facebook/v26.0/{id}/permissions?access_token={second}");
    let answer = sandbox.send("DELETE", &path, &[], String::new()).await;
    assert_eq!(answer.json(), json!({ "success": true }));
    for token in [first, second] {
        assert_eq!(sandbox.graph("me", &[("access_token", &token)]).await.graph_error().2, 458);
    }
}

#[tokio::test]
async fn an_app_can_revoke_with_its_own_token() {
    let sandbox = Sandbox::start().await;
    let long = sandbox.facebook_login("ada", None).await;
    let me = sandbox.graph("me", &[("access_token", &long)]).await.json();
    let id = me["id"].as_str().unwrap();
    let path = format!("/facebook/v26.0/{id}/permissions?access_token=agency%7Csecret");
    assert_eq!(sandbox.send("DELETE", &path, &[], String::new()).await.status, 200);
    assert_eq!(sandbox.graph("me", &[("access_token", &long)]).await.graph_error().2, 458);
    let again = sandbox.send("DELETE", &path, &[], String::new()).await;
    assert_eq!((again.status, again.graph_error().2), (400, 33));
}
