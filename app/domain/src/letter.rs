//! E-mail that Relink sends: what it is about, and when it is tried again.

use serde::{Deserialize, Serialize};

use crate::time::Span;

/// What a letter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// Somebody is asked to join a workspace.
    Invitation,
    /// Somebody may choose a new password.
    NewPassword,
    /// A reconnect link.
    Link,
    /// A reconnect link, once more.
    Reminder,
    /// What somebody chose to be told.
    Notice,
    /// Somebody tries whether letters arrive.
    Test,
    /// What was written in a conversation with support.
    Support,
    /// That by which somebody signs in has changed.
    SignIn,
}

impl LetterKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Invitation,
        Self::NewPassword,
        Self::Link,
        Self::Reminder,
        Self::Notice,
        Self::Test,
        Self::Support,
        Self::SignIn,
    ];

    /// Its word.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::NewPassword => "new_password",
            Self::Link => "link",
            Self::Reminder => "reminder",
            Self::Notice => "notice",
            Self::Test => "test",
            Self::Support => "support",
            Self::SignIn => "sign_in",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// How long a letter waits that was not taken for the `attempts`th time; `None` once it is given up, after two days.
#[must_use]
pub const fn wait_after(attempts: u32) -> Option<Span> {
    Some(match attempts {
        0 | 1 => Span::minutes(1),
        2 => Span::minutes(5),
        3 => Span::minutes(15),
        4 => Span::minutes(60),
        5 => Span::minutes(180),
        6..=9 => Span::minutes(660),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_its_kind_and_nothing_else() {
        for kind in LetterKind::ALL {
            assert_eq!(LetterKind::from_slug(kind.slug()), Some(kind));
        }
        assert_eq!(LetterKind::from_slug("Invitation"), None);
    }

    #[test]
    fn a_letter_waits_longer_each_time_and_is_given_up_after_two_days() {
        let waits: Vec<_> = (1..).map_while(wait_after).map(Span::as_millis).collect();
        assert!(waits.is_sorted());
        let days = waits.iter().sum::<i64>() / Span::days(1).as_millis();
        assert_eq!(days, 2);
    }
}
