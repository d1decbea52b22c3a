use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{cause::Cause, time::Span};
use engine::ports::networks::{Heard, PushMessage, Unheard};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::x;
use crate::recorder::{NOW, Recorder, json};

const ACTIVITY: &str = r#"{"data":{"event_uuid":"e1","filter":{},"event_type":"oauth.revoke","payload":{"date_time":"2026-11-23T09:59:00.000Z","user_id":"22","app_id":"7"}}}"#;
const ACCOUNT: &str = r#"{"user_event":{"revoke":{"date_time":"2026-11-23T09:59:00+00:00","target":{"app_id":"7"},"source":{"user_id":"22"}}}}"#;

fn signature(body: &str, secret: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let bytes = mac.chain_update(body.as_bytes()).finalize().into_bytes();
    format!("sha256={}", STANDARD.encode(bytes))
}

async fn network() -> Recorder {
    x(|_| json("{}")).await
}

async fn hear(body: &str, signature: Option<String>) -> Result<Heard, Unheard> {
    let headers = signature.map(|it| ("x-twitter-webhooks-signature".to_owned(), it));
    let message = PushMessage {
        is_handshake: false,
        query: &[],
        headers: &Vec::from_iter(headers),
        body: body.as_bytes(),
        now: NOW,
    };
    network().await.adapter().hear(&message).await
}

async fn asked(token: &str) -> Result<Heard, Unheard> {
    let message = PushMessage {
        is_handshake: true,
        query: &[("crc_token".to_owned(), token.to_owned())],
        headers: &[],
        body: b"",
        now: NOW,
    };
    network().await.adapter().hear(&message).await
}

#[tokio::test]
async fn both_forms_of_a_removed_app_are_heard() {
    let mut ids = Vec::new();
    for body in [ACTIVITY, ACCOUNT] {
        let heard = hear(body, Some(signature(body, "s/ecret"))).await.unwrap();
        assert_eq!(heard.answer.status, 200);
        let [signal] = heard.signals.try_into().unwrap();
        assert_eq!((&*signal.issuer, &*signal.subject), ("https://x.com", "22"));
        assert_eq!(signal.cause, Cause::AppRemoved);
        assert_eq!(signal.at, NOW.before(Span::minutes(1)));
        ids.push(signal.id);
    }
    assert_eq!(ids[0], "e1");
    assert_eq!(ids[1].len(), 64, "a digest, the same for the same message");
}

#[tokio::test]
async fn other_events_are_heard_and_say_nothing() {
    for body in [r#"{"tweet_create_events":[]}"#, r#"{"data":{"event_type":"post.create"}}"#] {
        let heard = hear(body, Some(signature(body, "s/ecret"))).await.unwrap();
        assert!(heard.signals.is_empty());
    }
}

#[tokio::test]
async fn a_message_that_was_not_signed_by_x_is_not_believed() {
    for signature in [
        None,
        Some(String::new()),
        Some("sha256=".to_owned()),
        Some("sha256=!".to_owned()),
        Some(signature(ACTIVITY, "another secret")),
        Some(signature(ACCOUNT, "s/ecret")),
        Some(signature(ACTIVITY, "s/ecret").replace("sha256=", "")),
    ] {
        assert_eq!(hear(ACTIVITY, signature).await, Err(Unheard::BadSignature));
    }
    for body in ["", "[]", "{"] {
        assert_eq!(hear(body, Some(signature(body, "s/ecret"))).await, Err(Unheard::Malformed));
    }
}

#[tokio::test]
async fn an_old_message_is_stale() {
    let body = ACTIVITY.replace("2026-11-23", "2026-11-12");
    assert_eq!(hear(&body, Some(signature(&body, "s/ecret"))).await, Err(Unheard::Stale));
}

#[tokio::test]
async fn the_secret_is_proved_by_signing_a_token() {
    let heard = asked("9b4507b3-9040-4669-9ca3-6b94edb50553").await.unwrap();
    assert_eq!(heard.answer.content_type, "application/json");
    let expected = signature("9b4507b3-9040-4669-9ca3-6b94edb50553", "s/ecret");
    assert_eq!(heard.answer.body, format!(r#"{{"response_token":"{expected}"}}"#));
    assert!(heard.signals.is_empty());
}

#[tokio::test]
async fn nothing_is_signed_that_could_be_a_message() {
    for token in [ACTIVITY, ACCOUNT, "{}", "", " ", "\"a\"", &"a".repeat(257)] {
        assert_eq!(asked(token).await, Err(Unheard::Malformed), "{token}");
    }
}
