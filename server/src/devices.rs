//! Push messages, on their way out: from facts to a few words, encrypted for their reader alone, signed, and handed to the
//! push service of the reader's browser (RFC 8030).

mod encrypt;
mod text;
mod vapid;

use async_trait::async_trait;
use domain::{device, hook::CallAnswer};
use engine::{
    ports::pusher::{NotASubscription, Push, Pusher, Subscription},
    vault::Token,
};
use networks::{NoStatus, Outside};

use self::encrypt::{Once, Reader};
pub use self::vapid::ServerKey;

/// Sends push messages from here.
pub struct Pushes {
    outside: Outside,
    key: ServerKey,
    /// The address people reach Relink at.
    origin: String,
}

impl Pushes {
    /// Messages signed by `key` whose links lead to `origin`.
    #[must_use]
    pub fn new(outside: Outside, key: ServerKey, origin: String) -> Self {
        Self { outside, key, origin }
    }

    fn reader(&self, to: &Subscription) -> Result<Reader, NotASubscription> {
        self.outside.host_of(to.endpoint.expose()).ok_or(NotASubscription::Address)?;
        Reader::read(&to.p256dh, &to.auth).ok_or(NotASubscription::Keys)
    }
}

#[async_trait]
impl Pusher for Pushes {
    fn key(&self) -> &str {
        self.key.public()
    }

    fn check(&self, subscription: &Subscription) -> Result<(), NotASubscription> {
        self.reader(subscription).map(drop)
    }

    async fn push(&self, push: &Push<'_>) -> CallAnswer {
        let text = words::speaking(push.language, || text::payload(push, &self.origin));
        let sealed = self.reader(push.to).ok().and_then(|reader| {
            let signed = self.key.authorization(&push.to.endpoint, push.now)?;
            Some((encrypt::encrypt(text.json.as_bytes(), &reader, &Once::fresh())?, signed))
        });
        let Some((body, authorization)) = sealed else {
            tracing::error!(push = %push.id, "a push message cannot be encrypted");
            return CallAnswer::NotReached;
        };
        let left = device::left(push.posted_at, push.now).as_millis() / 1000;
        let mut headers = vec![
            ("authorization", authorization),
            ("content-encoding", "aes128gcm".to_owned()),
            ("ttl", left.to_string()),
            ("urgency", text.urgency.slug().to_owned()),
        ];
        headers.extend(text.topic.map(|topic| ("topic", topic)));
        match self.outside.post_bytes(push.to.endpoint.expose(), &headers, body).await {
            Ok(status) => CallAnswer::Status(status),
            Err(NoStatus::Inside) => CallAnswer::Inside,
            Err(NoStatus::NotReached) => CallAnswer::NotReached,
            Err(NoStatus::TimedOut) => CallAnswer::TimedOut,
        }
    }
}

/// A secret in base64url, with or without padding: browsers write both.
fn decoded(secret: &Token) -> Option<Vec<u8>> {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    BASE64_URL_SAFE_NO_PAD.decode(secret.expose().trim_end_matches('=')).ok()
}
