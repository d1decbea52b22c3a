//! Google's token endpoint: codes, refresh tokens that stay, and one grant for each identity.

use serde_json::json;

use crate::support::{VERIFIER, basic, challenge, pair, parameter};
use crate::youtube::{
    CALLBACK, HANA, code, dialog, get, login, mine, oauth, redeem, refresh, start, token,
};

fn malformed() -> (u16, String, String) {
    (400, "invalid_grant".to_owned(), "Malformed auth code.".to_owned())
}

fn bad_request(error: &str) -> (u16, String, String) {
    (400, error.to_owned(), "Bad Request".to_owned())
}

fn dead() -> (u16, String, String) {
    (400, "invalid_grant".to_owned(), "Token has been expired or revoked.".to_owned())
}

#[tokio::test]
async fn a_code_becomes_tokens_once() {
    let sandbox = start().await;
    let code = code(&sandbox, "hana", Some("Prague Food Walks"), &[]).await;
    let answer = redeem(&sandbox, &code).await;
    assert_eq!(answer.header("content-type"), "application/json; charset=UTF-8");
    let body = answer.json();
    assert_eq!(
        (body["token_type"].as_str(), body["expires_in"].as_i64()),
        (Some("Bearer"), Some(3599))
    );
    assert!(body["access_token"].as_str().unwrap().starts_with("ya29."));
    assert!(body["refresh_token"].as_str().unwrap().starts_with("1//"));
    assert!(body["scope"].as_str().unwrap().starts_with(
        "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile "
    ));
    assert_eq!(body.get("refresh_token_expires_in"), None);
    assert_eq!(oauth(&redeem(&sandbox, &code).await), bad_request("invalid_grant"));
    assert_eq!(oauth(&redeem(&sandbox, "nonsense").await), malformed());
}

#[tokio::test]
async fn the_token_endpoint_is_strict() {
    let sandbox = start().await;
    let uris = [CALLBACK.to_owned()];
    sandbox.control.register_client("youtube", "other", Some("secret"), &uris).await.unwrap();
    let code = code(&sandbox, "hana", Some("Hana Benes"), &[]).await;
    let good =
        [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    let faults = [
        ("grant_type", "password", (400, "unsupported_grant_type", "Invalid grant_type: password")),
        ("grant_type", "", (400, "unsupported_grant_type", "Invalid grant_type: ")),
        ("client_id", "", (400, "invalid_request", "Could not determine client ID from request.")),
        ("client_id", "nobody", (401, "invalid_client", "The OAuth client was not found.")),
        ("client_secret", "wrong", (401, "invalid_client", "Unauthorized")),
        ("client_secret", "", (400, "invalid_request", "client_secret is missing.")),
        ("redirect_uri", "https://product.test/", (400, "redirect_uri_mismatch", "Bad Request")),
        ("redirect_uri", "", (400, "invalid_request", "Missing required parameter: redirect_uri")),
        ("code", "", (400, "invalid_request", "Missing required parameter: code")),
        ("client_id", "other", (400, "invalid_grant", "Malformed auth code.")),
    ];
    for (name, value, (status, error, text)) in faults {
        let mut fields = good.to_vec();
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        let expected = (status, error.to_owned(), text.to_owned());
        assert_eq!(oauth(&token(&sandbox, &fields).await), expected, "{name}={value}");
    }
    let basic = basic("agency", "secret");
    let answer = sandbox.form("/youtube/token", &[("authorization", &basic)], &good).await;
    assert_eq!(answer.status, 200, "the code survived all that, and Basic is as good");
}

#[tokio::test]
async fn a_code_lives_ten_minutes() {
    let sandbox = start().await;
    let code = code(&sandbox, "hana", Some("Hana Benes"), &[]).await;
    sandbox.control.advance_clock(601).await.unwrap();
    assert_eq!(oauth(&redeem(&sandbox, &code).await), bad_request("invalid_grant"));
}

#[tokio::test]
async fn whoever_brings_a_challenge_must_meet_it() {
    let sandbox = start().await;
    let hash = challenge(VERIFIER);
    let asked = [("code_challenge", hash.as_str()), ("code_challenge_method", "S256")];
    let code = code(&sandbox, "hana", Some("Hana Benes"), &asked).await;
    let missing = oauth(&redeem(&sandbox, &code).await);
    assert_eq!((missing.0, missing.2.as_str()), (400, "Missing code verifier."));
    let with = async |verifier: &str| {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", verifier),
        ];
        token(&sandbox, &fields).await
    };
    let wrong = oauth(&with("another-verifier-that-is-long-enough-0123456789").await);
    assert_eq!((wrong.0, wrong.2.as_str()), (400, "Invalid code verifier."));
    assert_eq!(with(VERIFIER).await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_comes_with_the_first_consent_or_when_consent_is_asked_again() {
    let sandbox = start().await;
    let walks = Some("Prague Food Walks");
    let again = async |channel: Option<&str>, fields: &[(&str, &str)]| {
        let code = code(&sandbox, "hana", channel, fields).await;
        pair(&redeem(&sandbox, &code).await).1
    };
    assert_eq!(again(walks, &[("access_type", "online")]).await, "", "online");
    let first = again(walks, &[]).await;
    assert_ne!(first, "");
    assert_eq!(again(walks, &[]).await, "", "known already");
    assert_ne!(again(Some("Hana Benes"), &[]).await, "", "another identity");
    let second = again(walks, &[("prompt", "select_account consent")]).await;
    assert!(!second.is_empty() && second != first);
    for token in [first, second] {
        assert_eq!(refresh(&sandbox, &token).await.status, 200, "both live");
    }
}

#[tokio::test]
async fn a_refresh_token_stays_and_lasts_while_it_is_used() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "felix", "Felix Adler").await;
    sandbox.control.advance_clock(3_598).await.unwrap();
    assert_eq!(mine(&sandbox, &access).await.status, 200);
    sandbox.control.advance_clock(10).await.unwrap();
    assert_eq!(mine(&sandbox, &access).await.status, 401);
    for _ in 0..3 {
        sandbox.control.advance_clock(170 * 86_400).await.unwrap();
        let answer = refresh(&sandbox, &token).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json().get("refresh_token"), None, "not rotated");
        assert_eq!(mine(&sandbox, &pair(&answer).0).await.status, 200);
    }
    sandbox.control.advance_clock(181 * 86_400).await.unwrap();
    assert_eq!(oauth(&refresh(&sandbox, &token).await), dead(), "six months unused");
}

