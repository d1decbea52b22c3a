//! What a client says of itself, and what of that this server accepts.

use serde::Deserialize;
use url::{Host, Url};

use super::answers::OAuth;
use super::jose::Jwk;
use super::scopes;
use crate::picture::is_here;

/// A client whose word has been checked.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) redirect_uris: Vec<String>,
    pub(super) scopes: Vec<String>,
    /// Whether it asked for refresh tokens at all.
    pub(super) refreshes: bool,
    pub(super) auth: Auth,
}

/// How a client proves itself.
#[derive(Clone, Debug)]
pub(super) enum Auth {
    /// It cannot.
    Public,
    /// By a key that it publishes.
    Keys(Vec<Jwk>),
    /// By a key that it publishes elsewhere.
    KeysAt(Url),
}

impl Client {
    /// Exact, except that a program on the person's machine may listen on whatever port is free.
    pub(super) fn allows(&self, asked: &str) -> bool {
        let without_port = |uri: &str| {
            let mut url = Url::parse(uri).ok().filter(is_loopback_ip)?;
            url.set_port(None).ok()?;
            Some(url)
        };
        let same = |known: &String| {
            known == asked || without_port(known).is_some_and(|it| Some(it) == without_port(asked))
        };
        self.redirect_uris.iter().any(same)
    }
}

/// The document behind a client's id.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    client_id: Option<String>,
    client_name: Option<String>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    #[serde(default = "code_only")]
    grant_types: Vec<String>,
    #[serde(default = "code")]
    response_types: Vec<String>,
    scope: Option<String>,
    token_endpoint_auth_method: Option<String>,
    token_endpoint_auth_signing_alg: Option<String>,
    #[serde(default)]
    dpop_bound_access_tokens: bool,
    jwks: Option<Keys>,
    jwks_uri: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Keys {
    pub(super) keys: Vec<Jwk>,
}

fn code_only() -> Vec<String> {
    vec!["authorization_code".to_owned()]
}

fn code() -> Vec<String> {
    vec!["code".to_owned()]
}

impl Document {
    pub(super) fn check(self, id: &str) -> Result<Client, OAuth> {
        let wrong = |words: &str| Err(OAuth::metadata(words));
        if self.client_id.as_deref() != Some(id) {
            return wrong("client_id does not match");
        }
        let scopes = split(self.scope.as_deref().unwrap_or_default());
        if scopes.is_empty() {
            return wrong("Missing scope property");
        }
        if !scopes.iter().any(|scope| scope == "atproto") {
            return wrong("Missing \"atproto\" scope");
        }
        if let Some(scope) = scopes.iter().find(|scope| scopes::words(scope).is_none()) {
            return wrong(&format!("Unsupported scope \"{scope}\""));
        }
        let grants = ["authorization_code", "refresh_token"];
        if let Some(grant) = self.grant_types.iter().find(|grant| !grants.contains(&grant.as_str()))
        {
            return wrong(&format!("Grant type \"{grant}\" is not supported"));
        }
        if !self.grant_types.iter().any(|grant| grant == "authorization_code") {
            return wrong("Response type \"code\" requires the \"authorization_code\" grant type");
        }
        if let Some(other) = self.response_types.iter().find(|kind| *kind != "code") {
            return wrong(&format!("Unsupported response type \"{other}\""));
        }
        if !self.dpop_bound_access_tokens {
            return wrong("\"dpop_bound_access_tokens\" must be true");
        }
        if self.redirect_uris.is_empty() {
            return wrong("At least one redirect_uri is required");
        }
        if let Some(uri) = self.redirect_uris.iter().find(|uri| !is_safe(uri)) {
            return wrong(&format!("Invalid redirect_uri {uri}"));
        }
        let refreshes = self.grant_types.iter().any(|grant| grant == "refresh_token");
        let name = self.client_name.clone().filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| id.to_owned());
        let redirect_uris = self.redirect_uris.clone();
        let auth = self.auth()?;
        Ok(Client { id: id.to_owned(), name, redirect_uris, scopes, refreshes, auth })
    }

    fn auth(self) -> Result<Auth, OAuth> {
        let algorithm = self.token_endpoint_auth_signing_alg;
        match self.token_endpoint_auth_method.as_deref() {
            None => Err(OAuth::metadata("Missing token_endpoint_auth_method client metadata")),
            Some("none") if algorithm.is_some() => Err(OAuth::metadata(
                "token_endpoint_auth_method \"none\" must not have token_endpoint_auth_signing_alg",
            )),
            Some("none") => Ok(Auth::Public),
            Some("private_key_jwt") if algorithm.is_none() => {
                Err(OAuth::metadata("Missing token_endpoint_auth_signing_alg client metadata"))
            }
            Some("private_key_jwt") => match (self.jwks, self.jwks_uri) {
                (Some(_), Some(_)) => {
                    Err(OAuth::metadata("jwks_uri and jwks are mutually exclusive"))
                }
                (Some(jwks), None) if !jwks.keys.is_empty() => Ok(Auth::Keys(jwks.keys)),
                (Some(_), None) => Err(OAuth::metadata(
                    "private_key_jwt auth method requires at least one key in jwks",
                )),
                (None, Some(uri)) => match Url::parse(&uri) {
                    Ok(url) => Ok(Auth::KeysAt(url)),
                    Err(_) => Err(OAuth::metadata("Invalid jwks_uri")),
                },
                (None, None) => {
                    Err(OAuth::metadata("private_key_jwt auth method requires jwks or jwks_uri"))
                }
            },
            Some(other) => Err(OAuth::metadata(format!(
                "{other} is not a supported \"token_endpoint_auth_method\". Use \"private_key_jwt\" or \"none\"."
            ))),
        }
    }
}

