//! Where calls to a host may go that a person or a network named: nowhere inside.
//!
//! Invariant: every address that a connection is opened to has been looked at in the moment it is opened, so that a name
//! cannot mean one address when it is checked and another when it is called. A URL's literal address is never resolved and
//! is looked at before; redirects are not followed and proxies not used, so there is no third way.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// What a client may connect to.
#[derive(Clone)]
pub(crate) struct Guard {
    inside: Arc<[String]>,
}

impl Guard {
    /// `inside` is what may be reached although it is inside: `host:port` each.
    pub(crate) fn new(inside: &[String]) -> Self {
        Self { inside: inside.iter().map(|it| it.to_ascii_lowercase()).collect() }
    }

    /// Whether a request may be made to this address, as far as that can be seen before its name is resolved.
    pub(crate) fn lets(&self, url: &Url) -> bool {
        if !url.username().is_empty() || url.password().is_some() {
            return false;
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return false;
        };
        let web = matches!(url.scheme(), "http" | "https");
        if web && self.is_allowed_inside(&host.to_string(), port) {
            return true;
        }
        url.scheme() == "https"
            && port == 443
            && match host {
                Host::Domain(name) => is_public_name(name),
                Host::Ipv4(address) => is_public(IpAddr::V4(address)),
                Host::Ipv6(address) => is_public(IpAddr::V6(address)),
            }
    }

    /// A resolver that answers with public addresses only.
    pub(crate) fn resolver(&self) -> Arc<dyn Resolve> {
        Arc::new(self.clone())
    }

    fn is_allowed_inside(&self, host: &str, port: u16) -> bool {
        let named = format!("{host}:{port}");
        // Every name below `localhost` is this machine (RFC 6761, section 6.3).
        let local = is_local(host).then(|| format!("localhost:{port}"));
        self.inside.iter().any(|it| *it == named || Some(it) == local.as_ref())
    }

    fn is_named_inside(&self, name: &str) -> bool {
        let host = |it: &String| it.rsplit_once(':').map(|(host, _)| host.to_owned());
        self.inside
            .iter()
            .filter_map(host)
            .any(|host| host == name || (host == "localhost" && is_local(name)))
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_ascii_lowercase();
        let inside = self.is_named_inside(&name);
        Box::pin(async move {
            let found: Vec<SocketAddr> = if is_local(&name) {
                let here = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
                here.map(|ip| SocketAddr::new(ip, 0)).into()
            } else {
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect()
            };
            let let_in = |address: &SocketAddr| inside || is_public(address.ip());
            let found: Vec<_> = found.into_iter().filter(let_in).collect();
            if found.is_empty() {
                return Err(io::Error::from(io::ErrorKind::PermissionDenied).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn is_local(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

/// A name that the public DNS may know: with a dot inside, and not below a name that is kept for inside use.
fn is_public_name(name: &str) -> bool {
    const INSIDE: [&str; 8] =
        ["localhost", "local", "internal", "lan", "home", "corp", "onion", "arpa"];
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or_default();
    name.contains('.') && !INSIDE.contains(&last)
}

/// Whether an address belongs to the public internet: not one of the special-purpose ranges of IANA's registries
/// (RFC 6890 and what came after it).
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            !INSIDE_V4.iter().any(|(range, bits)| is_within_v4(address, *range, *bits))
        }
        // Only 2000::/3 is handed out for use by everybody.
        IpAddr::V6(address) => {
            is_within_v6(address, Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
                && !INSIDE_V6.iter().any(|(range, bits)| is_within_v6(address, *range, *bits))
        }
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8) -> Ipv4Addr {
    Ipv4Addr::new(a, b, c, d)
}

const INSIDE_V4: [(Ipv4Addr, u32); 15] = [
    (v4(0, 0, 0, 0), 8),
    (v4(10, 0, 0, 0), 8),
    (v4(100, 64, 0, 0), 10),
    (v4(127, 0, 0, 0), 8),
    (v4(169, 254, 0, 0), 16),
    (v4(172, 16, 0, 0), 12),
    (v4(192, 0, 0, 0), 24),
    (v4(192, 0, 2, 0), 24),
    (v4(192, 88, 99, 0), 24),
    (v4(192, 168, 0, 0), 16),
    (v4(198, 18, 0, 0), 15),
    (v4(198, 51, 100, 0), 24),
    (v4(203, 0, 113, 0), 24),
    (v4(224, 0, 0, 0), 4),
    (v4(240, 0, 0, 0), 4),
];

/// Within 2000::/3: protocol assignments (Teredo among them), documentation, and 6to4, which carries any IPv4 address.
const INSIDE_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn is_within_v4(address: Ipv4Addr, range: Ipv4Addr, bits: u32) -> bool {
    (address.to_bits() ^ range.to_bits()) >> (32 - bits) == 0
}

fn is_within_v6(address: Ipv6Addr, range: Ipv6Addr, bits: u32) -> bool {
    (address.to_bits() ^ range.to_bits()) >> (128 - bits) == 0
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
