//! Counted things.

use crate::say;

/// "12 channels".
#[must_use]
pub fn channels(count: u32) -> String {
    match count {
        0 => say!(row.no_channels).to_owned(),
        1 => say!(row.one_channel).to_owned(),
        count => say!(row.many_channels, count),
    }
}
