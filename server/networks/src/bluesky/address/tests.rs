use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::anything;

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
    #![proptest_config(anything::config())]

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
