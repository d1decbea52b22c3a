//! What Facebook tells of its own accord. The signatures were made with "s/ecret" by openssl.

use domain::{cause::Cause, time::Span};
use engine::ports::networks::{Heard, PushAnswer, PushMessage, Signal, Unheard};

use super::facebook;
use crate::{
    meta::{REQUEST, REQUEST_DIGEST, at, handshake, named, pushed},
    recorder::{NOW, json},
};

const VERIFY_TOKEN: &str = "9403543525e9258375952c5f5516c8b8be32dadb4289964aa14737fb84d19734";

const PERMISSIONS: &str = r#"{"object":"permissions","entry":[{"id":"10","uid":"10","time":1795427000,"changes":[{"field":"pages_show_list","value":{"verb":"revoked","target_ids":["1"]}},{"field":"read_insights","value":{"verb":"granted"}}]},{"id":"11","time":1795427001,"changes":[{"field":"connected","value":{"verb":"revoked"}}]},{"id":"12","time":1795427002,"changes":[{"field":"pages_show_list","value":{"verb":"granted"}}]},{"id":"13","time":1795255199,"changes":[{"field":"pages_show_list","value":{"verb":"revoked"}}]}]}"#;
const PERMISSIONS_SIGNED: &str =
    "sha256=349509fcf377a116e725569127743b00e145f6f343f05a0fadde58f7b8d24c97";
const PERMISSIONS_DIGEST: &str = "317bd539f0e3b8f594222ee894e52213cdea9712d57e0321961e4a0b86ffcd9e";

async fn hear(message: &PushMessage<'_>) -> Result<Heard, Unheard> {
    let network = facebook(|_| json("{}")).await;
    let heard = network.adapter().hear(message).await;
    assert!(network.seen().is_empty(), "nobody is asked");
    heard
}

#[tokio::test]
async fn a_handshake_is_answered_to_whoever_knows_the_verify_token() {
    let query = |mode, token| {
        named(&[("hub.mode", mode), ("hub.verify_token", token), ("hub.challenge", "1158201444")])
    };
    let heard = hear(&handshake(&query("subscribe", VERIFY_TOKEN))).await.unwrap();
    assert_eq!((heard.answer.status, heard.answer.body.as_str()), (200, "1158201444"));
    assert!(heard.answer.content_type.starts_with("text/plain"), "{:?}", heard.answer);
    assert!(heard.signals.is_empty());

    let other = VERIFY_TOKEN.replace('9', "8");
    for token in ["", "relink webhook", &VERIFY_TOKEN[2..], &other] {
        let heard = hear(&handshake(&query("subscribe", token))).await;
        assert_eq!(heard, Err(Unheard::BadSignature), "{token}");
    }
    let heard = hear(&handshake(&query("unsubscribe", VERIFY_TOKEN))).await;
    assert_eq!(heard, Err(Unheard::Malformed));
    assert_eq!(hear(&handshake(&[])).await, Err(Unheard::Malformed));
}

#[tokio::test]
async fn a_signed_request_is_a_removed_app_and_answered_as_a_request_to_delete() {
    for padding in ["", "%3D%3D"] {
        // Padding is no part of what is signed; some senders add it to the signature.
        let request = REQUEST.replace("0oM40.", &format!("0oM40{padding}."));
        let body = format!("signed_request={request}");
        let heard = hear(&pushed(&[], body.as_bytes())).await.unwrap();
        let [signal] = heard.signals.as_slice() else { panic!("{heard:?}") };
        assert_eq!(
            (signal.issuer.as_str(), signal.subject.as_str()),
            ("https://www.facebook.com", "17841400")
        );
        assert_eq!((&signal.cause, signal.at), (&Cause::AppRemoved, at(1_795_427_000)));
        let code = &signal.id[..16];
        if padding.is_empty() {
            assert_eq!(signal.id, REQUEST_DIGEST);
        }
        let answer = PushAnswer {
            status: 200,
            content_type: "application/json",
            body: format!(
                r#"{{"confirmation_code":"{code}","url":"https://relink.example/help?deletion={code}"}}"#
            ),
        };
        assert_eq!(heard.answer, answer);
    }
}

