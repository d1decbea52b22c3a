//! What a client of Instagram or Threads does, as far as the two are alike.

use axum::body::Body;

use crate::support::{Reply, Sandbox, parameter, query};

pub(crate) const HOUR: i64 = 3_600;
pub(crate) const DAY: i64 = 24 * HOUR;

/// One of the two, with a client registered at it.
pub(crate) struct Shop {
    pub(crate) sandbox: Sandbox,
    pub(crate) network: &'static str,
    version: &'static str,
    pub(crate) callback: String,
    scopes: &'static str,
    grant: &'static str,
}

impl Shop {
    pub(crate) async fn instagram() -> Self {
        let scopes = "instagram_business_basic,instagram_business_content_publish,\
            instagram_business_manage_comments,instagram_business_manage_insights";
        Self::open("instagram", "v26.0", scopes, "ig").await
    }

    pub(crate) async fn threads() -> Self {
        let scopes = "threads_basic,threads_content_publish,threads_manage_replies,\
            threads_read_replies,threads_manage_insights";
        Self::open("threads", "v1.0", scopes, "th").await
    }

    async fn open(
        network: &'static str,
        version: &'static str,
        scopes: &'static str,
        grant: &'static str,
    ) -> Self {
        let sandbox = Sandbox::start().await;
        let callback = format!("https://product.test/oauth/{network}/callback");
        let uris = [callback.clone()];
        let control = &sandbox.control;
        control.register_client(network, "agency", Some("secret"), &uris).await.unwrap();
        Self { sandbox, network, version, callback, scopes, grant }
    }

    pub(crate) fn dialog(&self, fields: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("client_id", "agency"),
            ("redirect_uri", self.callback.as_str()),
            ("response_type", "code"),
            ("scope", self.scopes),
            ("state", "the state"),
        ];
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(fields);
        format!("{}/{}/oauth/authorize?{}", self.sandbox.url, self.network, query(&all))
    }

    pub(crate) fn person(&self, who: &str) -> sandbox::person::Person {
        sandbox::person::Person {
            login: format!("{who}@{}.test", self.network),
            password: format!("{who}-demo"),
            tick: None,
        }
    }

    /// Where the browser goes when somebody has agreed.
    pub(crate) async fn agreed(&self, who: &str, fields: &[(&str, &str)]) -> String {
        self.person(who).consent(&self.dialog(fields)).await.unwrap()
    }

    pub(crate) async fn code(&self, who: &str) -> String {
        parameter(&self.agreed(who, &[]).await, "code")
    }

    pub(crate) async fn redeem(&self, code: &str, changes: &[(&str, &str)]) -> Reply {
        let mut fields = vec![
            ("client_id", "agency"),
            ("client_secret", "secret"),
            ("grant_type", "authorization_code"),
            ("redirect_uri", self.callback.as_str()),
            ("code", code),
        ];
        fields.retain(|(name, _)| !changes.iter().any(|(given, _)| given == name));
        fields.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
        self.sandbox.form(&format!("/{}/oauth/access_token", self.network), &[], &fields).await
    }

    pub(crate) async fn lengthen(&self, short: &str, secret: &str) -> Reply {
        let grant = format!("{}_exchange_token", self.grant);
        let fields =
            [("grant_type", grant.as_str()), ("client_secret", secret), ("access_token", short)];
        self.sandbox.get(&format!("/{}/access_token?{}", self.network, query(&fields))).await
    }

    pub(crate) async fn renew(&self, long: &str) -> Reply {
        let grant = format!("{}_refresh_token", self.grant);
        let fields = [("grant_type", grant.as_str()), ("access_token", long)];
        self.sandbox
            .get(&format!("/{}/refresh_access_token?{}", self.network, query(&fields)))
            .await
    }

    /// A short-lived token, by the whole way.
    pub(crate) async fn short(&self, who: &str) -> String {
        let answer = self.redeem(&self.code(who).await, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// A long-lived token, by the whole way.
    pub(crate) async fn long(&self, who: &str) -> String {
        let answer = self.lengthen(&self.short(who).await, "secret").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn get(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Reply {
        let mut all = vec![("access_token", token)];
        all.extend(fields);
        let path = format!("/{}/{}/{path}?{}", self.network, self.version, query(&all));
        self.sandbox.get(&path).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Reply {
        let bearer = format!("Bearer {token}");
        let path = format!("/{}/{}/{path}", self.network, self.version);
        self.sandbox.form(&path, &[("authorization", &bearer)], fields).await
    }

    pub(crate) async fn delete(&self, path: &str, token: &str) -> Reply {
        let path = format!("/{}/{}/{path}?access_token={token}", self.network, self.version);
        self.sandbox.send("DELETE", &path, &[], Body::empty()).await
    }

    /// Sends fields as `curl -F` does.
    pub(crate) async fn multipart(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let mut body = String::new();
        for (name, value) in fields {
            body += &format!(
                "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        body += "--edge--\r\n";
        let headers = [("content-type", "multipart/form-data; boundary=edge")];
        self.sandbox.send("POST", &format!("/{}{path}", self.network), &headers, body).await
    }

    pub(crate) async fn cause(&self, id: &str, cause: &str) {
        self.sandbox.control.cause(self.network, id, cause).await.unwrap();
    }

    pub(crate) async fn permission(&self, id: &str, change: &str, scope: &str) {
        let path = format!("{}/people/{id}/{change}-permission", self.network);
        let answer = self.sandbox.switch(&path, &format!(r#"{{"scope":"{scope}"}}"#)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    pub(crate) async fn wait(&self, seconds: i64) {
        self.sandbox.control.advance_clock(seconds).await.unwrap();
    }
}

/// The body of an error at the endpoint that takes codes.
pub(crate) fn code_error(message: &str) -> serde_json::Value {
    serde_json::json!({ "error_type": "OAuthException", "code": 400, "error_message": message })
}

/// Message, type, code and subcode.
pub(crate) fn error(answer: &Reply) -> (String, String, i64, i64) {
    let (message, code, subcode) = answer.graph_error();
    let kind = answer.json()["error"]["type"].as_str().unwrap_or_default().to_owned();
    (message, kind, code, subcode)
}
