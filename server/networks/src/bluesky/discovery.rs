//! From what a person typed to the server that logs them in: handle, DID, document, the server that keeps the data, and the
//! one that gives access to it. Each step is checked against the next, because each is run by somebody else.

use std::sync::Arc;

use domain::verdict::Verdict;
use engine::ports::networks::NoDeparture;
use http::{StatusCode, header};
use serde_json::Value;
use url::Url;

use super::{
    address::{self, Typed},
    session::Account,
};
use crate::{
    config::Endpoints,
    http::{Failure, Http, below},
    json,
};

/// Looks things up.
pub(super) struct Discovery {
    pub(super) endpoints: Endpoints,
    /// For the directory of DIDs and the public API.
    pub(super) http: Arc<Http>,
    /// For everybody else.
    pub(super) outside: Arc<Http>,
}

/// Why something was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Missing {
    /// It is not there, or not what it would have to be.
    Nothing,
    /// Nobody is there to ask.
    Unreached,
    /// It cannot be told now.
    Trouble(Verdict),
}

/// Where to log in.
pub(super) struct Found {
    /// Whose login it is to be, where an account was named.
    pub(super) account: Option<Account>,
    pub(super) server: Server,
}

/// An authorization server that keeps to the network's profile of OAuth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) issuer: String,
    pub(super) authorize: Url,
    pub(super) push: Url,
    pub(super) token: Url,
    pub(super) revoke: Option<Url>,
}

/// What an account's document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    /// The handles it claims.
    pub(super) handles: Vec<String>,
    /// The server that keeps its data.
    pub(super) pds: Url,
}

impl From<Missing> for NoDeparture {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Nothing => Self::NotFound,
            Missing::Unreached => Self::Refused(Verdict::Unavailable),
            Missing::Trouble(verdict) => Self::Refused(verdict),
        }
    }
}

impl Discovery {
    /// Where to log in somebody who typed this.
    pub(super) async fn find(&self, typed: &Typed) -> Result<Found, Missing> {
        match typed {
            Typed::Did(did) => self.by_did(did, None).await,
            Typed::Server(url) => self.by_server(url).await,
            Typed::Name(name) => match self.did_of(name).await? {
                Some(did) => self.by_did(&did, Some(name)).await,
                None => {
                    let url = address::origin(&Value::from(format!("https://{name}")));
                    self.by_server(&url.ok_or(Missing::Nothing)?).await
                }
            },
        }
    }

    /// Where the account is, and who logs it in. A handle that led here must be claimed by the account itself.
    pub(super) async fn by_did(&self, did: &str, handle: Option<&str>) -> Result<Found, Missing> {
        let document = self.document(did).await?;
        if handle.is_some_and(|handle| !document.handles.iter().any(|claimed| claimed == handle)) {
            return Err(Missing::Nothing);
        }
        let server = self.server_of(&document.pds).await?;
        let account = Account { did: did.to_owned(), pds: document.pds };
        Ok(Found { account: Some(account), server })
    }

    /// The server named may keep data, or log in for others that do.
    async fn by_server(&self, url: &Url) -> Result<Found, Missing> {
        let server = match self.server_of(url).await {
            Err(Missing::Nothing) => self.server_at(url).await,
            other => other,
        };
        let server = server.map_err(|missing| match missing {
            Missing::Unreached => Missing::Nothing,
            other => other,
        })?;
        Ok(Found { account: None, server })
    }

