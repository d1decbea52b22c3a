//! The vault: XChaCha20-Poly1305 with a key id in front and the place as associated data.
//!
//! A sealed secret is `length of key id, key id, 24 bytes of nonce, ciphertext`. The first key seals, all open. What keys the
//! fingerprints and what signs for us is kept sealed in the store (`installation`), so that every key can be replaced.

use std::{collections::HashSet, fmt, io, path::Path};

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use domain::network::Network;
use engine::{
    ports::Random,
    vault::{DoesNotOpen, Fingerprint, Place, Sealed, Token, Vault},
};
use hmac::{Hmac, Mac as _};
use networks::config::SigningKey;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::clock::SystemRandom;

const NONCE: usize = 24;

/// Sealing keys: the first seals, all open.
#[derive(Clone)]
pub struct KeyRing {
    keys: Vec<(String, XChaCha20Poly1305)>,
    signing: Vec<(String, Zeroizing<[u8; 32]>)>,
    fingerprints: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.keys.iter().map(|(id, _)| id).collect();
        f.debug_struct("KeyRing").field("ids", &ids).finish_non_exhaustive()
    }
}

/// What an installation keeps secret whatever becomes of its sealing keys.
#[derive(Clone)]
pub(crate) struct Installation {
    /// What keys the fingerprints.
    pub(crate) fingerprints: Zeroizing<[u8; 32]>,
    /// What signs for us, each with its id.
    pub(crate) signing: Vec<(String, Zeroizing<[u8; 32]>)>,
}

/// Why keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// Not in the form `id:base64,…`.
    #[error(
        "RELINK_KEYS must be a list like `2026a:BASE64,2025b:BASE64`, each 32 random bytes; `openssl rand -base64 32` \
         makes one"
    )]
    Malformed,
    /// Two keys have the same id.
    #[error("RELINK_KEYS names the key `{0}` twice")]
    Twice(String),
    /// The demo's key file cannot be read or made.
    #[error("the demo's key {path}: {source}")]
    DemoKey {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
}

impl KeyRing {
    /// Reads `id:base64,…`.
    ///
    /// # Errors
    /// [`KeysError`] with what to do. It never contains a key.
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        let (mut keys, mut signing) = (Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        let mut oldest = None;
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (id, encoded) = part.split_once(':').ok_or(KeysError::Malformed)?;
            let fits =
                (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
            let bytes = Zeroizing::new(BASE64_STANDARD.decode(encoded).unwrap_or_default());
            let key = <[u8; 32]>::try_from(bytes.as_slice()).map(Zeroizing::new);
            let (true, Ok(key)) = (fits, key) else { return Err(KeysError::Malformed) };
            if !seen.insert(id.to_owned()) {
                return Err(KeysError::Twice(id.to_owned()));
            }
            keys.push((id.to_owned(), XChaCha20Poly1305::new((&*key).into())));
            let secret = Zeroizing::new(keyed(&key, &[b"relink client assertions"]));
            signing.push((id.to_owned(), secret));
            oldest = Some(key);
        }
        let mut fingerprints = Zeroizing::new([0; 32]);
        let mac = keyed(&*oldest.ok_or(KeysError::Malformed)?, &[b"relink fingerprints"]);
        fingerprints.copy_from_slice(&mac);
        Ok(Self { keys, signing, fingerprints })
    }

    /// What the installation keeps secret of its own, where it has never kept anything: derived from the keys there are, so
    /// that an installation from before these were kept goes on with what it had.
    #[must_use]
    pub(crate) fn derived(&self) -> Installation {
        Installation { fingerprints: self.fingerprints.clone(), signing: self.signing.clone() }
    }

    /// These keys, with the secrets that the installation has kept.
    #[must_use]
    pub(crate) fn with(self, kept: &Installation) -> Self {
        let Installation { fingerprints, signing } = kept.clone();
        Self { fingerprints, signing, ..self }
    }

