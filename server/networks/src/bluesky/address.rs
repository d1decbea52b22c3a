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
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn name(text: &str) -> Option<Typed> {
        Some(Typed::Name(text.to_owned()))
    }

    fn at(url: &str) -> Option<Typed> {
        Some(Typed::Server(Url::parse(url).unwrap()))
    }

    #[test]
    fn what_people_type_and_paste() {
        assert_eq!(typed(" @Alice.bsky.social "), name("alice.bsky.social"));
        assert_eq!(typed("\u{202a}@alice.example\u{202c}"), name("alice.example"));
        assert_eq!(typed("at://alice.example"), name("alice.example"));
        assert_eq!(typed("https://pds.example/settings?a=b"), at("https://pds.example/"));
        assert_eq!(typed("pds.example:8443"), at("https://pds.example:8443/"));
        assert_eq!(typed("pds.localhost:4000"), at("http://pds.localhost:4000/"));
        let did = "did:plc:z72i7hdynmk6r22z27h6tvur";
        assert_eq!(typed(did), Some(Typed::Did(did.to_owned())));
        let did = "did:web:alice.example";
        assert_eq!(typed(did), Some(Typed::Did(did.to_owned())));
    }

    #[test]
    fn what_is_nobody() {
        for text in [
            "",
            "@",
            "alice",
            "alice.",
            ".example",
            "alice@example.com",
            "al ice.example",
            "-alice.example",
            "alice.123",
            "handle.invalid",
            "http://pds.example",
            "https://user:secret@pds.example",
            "ftp://pds.example",
            "did:plc:short",
            "did:key:z6Mk",
            "did:web:alice.example:path",
            "did:web:alice.example%3A8443",
            "did:web:a/b",
        ] {
            assert_eq!(typed(text), None, "{text}");
        }
        assert_eq!(typed(&format!("{}.example", "a".repeat(400))), None);
    }

    #[test]
    fn where_a_did_of_the_web_is_described() {
        let found = |did| web_document(did).map(String::from);
        let expected = Some("https://alice.example/.well-known/did.json".to_owned());
        assert_eq!(found("did:web:alice.example"), expected);
        let expected = Some("http://localhost:4000/.well-known/did.json".to_owned());
        assert_eq!(found("did:web:localhost%3A4000"), expected);
    }

    #[test]
    fn a_server_is_an_origin() {
        for bad in ["https://a.example/x", "https://a.example?x", "http://a.example", "a.example"] {
            assert_eq!(origin(&json!(bad)), None, "{bad}");
        }
        assert!(origin(&json!("https://a.example")).is_some());
        assert!(origin(&json!("http://pds.localhost:4000")).is_some());
    }

    proptest! {
        /// Whatever is typed: no panic, and what is found may be called.
        #[test]
        fn nothing_typed_leads_astray(text in "\\PC{0,40}|(did:(plc|web):|@|at://|https?://)?[a-z0-9.:%@/?#\\[\\]-]{0,40}") {
            match typed(&text) {
                Some(Typed::Server(url)) => {
                    prop_assert!(origin(&Value::from(url.as_str())).is_some(), "{url}");
                }
                Some(Typed::Name(name)) => prop_assert_eq!(handle(&name), Some(name)),
                Some(Typed::Did(text)) => prop_assert!(did(&text).is_some()),
                None => {}
            }
        }
    }
}
