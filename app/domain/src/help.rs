//! What the help has a page of: every cause, and whatever stops a reconnect.

use std::str::FromStr;

use crate::{
    cause::Cause,
    outcome::{Failure, Outcome},
};

/// A page of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// Why something no longer works.
    Cause(Cause),
    /// What stopped a reconnect.
    Stop(Stop),
}

/// What stops a reconnect, as whoever meets it has to tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Another person came back.
    WrongPerson,
    /// Cancel was pressed at the network.
    Cancelled,
    /// It took longer than it may.
    TooLate,
    /// The network does not answer, or asks to wait.
    Trouble,
    /// The network answered, and not with a login.
    Refused,
}

impl Stop {
    /// All of them, the most frequent first.
    pub const ALL: [Self; 5] =
        [Self::WrongPerson, Self::Cancelled, Self::TooLate, Self::Trouble, Self::Refused];

    /// The word for paths: stable.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::WrongPerson => "wrong-person",
            Self::Cancelled => "cancelled",
            Self::TooLate => "took-too-long",
            Self::Trouble => "network-trouble",
            Self::Refused => "login-refused",
        }
    }
}

impl Topic {
    /// Every page there is.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let causes = Cause::all().into_iter().map(Self::Cause);
        causes.chain(Stop::ALL.into_iter().map(Self::Stop)).collect()
    }

    /// The word for paths: stable.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Cause(cause) => cause.slug(),
            Self::Stop(stop) => stop.slug(),
        }
    }

    /// The pages about how a round trip ended, each once; none where it ended well.
    #[must_use]
    pub fn of(outcome: &Outcome) -> Vec<Self> {
        match outcome {
            Outcome::Connected { channels, .. } => {
                let mut topics: Vec<Self> = Vec::new();
                for missing in &channels.missing {
                    if topics.iter().all(|known| known.slug() != missing.cause.slug()) {
                        topics.push(Self::Cause(missing.cause.clone()));
                    }
                }
                if !channels.unproven.is_empty() {
                    topics.push(Self::Stop(Stop::Trouble));
                }
                topics
            }
            Outcome::WrongPerson { .. } => vec![Self::Stop(Stop::WrongPerson)],
            Outcome::Failed { failure, .. } => {
                Stop::of(failure).map(Self::Stop).into_iter().collect()
            }
        }
    }
}

impl Stop {
    /// The page about a failure; `None` where its one sentence says everything.
    const fn of(failure: &Failure) -> Option<Self> {
        match failure {
            Failure::Cancelled => Some(Self::Cancelled),
            Failure::TooLate => Some(Self::TooLate),
            Failure::Unavailable | Failure::Limited { .. } => Some(Self::Trouble),
            Failure::NetworkError { .. }
            | Failure::MissingCode
            | Failure::MixedUp
            | Failure::CodeRefused { .. }
            | Failure::Misconfigured { .. } => Some(Self::Refused),
            Failure::NoSuchServer | Failure::ProfileGone | Failure::LinkEnded => None,
        }
    }
}

/// A word that names no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownTopic;

impl FromStr for Topic {
    type Err = UnknownTopic;

    fn from_str(slug: &str) -> Result<Self, UnknownTopic> {
        Self::all().into_iter().find(|topic| topic.slug() == slug).ok_or(UnknownTopic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Coverage, Face, Missing};

    #[test]
    fn every_page_is_found_by_its_own_word() {
        for topic in Topic::all() {
            assert_eq!(topic.slug().parse(), Ok(topic.clone()), "{topic:?}");
            let plain = |letter: char| letter.is_ascii_lowercase() || letter == '-';
            assert!(topic.slug().chars().all(plain), "{topic:?}");
        }
        assert_eq!("".parse::<Topic>(), Err(UnknownTopic));
        assert_eq!("Expired".parse::<Topic>(), Err(UnknownTopic));
    }

    #[test]
    fn what_did_not_come_back_is_explained_once() {
        let missing = |name: &str, cause| Missing { name: name.into(), cause };
        let lost = |scope: &str| Cause::PermissionLost { missing: vec![scope.into()] };
        let channels = Coverage {
            missing: vec![
                missing("Bakery", Cause::NotGranted),
                missing("Florist", lost("a")),
                missing("Garage", Cause::NotGranted),
                missing("Hotel", lost("b")),
            ],
            unproven: vec!["Inn".into()],
            ..Coverage::default()
        };
        let now = crate::time::Timestamp::from_millis(1);
        let who = Face { name: "Ada".into(), handle: None, avatar: None };
        let profile = crate::id::ProfileId::new(now, [1; 10]);
        let slugs =
            |outcome: &Outcome| Topic::of(outcome).iter().map(Topic::slug).collect::<Vec<_>>();
        let partly = Outcome::Connected { profile, who: who.clone(), channels };
        assert_eq!(slugs(&partly), ["not-ticked", "permission-missing", "network-trouble"]);
        let whole = Outcome::Connected { profile, who, channels: Coverage::default() };
        assert!(slugs(&whole).is_empty());
        let failed = |failure| Outcome::Failed { profile: Some(profile), failure };
        assert_eq!(slugs(&failed(Failure::Cancelled)), ["cancelled"]);
        assert!(slugs(&failed(Failure::ProfileGone)).is_empty());
    }
}
