//! What an installation keeps secret of its own, sealed in the store: the key of fingerprints, the keys that sign for us, the
//! one that browsers know our push messages by, and the one that signs addresses of conversations with support.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use engine::{
    ports::{
        Random as _,
        store::{Store, StoreError},
    },
    vault::{DoesNotOpen, Place, Token, Vault as _},
};
use zeroize::Zeroizing;

use crate::{
    clock::SystemRandom,
    devices::ServerKey,
    vault::{Installation, KeyRing},
};

const FINGERPRINTS: &str = "fingerprints";
const SIGNING: &str = "signing";
const PUSH: &str = "push";
const SUPPORT: &str = "support";

/// Why they cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Sealed with a key that is not in RELINK_KEYS, or damaged.
    #[error(
        "the installation's own secrets do not open: RELINK_KEYS lacks the key they are sealed with; put it back, and run \
         `relink keys rotate` before taking it out"
    )]
    Closed(#[from] DoesNotOpen),
    /// They open, and are not what they should be.
    #[error("the installation's own secrets are damaged: restore the database from a backup")]
    Damaged,
}

/// The keys with what the installation has kept; at its first start that is made and kept.
pub(crate) async fn complete(keys: KeyRing, store: &dyn Store) -> Result<KeyRing, Error> {
    let derived = keys.derived();
    let fingerprints = encode(&derived.fingerprints);
    let signing = derived.signing.iter().map(|(id, secret)| format!("{id}:{}", encode(secret)));
    let signing = signing.collect::<Vec<_>>().join(",");
    let fingerprints = kept(&keys, store, FINGERPRINTS, fingerprints).await?;
    let signing = kept(&keys, store, SIGNING, signing).await?;
    let pairs = signing.expose().split(',').map(|pair| {
        let (id, secret) = pair.split_once(':')?;
        Some((id.to_owned(), decode(secret)?))
    });
    let kept = Installation {
        fingerprints: decode(fingerprints.expose()).ok_or(Error::Damaged)?,
        signing: pairs.collect::<Option<_>>().ok_or(Error::Damaged)?,
    };
    Ok(keys.with(&kept))
}

/// The key that signs push messages: made at the first start, and the same for ever, because browsers subscribe with it.
pub(crate) async fn push_key(
    keys: &KeyRing,
    store: &dyn Store,
    contact: String,
) -> Result<ServerKey, Error> {
    let kept = kept(keys, store, PUSH, ServerKey::fresh().expose().to_owned()).await?;
    ServerKey::read(&kept, contact).ok_or(Error::Damaged)
}

/// The key that signs the addresses by which conversations with support are answered: made at the first start. Another one
/// would close every address that was sent.
pub(crate) async fn support_key(keys: &KeyRing, store: &dyn Store) -> Result<Token, Error> {
    let mut fresh = Zeroizing::new([0; 32]);
    SystemRandom.fill(fresh.as_mut());
    kept(keys, store, SUPPORT, encode(&fresh)).await
}

/// What is kept under this name; `fresh` from now on if nothing is.
async fn kept(
    keys: &KeyRing,
    store: &dyn Store,
    name: &str,
    fresh: String,
) -> Result<Token, Error> {
    let place = Place::Installation(Token::new(name.to_owned()).digest());
    let sealed = match store.installation_secret(name).await? {
        Some(sealed) => sealed,
        None => {
            let sealed = keys.seal(&Token::new(fresh), place);
            store.keep_installation_secret(name, &sealed).await?
        }
    };
    Ok(keys.open(&sealed, place)?)
}

fn encode(secret: &[u8; 32]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(secret)
}

fn decode(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?);
    bytes.as_slice().try_into().ok().map(Zeroizing::new)
}
