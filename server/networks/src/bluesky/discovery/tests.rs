use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{anything, bluesky::session};

const DID: &str = "did:plc:z72i7hdynmk6r22z27h6tvur";

fn one() -> Value {
    json!({
        "id": DID,
        "alsoKnownAs": ["https://ada.example", "at://Ada.example", "at://handle.invalid", 7],
        "service": [
            { "id": format!("{DID}#atproto_pds"), "type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.example" },
        ],
    })
}

#[test]
fn a_document_names_handles_and_the_server() {
    let document = document(&one(), DID).unwrap();
    assert_eq!(document.handles, ["ada.example"]);
    assert_eq!(document.pds.as_str(), "https://pds.example/");
    assert_eq!(super::document(&one(), "did:web:ada.example"), None, "of somebody else");
}

/// A part of a document or of a server's description becomes something else.
fn changed() -> impl Strategy<Value = (String, Value)> {
    let names = ["id", "alsoKnownAs", "service", "resource", "authorization_servers", "issuer"];
    let names = names.into_iter().chain(MUST_LIST.iter().map(|(name, _)| *name));
    let names: Vec<_> = names.chain(MUST_BE_TRUE.iter().copied()).map(ToOwned::to_owned).collect();
    (proptest::sample::select(names), anything::odd())
}

proptest! {
    #![proptest_config(anything::config())]

    /// Whatever anybody says of an account or a server, what is believed of it can be called.
    #[test]
    fn nothing_said_leads_astray((name, value) in changed(), whole in anything::value()) {
        let origin = Url::parse("https://pds.example").unwrap();
        let callable = |url: &Url| address::origin(&Value::from(url.as_str())).is_some();
        let mut harmed = one();
        harmed[&name] = value;
        for body in [&harmed, &whole] {
            if let Some(document) = document(body, DID) {
                prop_assert!(callable(&document.pds));
                prop_assert_eq!(&body["id"], DID);
                prop_assert!(document.handles.iter().all(|it| address::handle(it).as_ref() == Some(it)));
            }
            prop_assert!(issuer_of(body, &origin).is_none_or(|issuer| callable(&issuer)));
            prop_assert_eq!(server(body, &origin), None, "it lacks almost everything");
        }
    }

    /// No text of a token is more than no session.
    #[test]
    fn any_text_may_stand_where_a_token_did(bytes in anything::bytes()) {
        let text = engine::vault::Token::new(String::from_utf8_lossy(&bytes).into_owned());
        prop_assert!(session::unpack::<session::Session>(&text).is_none());
        prop_assert!(session::unpack::<session::Memo>(&text).is_none());
    }
}
