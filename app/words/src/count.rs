//! Counted things.

use crate::{say, several};

/// "12 channels".
#[must_use]
pub fn channels(count: u32) -> String {
    match count {
        0 => say!(row.no_channels).to_owned(),
        1 => say!(row.one_channel).to_owned(),
        count => several!(count; row.many_channels_few | row.many_channels, count),
    }
}

/// What it costs that figures of so many days are missing, as a sentence; nothing where there are none.
#[must_use]
pub fn missing_days(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => say!(unreached.day).to_owned(),
        count => several!(count; unreached.days_few | unreached.days, count),
    }
}

/// "3 posts planned after that", or nothing where there are none.
#[must_use]
pub fn posts_after(count: u32) -> Option<String> {
    match count {
        0 => None,
        1 => Some(say!(forecast.post_after).to_owned()),
        count => Some(several!(count; forecast.posts_after_few | forecast.posts_after, count)),
    }
}

/// Names, the first of many only: "Alpine Outfitters, Bakery Brno and 9 more" as a list to be joined.
#[must_use]
pub fn some_of(mut names: Vec<String>) -> Vec<String> {
    /// One more name takes no more room than saying that there is one.
    const SHOWN: usize = 4;
    let more = names.len().saturating_sub(SHOWN);
    if more > 1 {
        names.truncate(SHOWN);
        names.push(several!(more; row.more_channels_one | row.more_channels_few | row.more_channels, count = more));
    }
    names
}
