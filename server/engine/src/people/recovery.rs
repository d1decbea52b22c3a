//! Recovery codes: for whoever has lost what makes the codes of their second step.

use data_encoding::BASE32_NOPAD;
use domain::id::PersonId;

use crate::vault::{Token, TokenDigest};

/// How many somebody has at first.
pub(super) const CODES: usize = 10;
/// 80 random bits, which nobody guesses, and which are typed in a minute.
pub(super) const BYTES: usize = 10;
const CHARACTERS: usize = 16;

/// A code, as it is shown: four groups of four.
pub(super) fn code(bytes: [u8; BYTES]) -> Token {
    let mut shown = String::new();
    for (at, letter) in BASE32_NOPAD.encode(&bytes).to_ascii_lowercase().char_indices() {
        if at > 0 && at % 4 == 0 {
            shown.push('-');
        }
        shown.push(letter);
    }
    Token::new(shown)
}

/// What is kept of a code that was typed; `None` if it cannot be one. The person is a part of it, so that nobody can look for
/// the codes of all people at once.
pub(super) fn digest(person: PersonId, typed: &str) -> Option<TokenDigest> {
    let typed: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    (typed.len() == CHARACTERS)
        .then(|| Token::new(format!("{person}/{}", typed.to_ascii_uppercase())).digest())
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    fn person(number: u8) -> PersonId {
        PersonId::new(Timestamp::from_seconds(1), [number; 10])
    }

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let code = code(*b"0123456789");
        assert_eq!(code.expose(), "gayt-emzu-gu3d-oobz");
        let kept = digest(person(1), code.expose());
        assert!(kept.is_some());
        for typed in ["GAYT-EMZU-GU3D-OOBZ", " gaytemzugu3doobz ", "gayt emzu gu3d oobz"] {
            assert_eq!(digest(person(1), typed), kept, "{typed:?}");
        }
        assert_ne!(digest(person(2), code.expose()), kept, "it is one person's");
    }

    #[test]
    fn what_is_no_code_is_none() {
        for typed in ["", "123456", "gayt-emzu-gu3d-oob", "gayt-emzu-gu3d-oobzz"] {
            assert_eq!(digest(person(1), typed), None, "{typed:?}");
        }
    }
}
