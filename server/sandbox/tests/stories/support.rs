//! One sandbox per story, and the least a client or a browser needs to speak to it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use base64::Engine as _;
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client as Hyper;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sandbox::control::client::Client as Control;
use sandbox::person::Person;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const FB_CALLBACK: &str = "https://product.test/oauth/facebook/callback";
pub(crate) const X_CALLBACK: &str = "https://product.test/oauth/x/callback";
pub(crate) const VERIFIER: &str = "a-verifier-that-is-long-enough-to-be-a-verifier-0123456789";
pub(crate) const FB_SCOPES: &str = "pages_show_list,pages_manage_posts,pages_read_engagement,\
    pages_manage_engagement,pages_read_user_content,read_insights";
pub(crate) const X_SCOPES: &str = "tweet.read users.read tweet.write offline.access";

pub(crate) const ADA: &str = "100010000000001";
pub(crate) const OSKAR: &str = "2200100000000001";

/// A running sandbox with a client of each network registered.
pub(crate) struct Sandbox {
    pub(crate) url: String,
    pub(crate) control: Control,
    pub(crate) database: PathBuf,
    http: Hyper<HttpConnector, Body>,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<Result<(), sandbox::Error>>>,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The message, code and subcode of a Graph API error.
    pub(crate) fn graph_error(&self) -> (String, i64, i64) {
        let error = &self.json()["error"];
        let number = |name: &str| error[name].as_i64().unwrap_or(0);
        let message = error["message"].as_str().unwrap_or_default().to_owned();
        (message, number("code"), number("error_subcode"))
    }
}

fn fresh_file() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("sandbox-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    std::env::temp_dir().join(name).join("sandbox.db")
}

impl Sandbox {
    pub(crate) async fn start() -> Self {
        let sandbox = Self::open(fresh_file()).await;
        let register = |network, callback: &str| {
            let uris = [callback.to_owned()];
            let control = sandbox.control.clone();
            async move {
                control.register_client(network, "agency", Some("secret"), &uris).await.unwrap();
            }
        };
        register("facebook", FB_CALLBACK).await;
        register("x", X_CALLBACK).await;
        sandbox
    }

    pub(crate) async fn open(database: PathBuf) -> Self {
        let config =
            sandbox::Config { addr: "127.0.0.1:0".parse().unwrap(), database: database.clone() };
        let bound = sandbox::bind(config).await.unwrap();
        let url = bound.url();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(bound.run(async { drop(stopped.await) }));
        Self {
            control: Control::new(&url),
            url,
            database,
            http: Hyper::builder(TokioExecutor::new()).build_http(),
            stop: Some(stop),
            running: Some(running),
        }
    }

    /// Stops and says where the world lies.
    pub(crate) async fn stop(mut self) -> PathBuf {
        self.take_stop().send(()).unwrap();
        if let Some(running) = self.running.take() {
            running.await.unwrap().unwrap();
        }
        std::mem::take(&mut self.database)
    }

    /// What stops the sandbox while something still borrows it.
    pub(crate) fn take_stop(&mut self) -> oneshot::Sender<()> {
        self.stop.take().unwrap()
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        self.try_send(method, path, headers, body).await.unwrap()
    }

