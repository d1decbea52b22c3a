//! What can be a name, an address, a password.

use crate::vault::Token;

/// The shortest password taken (NIST SP 800-63B asks for length, not for kinds of characters).
const SHORTEST_PASSWORD: usize = 10;

/// A name of a person or a workspace.
pub(super) fn is_text(text: &str) -> bool {
    (1..=200).contains(&text.trim().chars().count())
}

/// What may be an e-mail address; whether it is one, only a mail tells.
pub(crate) fn is_email(email: &str) -> bool {
    let email = email.trim();
    email.len() <= 254
        && !email.contains(|char: char| char.is_whitespace() || char.is_control())
        && email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

/// A password that is long enough, and not too long to be hashed.
pub(super) fn is_password(password: &Token) -> bool {
    let password = password.expose();
    password.chars().count() >= SHORTEST_PASSWORD && password.len() <= 1024
}
