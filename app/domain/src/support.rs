//! A conversation with support: who writes, how it stands, how much may be said, and what of an answer by e-mail is new.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

mod quote;

pub use self::quote::{fresh_part, marker};

/// The longest subject, in characters.
pub const LONGEST_SUBJECT: usize = 200;
/// The longest text of a message, in characters.
pub const LONGEST_TEXT: usize = 10_000;
/// The longest diagnosis, in characters.
pub const LONGEST_DIAGNOSIS: usize = 20_000;
/// So many messages a person may write in an hour.
pub const AN_HOUR: u32 = 20;

/// Which of the two writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Whoever asks.
    Asker,
    /// Whoever answers.
    Support,
}

impl Side {
    /// Its word.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Asker => "asker",
            Self::Support => "support",
        }
    }

    /// The side of a word.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Asker, Self::Support].into_iter().find(|side| side.slug() == slug)
    }

    /// How a conversation stands once this side has written.
    #[must_use]
    pub const fn leaves(self) -> Standing {
        match self {
            Self::Asker => Standing::Waits,
            Self::Support => Standing::Answered,
        }
    }
}

/// How a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It waits for support.
    Waits,
    /// Support wrote last.
    Answered,
    /// It is closed, until somebody writes again.
    Closed,
}

impl Standing {
    /// All, in the order in which an inbox shows them.
    pub const ALL: [Self; 3] = [Self::Waits, Self::Answered, Self::Closed];

    /// Its place in that order.
    #[must_use]
    pub const fn rank(self) -> u8 {
        self as u8
    }

    /// What stands at a place of that order.
    #[must_use]
    pub fn of_rank(rank: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| i64::from(standing.rank()) == rank)
    }

    /// Its place among others that stand alike, since `at`: what waits longest comes first, what was closed last too.
    #[must_use]
    pub const fn place(self, at: Timestamp) -> i64 {
        match self {
            Self::Waits | Self::Answered => at.millis(),
            Self::Closed => -at.millis(),
        }
    }
}

/// A text as it is kept: lines that end in `\n`, without control characters and without space around it.
#[must_use]
pub fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = text.chars().filter(|char| matches!(char, '\n' | '\t') || !char.is_control());
    let kept: String = kept.collect();
    let lines: Vec<_> = kept.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// The same in one line, for a subject or a name.
#[must_use]
pub fn one_line(text: &str) -> String {
    cleaned(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What of a text may be kept, and whether something was cut off.
#[must_use]
pub fn limited(text: &str, most: usize) -> (String, bool) {
    let kept: String = text.chars().take(most).collect();
    let is_cut = kept.len() < text.len();
    (kept, is_cut)
}

/// A text in which whatever may be an e-mail address is left out.
#[must_use]
pub fn without_addresses(text: &str, instead: &str) -> String {
    let is_address = |word: &str| {
        let word = word.trim_matches(|char: char| !char.is_alphanumeric());
        word.split_once('@').is_some_and(|(name, place)| !name.is_empty() && place.contains('.'))
    };
    let parts = text.split_inclusive(char::is_whitespace).map(|part| {
        let word = part.trim_end();
        let space = part.get(word.len()..).unwrap_or_default();
        if is_address(word) { format!("{instead}{space}") } else { part.to_owned() }
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_writes_leaves_it_with_the_other() {
        assert_eq!(Side::Asker.leaves(), Standing::Waits);
        assert_eq!(Side::Support.leaves(), Standing::Answered);
        for side in [Side::Asker, Side::Support] {
            assert_eq!(Side::from_slug(side.slug()), Some(side));
        }
        assert_eq!(Side::from_slug("Support"), None);
    }

    #[test]
    fn what_waits_longest_comes_first_and_what_is_closed_last() {
        let at = Timestamp::from_seconds;
        let mut places = [
            (Standing::Closed, at(1)),
            (Standing::Waits, at(3)),
            (Standing::Closed, at(2)),
            (Standing::Answered, at(0)),
            (Standing::Waits, at(2)),
        ];
        places.sort_by_key(|(standing, at)| (standing.rank(), standing.place(*at)));
        let expected = [
            (Standing::Waits, at(2)),
            (Standing::Waits, at(3)),
            (Standing::Answered, at(0)),
            (Standing::Closed, at(2)),
            (Standing::Closed, at(1)),
        ];
        assert_eq!(places, expected);
        for standing in Standing::ALL {
            assert_eq!(Standing::of_rank(standing.rank().into()), Some(standing));
        }
        assert_eq!(Standing::of_rank(3), None);
    }

    #[test]
    fn a_text_is_kept_without_what_nobody_can_read() {
        assert_eq!(cleaned(" a\r\nb \u{0}\u{7}c\rd\t.\u{1b}[31m  \n\n"), "a\nb c\nd\t.[31m");
        assert_eq!(one_line("Re:\r\n Bcc: x@y.test\0"), "Re: Bcc: x@y.test");
        assert_eq!(limited("žluť", 3), ("žlu".to_owned(), true));
        assert_eq!(limited("žluť", 4), ("žluť".to_owned(), false));
    }

    #[test]
    fn addresses_are_left_out_and_nothing_else() {
        for (text, expected) in [
            ("ada@example.com", "…"),
            ("Ada <ada.novak+x@mail.example.com>, X", "Ada … X"),
            ("Login ada@example.com\nnext", "Login …\nnext"),
            ("@ada at 5@home and a@b", "@ada at 5@home and a@b"),
            ("Ada Novak", "Ada Novak"),
        ] {
            assert_eq!(without_addresses(text, "…"), expected, "{text}");
        }
    }
}
