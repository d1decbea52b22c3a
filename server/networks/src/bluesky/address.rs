//! What people and servers call each other: handles, DIDs, addresses of servers. None of it is trusted.

use std::net::IpAddr;

use serde_json::Value;
use url::{Host, Url};

const LONGEST: usize = 300;
const LONGEST_HANDLE: usize = 253;

/// What a person typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typed {
    /// An account by its permanent name.
    Did(String),
    /// A handle, or the name of a server: both are host names.
    Name(String),
    /// A server, because of its port or scheme.
    Server(Url),
}

/// Reads what a person typed or pasted.
pub(super) fn typed(text: &str) -> Option<Typed> {
    if text.len() > LONGEST {
        return None;
    }
    // Handles copied from a page bring marks for the direction of writing with them.
    let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let text = text.trim();
    let text = text.strip_prefix("at://").unwrap_or(text);
    let text = text.strip_prefix('@').unwrap_or(text);
    if text.starts_with("did:") {
        return did(text).map(|did| Typed::Did(did.to_owned()));
    }
    if text.contains(':') {
        return server(text).map(Typed::Server);
    }
    handle(text.trim_end_matches('/')).map(Typed::Name)
}

/// A handle in lower case. The one that servers give to accounts whose handle is broken is none.
pub(super) fn handle(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let labels: Vec<&str> = text.split('.').collect();
    let fits = text.len() <= LONGEST_HANDLE
        && labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && labels.last().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()))
        && text != "handle.invalid";
    fits.then_some(text)
}

/// A DID of one of the two methods that accounts may have.
pub(super) fn did(text: &str) -> Option<&str> {
    if let Some(id) = text.strip_prefix("did:plc:") {
        let fits = id.len() == 24 && id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'));
        return fits.then_some(text);
    }
    web_document(text).map(|_| text)
}

/// Where the document of a `did:web` is. Paths are not allowed for accounts, ports only on this machine.
pub(super) fn web_document(did: &str) -> Option<Url> {
    let name = did.strip_prefix("did:web:").filter(|name| name.len() <= LONGEST)?;
    let (host, port) = match name.split_once("%3A") {
        Some((host, port)) => (host, Some(port.parse::<u16>().ok()?)),
        None => (name, None),
    };
    if !host.split('.').all(is_label) {
        return None;
    }
    let mut url = match port {
        Some(port) => Url::parse(&format!("http://{host}:{port}")).ok().filter(is_local_name)?,
        None => Url::parse(&format!("https://{host}")).ok()?,
    };
    url.set_path("/.well-known/did.json");
    Some(url)
}

/// The address of a server and nothing more: no user, path, query or fragment.
pub(super) fn origin(value: &Value) -> Option<Url> {
    let url = secure(value)?;
    (url.path() == "/" && url.query().is_none()).then_some(url)
}

/// An address that may be called: https, or http on this machine.
pub(super) fn secure(value: &Value) -> Option<Url> {
    let text = value.as_str().filter(|text| text.len() <= 2048)?;
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_local_name(&url));
    (plain && safe && url.has_host()).then_some(url)
}

/// The name of a post or another record: `at://…`.
pub(super) fn uri(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| text.starts_with("at://") && text.len() <= 512)
}

/// Whether a URL's host is called `localhost`, or something below it.
pub(super) fn is_local_name(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Domain(name)) if name == "localhost" || name.ends_with(".localhost"))
}

/// Whether a URL is plain HTTP on this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    let number = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        _ => false,
    };
    url.scheme() == "http" && (number || is_local_name(url))
}

fn server(text: &str) -> Option<Url> {
    let text = if text.contains("://") {
        text.to_owned()
    } else {
        let local = text.split(['/', ':']).next().unwrap_or_default();
        let local = local == "localhost" || local.ends_with(".localhost");
        format!("{}://{text}", if local { "http" } else { "https" })
    };
    let mut url = secure(&Value::from(text))?;
    url.set_path("");
    url.set_query(None);
    Some(url)
}

fn is_label(label: &str) -> bool {
    let letters = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (1..=63).contains(&label.len()) && letters && !label.starts_with('-') && !label.ends_with('-')
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
