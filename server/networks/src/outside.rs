//! Posts to addresses that people named: webhooks, and the push services of their browsers. Never to one inside, whatever its name leads to.

use std::time::Duration;

use url::Url;

use crate::{
    config::Fault,
    http::{Http, Timeouts, Trust},
};

pub use crate::http::NoStatus;

/// How long a program of somebody else may take: what the Standard Webhooks specification proposes.
const TIMEOUTS: Timeouts =
    Timeouts { connect: Duration::from_secs(5), total: Duration::from_secs(15) };

/// Whoever posts.
pub struct Outside {
    http: Http,
}

impl Outside {
    /// `inside` is what may be reached although it is inside, `host:port` each, over plain HTTP too. Where nothing else is
    /// ever reached, as in the demo, no certificates are needed.
    ///
    /// # Errors
    /// [`Fault`], where the system's certificates cannot be read.
    pub fn new(inside: &[String], is_demo: bool) -> Result<Self, Fault> {
        let trust = if is_demo { Trust::Nobody } else { Trust::System };
        Ok(Self { http: Http::outside(TIMEOUTS, trust, inside)? })
    }

    /// The host of an address; `None` if it is none that may be posted to, as far as that can be seen before its name is
    /// resolved.
    #[must_use]
    pub fn host_of(&self, url: &str) -> Option<String> {
        let url = Url::parse(url).ok()?;
        self.http.lets(&url).then(|| crate::http::server(&url))
    }

    /// Posts JSON once, with these headers, and tells the status.
    ///
    /// # Errors
    /// [`NoStatus`].
    pub async fn post(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: String,
    ) -> Result<u16, NoStatus> {
        self.send(url, ("application/json", headers), body.into_bytes()).await
    }

    /// Posts bytes that say nothing of what they are, once, with these headers, and tells the status.
    ///
    /// # Errors
    /// [`NoStatus`].
    pub async fn post_bytes(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<u16, NoStatus> {
        self.send(url, ("application/octet-stream", headers), body).await
    }

    async fn send(
        &self,
        url: &str,
        (kind, headers): (&str, &[(&'static str, String)]),
        body: Vec<u8>,
    ) -> Result<u16, NoStatus> {
        let url = Url::parse(url).map_err(|_| NoStatus::NotReached)?;
        let request = self.http.post(url).header("content-type", kind).body(body);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        self.http.knock(request).await
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, http::StatusCode, routing::post};

    use super::*;

    async fn outside(answers: StatusCode) -> (Outside, u16) {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let hears = Router::new().route("/heard", post(async move || answers));
        tokio::spawn(async move { axum::serve(listener, hears).await });
        (Outside::new(&[format!("127.0.0.1:{port}")], true).unwrap(), port)
    }

    #[tokio::test]
    async fn only_the_status_is_told_and_a_redirect_is_not_followed() {
        for status in [StatusCode::NO_CONTENT, StatusCode::FOUND, StatusCode::GONE] {
            let (outside, port) = outside(status).await;
            let url = format!("http://127.0.0.1:{port}/heard");
            assert_eq!(outside.post(&url, &[], "{}".into()).await, Ok(status.as_u16()));
        }
    }

    #[tokio::test]
    async fn what_is_inside_is_never_called() {
        let (outside, port) = outside(StatusCode::OK).await;
        let table = [
            format!("http://127.0.0.1:{port}/heard"),
            "https://hooks.example.com/services/T0".into(),
            "https://127.0.0.1/heard".into(),
            "http://hooks.example.com/".into(),
            "https://hooks.example.com:8443/".into(),
            "https://10.0.0.1/".into(),
            "https://[::1]/".into(),
            "https://169.254.169.254/latest/meta-data".into(),
            "https://user:password@example.com/".into(),
            "https://intranet/".into(),
            "ftp://example.com/".into(),
            "not an address".into(),
        ];
        let hosts = table.each_ref().map(|url| outside.host_of(url).is_some());
        assert_eq!(hosts[..2], [true, true]);
        assert_eq!(hosts[2..], [false; 10], "{table:?}");
        for url in ["https://10.0.0.1/", "http://127.0.0.1:1/"] {
            assert_eq!(outside.post(url, &[], "{}".into()).await, Err(NoStatus::Inside));
        }
        // A name that may be public until it is resolved, and leads inside then.
        let named = outside.post("https://localhost.localdomain/", &[], "{}".into()).await;
        assert!(matches!(named, Err(NoStatus::Inside | NoStatus::NotReached)), "{named:?}");
    }

    #[tokio::test]
    async fn where_nobody_listens_nothing_is_reached() {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let place = listener.local_addr().unwrap().to_string();
        drop(listener);
        let outside = Outside::new(std::slice::from_ref(&place), true).unwrap();
        let answer = outside.post(&format!("http://{place}/"), &[], "{}".into()).await;
        assert_eq!(answer, Err(NoStatus::NotReached));
    }
}
