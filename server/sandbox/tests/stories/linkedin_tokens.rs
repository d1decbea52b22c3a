//! LinkedIn's token endpoint, introspection and revocation.

use serde_json::json;

use crate::linkedin::{
    CALLBACK, code, dialog, get, login, me, member, oauth, redeem, refusal, start, told,
};
use crate::support::{Sandbox, basic, pair, parameter};

const DOES_NOT_MATCH: &str = "Unable to retrieve access token: appid/redirect uri/code verifier does not match \
    authorization code. Or authorization code expired. Or external member binding exists";
const DEAD_REFRESH: &str =
    "The provided authorization grant or refresh token is invalid, expired or revoked";

async fn refresh(sandbox: &Sandbox, token: &str) -> crate::support::Reply {
    let fields =
        [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "partner")];
    oauth(sandbox, "accessToken", &fields).await
}

async fn inspect(sandbox: &Sandbox, client: &str, token: &str) -> crate::support::Reply {
    oauth(sandbox, "introspectToken", &[("client_id", client), ("token", token)]).await
}

#[tokio::test]
async fn a_code_becomes_a_token_for_sixty_days_once() {
    let sandbox = start().await;
    let code = code(&sandbox, "sofia", &[]).await;
    let answer = redeem(&sandbox, "agency", &code).await;
    let body = answer.json();
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(
        (body["expires_in"].as_i64(), body["token_type"].as_str()),
        (Some(5_184_000), Some("Bearer"))
    );
    assert!(body["scope"].as_str().unwrap().starts_with("openid,profile,email,"), "by commas");
    assert_eq!(body.get("refresh_token"), None, "partners only");
    let length = body["access_token"].as_str().unwrap().len();
    assert!((480..=520).contains(&length), "{length}");
    let again = told(&redeem(&sandbox, "agency", &code).await);
    assert_eq!(again, (400, "invalid_redirect_uri".to_owned(), DOES_NOT_MATCH.to_owned()));
    let access = body["access_token"].as_str().unwrap();
    sandbox.control.advance_clock(5_184_000 - 5).await.unwrap();
    assert_eq!(me(&sandbox, access).await.status, 200);
    sandbox.control.advance_clock(10).await.unwrap();
    let dead = me(&sandbox, access).await;
    assert_eq!(refusal(&dead), (401, 65_602, "EXPIRED_ACCESS_TOKEN".to_owned()));
    assert_eq!(dead.json()["message"], "The token used in the request has expired");
}

