//! Requests to the API, and what goes wrong with them.

use std::time::Duration;

use rand::{TryRngCore as _, rngs::OsRng};
use reqwest::{Client, RequestBuilder, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// So many of a list are asked for at once: as many as the API gives.
const PAGE: &str = "100";

/// Why a command did nothing, or was not answered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line cannot be understood.
    #[error("{0}; `relink help` lists the commands")]
    Arguments(String),
    /// There is no key.
    #[error("set RELINK_API_KEY to a key of the API: it is made at Settings, API")]
    NoKey,
    /// The address is none.
    #[error("RELINK_API_URL must be like https://relink.example.com; it is `{0}`")]
    NoAddress(String),
    /// The key cannot be one: it is not repeated here.
    #[error("RELINK_API_KEY is no key of the API: one begins with rlk_")]
    NoKeyLike,
    /// Nobody answers there.
    #[error("{url} does not answer ({why}): does Relink run there? Set RELINK_API_URL")]
    NoAnswer {
        /// Where.
        url: String,
        /// Why.
        why: String,
    },
    /// Relink refused.
    #[error("{title}: {detail}")]
    Refused {
        /// What it is, in short.
        title: String,
        /// What can be done.
        detail: String,
    },
    /// Whatever answers there is no Relink.
    #[error("{0} answers, but not as the API of Relink does: is RELINK_API_URL right?")]
    NotRelink(String),
    /// A request cannot be given a name of its own.
    #[error("this machine gives no random bytes: nothing was asked")]
    NoRandomness,
    /// No profile has this name.
    #[error("no profile is called `{0}`; `relink profiles` lists them")]
    NoProfile(String),
    /// Several have it.
    #[error(
        "several profiles are called `{0}`: name one by its id, which `relink profiles` prints"
    )]
    SeveralProfiles(String),
}

/// A problem, as the API tells it (RFC 9457).
#[derive(Deserialize)]
struct Problem {
    title: String,
    detail: String,
}

/// The API of one Relink.
pub(crate) struct Api {
    base: Url,
    key: String,
    http: Client,
}

impl Api {
    pub(crate) fn new(address: &str, key: String) -> Result<Self, Error> {
        let no_address = || Error::NoAddress(address.to_owned());
        let base = Url::parse(address).map_err(|_| no_address())?;
        let base = base.join("/api/v1/").map_err(|_| no_address())?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(no_address());
        }
        if !key.starts_with("rlk_") || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::NoKeyLike);
        }
        // A second provider is refused, and is the same one.
        _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .timeout(PATIENCE)
            // A redirect would carry the key to wherever it points.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("relink-client/", env!("CARGO_PKG_VERSION")))
            .build();
        let http = http.map_err(|error| Self::silent(&base, &error))?;
        Ok(Self { base, key, http })
    }

    /// Every item of a list, page after page.
    pub(crate) async fn all(
        &self,
        path: &str,
        query: &[(&str, Option<&str>)],
    ) -> Result<Value, Error> {
        let mut url = self.at(path)?;
        for (name, value) in query {
            if let Some(value) = value {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        // Lists that have no pages take no parameters of pages.
        let has_pages = path == "profiles";
        if has_pages {
            url.query_pairs_mut().append_pair("limit", PAGE);
        }
        let (mut items, mut next) = (Vec::new(), None::<String>);
        loop {
            let mut page = url.clone();
            if let Some(after) = &next {
                page.query_pairs_mut().append_pair("after", after);
            }
            let mut answer = self.answered(self.http.get(page)).await?;
            match answer["items"].take() {
                Value::Array(more) => items.extend(more),
                _ => return Err(Error::NotRelink(self.base.to_string())),
            }
            match answer["next"].as_str() {
                Some(after) => next = Some(after.to_owned()),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    /// Makes something, once.
    pub(crate) async fn post(&self, path: &str, body: &impl Serialize) -> Result<Value, Error> {
        self.answered(self.http.post(self.at(path)?).json(body)).await
    }

    /// Takes something away.
    pub(crate) async fn delete(&self, path: &str) -> Result<(), Error> {
        self.answered(self.http.delete(self.at(path)?)).await.map(drop)
    }

    fn at(&self, path: &str) -> Result<Url, Error> {
        self.base.join(path).map_err(|_| Error::NoAddress(self.base.to_string()))
    }

    async fn answered(&self, request: RequestBuilder) -> Result<Value, Error> {
        let request = request
            .header(header::ACCEPT, "application/json")
            .header("idempotency-key", name()?)
            .bearer_auth(&self.key);
        let silent = |error: reqwest::Error| Self::silent(&self.base, &error);
        let answer = request.send().await.map_err(silent)?;
        let is_done = answer.status().is_success();
        let body = answer.text().await.map_err(silent)?;
        if is_done && body.is_empty() {
            return Ok(Value::Null);
        }
        let not_relink = |_| Error::NotRelink(self.base.to_string());
        if is_done {
            return serde_json::from_str(&body).map_err(not_relink);
        }
        let Problem { title, detail } = serde_json::from_str(&body).map_err(not_relink)?;
        Err(Error::Refused { title, detail })
    }

    fn silent(base: &Url, error: &reqwest::Error) -> Error {
        // What lies at the bottom says most: a refused connection, a certificate.
        let mut innermost: &dyn std::error::Error = error;
        while let Some(inner) = innermost.source() {
            innermost = inner;
        }
        let why =
            if error.is_timeout() { "it took too long".into() } else { innermost.to_string() };
        Error::NoAnswer { url: base.origin().ascii_serialization(), why }
    }
}

/// A name for one request (`Idempotency-Key`): whatever happens on the way, it is done once.
fn name() -> Result<String, Error> {
    let mut bytes = [0; 16];
    OsRng.try_fill_bytes(&mut bytes).map_err(|_| Error::NoRandomness)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_a_key_are_looked_at_first() {
        let key = || "rlk_abc".to_owned();
        assert!(Api::new("http://127.0.0.1:3000", key()).is_ok());
        let api = Api::new("https://relink.example.com/", key()).unwrap();
        assert_eq!(api.at("links").unwrap().as_str(), "https://relink.example.com/api/v1/links");
        for address in ["relink.example.com", "ftp://relink.example.com", ""] {
            assert!(matches!(Api::new(address, key()), Err(Error::NoAddress(_))), "{address}");
        }
        for key in ["", "secret", "rlk_a b", "rlk_\n"] {
            let refused = Api::new("http://127.0.0.1:3000", key.to_owned()).err().unwrap();
            assert!(matches!(refused, Error::NoKeyLike), "{key}");
            assert!(key.is_empty() || !refused.to_string().contains("secret"));
        }
    }

    #[test]
    fn every_request_has_a_name_of_its_own() {
        let (one, other) = (name().unwrap(), name().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 32);
    }
}
