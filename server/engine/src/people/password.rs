//! Passwords: Argon2id with the library's recommended cost, computed away from the event loop.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};

use crate::{Error, vault::Token};

/// Hashes a password to a PHC string.
pub(super) async fn hash(password: Token, salt: [u8; 16]) -> Result<String, Error> {
    off_the_loop(move || {
        Argon2::default()
            .hash_password_with_salt(password.expose().as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .ok()
    })
    .await?
    .ok_or(Error::CutOff)
}

/// Whether `password` is the one behind the PHC string. `None` costs the same time and is never right, so that an
/// unknown address takes as long to refuse as a wrong password.
pub(super) async fn is_right(password: Token, phc: Option<String>) -> Result<bool, Error> {
    off_the_loop(move || {
        let password = password.expose().as_bytes();
        let Some(phc) = phc else {
            // Only the time it takes counts.
            return Argon2::default().hash_password_with_salt(password, &[0; 16]).is_err();
        };
        PasswordHash::new(&phc)
            .is_ok_and(|hash| Argon2::default().verify_password(password, &hash).is_ok())
    })
    .await
}

async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::CutOff)
}