#[tokio::test]
async fn the_token_endpoint_is_strict() {
    let sandbox = start().await;
    let code = code(&sandbox, "sofia", &[]).await;
    let good =
        [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    let missing = |name: &str| format!("A required parameter \"{name}\" is missing");
    let not_found = "Unable to retrieve access token: authorization code not found".to_owned();
    let failed = "Client authentication failed".to_owned();
    let faults = [
        ("grant_type", "", (400, "invalid_request", missing("grant_type"))),
        ("code", "", (400, "invalid_request", missing("code"))),
        ("redirect_uri", "", (400, "invalid_request", missing("redirect_uri"))),
        ("client_id", "", (400, "invalid_request", missing("client_id"))),
        ("client_secret", "", (400, "invalid_request", missing("client_secret"))),
        ("client_id", "nobody", (401, "invalid_client", failed.clone())),
        ("client_secret", "wrong", (401, "invalid_client", failed)),
        ("code", "nonsense", (401, "invalid_request", not_found)),
        ("client_id", "partner", (400, "invalid_redirect_uri", DOES_NOT_MATCH.to_owned())),
        (
            "redirect_uri",
            "https://product.test/",
            (400, "invalid_redirect_uri", DOES_NOT_MATCH.to_owned()),
        ),
    ];
    for (name, value, (status, error, text)) in faults {
        let mut fields = good.to_vec();
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        let answer = oauth(&sandbox, "accessToken", &fields).await;
        assert_eq!(told(&answer), (status, error.to_owned(), text), "{name}={value}");
    }
    let unsupported = [("grant_type", "password"), good[1], good[2]];
    assert_eq!(
        told(&oauth(&sandbox, "accessToken", &unsupported).await).1,
        "unsupported_grant_type"
    );
    let basic = basic("agency", "secret");
    let headers = [("authorization", basic.as_str())];
    let by_basic = sandbox.form("/linkedin/oauth/v2/accessToken", &headers, &good).await;
    assert_eq!(told(&by_basic).2, missing("client_id"), "the secret belongs into the body");
    let json = json!({ "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK,
        "client_id": "agency", "client_secret": "secret" });
    let headers = [("content-type", "application/json")];
    let path = "/linkedin/oauth/v2/accessToken";
    let by_json = sandbox.send("POST", path, &headers, json.to_string()).await;
    assert_eq!(told(&by_json).2, missing("grant_type"), "by form only");
    assert_eq!(redeem(&sandbox, "agency", &code).await.status, 200, "the code survived all that");
    let two_legged = [("grant_type", "client_credentials")];
    let refused = told(&oauth(&sandbox, "accessToken", &two_legged).await);
    assert_eq!((refused.0, refused.1.as_str()), (401, "access_denied"));
}

#[tokio::test]
async fn a_code_lives_thirty_minutes() {
    let sandbox = start().await;
    let first = code(&sandbox, "sofia", &[]).await;
    sandbox.control.advance_clock(1_790).await.unwrap();
    assert_eq!(redeem(&sandbox, "agency", &first).await.status, 200);
    let second = code(&sandbox, "sofia", &[]).await;
    sandbox.control.advance_clock(1_801).await.unwrap();
    assert_eq!(told(&redeem(&sandbox, "agency", &second).await).1, "invalid_redirect_uri");
}

#[tokio::test]
async fn a_partner_refreshes_until_a_day_that_does_not_move() {
    let sandbox = start().await;
    let code = code(&sandbox, "sofia", &[("client_id", "partner")]).await;
    let first = redeem(&sandbox, "partner", &code).await;
    assert_eq!(first.json()["refresh_token_expires_in"], 31_536_000);
    let (access, token) = pair(&first);
    sandbox.control.advance_clock(59 * 86_400).await.unwrap();
    let second = refresh(&sandbox, &token).await;
    let body = second.json();
    assert_eq!((second.status, body["expires_in"].as_i64()), (200, Some(5_184_000)));
    let left = body["refresh_token_expires_in"].as_i64().unwrap();
    assert_eq!((left + 43_200) / 86_400, 306, "day 59 leaves 306 days");
    assert_eq!(pair(&second).1, token, "the same one");
    for token in [&access, &pair(&second).0] {
        assert_eq!(me(&sandbox, token).await.status, 200);
    }
    sandbox.control.advance_clock(296 * 86_400).await.unwrap();
    let last = refresh(&sandbox, &token).await.json();
    let (short, left) = (&last["expires_in"], &last["refresh_token_expires_in"]);
    assert_eq!(short, left, "near the end the access token ends with it");
    assert!((9 * 86_400..=10 * 86_400).contains(&short.as_i64().unwrap()));
    sandbox.control.advance_clock(11 * 86_400).await.unwrap();
    let expected = (400, "invalid_request".to_owned(), DEAD_REFRESH.to_owned());
    assert_eq!(told(&refresh(&sandbox, &token).await), expected);
}

#[tokio::test]
async fn nobody_else_refreshes() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "partner", "sofia").await;
    let expected = (400, "invalid_request".to_owned(), DEAD_REFRESH.to_owned());
    let foreign = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    assert_eq!(told(&oauth(&sandbox, "accessToken", &foreign).await), expected);
    assert_eq!(told(&refresh(&sandbox, &access).await), expected, "an access token is none");
    let demoted =
        json!({ "client_id": "partner", "client_secret": "secret", "redirect_uris": [CALLBACK] });
    sandbox.switch("linkedin/clients", &demoted.to_string()).await;
    assert_eq!(told(&refresh(&sandbox, &token).await), expected, "no partner any more");
}

#[tokio::test]
async fn another_set_of_scopes_ends_what_was_given_before() {
    let sandbox = start().await;
    let (first, _) = login(&sandbox, "agency", "sofia").await;
    let (second, _) = login(&sandbox, "agency", "sofia").await;
    let (other_client, refresh_token) = login(&sandbox, "partner", "sofia").await;
    let (other_member, _) = login(&sandbox, "agency", "daniel").await;
    assert_eq!(me(&sandbox, &first).await.status, 200, "the same set ends nothing");
    let fewer = code(&sandbox, "sofia", &[("scope", "openid profile")]).await;
    assert_eq!(me(&sandbox, &second).await.status, 200, "not before the code is redeemed");
    let (third, _) = pair(&redeem(&sandbox, "agency", &fewer).await);
    for token in [&first, &second] {
        let dead = me(&sandbox, token).await;
        assert_eq!(refusal(&dead), (401, 65_601, "REVOKED_ACCESS_TOKEN".to_owned()));
        assert_eq!(
            dead.json()["message"],
            "The token used in the request has been revoked by the user"
        );
        assert_eq!(inspect(&sandbox, "agency", token).await.json()["status"], "revoked");
    }
    for token in [&third, &other_client, &other_member] {
        assert_eq!(me(&sandbox, token).await.status, 200);
    }
    assert_eq!(refresh(&sandbox, &refresh_token).await.status, 200);
}

