//! Which server somebody means.

use engine::vault::Token;
use url::{Host, Url};

use super::REAL;
use crate::{
    config::{Addresses, Credentials, Endpoints},
    http::{below, escaped},
};
use domain::network::Network;

/// What a person can type is a host, an address or a handle; none of them is longer.
const LONGEST_TYPED: usize = 400;

/// A server, by its canonical address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    url: Url,
}

impl Server {
    /// The server that `typed` names: `mastodon.social`, `https://mastodon.social/@ada`, `@ada@mastodon.social`. Nothing in
    /// it is believed but the host, which comes out in lower case and in ASCII (IDNA). A server has a name: an address of
    /// numbers is none. Whether the name may be connected to is decided where it is connected to.
    pub(super) fn named(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if typed.len() > LONGEST_TYPED {
            return None;
        }
        let after_scheme = match typed.split_once("://") {
            Some((scheme, rest))
                if ["http", "https"].iter().any(|it| scheme.eq_ignore_ascii_case(it)) =>
            {
                rest
            }
            Some(_) => return None,
            None => typed,
        };
        let before_path = after_scheme.split(['/', '?', '#', '\\']).next()?;
        let host = before_path.rsplit('@').next()?;
        // Without TLS only on this machine: there no certificate could be had.
        let secure = Url::parse(&format!("https://{host}")).ok()?;
        let url = match secure.host()? {
            Host::Domain(name) if is_local(name) => Url::parse(&format!("http://{host}")).ok()?,
            Host::Domain(name) if name.contains('.') && !name.ends_with('.') => secure,
            Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) => return None,
        };
        Some(Self { url })
    }

    /// Its origin, which is also the issuer of its accounts: `https://mastodon.social`.
    pub(super) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Its name, for handles: `mastodon.social`.
    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// An address of it.
    pub(super) fn at(&self, path: &[&str]) -> Url {
        below(&self.url, path)
    }

    /// Its OAuth endpoints. They stand at fixed, documented paths. The discovery document of Mastodon 4.3 says the same, so
    /// it is not asked: what it could add is only an address to distrust.
    pub(super) fn endpoints(&self) -> Option<Endpoints> {
        let base = Addresses { base_url: Some(self.origin()), ..Addresses::default() };
        Endpoints::resolve(Network::Mastodon, REAL, &base).ok()
    }

    /// Where this server sends people back to. It differs per server, so that the answer names the server it comes from
    /// (RFC 9700, section 4.4.2.2): Mastodon sends no `iss` of its own, but keeps the query of a redirect URI.
    pub(super) fn redirect_uri(&self, ours: &str) -> String {
        format!("{ours}?iss={}", escaped(&self.origin()))
    }
}

/// Our registration at a server, as OAuth knows it.
pub(super) fn credentials(client_id: &str, client_secret: &str) -> Credentials {
    Credentials {
        client_id: client_id.to_owned(),
        client_secret: Token::new(client_secret.to_owned()),
    }
}

fn is_local(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(typed: &str) -> Option<String> {
        Server::named(typed).map(|server| server.origin())
    }

    #[test]
    fn a_server_is_known_by_whatever_names_it() {
        for typed in [
            "mastodon.social",
            "  Mastodon.Social ",
            "mastodon.social/@ada",
            "https://mastodon.social",
            "HTTPS://mastodon.social:443/@ada?x#y",
            "http://mastodon.social/",
            "@ada@mastodon.social",
            "ada@mastodon.social",
            "https://somebody@mastodon.social/",
        ] {
            assert_eq!(origin(typed).as_deref(), Some("https://mastodon.social"), "{typed}");
        }
        assert_eq!(origin("@ada@bücher.example").as_deref(), Some("https://xn--bcher-kva.example"));
        assert_eq!(origin("social.example:8443").as_deref(), Some("https://social.example:8443"));
    }

    #[test]
    fn without_tls_only_on_this_machine() {
        let here = Some("http://social.localhost:4000".to_owned());
        assert_eq!(origin("social.localhost:4000"), here);
        assert_eq!(origin("https://social.localhost:4000/@ada"), here);
        assert_eq!(origin("@ada@social.localhost:4000"), here);
    }

    #[test]
    fn what_is_no_name_names_no_server() {
        for typed in [
            "",
            "@",
            "@ada",
            "mastodon",
            "https://",
            "ftp://mastodon.social",
            "127.0.0.1",
            "0x7f.1",
            "[::1]:4000",
            "mastodon.social.",
            "a b.example",
            "mastodon.social:99999",
            "localhost.",
            "javascript:alert(1)",
        ] {
            assert_eq!(origin(typed), None, "{typed}");
        }
        assert_eq!(origin(&format!("{}.example", "a".repeat(500))), None);
    }

    #[test]
    fn an_origin_names_its_own_server() {
        for origin in [
            "https://mastodon.social",
            "https://xn--bcher-kva.example",
            "http://social.localhost:4000",
        ] {
            assert_eq!(Server::named(origin).unwrap().origin(), origin);
        }
    }
}
