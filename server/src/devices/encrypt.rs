//! Message encryption for Web Push (RFC 8291): a body that the reader's browser can open and the push service cannot, in one
//! record of the content coding `aes128gcm` (RFC 8188).
//!
//! The curve is p256's, HKDF and AES are ring's. Both are in the tree; the libraries there are for this bring OpenSSL, a
//! client of their own or a second set of primitives, and none lets its own example be computed.

use engine::{ports::Random as _, vault::Token};
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToEncodedPoint as _};
use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
};
use zeroize::Zeroizing;

use super::decoded;
use crate::clock::SystemRandom;

/// The size of a record, and the most that a push service has to take (RFC 8030, section 7.2).
const RECORD: u32 = 4096;
/// What stands before the record: salt, its size, and our key with its length.
const HEADER: usize = 16 + 4 + 1 + 65;
/// What a record needs beside the text: the mark of its end, and the tag.
const AROUND: usize = 1 + 16;
/// The longest text.
pub(super) const LONGEST: usize = RECORD as usize - HEADER - AROUND;
/// The mark of the last record (RFC 8188, section 2).
const LAST: u8 = 2;

/// Who can read a message.
pub(super) struct Reader {
    key: PublicKey,
    auth: Zeroizing<[u8; 16]>,
}

impl Reader {
    /// The keys of a subscription, if they are some.
    pub(super) fn read(p256dh: &Token, auth: &Token) -> Option<Self> {
        let key = decoded(p256dh).filter(|bytes| bytes.len() == 65)?;
        let auth = <[u8; 16]>::try_from(decoded(auth)?).ok()?;
        Some(Self { key: PublicKey::from_sec1_bytes(&key).ok()?, auth: Zeroizing::new(auth) })
    }
}

/// What is chosen for one message and never again.
pub(super) struct Once {
    key: SecretKey,
    salt: [u8; 16],
}

impl Once {
    pub(super) fn fresh() -> Self {
        let mut salt = [0; 16];
        SystemRandom.fill(&mut salt);
        Self { key: fresh_key(), salt }
    }
}

/// A key on the curve that nobody had before.
pub(super) fn fresh_key() -> SecretKey {
    let mut bytes = Zeroizing::new([0; 32]);
    loop {
        SystemRandom.fill(&mut *bytes);
        // One in 2^32 is beyond the order of the curve.
        if let Ok(key) = SecretKey::from_slice(&*bytes) {
            return key;
        }
    }
}

/// The body that only `reader` can open; `None` if the text is longer than [`LONGEST`].
pub(super) fn encrypt(text: &[u8], reader: &Reader, once: &Once) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let ours = once.key.public_key().to_encoded_point(false);
    let theirs = reader.key.to_encoded_point(false);
    let shared = diffie_hellman(once.key.to_nonzero_scalar(), reader.key.as_affine());
    // RFC 8291, section 3.4.
    let prk = Salt::new(HKDF_SHA256, &reader.auth[..]).extract(shared.raw_secret_bytes());
    let info: [&[u8]; 3] = [b"WebPush: info\0", theirs.as_bytes(), ours.as_bytes()];
    let input = filled::<32>(&prk, &info)?;
    // RFC 8188, sections 2.2 and 2.3.
    let prk = Salt::new(HKDF_SHA256, &once.salt).extract(&input[..]);
    let key = filled::<16>(&prk, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce = filled::<12>(&prk, &[b"Content-Encoding: nonce\0"])?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key[..]).ok()?);
    let mut record = [text, &[LAST]].concat();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(*nonce), Aad::empty(), &mut record)
        .ok()?;
    let length = u8::try_from(ours.as_bytes().len()).ok()?;
    let size = RECORD.to_be_bytes();
    Some([&once.salt[..], &size, &[length], ours.as_bytes(), &record].concat())
}

/// So many bytes that follow from a key.
fn filled<const N: usize>(prk: &Prk, info: &[&[u8]]) -> Option<Zeroizing<[u8; N]>> {
    struct Bytes(usize);
    impl KeyType for Bytes {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut bytes = Zeroizing::new([0; N]);
    prk.expand(info, Bytes(N)).ok()?.fill(&mut *bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};

    use super::*;

    fn token(text: &str) -> Token {
        Token::new(text.to_owned())
    }

    /// RFC 8291, section 5 and appendix A.
    const READER: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    #[test]
    fn it_is_the_message_of_the_standards_own_example() {
        let reader = Reader::read(&token(READER), &token(AUTH)).unwrap();
        let key = BASE64.decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").unwrap();
        let salt = BASE64.decode("DGv6ra1nlYgDCS1FRnbzlw").unwrap();
        let once =
            Once { key: SecretKey::from_slice(&key).unwrap(), salt: salt.try_into().unwrap() };
        let body = encrypt(b"When I grow up, I want to be a watermelon", &reader, &once).unwrap();
        assert_eq!(
            BASE64.encode(body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w\
             EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn a_message_is_never_larger_than_a_push_service_takes_and_never_twice_the_same() {
        let reader = Reader::read(&token(READER), &token(AUTH)).unwrap();
        let text = vec![b'a'; LONGEST + 1];
        assert!(encrypt(&text, &reader, &Once::fresh()).is_none());
        let [one, other] = [0, 1].map(|_| encrypt(&text[1..], &reader, &Once::fresh()).unwrap());
        assert_eq!((one.len(), other.len()), (4096, 4096));
        assert_ne!(one[..16], other[..16]);
        assert_ne!(one[HEADER..], other[HEADER..]);
    }

    #[test]
    fn keys_that_are_none_are_refused() {
        for (key, auth) in [
            ("", AUTH),
            (&READER[..80], AUTH),
            (READER, ""),
            (READER, "BTBZMqHH6r4Tts7J_aSI"),
            (READER, "not base64 at all!!"),
            // 65 bytes that are no point of the curve.
            (&format!("BA{}", "A".repeat(85)), AUTH),
        ] {
            assert!(Reader::read(&token(key), &token(auth)).is_none(), "{key} {auth}");
        }
        assert!(
            Reader::read(&token(&format!("{READER}=")), &token(&format!("{AUTH}=="))).is_some()
        );
    }
}
