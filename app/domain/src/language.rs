//! The languages that Relink speaks, which of them somebody is spoken to in, and what each does with numbers of things.

use serde::{Deserialize, Serialize};

/// A language.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English, where nothing else is known.
    #[default]
    English,
    /// Czech.
    Czech,
    /// German.
    German,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Czech, Self::German, Self::English];

    /// Its tag (RFC 5646), as pages, catalogues and bundles are marked by it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Czech => "cs",
            Self::German => "de",
        }
    }

    /// The language of a tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// What it calls itself: whoever looks for theirs reads no other.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Czech => "Čeština",
            Self::German => "Deutsch",
        }
    }

    /// The language that a browser would rather have than the others (`Accept-Language`, RFC 9110, section 12.5.4; a range
    /// stands for all that begin with it). `None` where it names none of ours.
    #[must_use]
    pub fn asked_for(accepted: &str) -> Option<Self> {
        let ranges = accepted.split(',').filter_map(|range| {
            let (range, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let primary = range.trim().split('-').next()?.to_ascii_lowercase();
            let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
            let language = Self::from_tag(&primary)?;
            (weight > 0.0).then_some((language, weight))
        });
        // The first of those that weigh the same.
        let heaviest = |best: Option<(Self, f32)>, next: (Self, f32)| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        };
        ranges.fold(None, heaviest).map(|(language, _)| language)
    }

    /// Which form a noun has after a number (CLDR's plural rules for whole numbers).
    #[must_use]
    pub const fn form(self, count: u64) -> Form {
        match (self, count) {
            (_, 1) => Form::One,
            (Self::Czech, 2..=4) => Form::Few,
            _ => Form::Many,
        }
    }
}

/// What is known of the language that a person is spoken to in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speech {
    /// The one they chose, whatever a browser asks for.
    pub chosen: Option<Language>,
    /// The one that a browser of theirs asked for last, of those that Relink speaks.
    pub asked: Option<Language>,
}

impl Speech {
    /// The language of pages, for a browser that asks for `asked`.
    #[must_use]
    pub fn on_pages(self, asked: Option<Language>) -> Language {
        self.chosen.or(asked).or(self.asked).unwrap_or_default()
    }

    /// The language of what reaches them without a browser: letters, messages.
    #[must_use]
    pub fn in_letters(self) -> Language {
        self.on_pages(None)
    }
}

/// The form of a noun after a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// "1 kanál".
    One,
    /// "3 kanály".
    Few,
    /// "12 kanálů".
    Many,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_given_what_it_would_rather_have() {
        for (accepted, expected) in [
            ("", None),
            ("cs", Some(Language::Czech)),
            ("de-AT,de;q=0.9,en;q=0.8", Some(Language::German)),
            ("fr-FR,fr;q=0.9,en-GB;q=0.4,cs;q=0.5", Some(Language::Czech)),
            ("en;q=0.5, de;q=0.5", Some(Language::English)),
            ("CS-cz", Some(Language::Czech)),
            ("de;q=0,en;q=0.1", Some(Language::English)),
            ("*", None),
            ("fr, es;q=0.5", None),
            ("de;q=much", None),
            ("csb", None),
        ] {
            assert_eq!(Language::asked_for(accepted), expected, "{accepted}");
        }
    }

    #[test]
    fn a_choice_counts_more_than_a_browser_and_that_more_than_what_it_asked_before() {
        use Language::{Czech, English, German};
        for (chosen, before, asked, pages, letters) in [
            (None, None, None, English, English),
            (None, None, Some(Czech), Czech, English),
            (None, Some(German), None, German, German),
            (None, Some(German), Some(Czech), Czech, German),
            (Some(English), Some(German), Some(Czech), English, English),
        ] {
            let speech = Speech { chosen, asked: before };
            assert_eq!(speech.on_pages(asked), pages, "{speech:?} {asked:?}");
            assert_eq!(speech.in_letters(), letters, "{speech:?}");
        }
    }

    #[test]
    fn nouns_take_the_form_of_their_number() {
        for (count, czech, others) in [
            (0, Form::Many, Form::Many),
            (1, Form::One, Form::One),
            (2, Form::Few, Form::Many),
            (4, Form::Few, Form::Many),
            (5, Form::Many, Form::Many),
            (22, Form::Many, Form::Many),
        ] {
            assert_eq!(Language::Czech.form(count), czech, "{count}");
            assert_eq!(Language::German.form(count), others, "{count}");
            assert_eq!(Language::English.form(count), others, "{count}");
        }
    }

    #[test]
    fn each_is_found_by_its_tag() {
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
        assert_eq!(Language::from_tag("CS"), None);
    }
}
