//! A push service takes what the standards take, from whoever the subscription was made for, and nothing else.

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};

use crate::support::{Reply, Sandbox};

const PATH: &str = "/push-service/phone";

/// What spoils a message.
type Spoil = Box<dyn Fn(Message) -> Message>;

/// A message as somebody sends it, to be spoiled.
struct Message {
    key: SigningKey,
    header: Value,
    claims: Value,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// Seconds since 1970, by the sandbox's clock.
async fn now(sandbox: &Sandbox) -> i64 {
    sandbox.get("/control/clock").await.json()["now"].as_i64().unwrap() / 1_000
}

/// Salt, record size, a key with its length, and a record of so many bytes.
fn body(record: usize) -> Vec<u8> {
    let key = SigningKey::from_slice(&[9; 32]).unwrap();
    let point = key.verifying_key().to_encoded_point(false);
    let size = 4096_u32.to_be_bytes();
    [&[1; 16][..], &size, &[65], point.as_bytes(), &vec![7; record]].concat()
}

impl Message {
    async fn to(sandbox: &Sandbox) -> Self {
        Self {
            key: SigningKey::from_slice(&[5; 32]).unwrap(),
            header: json!({ "typ": "JWT", "alg": "ES256" }),
            claims: json!({
                "aud": sandbox.url, "exp": now(sandbox).await + 3_600, "sub": "mailto:a@example.org"
            }),
            headers: vec![
                ("ttl", "60".into()),
                ("content-encoding", "aes128gcm".into()),
                ("urgency", "high".into()),
                ("topic", "abc-_".into()),
            ],
            body: body(100),
        }
    }

    fn set(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    fn claiming(mut self, claim: &str, value: Value) -> Self {
        self.claims[claim] = value;
        self
    }

    fn authorization(&self) -> String {
        let part = |json: &Value| BASE64.encode(json.to_string());
        let signed = format!("{}.{}", part(&self.header), part(&self.claims));
        let signature: Signature = self.key.sign(signed.as_bytes());
        let point = self.key.verifying_key().to_encoded_point(false);
        let (signature, key) = (signature.to_bytes(), BASE64.encode(point.as_bytes()));
        format!("vapid t={signed}.{}, k={key}", BASE64.encode(signature))
    }

    async fn send(self, sandbox: &Sandbox) -> Reply {
        let mut headers = self.headers.clone();
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            headers.push(("authorization", self.authorization()));
        }
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        sandbox.send("POST", PATH, &headers, Body::from(self.body)).await
    }
}

#[tokio::test]
async fn a_whole_message_is_taken_and_kept_as_it_came() {
    let sandbox = Sandbox::start().await;
    let taken = Message::to(&sandbox).await.send(&sandbox).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    assert_eq!(taken.header("location"), format!("{}{PATH}/1", sandbox.url));
    let pushed = sandbox.control.pushed().await.unwrap();
    assert_eq!((pushed.len(), pushed[0].status), (1, 201));
    assert_eq!(STANDARD.decode(&pushed[0].body).unwrap(), body(100));
    assert_eq!(pushed[0].headers["topic"], "abc-_");
}

#[tokio::test]
async fn whatever_is_wrong_with_a_message_is_named_and_nothing_of_it_is_taken() {
    let sandbox = Sandbox::start().await;
    let now = now(&sandbox).await;
    let short = |at: usize| body(100)[..at].to_vec();
    let spoiled = |at: usize, value: u8| {
        let mut body = body(100);
        body[at] = value;
        body
    };
    let with =
        |body: Vec<u8>| -> Spoil { Box::new(move |it| Message { body: body.clone(), ..it }) };
    let table: Vec<(u16, Spoil)> = vec![
        (400, Box::new(|it| it.without("ttl"))),
        (400, Box::new(|it| it.set("ttl", "soon"))),
        (400, Box::new(|it| it.set("ttl", "-1"))),
        (400, Box::new(|it| it.set("urgency", "urgent"))),
        (400, Box::new(|it| it.set("topic", "a topic"))),
        (400, Box::new(|it| it.set("topic", &"a".repeat(33)))),
        (401, Box::new(|it| it.set("authorization", "Bearer x"))),
        (401, Box::new(|it| it.set("authorization", "vapid t=x"))),
        (403, Box::new(|it| it.set("authorization", "vapid t=a.b.c, k=x"))),
        (403, Box::new(|it| it.claiming("aud", json!("https://other.example")))),
        (403, Box::new(move |it| it.claiming("exp", json!(now - 1)))),
        (403, Box::new(move |it| it.claiming("exp", json!(now + 25 * 3_600)))),
        (403, Box::new(|it| it.claiming("sub", Value::Null))),
        (403, Box::new(|it| it.claiming("sub", json!("Mara")))),
        (403, Box::new(|it| Message { header: json!({ "alg": "none" }), ..it })),
        (415, Box::new(|it| it.without("content-encoding"))),
        (415, Box::new(|it| it.set("content-encoding", "aesgcm"))),
        (413, with(body(4_096))),
        (400, with(short(20))),
        (400, with(short(80))),
        (400, with(short(90))),
        (400, with(spoiled(20, 64))),
        (400, with(spoiled(21, 9))),
        (400, with(spoiled(18, 0))),
    ];
    for (at, (status, spoil)) in table.iter().enumerate() {
        let reply = spoil(Message::to(&sandbox).await).send(&sandbox).await;
        assert_eq!(reply.status, *status, "{at}: {}", reply.text);
        assert!(!reply.text.is_empty(), "{at}");
    }
    let signed = Message::to(&sandbox).await.authorization();
    let forged = signed.replacen("vapid t=eyJ", "vapid t=eyK", 1);
    let reply = Message::to(&sandbox).await.set("authorization", &forged).send(&sandbox).await;
    assert_eq!(reply.status, 403);
    let pushed = sandbox.control.pushed().await.unwrap();
    assert!(pushed.iter().all(|it| it.status >= 400 && it.trouble.is_some()));
}

#[tokio::test]
async fn a_subscription_takes_from_one_key_alone_and_answers_as_it_is_told() {
    let sandbox = Sandbox::start().await;
    assert_eq!(Message::to(&sandbox).await.send(&sandbox).await.status, 201);
    let other = SigningKey::from_slice(&[6; 32]).unwrap();
    let foreign = Message { key: other, ..Message::to(&sandbox).await };
    assert_eq!(foreign.send(&sandbox).await.status, 403);
    for status in [404, 410, 413, 429, 503] {
        sandbox.control.answer_push("phone", status).await.unwrap();
        let reply = Message::to(&sandbox).await.send(&sandbox).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("retry-after").is_empty(), status != 429);
    }
    sandbox.control.answer_push("phone", 201).await.unwrap();
    assert_eq!(Message::to(&sandbox).await.send(&sandbox).await.status, 201);
}
