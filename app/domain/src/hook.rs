//! Webhooks: addresses of other programs that are told what people are told, message by message.
//!
//! A message is what the Standard Webhooks specification calls one: it has a type, an id that stays the same however often it
//! is sent, and it is taken when the answer says so.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    notice::{News, Subject},
    time::Span,
};

/// So many webhooks a workspace may have.
pub const MOST_HOOKS: usize = 20;
/// So many messages wait for one webhook; what comes beyond is written down as not sent.
pub const MOST_WAITING: usize = 1_000;
/// How long a webhook is left alone after a message that it did not take, so that one dead address costs one call a minute.
pub const REST: Span = Span::minutes(1);

/// What a webhook understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HookKind {
    /// Signed JSON, one message an incident (<https://www.standardwebhooks.com>).
    Standard,
    /// A text for people, one message for all that is new: what Slack's incoming webhooks take, and others after them.
    Slack,
}

impl HookKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Standard, Self::Slack];

    /// Its word.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Slack => "slack",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallAnswer {
    /// An HTTP status.
    Status(u16),
    /// No answer in time.
    TimedOut,
    /// No connection: no such name, nobody there, no TLS.
    NotReached,
    /// The name leads to an address inside, where nothing is ever sent.
    Inside,
    /// So many messages wait already that this one was not put behind them.
    QueueFull,
    /// The webhook was switched off while the message waited.
    SwitchedOff,
}

impl CallAnswer {
    /// Whether the message was taken: any 2xx.
    #[must_use]
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Status(200..=299))
    }

    /// Whether whoever listened there wants no more of it: 410 Gone, by the specification.
    #[must_use]
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::Status(410))
    }
}

impl fmt::Display for CallAnswer {
    /// As it is kept: a status, or a word.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => status.fmt(f),
            Self::TimedOut => f.write_str("timed-out"),
            Self::NotReached => f.write_str("not-reached"),
            Self::Inside => f.write_str("inside"),
            Self::QueueFull => f.write_str("queue-full"),
            Self::SwitchedOff => f.write_str("switched-off"),
        }
    }
}

impl std::str::FromStr for CallAnswer {
    type Err = NotAnAnswer;

    fn from_str(text: &str) -> Result<Self, NotAnAnswer> {
        Ok(match text {
            "timed-out" => Self::TimedOut,
            "not-reached" => Self::NotReached,
            "inside" => Self::Inside,
            "queue-full" => Self::QueueFull,
            "switched-off" => Self::SwitchedOff,
            status => Self::Status(status.parse().map_err(|_| NotAnAnswer)?),
        })
    }
}

/// A word that is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnAnswer;

impl fmt::Display for NotAnAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an answer of a webhook")
    }
}

impl std::error::Error for NotAnAnswer {}

/// How long a message waits that was not taken for the `attempts`th time; `None` once it is given up, after two days and a
/// half. The first waits are those that the specification proposes.
#[must_use]
pub const fn wait_after(attempts: u32) -> Option<Span> {
    Some(match attempts {
        0 | 1 => Span::seconds(5),
        2 => Span::minutes(5),
        3 => Span::minutes(30),
        4 => Span::hours(2),
        5 => Span::hours(5),
        6 => Span::hours(10),
        7 => Span::hours(14),
        8 => Span::hours(20),
        _ => return None,
    })
}

/// The type of the message that tells a piece of news: what programs tell messages apart by.
#[must_use]
pub const fn message_type(subject: Subject, news: News) -> &'static str {
    match (subject, news) {
        (Subject::Outage(_), News::Step(_)) => "network.outage_began",
        (Subject::Outage(_), News::Over) => "network.outage_ended",
        (Subject::Lost(_), News::Step(_)) => "profile.disconnected",
        (Subject::Lost(_), News::Over) => "profile.reconnected",
        (Subject::Ending(_), _) => "profile.expiring",
        (Subject::Asks(_), _) => "post.needs_decision",
        (Subject::Held(_), _) => "post.held",
        (Subject::LinkUsed(..), _) => "link.used",
    }
}

/// The type of the message that tries a webhook.
pub const TEST: &str = "test";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_what_it_was() {
        for kind in HookKind::ALL {
            assert_eq!(HookKind::from_slug(kind.slug()), Some(kind));
        }
        let answers = [
            CallAnswer::Status(204),
            CallAnswer::TimedOut,
            CallAnswer::NotReached,
            CallAnswer::Inside,
            CallAnswer::QueueFull,
            CallAnswer::SwitchedOff,
        ];
        for answer in answers {
            assert_eq!(answer.to_string().parse(), Ok(answer));
        }
        assert_eq!("ok".parse::<CallAnswer>(), Err(NotAnAnswer));
    }

    #[test]
    fn only_a_2xx_is_taken_and_only_410_is_the_end() {
        let said = |status| {
            let answer = CallAnswer::Status(status);
            (answer.is_taken(), answer.is_gone())
        };
        let table = [200, 204, 299, 199, 301, 400, 404, 410, 429, 500].map(|it| (it, said(it)));
        let expected = [
            (200, (true, false)),
            (204, (true, false)),
            (299, (true, false)),
            (199, (false, false)),
            (301, (false, false)),
            (400, (false, false)),
            (404, (false, false)),
            (410, (false, true)),
            (429, (false, false)),
            (500, (false, false)),
        ];
        assert_eq!(table, expected);
        assert!(!CallAnswer::TimedOut.is_taken() && !CallAnswer::Inside.is_gone());
    }

    #[test]
    fn a_message_waits_longer_each_time_and_is_given_up_after_two_days() {
        let waits: Vec<_> = (1..).map_while(wait_after).map(Span::as_millis).collect();
        assert!(waits.is_sorted());
        assert_eq!(waits.iter().sum::<i64>() / Span::days(1).as_millis(), 2);
    }
}
