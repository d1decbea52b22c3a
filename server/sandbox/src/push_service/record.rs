//! The form of an encrypted body (RFC 8188, section 2.1; RFC 8291, section 4), as far as it can be seen without a key.

use p256::PublicKey;

/// Salt, record size, length of the key.
const BEFORE_THE_KEY: usize = 16 + 4 + 1;
/// A point of P-256, uncompressed.
const KEY: usize = 65;
/// The mark of the end, and the tag: what a record has beside its text.
const AROUND: usize = 1 + 16;

/// Whether a body is one record that was encrypted for somebody.
pub(super) fn check(body: &[u8]) -> Result<(), &'static str> {
    let (head, rest) = body.split_at_checked(BEFORE_THE_KEY).ok_or("no header of aes128gcm")?;
    let (_, size) = head.split_at(16);
    let [a, b, c, d, length] = *size else { return Err("no header of aes128gcm") };
    let size = u32::from_be_bytes([a, b, c, d]) as usize;
    if usize::from(length) != KEY {
        return Err("the key id is not 65 bytes");
    }
    let (key, record) = rest.split_at_checked(KEY).ok_or("the key is cut off")?;
    PublicKey::from_sec1_bytes(key).map_err(|_| "the key is no point of P-256")?;
    if size <= AROUND || record.len() < AROUND || record.len() > size {
        return Err("not one whole record");
    }
    Ok(())
}
