use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    network::Network,
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Arrival, Asks, AuthorizeRequest, ChannelAccess, Departure, Issuer, NoDeparture, Renewal,
        Renewed, Revoking, Who,
    },
    vault::{Token, Tokens},
};

use crate::recorder::{NOW, REDIRECT_URI, Recorder, Reply, Seen, arrival, json, refusal, token};

mod content;
mod registration;
mod talk;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const ME: &str = r#"{"id":"14715","username":"ada","acct":"ada","display_name":"Ada Lovelace","url":"https://social.example/@ada","avatar":"https://pictures.example/ada.png","followers_count":320}"#;
const APP: &str = r#"{"id":"563419","name":"Relink","client_id":"client-1","client_secret":"secret-1","client_secret_expires_at":0}"#;
const TOKENS: &str = r#"{"access_token":"access-1","token_type":"Bearer","scope":"read:accounts read:statuses write:statuses write:media","created_at":1573979017}"#;
const FORGOTTEN: &str =
    r#"{"error":"invalid_client","error_description":"Client authentication failed"}"#;
const SCOPES: [&str; 4] = ["read:accounts", "read:statuses", "write:statuses", "write:media"];

async fn mastodon(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Recorder {
    Recorder::start(Network::Mastodon, reply).await
}

/// A server that registers, gives tokens and knows Ada.
fn usual(request: &Seen) -> Reply {
    match request.path.as_str() {
        "/api/v1/apps" => json(APP),
        "/oauth/token" => json(TOKENS),
        "/oauth/revoke" => json("{}"),
        "/api/v1/accounts/verify_credentials" => json(ME),
        _ => refusal(404, r#"{"error":"Record not found"}"#),
    }
}

async fn leave(network: &Recorder, typed: &str, who: Who) -> Result<Departure, NoDeparture> {
    let verifier = token(VERIFIER);
    let request = AuthorizeRequest {
        redirect_uri: REDIRECT_URI,
        state: &token("state-1"),
        verifier: Some(&verifier),
        who,
        expected: None,
        typed: Some(typed),
    };
    network.adapter().authorize(&request).await
}

/// Ada's token, as the adapter itself packs it.
async fn access(network: &Recorder) -> Token {
    let Departure { memo, .. } = leave(network, &network.server(), Who::Whoever).await.unwrap();
    let (code, verifier) = (token("code-1"), token(VERIFIER));
    let came = arrival(&code, Some(&verifier));
    let came = Arrival { memo: memo.as_ref(), ..came };
    network.adapter().exchange(&came).await.unwrap().tokens.access
}

fn scopes() -> Vec<String> {
    SCOPES.map(ToOwned::to_owned).into()
}

fn last(network: &Recorder) -> Seen {
    network.seen().pop().unwrap()
}

fn lines(network: &Recorder) -> Vec<String> {
    network.seen().iter().map(Seen::line).collect()
}

#[tokio::test]
async fn its_ways() {
    let network = mastodon(usual).await;
    let ways = network.adapter().ways();
    assert!(ways.pkce && ways.reads_comments && !ways.login_replaces_grant);
    assert_eq!(ways.issuer, Issuer::EachServer);
    assert_eq!(ways.asks, Asks::Server);
    assert_eq!(ways.renewal, Renewal::None);
    assert_eq!(ways.revoking, Revoking::WholePerson, "the same token is given again");
}

#[tokio::test]
async fn a_code_is_exchanged_at_the_server_it_came_from() {
    let network = mastodon(usual).await;
    let access = access(&network).await;
    let request = last(&network);
    assert_eq!(request.line(), "POST /oauth/token");
    assert_eq!(request.headers["host"].to_str().unwrap(), network.server());
    assert_eq!(request.authorization(), "Basic Y2xpZW50LTE6c2VjcmV0LTE=");
    assert_eq!(request.form["grant_type"], "authorization_code");
    assert_eq!(request.form["code"], "code-1");
    assert_eq!(request.form["code_verifier"], VERIFIER);
    assert!(request.form["redirect_uri"].contains("?iss=http%3A%2F%2Fsocial.localhost"));
    let packed: serde_json::Value = serde_json::from_str(access.expose()).unwrap();
    assert_eq!(packed["server"], format!("http://{}", network.server()));
    assert_eq!(packed["client_id"], "client-1");
    assert_eq!(packed["client_secret"], "secret-1");
    assert_eq!(packed["token"], "access-1");
}

#[tokio::test]
async fn a_token_ends_only_if_the_server_says_so_and_nothing_renews_it() {
    for (body, ends) in [
        (TOKENS, None),
        (
            r#"{"access_token":"a","token_type":"Bearer","expires_in":7200,"refresh_token":"r"}"#,
            Some(NOW.after(domain::time::Span::hours(2))),
        ),
    ] {
        let network = mastodon(move |request| match request.path.as_str() {
            "/oauth/token" => json(body),
            _ => usual(request),
        })
        .await;
        let memo = leave(&network, &network.server(), Who::Whoever).await.unwrap().memo;
        let code = token("code-1");
        let came = Arrival { memo: memo.as_ref(), ..arrival(&code, None) };
        let granted = network.adapter().exchange(&came).await.unwrap();
        assert_eq!(granted.grant.access_until, ends);
        assert_eq!(granted.grant.renews, Renews::ByPerson);
        assert_eq!(granted.grant.scopes, SCOPES);
        assert!(granted.tokens.refresh.is_none());
        let renewed = network.adapter().renew(&token("r"), &granted.grant, NOW).await;
        assert!(matches!(renewed, Renewed::NotSpent(Verdict::Ours { .. })), "{renewed:?}");
    }
}

#[tokio::test]
async fn what_one_server_has_against_our_registration_is_not_said_of_all() {
    let refused = r#"{"error":"invalid_grant"}"#;
    let dead = Verdict::Dead(Cause::Unrecognised { code: "invalid_grant".into() });
    for (reply, expected) in [
        (refusal(401, FORGOTTEN), Verdict::Unavailable),
        (refusal(400, refused), dead),
        (Reply::Html(200), Verdict::Unavailable),
        (json(r#"{"token_type":"Bearer"}"#), Verdict::Unavailable),
        (Reply::Nothing, Verdict::Unavailable),
    ] {
        let what = format!("{reply:?}");
        let network = mastodon(move |request| match request.path.as_str() {
            "/oauth/token" => reply.clone(),
            _ => usual(request),
        })
        .await;
        let memo = leave(&network, &network.server(), Who::Whoever).await.unwrap().memo;
        let code = token("code-1");
        let came = Arrival { memo: memo.as_ref(), ..arrival(&code, None) };
        assert_eq!(network.adapter().exchange(&came).await.unwrap_err(), expected, "{what}");
    }
}

#[tokio::test]
async fn who_it_is_and_the_account_is_the_one_channel() {
    let network = mastodon(usual).await;
    let access = access(&network).await;
    let identity = network.adapter().identify(&access).await.unwrap();
    let request = last(&network);
    assert_eq!(request.line(), "GET /api/v1/accounts/verify_credentials");
    assert_eq!(request.authorization(), "Bearer access-1");
    assert_eq!(identity.issuer, format!("http://{}", network.server()));
    assert_eq!(identity.subject, "14715");
    assert_eq!(identity.name, "Ada Lovelace");
    assert_eq!(identity.handle.as_deref(), Some("ada@social.localhost"));
    assert_eq!(identity.avatar.as_deref(), Some("https://pictures.example/ada.png"));

    let known = ["14715".to_owned(), "2".to_owned()];
    let covered = network.adapter().channels(&access, &known).await.unwrap();
    assert_eq!(covered.channels.len(), 1);
    assert_eq!(covered.channels[0].remote_id, "14715");
    assert!(covered.channels[0].token.is_none());
    assert_eq!(covered.missing, [("2".to_owned(), Verdict::Dead(Cause::NotGranted))]);
}

#[tokio::test]
async fn a_test_is_one_read_and_the_scopes() {
    let network = mastodon(usual).await;
    let access = access(&network).await;
    let before = network.seen().len();
    let given = ["read".to_owned(), "write:media".to_owned()];
    let channel = ChannelAccess { remote_id: "14715", token: &access, scopes: &given };
    let tested = network.adapter().test(&channel).await;
    let lost = Cause::PermissionLost { missing: vec!["write:statuses".into()] };
    assert_eq!(tested.publish, Verdict::Dead(lost));
    assert_eq!(tested.comments, Verdict::Alive, "`read` gives `read:statuses`");
    assert_eq!(tested.statistics, Verdict::Alive);
    assert_eq!(network.seen().len(), before + 1);
}

#[tokio::test]
async fn a_probe_tells_causes_apart() {
    let grant =
        Grant { scopes: scopes(), issued_at: NOW, access_until: None, renews: Renews::ByPerson };
    let revoked = r#"{"error":"The access token was revoked"}"#;
    let disabled = r#"{"error":"Your login is currently disabled"}"#;
    for (reply, expected) in [
        (json(ME), Ok(grant.clone())),
        (refusal(401, revoked), Err(Verdict::Dead(Cause::AppRemoved))),
        (refusal(403, disabled), Err(Verdict::Dead(Cause::AccountDisabled))),
        (json("{}"), Err(Verdict::Unavailable)),
        (Reply::Html(200), Err(Verdict::Unavailable)),
        (Reply::Nothing, Err(Verdict::Unavailable)),
    ] {
        let network = mastodon(move |request| match request.path.as_str() {
            "/api/v1/accounts/verify_credentials" => reply.clone(),
            _ => usual(request),
        })
        .await;
        let access = access(&network).await;
        assert_eq!(network.adapter().probe(&access, &grant).await, expected);
    }
    let network = mastodon(usual).await;
    let foreign = network.adapter().probe(&token("not packed by us"), &grant).await;
    assert_eq!(foreign, Err(Verdict::Ours { code: "foreign_token".into() }));
    assert!(network.seen().is_empty());
}

#[tokio::test]
async fn a_token_is_given_back_with_the_registration_it_was_given_to() {
    let network = mastodon(usual).await;
    let tokens = Tokens { access: access(&network).await, refresh: None };
    network.adapter().revoke(&tokens, "14715").await.unwrap();
    let request = last(&network);
    assert_eq!(request.line(), "POST /oauth/revoke");
    assert_eq!(request.form["client_id"], "client-1");
    assert_eq!(request.form["client_secret"], "secret-1");
    assert_eq!(request.form["token"], "access-1");
}
