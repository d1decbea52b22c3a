use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{cause::Cause, time::Span};
use engine::ports::networks::{Heard, PushMessage, Unheard};
use ring::{
    rand::SystemRandom,
    rsa::{KeyPair, PublicKeyComponents},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};

use super::youtube;
use crate::recorder::{NOW, Recorder, Reply, Seen, json};

const TOKENS_REVOKED: &str = "https://schemas.openid.net/secevent/oauth/event-type/tokens-revoked";

/// Stands for Google's key; made for these tests.
fn key() -> KeyPair {
    KeyPair::from_pkcs8(include_bytes!("../../data/test-signing-key.pk8")).unwrap()
}

fn certs(id: &str) -> Reply {
    let public: PublicKeyComponents<Vec<u8>> = key().public_key().into();
    let (n, e) = (URL_SAFE_NO_PAD.encode(public.n), URL_SAFE_NO_PAD.encode(public.e));
    json(&format!(
        r#"{{"keys":[{{"kty":"EC","kid":"other"}},{{"kty":"RSA","use":"sig","alg":"RS256","kid":"{id}","n":"{n}","e":"{e}"}}]}}"#
    ))
}

fn signed(header: &str, claims: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let key = key();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

const HEADER: &str = r#"{"alg":"RS256","kid":"k1","typ":"secevent+jwt"}"#;

fn claims(issuer: &str, audience: &str, age: i64, event: &str) -> String {
    let at = NOW.millis() / 1000 - age;
    format!(
        r#"{{"iss":"{issuer}","aud":{audience},"iat":{at},"jti":"j1","events":{{"{event}":{{"subject":{{"subject_type":"iss-sub","iss":"https://accounts.google.com/","sub":"117"}}}}}}}}"#
    )
}

fn good() -> String {
    claims("https://accounts.google.com/", r#""app-1""#, 60, TOKENS_REVOKED)
}

async fn hear(network: &Recorder, body: &str, later: Span) -> Result<Heard, Unheard> {
    let message = PushMessage {
        is_handshake: false,
        query: &[],
        headers: &[],
        body: body.as_bytes(),
        now: NOW.after(later),
    };
    network.adapter().hear(&message).await
}

async fn google() -> Recorder {
    youtube(|_| certs("k1")).await
}

#[tokio::test]
async fn a_signed_event_is_heard() {
    let network = google().await;
    let heard = hear(&network, &signed(HEADER, &good()), Span::seconds(0)).await.unwrap();
    assert_eq!(network.only().line(), "GET /youtube/oauth2/v3/certs");
    assert_eq!(heard.answer.status, 202);
    let [signal] = heard.signals.try_into().unwrap();
    assert_eq!(signal.id, "j1");
    assert_eq!(signal.issuer, "https://accounts.google.com");
    assert_eq!(signal.subject, "117");
    assert_eq!(signal.cause, Cause::AppRemoved);
    assert_eq!(signal.at, NOW.before(Span::minutes(1)));
}

#[tokio::test]
async fn what_each_event_says() {
    let network = google().await;
    let named = |code: &str| Cause::Unrecognised { code: code.into() };
    for (event, cause) in [
        ("oauth/event-type/tokens-revoked", Some(Cause::AppRemoved)),
        ("oauth/event-type/token-revoked", None),
        ("risc/event-type/sessions-revoked", Some(Cause::LoggedOut)),
        ("risc/event-type/account-disabled", Some(Cause::AccountDisabled)),
        ("risc/event-type/account-purged", Some(Cause::AccountDisabled)),
        ("risc/event-type/account-enabled", Some(named("account-enabled"))),
        ("risc/event-type/account-credential-change-required", Some(Cause::PasswordChanged)),
        ("risc/event-type/verification", None),
        ("risc/event-type/something-new", None),
    ] {
        let uri = format!("https://schemas.openid.net/secevent/{event}");
        let claims = claims("https://accounts.google.com", r#"["app-2","app-1"]"#, 60, &uri);
        let heard = hear(&network, &signed(HEADER, &claims), Span::seconds(0)).await.unwrap();
        let causes: Vec<_> = heard.signals.into_iter().map(|signal| signal.cause).collect();
        assert_eq!(causes, Vec::from_iter(cause), "{event}");
        assert_eq!(heard.answer.status, 202, "{event}");
    }
    assert_eq!(network.seen().len(), 1, "the keys are kept");
}

#[tokio::test]
async fn a_message_that_was_changed_is_not_believed() {
    let network = google().await;
    let whole = signed(HEADER, &good());
    let (message, signature) = whole.rsplit_once('.').unwrap();
    let (header, _) = message.split_once('.').unwrap();
    let forged = URL_SAFE_NO_PAD.encode(good().replace("117", "118"));
    let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"k1"}"#);
    let keyed = r#"{"alg":"HS256","kid":"k1"}"#;
    for body in [
        format!("{header}.{forged}.{signature}"),
        format!("{unsigned}.{forged}."),
        signed(keyed, &good()),
        signed(r#"{"alg":"RS256"}"#, &good()),
        signed(HEADER, &claims("https://evil.example", r#""app-1""#, 60, TOKENS_REVOKED)),
        signed(HEADER, &claims("https://accounts.google.com", r#""app-2""#, 60, TOKENS_REVOKED)),
    ] {
        let heard = hear(&network, &body, Span::seconds(0)).await;
        assert_eq!(heard, Err(Unheard::BadSignature), "{body}");
    }
    for body in ["", "a.b", "a.b.c", "{}", &signed(HEADER, "[")] {
        assert_eq!(hear(&network, body, Span::seconds(0)).await, Err(Unheard::Malformed), "{body}");
    }
}

#[tokio::test]
async fn a_message_of_another_week_is_stale() {
    let network = google().await;
    for age in [8 * 86_400, -600] {
        let claims = claims("https://accounts.google.com", r#""app-1""#, age, TOKENS_REVOKED);
        let heard = hear(&network, &signed(HEADER, &claims), Span::seconds(0)).await;
        assert_eq!(heard, Err(Unheard::Stale));
    }
}

#[tokio::test]
async fn keys_are_fetched_again_for_a_new_one_but_not_for_every_message() {
    let network = google().await;
    let unknown = signed(r#"{"alg":"RS256","kid":"k9"}"#, &good());
    for (later, fetched) in [(0, 1), (10, 1), (59, 1), (61, 2), (70, 2)] {
        let heard = hear(&network, &unknown, Span::seconds(later)).await;
        assert_eq!(heard, Err(Unheard::BadSignature));
        assert_eq!(network.seen().len(), fetched, "after {later} s");
    }
    // Five minutes after they were fetched last: nothing said that they may be kept longer.
    hear(&network, &signed(HEADER, &good()), Span::seconds(360)).await.unwrap();
    assert_eq!(network.seen().len(), 2);
    hear(&network, &signed(HEADER, &good()), Span::seconds(362)).await.unwrap();
    assert_eq!(network.seen().len(), 3);
}

#[tokio::test]
async fn without_keys_nothing_can_be_said() {
    for reply in [Reply::Html(200), Reply::Html(503), Reply::Nothing, json("{}")] {
        let network = youtube(move |_: &Seen| reply.clone()).await;
        let heard = hear(&network, &signed(HEADER, &good()), Span::seconds(0)).await;
        assert_eq!(heard, Err(Unheard::Unavailable));
    }
}