/// The client without a document, for programs in the making: everything stands in its id. None for other ids.
pub(super) fn virtual_client(id: &str) -> Option<Result<Client, OAuth>> {
    let rest = id.strip_prefix("http://localhost")?;
    let query = match rest.strip_prefix('/').unwrap_or(rest) {
        "" => "",
        rest => rest.strip_prefix('?')?,
    };
    Some(read_virtual(id, query))
}

fn read_virtual(id: &str, query: &str) -> Result<Client, OAuth> {
    let (mut redirect_uris, mut asked) = (Vec::new(), None);
    for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        match name.as_str() {
            "redirect_uri" => redirect_uris.push(value),
            "scope" if asked.is_none() => asked = Some(value),
            other => {
                let words = format!("Invalid loopback client ID: unexpected parameter \"{other}\"");
                return Err(OAuth::metadata(words));
            }
        }
    }
    if redirect_uris.is_empty() {
        redirect_uris = ["http://127.0.0.1/", "http://[::1]/"].map(str::to_owned).to_vec();
    }
    let inside = |uri: &String| Url::parse(uri).is_ok_and(|url| is_loopback_ip(&url));
    if let Some(uri) = redirect_uris.iter().find(|uri| !inside(uri)) {
        let words = format!("Invalid loopback client ID: redirect_uri {uri} is not a loopback IP");
        return Err(OAuth::metadata(words));
    }
    let scopes = split(asked.as_deref().unwrap_or("atproto"));
    let known = scopes.iter().all(|scope| scopes::words(scope).is_some());
    if !known || !scopes.iter().any(|scope| scope == "atproto") {
        return Err(OAuth::metadata("Invalid loopback client ID: invalid scope"));
    }
    let name = "Loopback client".to_owned();
    let (id, auth) = (id.to_owned(), Auth::Public);
    Ok(Client { id, name, redirect_uris, scopes, refreshes: true, auth })
}

/// https, a scheme of an app's own, or http where the traffic never leaves the machine.
fn is_safe(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    url.fragment().is_none()
        && match url.scheme() {
            "https" => true,
            "http" => is_here(&url),
            scheme => scheme.contains('.'),
        }
}

fn is_loopback_ip(url: &Url) -> bool {
    url.scheme() == "http"
        && match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            _ => false,
        }
}

/// Scopes are separated by single spaces; each counts once.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in text.split(' ').filter(|scope| !scope.is_empty()) {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}
