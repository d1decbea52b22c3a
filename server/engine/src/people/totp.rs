//! One-time codes by the clock (RFC 6238), as every app makes them: HMAC-SHA-1, six digits, steps of thirty seconds.

use data_encoding::BASE32_NOPAD;
use domain::time::Timestamp;
use hmac::{Hmac, Mac as _};
use sha1::Sha1;

use crate::vault::Token;

/// 160 bits, as RFC 4226 recommends (section 4, R6).
pub(super) const SEED: usize = 20;
/// How long a code is shown.
const STEP_MILLIS: i64 = 30_000;
/// A clock may be so many steps behind or ahead (RFC 6238, section 5.2).
const WINDOW: i64 = 1;

/// A seed, as apps take it.
pub(super) fn seed(bytes: [u8; SEED]) -> Token {
    Token::new(BASE32_NOPAD.encode(&bytes))
}

/// The step of which `typed` is the code, if it is one around `now` and later than `last`, of which a code was taken.
pub(super) fn step(seed: &Token, typed: &str, now: Timestamp, last: i64) -> Option<i64> {
    let is_code = typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit());
    let typed = is_code.then(|| typed.parse::<u32>().ok()).flatten()?;
    let seed = BASE32_NOPAD.decode(seed.expose().as_bytes()).ok()?;
    let current = now.millis().div_euclid(STEP_MILLIS);
    (current - WINDOW..=current + WINDOW)
        .find(|step| *step > last && code(&seed, *step) == Some(typed))
}

/// The code of a step (RFC 4226, section 5.3).
fn code(seed: &[u8], step: i64) -> Option<u32> {
    let mut mac = Hmac::<Sha1>::new_from_slice(seed).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last()? & 0xf);
    let chosen = hash.get(offset..offset + 4)?.try_into().ok()?;
    Some((u32::from_be_bytes(chosen) & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seed of RFC 6238, appendix B.
    fn theirs() -> Token {
        seed(*b"12345678901234567890")
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        let table = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, code) in table {
            let now = Timestamp::from_seconds(seconds);
            assert_eq!(step(&theirs(), code, now, 0), Some(seconds / 30), "at {seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_not_two() {
        // The code of step 37037036.
        for (seconds, found) in [
            (1_111_111_049, None),
            (1_111_111_050, Some(37_037_036)),
            (1_111_111_139, Some(37_037_036)),
            (1_111_111_140, None),
        ] {
            let now = Timestamp::from_seconds(seconds);
            assert_eq!(step(&theirs(), "081804", now, 0), found, "at {seconds}");
        }
    }

    #[test]
    fn no_step_is_taken_twice() {
        let now = Timestamp::from_seconds(1_111_111_109);
        assert_eq!(step(&theirs(), "081804", now, 37_037_035), Some(37_037_036));
        assert_eq!(step(&theirs(), "081804", now, 37_037_036), None);
    }

    #[test]
    fn what_is_no_code_is_none() {
        let now = Timestamp::from_seconds(1_111_111_109);
        for typed in ["", "81804", "0081804", "+81804", "08180x", "081 804", "０８１８０４"] {
            assert_eq!(step(&theirs(), typed, now, 0), None, "{typed:?}");
        }
    }
}
