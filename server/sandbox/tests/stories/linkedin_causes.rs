//! What befalls a member, an organization and the network, and how each shows.

use serde_json::json;

use crate::linkedin::{
    FREIGHT, SOFIA, code, dialog, get, login, me, member, oauth, post, redeem, refusal, start,
};
use crate::support::{Sandbox, pair};

const ACLS: &str = "rest/organizationAcls?q=roleAssignee&state=APPROVED";

async fn status_of(sandbox: &Sandbox, token: &str) -> String {
    let fields = [("client_id", "partner"), ("token", token)];
    let answer = oauth(sandbox, "introspectToken", &fields).await.json();
    answer["status"].as_str().unwrap_or_default().to_owned()
}

async fn refreshed(sandbox: &Sandbox, token: &str) -> u16 {
    let fields =
        [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "partner")];
    oauth(sandbox, "accessToken", &fields).await.status
}

#[tokio::test]
async fn what_kills_says_revoked_and_time_says_expired() {
    for (cause, code, status) in [
        ("remove-app", 65_601, "revoked"),
        ("change-password", 65_601, "revoked"),
        ("disable", 65_601, "revoked"),
        ("expire-tokens", 65_602, "expired"),
    ] {
        let sandbox = start().await;
        let (access, token) = login(&sandbox, "partner", "sofia").await;
        let (spared, _) = login(&sandbox, "partner", "daniel").await;
        let sofia = sandbox.control.cause("linkedin", SOFIA, cause).await.unwrap();
        assert!(!sofia.grants[0].alive, "{cause}");
        let dead = me(&sandbox, &access).await;
        assert_eq!((dead.status, refusal(&dead).1), (401, code), "{cause}");
        assert_eq!(status_of(&sandbox, &access).await, status, "{cause}");
        assert_eq!(refreshed(&sandbox, &token).await, 400, "{cause}");
        assert_eq!(me(&sandbox, &spared).await.status, 200, "{cause}");
    }
}

#[tokio::test]
async fn signing_out_and_a_checkpoint_kill_nothing() {
    let sandbox = start().await;
    let (access, token) = login(&sandbox, "partner", "sofia").await;
    for cause in ["log-out", "checkpoint"] {
        sandbox.control.cause("linkedin", SOFIA, cause).await.unwrap();
        assert_eq!(me(&sandbox, &access).await.status, 200, "{cause}");
        assert_eq!(refreshed(&sandbox, &token).await, 200, "{cause}");
    }
    let refused = member("sofia").consent(&dialog(&sandbox, &[])).await.unwrap_err();
    assert!(refused.to_string().contains("Confirm that it is you"), "{refused}");
    sandbox.control.cause("linkedin", SOFIA, "clear-checkpoint").await.unwrap();
    assert!(!code(&sandbox, "sofia", &[]).await.is_empty());
}

#[tokio::test]
async fn a_code_dies_with_the_app() {
    let sandbox = start().await;
    let code = code(&sandbox, "sofia", &[]).await;
    sandbox.control.cause("linkedin", SOFIA, "remove-app").await.unwrap();
    assert_eq!(redeem(&sandbox, "agency", &code).await.status, 400);
}

#[tokio::test]
async fn a_lost_role_takes_one_organization_and_leaves_the_token() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    let organizations = async || {
        let list = get(&sandbox, ACLS, &access).await.json();
        let elements = list["elements"].as_array().unwrap().clone();
        elements
            .iter()
            .map(|it| it["organization"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(organizations().await.len(), 3);
    sandbox.control.channel("linkedin", FREIGHT, "drop-role").await.unwrap();
    let left = organizations().await;
    assert_eq!(left, ["urn:li:organization:90412003", "urn:li:organization:90412002"]);
    let urn = format!("urn%3Ali%3Aorganization%3A{FREIGHT}");
    for path in [
        format!("rest/organizations/{FREIGHT}"),
        format!("rest/posts?q=author&author={urn}"),
        format!(
            "rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={urn}"
        ),
    ] {
        let refused = get(&sandbox, &path, &access).await;
        assert_eq!(refusal(&refused), (403, 100, "ACCESS_DENIED".to_owned()), "{path}");
    }
    let body = crate::linkedin_api::share(FREIGHT, "Hello");
    let refused = post(&sandbox, "rest/posts", &access, &body).await;
    assert_eq!(refusal(&refused), (403, 100, "ACCESS_DENIED".to_owned()));
    assert_eq!(me(&sandbox, &access).await.status, 200);
    sandbox.control.channel("linkedin", FREIGHT, "restore-role").await.unwrap();
    assert_eq!(organizations().await.len(), 3);
    assert_eq!(post(&sandbox, "rest/posts", &access, &body).await.status, 201);
}

#[tokio::test]
async fn a_permission_taken_back_is_denied_and_named() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    let body = json!({ "scope": "rw_organization_admin" }).to_string();
    let path = |change: &str| format!("linkedin/people/{SOFIA}/{change}");
    assert_eq!(sandbox.switch(&path("drop-permission"), &body).await.status, 200);
    let refused = get(&sandbox, ACLS, &access).await;
    assert_eq!(refusal(&refused), (403, 100, "ACCESS_DENIED".to_owned()));
    let message = "Not enough permissions to access: organizationAcls.FINDER-roleAssignee.20251101";
    assert_eq!(refused.json()["message"], message);
    assert_eq!(me(&sandbox, &access).await.status, 200, "the rest stays");
    sandbox.switch(&path("restore-permission"), &body).await;
    assert_eq!(get(&sandbox, ACLS, &access).await.status, 200);
}

#[tokio::test]
async fn trouble_speaks_as_linkedin() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "agency", "sofia").await;
    sandbox.control.fault("linkedin", "rate-limit", 1).await.unwrap();
    let limited = me(&sandbox, &access).await;
    assert_eq!((limited.status, refusal(&limited).1), (429, 101));
    assert!(limited.json()["message"].as_str().unwrap().starts_with("Resource level throttle"));
    sandbox.control.fault("linkedin", "outage", 1).await.unwrap();
    assert_eq!(refusal(&me(&sandbox, &access).await).0, 503);
    sandbox.control.fault("linkedin", "outage", 1).await.unwrap();
    let code = code(&sandbox, "sofia", &[]).await;
    assert_eq!(redeem(&sandbox, "agency", &code).await.status, 503, "servers only");
    let (access, _) = pair(&redeem(&sandbox, "agency", &code).await);
    assert_eq!(me(&sandbox, &access).await.status, 200);
}
