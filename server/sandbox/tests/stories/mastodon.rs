//! What a client of one Mastodon instance needs.

use axum::body::Body;
use sandbox::person::Person;
use serde_json::Value;

use crate::support::{Reply, Sandbox, challenge, parameter, query};

pub(crate) const CALLBACK: &str = "https://product.test/oauth/mastodon/callback";
pub(crate) const SCOPES: &str = "read write";
pub(crate) const GRETA: &str = "109310000000000101";

/// A sandbox, and an application that registered itself there.
pub(crate) struct Instance {
    pub(crate) sandbox: Sandbox,
    pub(crate) id: String,
    pub(crate) secret: String,
}

pub(crate) fn greta() -> Person {
    Person {
        login: "greta@mastodon.test".to_owned(),
        password: "greta-demo".to_owned(),
        tick: None,
    }
}

impl Instance {
    pub(crate) async fn start() -> Self {
        let sandbox = Sandbox::start().await;
        let (id, secret) = register(&sandbox, "Agency", SCOPES).await;
        Self { sandbox, id, secret }
    }

    pub(crate) fn dialog(&self, fields: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("response_type", "code"),
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("scope", SCOPES),
            ("state", "the state"),
        ];
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(fields);
        format!("{}/mastodon/oauth/authorize?{}", self.sandbox.url, query(&all))
    }

    pub(crate) async fn code(&self, fields: &[(&str, &str)]) -> String {
        let callback = greta().consent(&self.dialog(fields)).await.unwrap();
        parameter(&callback, "code")
    }

    pub(crate) async fn redeem(&self, code: &str, fields: &[(&str, &str)]) -> Reply {
        let mut all = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("client_id", self.id.as_str()),
            ("client_secret", self.secret.as_str()),
        ];
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(fields);
        self.sandbox.form("/mastodon/oauth/token", &[], &all).await
    }

    /// A person's token, by the whole way, with PKCE.
    pub(crate) async fn login(&self) -> String {
        let challenge = challenge(crate::support::VERIFIER);
        let proof = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
        let code = self.code(&proof).await;
        let answer = self.redeem(&code, &[("code_verifier", crate::support::VERIFIER)]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        text(&answer.json()["access_token"])
    }

    /// The application's own token.
    pub(crate) async fn app_token(&self) -> String {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", self.id.as_str()),
            ("client_secret", self.secret.as_str()),
        ];
        let answer = self.sandbox.form("/mastodon/oauth/token", &[], &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        text(&answer.json()["access_token"])
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Reply {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str())];
        self.sandbox.send("GET", &format!("/mastodon{path}"), &headers, Body::empty()).await
    }

    pub(crate) async fn publish(&self, token: &str, key: &str, fields: &[(&str, &str)]) -> Reply {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        self.sandbox.form("/mastodon/api/v1/statuses", &headers, fields).await
    }

    /// What the API says about a token: status and sentence.
    pub(crate) async fn fate(&self, token: &str) -> (u16, String) {
        let answer = self.get("/api/v1/accounts/verify_credentials", token).await;
        (answer.status, text(&answer.json()["error"]))
    }
}

pub(crate) async fn register(sandbox: &Sandbox, name: &str, scopes: &str) -> (String, String) {
    let fields = [("client_name", name), ("redirect_uris", CALLBACK), ("scopes", scopes)];
    let app = sandbox.form("/mastodon/api/v1/apps", &[], &fields).await;
    assert_eq!(app.status, 200, "{}", app.text);
    let app = app.json();
    (text(&app["client_id"]), text(&app["client_secret"]))
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
