//! Secrets and identifiers that nobody can guess.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use sha2::{Digest as _, Sha256};

use crate::base32;

/// A secret of so many random bytes, fit for a URL.
pub(crate) fn token(bytes: usize) -> String {
    URL_SAFE_NO_PAD.encode(fill(bytes))
}

/// So many random letters of the URL-safe alphabet, at most 43.
pub(crate) fn word(length: usize) -> String {
    letters(&fill(32), length)
}

/// The same letters for the same words, at most 43.
pub(crate) fn word_of(words: &[&str], length: usize) -> String {
    letters(&Sha256::digest(words.join("\n")), length)
}

/// A random decimal number of 17 digits, as the networks number their objects.
pub(crate) fn number() -> String {
    digits(&fill(32))
}

/// The same 17 digits for the same words.
pub(crate) fn number_of(words: &[&str]) -> String {
    digits(&Sha256::digest(words.join("\n")))
}

/// The same 24 letters for the same words.
pub(crate) fn letters_of(words: &[&str]) -> String {
    let hash = Sha256::digest(words.join("\n"));
    base32::letters(hash.get(..15).unwrap_or_default())
}

fn fill(bytes: usize) -> Vec<u8> {
    let mut buffer = vec![0; bytes];
    rand::rng().fill_bytes(&mut buffer);
    buffer
}

fn letters(bytes: &[u8], length: usize) -> String {
    URL_SAFE_NO_PAD.encode(bytes).chars().take(length).collect()
}

fn digits(bytes: &[u8]) -> String {
    let tail = bytes.iter().take(16).map(|byte| char::from(b'0' + byte % 10));
    std::iter::once('1').chain(tail).collect()
}