#[tokio::test]
async fn introspection_tells_what_has_become_of_a_token() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "partner", "sofia").await;
    let alive = inspect(&sandbox, "partner", &access).await;
    let body = alive.json();
    assert_eq!((alive.status, body["active"].as_bool()), (200, Some(true)));
    assert_eq!((body["status"].as_str(), body["auth_type"].as_str()), (Some("active"), Some("3L")));
    assert_eq!(body["client_id"], "partner");
    let life = body["expires_at"].as_i64().unwrap() - body["created_at"].as_i64().unwrap();
    assert_eq!(life, 5_184_000);
    assert_eq!(body["authorized_at"], body["created_at"]);
    assert!(body["scope"].as_str().unwrap().contains("openid,profile"));
    assert_eq!(
        inspect(&sandbox, "partner", &token).await.json()["active"],
        true,
        "refresh tokens too"
    );

    let foreign = inspect(&sandbox, "agency", &access).await;
    assert_eq!((foreign.status, foreign.json()), (200, json!({ "active": false })));
    sandbox.control.advance_clock(5_184_010).await.unwrap();
    let expired = inspect(&sandbox, "partner", &access).await.json();
    assert_eq!(
        (expired["active"].as_bool(), expired["status"].as_str()),
        (Some(false), Some("expired"))
    );

    for (fields, status, error) in [
        ([("token", "nonsense"), ("client_id", "partner")], 400, "invalid_request"),
        ([("token", ""), ("client_id", "partner")], 400, "invalid_request"),
        ([("token", access.as_str()), ("client_id", "nobody")], 400, "invalid_request"),
        ([("token", access.as_str()), ("client_secret", "wrong")], 401, "invalid_client"),
    ] {
        let refused = told(&oauth(&sandbox, "introspectToken", &fields).await);
        assert_eq!((refused.0, refused.1.as_str()), (status, error), "{fields:?}");
    }
}

#[tokio::test]
async fn giving_back_ends_a_token_or_its_family() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "partner", "sofia").await;
    let (other, _) = login(&sandbox, "partner", "sofia").await;
    let revoke = async |value: &str| {
        oauth(&sandbox, "revoke", &[("client_id", "partner"), ("token", value)]).await
    };
    let done = revoke(&access).await;
    assert_eq!((done.status, done.text.as_str()), (200, ""));
    assert_eq!(refusal(&me(&sandbox, &access).await).1, 65_601);
    let (access, _) = pair(&refresh(&sandbox, &token).await);
    assert_eq!(revoke(&token).await.status, 200);
    assert_eq!(refusal(&me(&sandbox, &access).await).1, 65_601);
    assert_eq!(refresh(&sandbox, &token).await.status, 400);
    assert_eq!(me(&sandbox, &other).await.status, 200, "another login");
    assert_eq!(revoke("nonsense").await.status, 400);
    let foreign = oauth(&sandbox, "revoke", &[("token", other.as_str())]).await;
    assert_eq!(foreign.status, 400);
}

#[tokio::test]
async fn a_member_is_told_by_scopes() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    let body = me(&sandbox, &access).await.json();
    assert_eq!(
        (body["name"].as_str(), body["given_name"].as_str(), body["email"].as_str()),
        (Some("Sofia Marin"), Some("Sofia"), Some("sofia@linkedin.test"))
    );
    assert_eq!(body["locale"], json!({ "country": "US", "language": "en" }));
    let refused = get(&sandbox, "v2/me", &access).await;
    assert_eq!(refusal(&refused), (403, 100, "ACCESS_DENIED".to_owned()));
    assert_eq!(refused.json()["message"], "Not enough permissions to access: me.GET.NO_VERSION");
    let basic = [("scope", "r_basicprofile")];
    let callback = member("daniel").consent(&dialog(&sandbox, &basic)).await.unwrap();
    let (access, _) = pair(&redeem(&sandbox, "agency", &parameter(&callback, "code")).await);
    let body = get(&sandbox, "v2/me", &access).await.json();
    assert_eq!(
        (body["localizedFirstName"].as_str(), body["vanityName"].as_str()),
        (Some("Daniel"), Some("daniel-weiss"))
    );
    assert_eq!(me(&sandbox, &access).await.status, 403, "no openid");
}
