//! What holds of every address there is.

use proptest::prelude::*;

use super::*;
use crate::anything;

fn nobody() -> Guard {
    Guard::new(&[])
}

proptest! {
    #![proptest_config(anything::config())]

    /// An address is as public in its IPv6 dress as without.
    #[test]
    fn no_dress_hides_an_inside_address(bits in any::<u32>(), v6 in any::<u128>()) {
        let v4 = Ipv4Addr::from(bits);
        let mapped = v4.to_ipv6_mapped();
        prop_assert_eq!(is_public(IpAddr::V4(v4)), is_public(IpAddr::V6(mapped)));
        let lets = |host: String| Url::parse(&format!("https://{host}/")).is_ok_and(|url| nobody().lets(&url));
        prop_assert_eq!(lets(v4.to_string()), is_public(IpAddr::V4(v4)));
        prop_assert_eq!(lets(format!("[{mapped}]")), is_public(IpAddr::V4(v4)));
        prop_assert_eq!(lets(bits.to_string()), is_public(IpAddr::V4(v4)));
        let v6 = Ipv6Addr::from(v6);
        prop_assert_eq!(lets(format!("[{v6}]")), is_public(IpAddr::V6(v6)));
        prop_assert!(!is_public(IpAddr::V6(v6)) || v6.segments()[0] & 0xe000 == 0x2000);
    }

    /// Whatever a person or a network names, it is https at the usual port, and no user goes along.
    #[test]
    fn no_address_slips_through(text in "(https?|ftp|file)://\\PC{1,30}|https://[a-z0-9.:@%\\[\\]-]{1,30}") {
        if let Ok(url) = Url::parse(&text) && nobody().lets(&url) {
            prop_assert_eq!(url.scheme(), "https");
            prop_assert_eq!(url.port(), None);
            prop_assert!(url.username().is_empty() && url.password().is_none());
            match url.host() {
                Some(Host::Domain(name)) => prop_assert!(name.contains('.') && !is_local(name)),
                Some(Host::Ipv4(address)) => prop_assert!(is_public(IpAddr::V4(address))),
                Some(Host::Ipv6(address)) => prop_assert!(is_public(IpAddr::V6(address))),
                None => prop_assert!(false, "{}", url),
            }
        }
    }
}