    /// Whose handle it is: by the public API, which asks DNS, and then by the host of that name itself.
    pub(super) async fn did_of(&self, handle: &str) -> Result<Option<String>, Missing> {
        let mut url =
            below(&self.endpoints.api_url, &["xrpc", "com.atproto.identity.resolveHandle"]);
        url.query_pairs_mut().append_pair("handle", handle);
        let asked = self.http.send(self.http.get(url)).await;
        let asked = object(asked.map(|answer| (answer.status, answer.body)));
        if let Ok(answer) = &asked
            && let Some(did) = answer["did"].as_str().and_then(address::did)
        {
            return Ok(Some(did.to_owned()));
        }
        let own = Url::parse(&format!("https://{handle}/.well-known/atproto-did"));
        if let Ok(own) = own
            && let Ok(answer) = self.outside.send(self.outside.get(own)).await
            && answer.status == StatusCode::OK
            && let Ok(text) = std::str::from_utf8(&answer.body)
            && let Some(did) = address::did(text.trim())
        {
            return Ok(Some(did.to_owned()));
        }
        match asked {
            Ok(_) | Err(Missing::Nothing) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    pub(super) async fn document(&self, did: &str) -> Result<Document, Missing> {
        let asked = match address::web_document(did) {
            Some(url) => self.outside.send(self.outside.get(url)).await,
            None => {
                let url = below(&self.endpoints.host("plc.directory"), &[did]);
                self.http.send(self.http.get(url)).await
            }
        };
        let body = object(asked.map(|answer| (answer.status, answer.body)))?;
        document(&body, did).ok_or(Missing::Nothing)
    }

    /// The authorization server that a server which keeps data names.
    async fn server_of(&self, pds: &Url) -> Result<Server, Missing> {
        let body = self.metadata(pds, "oauth-protected-resource").await?;
        let issuer = issuer_of(&body, pds).ok_or(Missing::Nothing)?;
        self.server_at(&issuer).await
    }

    async fn server_at(&self, issuer: &Url) -> Result<Server, Missing> {
        let body = self.metadata(issuer, "oauth-authorization-server").await?;
        server(&body, issuer).ok_or(Missing::Nothing)
    }

    async fn metadata(&self, origin: &Url, name: &str) -> Result<Value, Missing> {
        let url = below(origin, &[".well-known", name]);
        let answer = self.outside.send(self.outside.get(url)).await;
        if let Ok(answer) = &answer {
            let kind = answer.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
            let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
            if answer.status == StatusCode::OK && !kind.eq_ignore_ascii_case("application/json") {
                return Err(Missing::Nothing);
            }
        }
        object(answer.map(|answer| (answer.status, answer.body)))
    }
}

/// A successful answer's JSON object.
fn object(asked: Result<(StatusCode, Vec<u8>), Failure>) -> Result<Value, Missing> {
    let (status, body) = asked.map_err(|failure| match failure {
        Failure::NeverSent => Missing::Unreached,
        Failure::Lost => Missing::Trouble(Verdict::Unavailable),
    })?;
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Err(Missing::Trouble(Verdict::Limited { until: None }));
    }
    if status.is_server_error() {
        return Err(Missing::Trouble(Verdict::Unavailable));
    }
    match serde_json::from_slice(&body) {
        Ok(body @ Value::Object(_)) if status == StatusCode::OK => Ok(body),
        _ => Err(Missing::Nothing),
    }
}

/// Reads the document of `did`.
pub(super) fn document(body: &Value, did: &str) -> Option<Document> {
    if body["id"] != did {
        return None;
    }
    let items = |name: &str| json::list(&body[name]);
    let handles = items("alsoKnownAs")
        .iter()
        .filter_map(|name| address::handle(name.as_str()?.strip_prefix("at://")?))
        .collect();
    let pds = items("service").iter().find(|service| {
        let id = service["id"].as_str().unwrap_or_default();
        id.strip_prefix(did).unwrap_or(id) == "#atproto_pds"
            && service["type"] == "AtprotoPersonalDataServer"
    })?;
    Some(Document { handles, pds: address::origin(&pds["serviceEndpoint"])? })
}

/// Which authorization server `pds` names: exactly one.
pub(super) fn issuer_of(body: &Value, pds: &Url) -> Option<Url> {
    let own = address::origin(&body["resource"])?;
    match body["authorization_servers"].as_array().map(Vec::as_slice) {
        Some([one]) if own.origin() == pds.origin() => address::origin(one),
        _ => None,
    }
}

/// What the network's profile demands of an authorization server (atproto.com/specs/oauth, "Server Metadata").
const MUST_LIST: &[(&str, &[&str])] = &[
    ("response_types_supported", &["code"]),
    ("grant_types_supported", &["authorization_code", "refresh_token"]),
    ("code_challenge_methods_supported", &["S256"]),
    ("token_endpoint_auth_methods_supported", &["none", "private_key_jwt"]),
    ("token_endpoint_auth_signing_alg_values_supported", &["ES256"]),
    ("dpop_signing_alg_values_supported", &["ES256"]),
    ("scopes_supported", &["atproto"]),
];
const MUST_BE_TRUE: &[&str] = &[
    "authorization_response_iss_parameter_supported",
    "require_pushed_authorization_requests",
    "client_id_metadata_document_supported",
];

/// Reads what the server at `origin` says of itself.
pub(super) fn server(body: &Value, origin: &Url) -> Option<Server> {
    let issuer = origin.origin().ascii_serialization();
    let lists = |name: &str, item: &str| {
        body[name].as_array().is_some_and(|list| list.iter().any(|it| it == item))
    };
    let keeps = body["issuer"] == issuer
        && MUST_LIST.iter().all(|(name, items)| items.iter().all(|item| lists(name, item)))
        && MUST_BE_TRUE.iter().all(|name| body[*name] == true)
        && !lists("token_endpoint_auth_signing_alg_values_supported", "none")
        && body["require_request_uri_registration"] != false;
    if !keeps {
        return None;
    }
    Some(Server {
        issuer,
        authorize: address::secure(&body["authorization_endpoint"])?,
        push: address::secure(&body["pushed_authorization_request_endpoint"])?,
        token: address::secure(&body["token_endpoint"])?,
        revoke: address::secure(&body["revocation_endpoint"]),
    })
}

#[cfg(test)]
mod tests;