#[tokio::test]
async fn a_client_in_testing_gets_seven_days() {
    let sandbox = start().await;
    let client = json!({
        "client_id": "draft", "client_secret": "secret", "redirect_uris": [CALLBACK], "testing": true,
    });
    let shown = sandbox.switch("youtube/clients", &client.to_string()).await.json();
    assert_eq!(shown["testing"], true);
    let draft = [("client_id", "draft")];
    let code = code(&sandbox, "felix", Some("Felix Adler"), &draft).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        draft[0],
    ];
    let answer = token(&sandbox, &fields).await.json();
    assert_eq!(answer["refresh_token_expires_in"], 604_799);
    let value = answer["refresh_token"].as_str().unwrap();
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", value), draft[0]];
    sandbox.control.advance_clock(6 * 86_400).await.unwrap();
    let left = token(&sandbox, &refresh).await.json()["refresh_token_expires_in"].as_i64();
    assert!(left.is_some_and(|left| (86_000..=86_400).contains(&left)), "{left:?}");
    sandbox.control.advance_clock(86_400).await.unwrap();
    assert_eq!(oauth(&token(&sandbox, &refresh).await), dead());
}

#[tokio::test]
async fn refresh_tokens_belong_to_their_client() {
    let sandbox = start().await;
    let uris = [CALLBACK.to_owned()];
    sandbox.control.register_client("youtube", "other", Some("secret"), &uris).await.unwrap();
    let (access, value) = login(&sandbox, "felix", "Felix Adler").await;
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", value.as_str()),
        ("client_id", "other"),
    ];
    let expected = (401, "unauthorized_client".to_owned(), "Unauthorized".to_owned());
    assert_eq!(oauth(&token(&sandbox, &fields).await), expected);
    assert_eq!(oauth(&refresh(&sandbox, &access).await), bad_request("invalid_grant"));
    let missing = oauth(&token(&sandbox, &[("grant_type", "refresh_token")]).await);
    assert_eq!(missing.2, "Missing required parameter: refresh_token");
}

#[tokio::test]
async fn the_hundred_and_first_refresh_token_costs_the_oldest() {
    let sandbox = start().await;
    let (_, oldest) = login(&sandbox, "ingrid", "Fjord Knitting Room").await;
    let (_, second) = login(&sandbox, "ingrid", "Fjord Knitting Room").await;
    for _ in 0..98 {
        login(&sandbox, "ingrid", "Fjord Knitting Room").await;
    }
    assert_eq!(refresh(&sandbox, &oldest).await.status, 200, "a hundred live");
    login(&sandbox, "ingrid", "Fjord Knitting Room").await;
    assert_eq!(oauth(&refresh(&sandbox, &oldest).await), dead());
    assert_eq!(refresh(&sandbox, &second).await.status, 200);
}

