//! Two ways of writing bits in five-bit letters that atproto uses for its identifiers.

const PLAIN: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Letters that sort as the numbers do.
const SORTABLE: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// Bytes as lower-case letters without padding (RFC 4648, 6).
pub(crate) fn letters(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut bits, mut width) = (0_u32, 0);
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        width += 8;
        while width >= 5 {
            width -= 5;
            text.push(letter(PLAIN, u64::from(bits >> width)));
        }
        bits &= (1 << width) - 1;
    }
    if width > 0 {
        text.push(letter(PLAIN, u64::from(bits << (5 - width))));
    }
    text
}

/// The key of a record that was made at this moment: microseconds and ten bits that tell clocks apart.
pub(crate) fn tid(micros: i64, clock: u16) -> String {
    let number = (u64::try_from(micros).unwrap_or(0) << 10) | u64::from(clock & 0x3ff);
    (0..13).rev().map(|place| letter(SORTABLE, number >> (place * 5))).collect()
}

fn letter(letters: &[u8; 32], bits: u64) -> char {
    let place = usize::try_from(bits & 31).unwrap_or(0);
    letters.get(place).copied().map_or('2', char::from)
}

#[cfg(test)]
mod tests {
    use super::{letters, tid};

    #[test]
    fn letters_are_those_of_the_standard() {
        assert_eq!(letters(b"foobar"), "mzxw6ytboi");
        assert_eq!(letters(b"f"), "my");
    }

    #[test]
    fn keys_sort_as_their_moments() {
        let (first, second) = (tid(1_730_000_000_000_000, 1_000), tid(1_730_000_000_000_001, 0));
        assert_eq!(first.len(), 13);
        assert!(first < second);
    }
}
