//! The person's browser, as far as these servers' pages need one.

use std::collections::BTreeMap;

use reqwest::{Client, RequestBuilder, redirect::Policy};
use serde_json::Value;
use url::Url;

pub(crate) struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

/// Where a request ended.
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Page {
    /// A parameter of the address.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// What stands between two pieces of the page.
    pub(crate) fn between(&self, before: &str, after: &str) -> &str {
        let (_, rest) = self.body.split_once(before).unwrap_or_else(|| panic!("{}", self.body));
        rest.split_once(after).unwrap().0
    }
}

impl Browser {
    pub(crate) fn new() -> Self {
        networks::install_crypto();
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .tls_certs_only([])
            .build()
            .unwrap();
        Self { client, cookies: BTreeMap::new() }
    }

    /// Goes to an address, and on to wherever it leads: to a page, or to Relink, which is not called.
    pub(crate) async fn go(&mut self, url: &str) -> Page {
        let request = navigating(self.client.get(url), "cross-site");
        self.follow(request).await
    }

    /// Sends a form of the page it is on.
    pub(crate) async fn submit(&mut self, url: &str, form: &[(&str, &str)]) -> Page {
        let request = navigating(self.client.post(url).form(form), "same-origin");
        self.follow(request).await
    }

    /// Follows a link of the page it is on.
    pub(crate) async fn click(&mut self, url: &str, page: &Page) -> Page {
        let request = self.client.get(url).header("referer", page.url.as_str());
        self.follow(navigating(request, "same-origin")).await
    }

    /// A call that the page's own script makes.
    pub(crate) async fn call(&mut self, page: &Page, path: &str, body: &Value) -> Value {
        let url = page.url.join(path).unwrap();
        let request = self
            .client
            .post(url)
            .json(body)
            .header("sec-fetch-mode", "same-origin")
            .header("sec-fetch-site", "same-origin")
            .header("origin", page.url.origin().ascii_serialization())
            .header("referer", page.url.as_str())
            .header("x-csrf-token", self.cookies["csrf-token"].clone());
        let (response, _) = self.send(request).await;
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success(), "{status}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn follow(&mut self, request: RequestBuilder) -> Page {
        let mut request = request;
        for _ in 0..10 {
            let (response, url) = self.send(request).await;
            let status = response.status();
            let Some(location) = response.headers().get("location") else {
                return Page { url, status: status.as_u16(), body: response.text().await.unwrap() };
            };
            let next = url.join(location.to_str().unwrap()).unwrap();
            if next.origin() != url.origin() {
                return Page { url: next, status: status.as_u16(), body: String::new() };
            }
            request = navigating(self.client.get(next), "same-origin");
        }
        panic!("led in circles");
    }

    async fn send(&mut self, request: RequestBuilder) -> (reqwest::Response, Url) {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("cookie", cookies.join("; ")).build().unwrap();
        let url = request.url().clone();
        let response = self.client.execute(request).await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        (response, url)
    }
}

fn navigating(request: RequestBuilder, from: &str) -> RequestBuilder {
    request
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "document")
        .header("sec-fetch-site", from)
        .header("accept", "text/html")
}
