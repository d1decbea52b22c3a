use domain::{
    cause::Cause,
    time::{Span, Timestamp},
};
use engine::ports::networks::{Heard, PushMessage, Unheard};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::tiktok;
use crate::recorder::{NOW, json};

const REMOVED: &str = r#"{"client_key":"app-1","event":"authorization.removed","create_time":1795427990,"user_openid":"open-1","content":"{\"reason\": 1 }"}"#;

/// Of [`REMOVED`] a second before now, with the client secret; made by another program than this one.
const SIGNED: &str =
    "t=1795427999,s=4ad2d1817cfe9aa0aa56de973e0618879e43b70b92534f6ab18e2627c098f4c4";

fn signed(body: &str, at: Timestamp) -> String {
    let seconds = at.millis() / 1000;
    let mac = Hmac::<Sha256>::new_from_slice(b"s/ecret").unwrap();
    let signature = mac.chain_update(format!("{seconds}.{body}")).finalize().into_bytes();
    format!("t={seconds},s={}", hex::encode(signature))
}

async fn hear(body: &str, signature: Option<String>) -> Result<Heard, Unheard> {
    let network = tiktok(|_| json("{}")).await;
    let headers: Vec<_> =
        signature.into_iter().map(|it| ("tiktok-signature".to_owned(), it)).collect();
    let message = PushMessage {
        is_handshake: false,
        query: &[],
        headers: &headers,
        body: body.as_bytes(),
        now: NOW,
    };
    network.adapter().hear(&message).await
}

#[tokio::test]
async fn a_removed_authorization_is_heard() {
    let heard = hear(REMOVED, Some(SIGNED.to_owned())).await.unwrap();
    assert_eq!(heard.answer.status, 200);
    let [signal] = &heard.signals[..] else { panic!("{heard:?}") };
    assert_eq!(signal.issuer, "https://www.tiktok.com");
    assert_eq!(signal.subject, "open-1");
    assert_eq!(signal.cause, Cause::AppRemoved);
    assert_eq!(signal.at, NOW.before(Span::seconds(10)));
    let again = hear(REMOVED, Some(signed(REMOVED, NOW))).await.unwrap();
    assert_eq!(again.signals[0].id, signal.id, "the same message, sent again");
}

#[tokio::test]
async fn reasons_become_causes() {
    for (reason, cause) in [
        ("1", Cause::AppRemoved),
        ("2", Cause::AccountDisabled),
        ("3", Cause::Checkpoint),
        ("4", Cause::AccountDisabled),
        ("0", Cause::Unrecognised { code: "removed/0".into() }),
        ("5", Cause::Unrecognised { code: "removed/5".into() }),
        ("99", Cause::Unrecognised { code: "removed/99".into() }),
    ] {
        for content in
            [format!(r#""{{\"reason\":{reason}}}""#), format!(r#"{{"reason":{reason}}}"#)]
        {
            let body = format!(
                r#"{{"client_key":"app-1","event":"authorization.removed","create_time":1,"user_openid":"open-1","content":{content}}}"#
            );
            let heard = hear(&body, Some(signed(&body, NOW))).await.unwrap();
            assert_eq!(heard.signals[0].cause, cause, "{content}");
        }
    }
}

#[tokio::test]
async fn what_is_not_signed_by_tiktok_is_not_believed() {
    let other = REMOVED.replace("open-1", "open-2");
    for (body, signature) in [
        (REMOVED, None),
        (REMOVED, Some(String::new())),
        (REMOVED, Some("t=1795427999".to_owned())),
        (REMOVED, Some("t=1795427999,s=".to_owned())),
        (REMOVED, Some("t=1795427999,s=zz".to_owned())),
        (REMOVED, Some(SIGNED[..SIGNED.len() - 2].to_owned())),
        (REMOVED, Some(SIGNED.replace("1795427999", "1795428000"))),
        (&other, Some(SIGNED.to_owned())),
    ] {
        assert_eq!(
            hear(body, signature.clone()).await,
            Err(Unheard::BadSignature),
            "{signature:?}"
        );
    }
}

#[tokio::test]
async fn old_messages_are_heard_as_long_as_tiktok_repeats_them() {
    for (at, is_heard) in [
        (NOW.before(Span::hours(72)), true),
        (NOW.before(Span::hours(74)), false),
        (NOW.after(Span::minutes(4)), true),
        (NOW.after(Span::minutes(6)), false),
    ] {
        let heard = hear(REMOVED, Some(signed(REMOVED, at))).await;
        assert_eq!(heard.is_ok(), is_heard, "{heard:?}");
        assert!(is_heard || heard == Err(Unheard::Stale), "{heard:?}");
    }
}

#[tokio::test]
async fn other_news_is_taken_and_nonsense_is_not() {
    let published = r#"{"client_key":"app-1","event":"video.publish.completed","create_time":1,"user_openid":"open-1","content":"{}"}"#;
    let heard = hear(published, Some(signed(published, NOW))).await.unwrap();
    assert!(heard.signals.is_empty());
    for body in [
        "",
        "[]",
        r#"{"client_key":"app-1"}"#,
        r#"{"client_key":"another","event":"authorization.removed","user_openid":"open-1"}"#,
        r#"{"client_key":"app-1","event":"authorization.removed"}"#,
    ] {
        assert_eq!(hear(body, Some(signed(body, NOW))).await, Err(Unheard::Malformed), "{body}");
    }
}