#[tokio::test]
async fn three_channels_of_one_login_are_three_grants() {
    let sandbox = start().await;
    let mut subs = Vec::new();
    let mut pairs = Vec::new();
    for channel in ["Hana Benes", "Prague Food Walks", "Vltava Sailing School"] {
        let (access, refresh) = login(&sandbox, "hana", channel).await;
        let me = get(&sandbox, "v1/userinfo", &access).await.json();
        assert_eq!(
            (me["name"].as_str(), me["email"].as_str()),
            (Some(channel), Some("hana@youtube.test"))
        );
        let list = mine(&sandbox, &access).await.json();
        assert_eq!(
            (list["items"].as_array().unwrap().len(), &list["items"][0]["snippet"]["title"]),
            (1, &json!(channel))
        );
        subs.push(me["sub"].as_str().unwrap().to_owned());
        pairs.push((access, refresh));
    }
    assert_eq!(subs[0], HANA, "the login's own channel is the login");
    assert!(subs[1] != subs[2] && subs.iter().all(|sub| sub.len() == 21), "{subs:?}");

    let gone = sandbox.form("/youtube/revoke", &[], &[("token", &pairs[1].0)]).await;
    assert_eq!((gone.status, gone.text.as_str()), (200, ""));
    assert_eq!(oauth(&refresh(&sandbox, &pairs[1].1).await), dead(), "the whole grant");
    for index in [0, 2] {
        assert_eq!(mine(&sandbox, &pairs[index].0).await.status, 200);
        assert_eq!(refresh(&sandbox, &pairs[index].1).await.status, 200);
    }
    let twice = sandbox.form(&format!("/youtube/revoke?token={}", pairs[1].1), &[], &[]).await;
    let expected = (400, "invalid_token".to_owned(), "Token expired or revoked".to_owned());
    assert_eq!(oauth(&twice), expected);
    let (access, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    assert_eq!(mine(&sandbox, &access).await.status, 200, "and may be given again");
}

#[tokio::test]
async fn what_was_unticked_is_not_in_the_answer() {
    let sandbox = start().await;
    let readonly = "https://www.googleapis.com/auth/youtube.readonly";
    let mut browser = crate::browser::Browser::new(&sandbox);
    let page = browser.open(&dialog(&sandbox, &[])).await;
    let fields = [("login", "felix@youtube.test"), ("password", "felix-demo")];
    let consent = browser.press(&page, "log-in", &fields).await;
    let chosen = [("channel", "UCn3FgXv6qU8mWt1OdBs5ZlI"), ("scope", readonly)];
    let back = browser.press(&consent, "continue", &chosen).await;
    let answer = redeem(&sandbox, &parameter(back.header("location"), "code")).await.json();
    let scope = answer["scope"].as_str().unwrap();
    assert!(scope.ends_with(readonly) && !scope.contains("upload"), "{scope}");

    // Asked again with what was granted before, the answer has both.
    let upload = "https://www.googleapis.com/auth/youtube.upload";
    for (include, both) in [("false", false), ("true", true)] {
        let asked = [("scope", upload), ("include_granted_scopes", include)];
        let code = code(&sandbox, "felix", Some("Felix Adler"), &asked).await;
        let scope = redeem(&sandbox, &code).await.json()["scope"].as_str().unwrap().to_owned();
        assert_eq!((scope.contains(upload), scope.contains(readonly)), (true, both), "{scope}");
    }
}

#[tokio::test]
async fn tokeninfo_tells_what_a_token_is() {
    let sandbox = start().await;
    let (access, refresh) = login(&sandbox, "hana", "Hana Benes").await;
    let info = sandbox.get(&format!("/youtube/tokeninfo?access_token={access}")).await;
    let body = info.json();
    assert_eq!(
        (info.status, body["azp"].as_str(), body["aud"].as_str(), body["sub"].as_str()),
        (200, Some("agency"), Some("agency"), Some(HANA))
    );
    assert_eq!(
        (body["access_type"].as_str(), body["email_verified"].as_str()),
        (Some("offline"), Some("true"))
    );
    assert!(body["expires_in"].as_str().unwrap().parse::<i64>().unwrap() > 3_500);
    let expected = (400, "invalid_token".to_owned(), "Invalid Value".to_owned());
    for dead in ["nonsense", refresh.as_str()] {
        let info = sandbox.get(&format!("/youtube/tokeninfo?access_token={dead}")).await;
        assert_eq!(oauth(&info), expected);
    }
    assert_eq!(sandbox.get("/youtube/tokeninfo").await.status, 400);
}
