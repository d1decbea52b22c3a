//! A vault that hides nothing, so that whoever judges the engine can compare what it holds with the truth. It keeps to what the
//! real one promises: what was sealed for one place does not open at another.

use domain::network::Network;
use engine::vault::{DoesNotOpen, Fingerprint, Place, Sealed, Token, Vault};
use sha2::{Digest as _, Sha256};

/// The vault.
#[derive(Debug, Default)]
pub(crate) struct GlassVault;

impl Vault for GlassVault {
    fn seal(&self, token: &Token, place: Place) -> Sealed {
        let mut bytes = token.expose().as_bytes().to_vec();
        bytes.push(0);
        bytes.extend(format!("{place:?}").into_bytes());
        Sealed(bytes)
    }

    fn open(&self, sealed: &Sealed, place: Place) -> Result<Token, DoesNotOpen> {
        let mut parts = sealed.0.splitn(2, |byte| *byte == 0);
        let (token, at) = (parts.next(), parts.next());
        if at != Some(format!("{place:?}").as_bytes()) {
            return Err(DoesNotOpen);
        }
        token.map(|token| Token::new(text(token))).ok_or(DoesNotOpen)
    }

    fn key_of<'a>(&self, _: &'a Sealed) -> Option<&'a str> {
        Some("glass")
    }

    fn key_that_seals(&self) -> &str {
        "glass"
    }

    fn fingerprint(&self, network: Network, issuer: &str, subject: &str) -> Fingerprint {
        let name = format!("{}\0{issuer}\0{subject}", network.slug());
        Fingerprint(Sha256::digest(name.as_bytes()).into())
    }
}

/// The token that was sealed, wherever it belongs.
pub(crate) fn seen_through(sealed: &Sealed) -> String {
    text(sealed.0.split(|byte| *byte == 0).next().unwrap_or_default())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