#[tokio::test]
async fn what_is_not_signed_not_readable_or_too_old_is_worth_nothing() {
    let (signature, payload) = REQUEST.split_once('.').unwrap();
    let other = &payload.replace("MTc4", "MTc5");
    let old = "5EAr4czbPnzT9htAJnGOdfdxwYe6sTXNGYhGlafvw_E.eyJ1c2VyX2lkIjoiMTc4NDE0MDAiLCJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc5NTI1NTE5OX0";
    let sha1 = "DmsnKLXvXyUC-7KY1sd9DESOOZm2XcAzPbjAAxYXPOI.eyJ1c2VyX2lkIjoiMTc4NDE0MDAiLCJhbGdvcml0aG0iOiJITUFDLVNIQTEiLCJpc3N1ZWRfYXQiOjE3OTU0MjcwMDB9";
    for (body, expected) in [
        (String::new(), Unheard::BadSignature),
        ("{}".to_owned(), Unheard::BadSignature),
        (format!("signed_request={payload}"), Unheard::Malformed),
        (format!("signed_request=.{payload}"), Unheard::BadSignature),
        (format!("signed_request=!.{payload}"), Unheard::BadSignature),
        (format!("signed_request={signature}.{other}"), Unheard::BadSignature),
        (format!("signed_request={old}"), Unheard::Stale),
        (format!("signed_request={sha1}"), Unheard::Malformed),
    ] {
        assert_eq!(hear(&pushed(&[], body.as_bytes())).await, Err(expected), "{body}");
    }
}

/// Instagram writes ids as numbers beyond what fits into a float.
#[tokio::test]
async fn a_person_may_be_a_number() {
    let request = "LOFR5ztRn0UrSAMN_Wsu1Q9cu_PcUIue0qqqS1zaafI.eyJ1c2VyX2lkIjoxNzg0MTQwMDE3ODQxNDAwMTcsImFsZ29yaXRobSI6IkhNQUMtU0hBMjU2IiwiaXNzdWVkX2F0IjoxNzk1NDI3MDAwfQ";
    let body = format!("signed_request={request}");
    let heard = hear(&pushed(&[], body.as_bytes())).await.unwrap();
    assert_eq!(heard.signals[0].subject, "178414001784140017");
}

#[tokio::test]
async fn permissions_that_were_taken_back_are_signals() {
    let headers = named(&[("x-hub-signature-256", PERMISSIONS_SIGNED)]);
    let heard = hear(&pushed(&headers, PERMISSIONS.as_bytes())).await.unwrap();
    assert_eq!(heard.answer.status, 200);
    let signal = |place: u8, subject: &str, cause, seconds| Signal {
        id: format!("{PERMISSIONS_DIGEST}/{place}"),
        issuer: "https://www.facebook.com".to_owned(),
        subject: subject.to_owned(),
        cause,
        at: at(seconds),
    };
    let missing = vec!["pages_show_list".to_owned()];
    let expected = [
        signal(0, "10", Cause::PermissionLost { missing }, 1_795_427_000),
        signal(1, "11", Cause::AppRemoved, 1_795_427_001),
    ];
    assert_eq!(heard.signals, expected, "what was given, or is old news, is none");

    // A clock that is ahead of ours.
    let early =
        PushMessage { now: NOW.before(Span::hours(1)), ..pushed(&headers, PERMISSIONS.as_bytes()) };
    assert_eq!(hear(&early).await.unwrap().signals[0].at, early.now);
}

#[tokio::test]
async fn a_webhook_is_believed_by_its_signature_over_the_raw_body() {
    let spaced = PERMISSIONS.replacen(':', ": ", 1);
    let page = r#"{"object":"page","entry":[{"id":"1","time":1795427000,"changes":[{"field":"feed","value":{}}]}]}"#;
    let of_page = "sha256=3d351f6b1efc6198da0afd90a2bbb9f00f216d0be615807e59867a780c8ef1a4";
    let of_text = "sha256=ff349d5db79c00637687e463eafd13722e59fe9c0477d87fe7c3f296ccdf1752";
    for (signature, body, expected) in [
        (PERMISSIONS_SIGNED, spaced.as_str(), Err(Unheard::BadSignature)),
        (&PERMISSIONS_SIGNED[7..], PERMISSIONS, Err(Unheard::BadSignature)),
        ("sha256=", PERMISSIONS, Err(Unheard::BadSignature)),
        (&PERMISSIONS_SIGNED[..40], PERMISSIONS, Err(Unheard::BadSignature)),
        (of_text, "not json", Err(Unheard::Malformed)),
        // Content, not a token.
        (of_page, page, Ok(0)),
    ] {
        let headers = named(&[("x-hub-signature-256", signature)]);
        let heard = hear(&pushed(&headers, body.as_bytes())).await;
        assert_eq!(heard.map(|heard| heard.signals.len()), expected, "{signature}");
    }
    let unsigned = hear(&pushed(&[], PERMISSIONS.as_bytes())).await;
    assert_eq!(unsigned, Err(Unheard::BadSignature));
}
