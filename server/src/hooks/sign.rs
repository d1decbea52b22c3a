//! How a message proves that it is ours: the symmetric signature of the Standard Webhooks specification
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).

use base64::{Engine as _, prelude::BASE64_STANDARD};
use engine::ports::caller::Call;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// Id, time and signature; `None` if the secret is none.
pub(super) fn headers(call: &Call<'_>, body: &str) -> Option<Vec<(&'static str, String)>> {
    let id = call.id.to_string();
    let seconds = call.now.millis().div_euclid(1000).to_string();
    let signature = signature(call.secret.expose(), &id, &seconds, body)?;
    Some(vec![("webhook-id", id), ("webhook-timestamp", seconds), ("webhook-signature", signature)])
}

fn signature(secret: &str, id: &str, seconds: &str, body: &str) -> Option<String> {
    let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    Some(format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_signature_of_the_specifications_own_example() {
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    #[test]
    fn a_secret_that_is_none_signs_nothing() {
        assert_eq!(signature("MfKQ9r8G", "id", "0", ""), None);
        assert_eq!(signature("whsec_???", "id", "0", ""), None);
    }
}
