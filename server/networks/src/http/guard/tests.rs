//! Hostile addresses: whatever a person types or a network names, nothing inside is reached.

use super::*;

/// Inside addresses, one of each special-purpose range and its edges.
const INSIDE: [&str; 60] = [
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.1.2.3",
    "10.255.255.255",
    "100.64.0.0",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.255",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.0",
    "172.20.10.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.254",
    "255.255.255.255",
    "::",
    "::1",
    "::2",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:192.168.1.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:0:53aa:64c:0:0:80ff:fffe",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fdff:ffff::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
];

/// Addresses that are everybody's, beside the edges of those above.
const PUBLIC: [&str; 16] = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2000::1",
    "2606:4700:4700::1111",
    "2a00:1450:4014:80e::200e",
];

/// Ways to write this machine, and worse, that are not what they look like.
const DISGUISED: [&str; 68] = [
    "https://0/",
    "https://0x0/",
    "https://00/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0177.0.0.1/",
    "https://0x7f.0.0.1/",
    "https://0x7f.1/",
    "https://0x7f000001/",
    "https://0X7F000001/",
    "https://017700000001/",
    "https://2130706433/",
    "https://127.0.0.1./",
    "https://127.000.000.001/",
    "https://%31%32%37.0.0.1/",
    "https://１２７.0.0.1/",
    "https://127。0。0。1/",
    "https://①②⑦.0.0.1/",
    "https://0251.0376.0251.0376/",
    "https://0xa9fea9fe/",
    "https://2852039166/",
    "https://0xA9.0xFE.0xA9.0xFE/",
    "https://169.254.43518/",
    "https://0300.0250.0.1/",
    "https://3232235521/",
    "https://10.1/",
    "https://0xa000001/",
    "https://[::]/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[0000::0001]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]/",
    "https://[::FFFF:a9fe:a9fe]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:7f00:0001::1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://LocalHost:443/",
    "https://loc%61lhost/",
    "https://ｌｏｃａｌｈｏｓｔ/",
    "https://anything.localhost/",
    "https://a.b.localhost./",
    "https://intranet/",
    "https://metadata/",
    "https://metadata.google.internal/",
    "https://printer.local/",
    "https://router.lan/",
    "https://nas.home/",
    "https://wiki.corp/",
    "https://hidden.onion/",
    "https://1.0.0.127.in-addr.arpa/",
    "http://social.example/",
    "http://8.8.8.8/",
    "ftp://social.example/",
    "ws://social.example/",
    "https://social.example:22/",
    "https://social.example:80/",
    "https://social.example:6379/",
    "https://8.8.8.8:25/",
    "https://user@social.example/",
    "https://user:secret@social.example/",
    "https://:secret@social.example/",
    "https://social.example@127.0.0.1/",
];

fn shut() -> Guard {
    Guard::new(&[])
}

#[test]
fn at_least_two_hundred_hostile_forms_are_refused() {
    let mut hostile = 0;
    let mut refuse = |text: &str| {
        hostile += 1;
        // What is no address is not called at all.
        if let Ok(url) = Url::parse(text) {
            assert!(!shut().lets(&url), "{text} is let through as {url}");
        }
    };
    for text in DISGUISED {
        refuse(text);
    }
    for address in INSIDE {
        let host = if address.contains(':') { format!("[{address}]") } else { address.to_owned() };
        refuse(&format!("https://{host}/"));
        refuse(&format!("https://{host}:443/a?b#c"));
        refuse(&format!("http://{host}:8080/"));
        if let Ok(address) = address.parse::<Ipv4Addr>() {
            let number = address.to_bits();
            refuse(&format!("https://{number}/"));
            refuse(&format!("https://{number:#x}/"));
            refuse(&format!("https://[::ffff:{address}]/"));
        }
    }
    assert!(hostile >= 200, "{hostile} forms");
}

#[test]
fn every_special_range_is_inside_and_its_neighbours_are_not() {
    for address in INSIDE {
        assert!(!is_public(address.parse().unwrap()), "{address}");
    }
    for address in PUBLIC {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
}

#[test]
fn honest_servers_are_let_through() {
    for text in [
        "https://mastodon.social/api/v1/apps",
        "https://mastodon.social:443/",
        "https://xn--mller-kva.example/",
        "https://1.1.1.1/",
        "https://[2606:4700:4700::1111]/",
        "https://localhost.example/",
    ] {
        assert!(shut().lets(&Url::parse(text).unwrap()), "{text}");
    }
}

#[test]
fn what_is_allowed_inside_is_one_port_of_one_host() {
    let demo = Guard::new(&["localhost:4000".to_owned()]);
    let lets = |text: &str| demo.lets(&Url::parse(text).unwrap());
    assert!(lets("http://localhost:4000/bluesky"));
    assert!(lets("http://social.localhost:4000/oauth/token"));
    assert!(!lets("http://localhost:4001/"));
    assert!(!lets("http://127.0.0.1:4000/"), "not by another name");
    assert!(!lets("http://social.localhost.example:4000/"));
    assert!(!lets("http://notlocalhost:4000/"));
    assert!(!lets("http://user@localhost:4000/"));
}

/// A name may mean anything, and another thing each time: what counts is the address that is connected to.
#[tokio::test]
async fn a_name_that_means_an_inside_address_is_not_resolved() {
    let resolve = async |guard: &Guard, name: &str| -> Vec<SocketAddr> {
        match guard.resolve(name.parse().unwrap()).await {
            Ok(found) => found.collect(),
            Err(_) => Vec::new(),
        }
    };
    for name in ["localhost", "anything.localhost", "LOCALHOST", "127.0.0.1", "0x7f.1", "::1"] {
        assert_eq!(resolve(&shut(), name).await, [], "{name}");
    }
    let demo = Guard::new(&["localhost:4000".to_owned()]);
    assert!(!resolve(&demo, "social.localhost").await.is_empty());
    assert_eq!(resolve(&demo, "127.0.0.1").await, [], "another name than the one allowed");
}