    pub(crate) async fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Result<Reply, hyper_util::client::legacy::Error> {
        let uri = format!("{}{path}", self.url);
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.http.request(request.body(body.into()).unwrap()).await?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, text })
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], Body::empty()).await
    }

    pub(crate) async fn form(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Reply {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/x-www-form-urlencoded"));
        self.send("POST", path, &headers, query(fields)).await
    }

    /// A switch, in its JSON form.
    pub(crate) async fn switch(&self, path: &str, body: &str) -> Reply {
        self.send("POST", &format!("/control/{path}"), &[], body.to_owned()).await
    }

    pub(crate) fn facebook_dialog(&self, fields: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("client_id", "agency"),
            ("redirect_uri", FB_CALLBACK),
            ("state", "the state"),
            ("scope", FB_SCOPES),
        ];
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(fields);
        format!("{}/facebook/v26.0/dialog/oauth?{}", self.url, query(&all))
    }

    /// Signs in and agrees at Facebook; gives the code.
    pub(crate) async fn facebook_code(&self, who: &str, tick: Option<&[&str]>) -> String {
        let callback = person(who, tick).consent(&self.facebook_dialog(&[])).await.unwrap();
        parameter(&callback, "code")
    }

    /// A person's long-lived token, by the whole way.
    pub(crate) async fn facebook_login(&self, who: &str, tick: Option<&[&str]>) -> String {
        let code = self.facebook_code(who, tick).await;
        let short = self.redeem(&code).await;
        assert_eq!(short.status, 200, "{}", short.text);
        let short = short.json()["access_token"].as_str().unwrap().to_owned();
        let fields = [
            ("grant_type", "fb_exchange_token"),
            ("client_id", "agency"),
            ("client_secret", "secret"),
            ("fb_exchange_token", short.as_str()),
        ];
        let long = self.graph("oauth/access_token", &fields).await;
        long.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn redeem(&self, code: &str) -> Reply {
        self.graph(
            "oauth/access_token",
            &[
                ("client_id", "agency"),
                ("client_secret", "secret"),
                ("redirect_uri", FB_CALLBACK),
                ("code", code),
            ],
        )
        .await
    }

    pub(crate) async fn graph(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.get(&format!("/facebook/v26.0/{path}?{}", query(fields))).await
    }

    /// The pages a token lists, with their tokens: name, id, token.
    pub(crate) async fn pages(&self, token: &str) -> Vec<(String, String, String)> {
        let answer = self.graph("me/accounts", &[("access_token", token), ("limit", "100")]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let answer = answer.json();
        let data = answer["data"].as_array().unwrap().iter();
        data.map(|it| (text(&it["name"]), text(&it["id"]), text(&it["access_token"]))).collect()
    }

    pub(crate) async fn debug(&self, token: &str) -> Value {
        let fields = [("input_token", token), ("access_token", "agency|secret")];
        let answer = self.graph("debug_token", &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["data"].clone()
    }

    pub(crate) fn x_dialog(&self, fields: &[(&str, &str)]) -> String {
        let challenge = challenge(VERIFIER);
        let mut all = vec![
            ("response_type", "code"),
            ("client_id", "agency"),
            ("redirect_uri", X_CALLBACK),
            ("state", "the state"),
            ("scope", X_SCOPES),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all.extend(fields);
        format!("{}/x/i/oauth2/authorize?{}", self.url, query(&all))
    }

    pub(crate) async fn x_code(&self, who: &str) -> String {
        let callback = person(who, None).consent(&self.x_dialog(&[])).await.unwrap();
        parameter(&callback, "code")
    }

    /// Access and refresh token.
    pub(crate) async fn x_login(&self, who: &str) -> (String, String) {
        let code = self.x_code(who).await;
        let answer = self.x_redeem(&code, VERIFIER).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        pair(&answer)
    }

    pub(crate) async fn x_redeem(&self, code: &str, verifier: &str) -> Reply {
        self.x_token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", X_CALLBACK),
            ("code_verifier", verifier),
        ])
        .await
    }

    pub(crate) async fn x_refresh(&self, refresh: &str) -> Reply {
        self.x_token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await
    }

    pub(crate) async fn x_token(&self, fields: &[(&str, &str)]) -> Reply {
        let basic = basic("agency", "secret");
        self.form("/x/2/oauth2/token", &[("authorization", &basic)], fields).await
    }

    pub(crate) async fn x_get(&self, path: &str, access: &str) -> Reply {
        let bearer = format!("Bearer {access}");
        self.send("GET", &format!("/x/2/{path}"), &[("authorization", &bearer)], Body::empty())
            .await
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(folder) = self.database.parent() {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

pub(crate) fn basic(id: &str, secret: &str) -> String {
    let credentials = base64::engine::general_purpose::STANDARD.encode(format!("{id}:{secret}"));
    format!("Basic {credentials}")
}

pub(crate) fn pair(answer: &Reply) -> (String, String) {
    let answer = answer.json();
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    (text("access_token"), text("refresh_token"))
}

pub(crate) fn challenge(verifier: &str) -> String {
    use sha2::Digest as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(verifier))
}

/// Somebody by first name, as the demo people are called.
pub(crate) fn person(who: &str, tick: Option<&[&str]>) -> Person {
    let network = if ["ada", "tomas", "lena", "petr", "marie", "nora"].contains(&who) {
        "facebook"
    } else {
        "x"
    };
    Person {
        login: format!("{who}@{network}.test"),
        password: format!("{who}-demo"),
        tick: tick.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
    }
}

pub(crate) fn query(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

pub(crate) fn parameter(url: &str, name: &str) -> String {
    let url = url::Url::parse(url).unwrap();
    let found = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    found.unwrap_or_else(|| panic!("no {name} in {url}"))
}