    /// The keys that sign for us: the first signs, all are published.
    #[must_use]
    pub fn signing_keys(&self) -> Vec<SigningKey> {
        let key = |(id, secret): &(String, Zeroizing<[u8; 32]>)| SigningKey {
            id: id.clone(),
            secret: Token::new(BASE64_URL_SAFE_NO_PAD.encode(**secret)),
        };
        self.signing.iter().map(key).collect()
    }

    /// The demo's key: in a file beside the database, readable by its owner only, made at the first start.
    ///
    /// # Errors
    /// [`KeysError::DemoKey`] if the file cannot be read or made.
    pub fn of_demo(path: &Path) -> Result<Self, KeysError> {
        let failed = |source| KeysError::DemoKey { path: path.display().to_string(), source };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = Zeroizing::new([0; 32]);
                SystemRandom.fill(&mut *key);
                let text = format!("demo:{}", BASE64_STANDARD.encode(*key));
                write_private(path, &text).map_err(failed)?;
                text
            }
            Err(error) => return Err(failed(error)),
        };
        Self::parse(text.trim())
    }
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

impl Vault for KeyRing {
    fn seal(&self, token: &Token, place: Place) -> Sealed {
        let mut nonce = [0; NONCE];
        SystemRandom.fill(&mut nonce);
        let Some((id, cipher)) = self.keys.first() else { return Sealed(Vec::new()) };
        let payload = Payload { msg: token.expose().as_bytes(), aad: &label(place) };
        // Encryption fails only beyond 256 GiB; what is empty never opens.
        let Ok(ciphertext) = cipher.encrypt(&XNonce::from(nonce), payload) else {
            return Sealed(Vec::new());
        };
        let length = u8::try_from(id.len()).unwrap_or(0);
        Sealed([&[length], id.as_bytes(), nonce.as_slice(), &ciphertext].concat())
    }

    fn open(&self, sealed: &Sealed, place: Place) -> Result<Token, DoesNotOpen> {
        let (length, rest) = sealed.0.split_first().ok_or(DoesNotOpen)?;
        let (id, rest) = rest.split_at_checked(usize::from(*length)).ok_or(DoesNotOpen)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(DoesNotOpen)?;
        let (_, cipher) =
            self.keys.iter().find(|(known, _)| known.as_bytes() == id).ok_or(DoesNotOpen)?;
        let payload = Payload { msg: ciphertext, aad: &label(place) };
        let clear = cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| DoesNotOpen)?;
        String::from_utf8(clear).map(Token::new).map_err(|_| DoesNotOpen)
    }

    fn key_of<'a>(&self, sealed: &'a Sealed) -> Option<&'a str> {
        let (length, rest) = sealed.0.split_first()?;
        str::from_utf8(rest.get(..usize::from(*length))?).ok()
    }

    fn key_that_seals(&self) -> &str {
        self.keys.first().map_or("", |(id, _)| id)
    }

    fn fingerprint(&self, network: Network, issuer: &str, subject: &str) -> Fingerprint {
        // Lengths in front, so that no two identities run into each other.
        let length = u64::try_from(issuer.len()).unwrap_or(u64::MAX).to_be_bytes();
        let parts: [&[u8]; 5] =
            [network.slug().as_bytes(), b"\0", &length, issuer.as_bytes(), subject.as_bytes()];
        Fingerprint(keyed(&self.fingerprints, &parts))
    }
}

fn label(place: Place) -> Vec<u8> {
    match place {
        Place::Access(workspace, profile) => format!("{workspace}/profiles/{profile}/access"),
        Place::Refresh(workspace, profile) => format!("{workspace}/profiles/{profile}/refresh"),
        Place::Channel(workspace, channel) => format!("{workspace}/channels/{channel}/token"),
        Place::Verifier(workspace, id) => format!("{workspace}/authorizations/{id}/verifier"),
        Place::Memo(workspace, id) => format!("{workspace}/authorizations/{id}/memo"),
        Place::Link(workspace, link) => format!("{workspace}/links/{link}/secret"),
        Place::Letter(letter) => format!("letters/{letter}"),
        Place::Hook(workspace, hook) => format!("hooks/{workspace}/{hook}"),
        Place::Answer(workspace, key, name) => {
            format!("{workspace}/answers/{key}/{}", BASE64_STANDARD.encode(name.0))
        }
        Place::Device(workspace, device) => format!("devices/{workspace}/{device}"),
        Place::Server(network, server) => {
            format!("{}/servers/{}", network.slug(), BASE64_STANDARD.encode(server.0))
        }
        Place::SecondFactor(person) => format!("persons/{person}/second factor"),
        Place::Installation(name) => {
            format!("installation/{}", BASE64_STANDARD.encode(name.0))
        }
    }
    .into_bytes()
}

fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use domain::{
        id::{ProfileId, WorkspaceId},
        time::Timestamp,
    };

    use super::*;

    const OLD: &str = "old:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const NEW: &str = "new:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn places() -> [Place; 4] {
        let at = Timestamp::from_millis(1);
        let (mine, other) = (WorkspaceId::new(at, [1; 10]), WorkspaceId::new(at, [2; 10]));
        let profile = ProfileId::new(at, [3; 10]);
        [
            Place::Access(mine, profile),
            Place::Refresh(mine, profile),
            Place::Access(other, profile),
            Place::Access(mine, ProfileId::new(at, [4; 10])),
        ]
    }

    #[test]
    fn a_secret_opens_in_its_place_and_nowhere_else() {
        let ring = KeyRing::parse(NEW).unwrap();
        let sealed = ring.seal(&Token::new("canary".into()), places()[0]);
        assert_eq!(ring.open(&sealed, places()[0]).unwrap().expose(), "canary");
        for elsewhere in &places()[1..] {
            assert_eq!(ring.open(&sealed, *elsewhere).unwrap_err(), DoesNotOpen);
        }
        assert!(!sealed.0.windows(6).any(|w| w == b"canary"));
    }

    #[test]
    fn the_first_key_seals_and_all_open() {
        let [place, ..] = places();
        let before = KeyRing::parse(OLD).unwrap();
        let both = KeyRing::parse(&format!("{NEW},{OLD}")).unwrap();
        let old = before.seal(&Token::new("a".into()), place);
        assert_eq!(both.open(&old, place).unwrap().expose(), "a");
        let new = both.seal(&Token::new("b".into()), place);
        assert!(before.open(&new, place).is_err());
        let identity = (Network::X, "https://x.com", "1");
        assert_eq!(
            before.fingerprint(identity.0, identity.1, identity.2),
            both.fingerprint(identity.0, identity.1, identity.2),
            "a new key in front leaves fingerprints as they are"
        );
    }

    #[test]
    fn what_was_tampered_with_does_not_open() {
        let [place, ..] = places();
        let ring = KeyRing::parse(NEW).unwrap();
        let sealed = ring.seal(&Token::new("canary".into()), place);
        for at in 0..sealed.0.len() {
            let mut bytes = sealed.0.clone();
            bytes[at] ^= 1;
            assert!(ring.open(&Sealed(bytes), place).is_err(), "byte {at}");
            assert!(ring.open(&Sealed(sealed.0[..at].to_vec()), place).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn different_identities_have_different_fingerprints() {
        let ring = KeyRing::parse(NEW).unwrap();
        let of = |network, issuer, subject| ring.fingerprint(network, issuer, subject);
        assert_ne!(of(Network::X, "a", "bc"), of(Network::X, "ab", "c"));
        assert_ne!(of(Network::X, "a", "b"), of(Network::Facebook, "a", "b"));
    }

    #[test]
    fn keys_that_cannot_be_are_refused_without_printing_them() {
        for text in ["", "abc", "a:short", "a b:AAAA", ":AAAA", &NEW[4..]] {
            let error = KeyRing::parse(text).unwrap_err().to_string();
            assert!(error.contains("RELINK_KEYS") && !error.contains("AQEB"), "{text}: {error}");
        }
        let twice = format!("{NEW},{NEW}");
        assert!(matches!(KeyRing::parse(&twice), Err(KeysError::Twice(id)) if id == "new"));
    }
}
