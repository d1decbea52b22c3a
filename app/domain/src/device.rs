//! Devices: browsers and phones on which people hear their notices, by way of their vendor's push service (Web Push,
//! RFC 8030).
//!
//! A device belongs to a person in a workspace. It is one more way of theirs, and hears by the rules of their letters.

use serde::{Deserialize, Serialize};

use crate::{
    hook::CallAnswer,
    notice::{News, Subject},
    time::{Span, Timestamp},
};

/// So many devices somebody may have in a workspace.
pub const MOST_DEVICES: usize = 10;
/// So many messages wait for one device; what comes beyond is not sent to it. Whoever looks at the page sees all of it.
pub const MOST_WAITING: usize = 20;
/// How long a message is news. Afterwards it is not sent any more, and a push service that holds it forgets it.
pub const LIFE: Span = Span::days(1);
/// The longest that a device is left alone after a message that its push service did not take.
pub const REST: Span = Span::minutes(1);

/// How soon a push service shall wake a device (RFC 8030, section 5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Urgency {
    /// When it is awake, or soon.
    Normal,
    /// At once, whatever that costs its battery.
    High,
}

impl Urgency {
    /// That of a piece of news: only what somebody can mend or must decide wakes a phone.
    #[must_use]
    pub const fn of(subject: Subject, news: News) -> Self {
        match (subject, news) {
            (Subject::Lost(_) | Subject::Asks(_), News::Step(_)) => Self::High,
            _ => Self::Normal,
        }
    }

    /// Its word in the header.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::High => "high",
        }
    }
}

/// What follows from what a push service answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// It has the message.
    Taken,
    /// Nobody listens there any more: the subscription is over.
    Gone,
    /// It will not take this message, however often it is sent.
    Never,
    /// It may take it later.
    Later,
}

/// What follows from an answer. 404 and 410 end a subscription (RFC 8030, section 7.3); of other refusals only "too many"
/// and "too early" pass by themselves.
#[must_use]
pub const fn follows(answer: CallAnswer) -> Follows {
    match answer {
        CallAnswer::Status(200..=299) => Follows::Taken,
        CallAnswer::Status(404 | 410) => Follows::Gone,
        CallAnswer::Status(300..=407 | 409 | 411..=424 | 426..=428 | 430..=499)
        | CallAnswer::Inside => Follows::Never,
        _ => Follows::Later,
    }
}

/// How long a message waits that was not taken for the `attempts`th time; `None` once it is given up, before its
/// [`LIFE`] is over.
#[must_use]
pub const fn wait_after(attempts: u32) -> Option<Span> {
    Some(match attempts {
        0 | 1 => Span::minutes(1),
        2 => Span::minutes(5),
        3 => Span::minutes(15),
        4 => Span::hours(1),
        5 => Span::hours(3),
        6 => Span::hours(6),
        7 => Span::hours(12),
        _ => return None,
    })
}

/// How much of a message's life is left, which is how long a push service may hold it.
#[must_use]
pub fn left(posted_at: Timestamp, now: Timestamp) -> Span {
    posted_at.after(LIFE).since(now).clamp(Span::seconds(0), LIFE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::ProfileId, network::Network};

    #[test]
    fn only_what_is_gone_ends_a_subscription() {
        let said = |status| follows(CallAnswer::Status(status));
        for status in [200, 201, 202] {
            assert_eq!(said(status), Follows::Taken, "{status}");
        }
        for status in [404, 410] {
            assert_eq!(said(status), Follows::Gone, "{status}");
        }
        for status in [301, 400, 401, 403, 405, 413, 415] {
            assert_eq!(said(status), Follows::Never, "{status}");
        }
        for status in [408, 425, 429, 500, 503] {
            assert_eq!(said(status), Follows::Later, "{status}");
        }
        assert_eq!(follows(CallAnswer::TimedOut), Follows::Later);
        assert_eq!(follows(CallAnswer::NotReached), Follows::Later);
        assert_eq!(follows(CallAnswer::Inside), Follows::Never);
    }

    #[test]
    fn a_message_is_given_up_before_its_life_is_over() {
        let waits: Vec<_> = (1..).map_while(wait_after).map(Span::as_millis).collect();
        assert!(waits.is_sorted());
        let sum = waits.iter().sum::<i64>();
        assert!(sum < LIFE.as_millis() && sum > LIFE.as_millis() / 2);
        let posted = Timestamp::from_seconds(1_000);
        assert_eq!(left(posted, posted.after(Span::hours(5))), Span::hours(19));
        assert_eq!(left(posted, posted.after(Span::days(2))), Span::seconds(0));
        assert_eq!(left(posted, posted.before(Span::hours(1))), LIFE, "clocks differ");
    }

    #[test]
    fn a_phone_is_woken_for_what_can_be_mended() {
        let lost = Subject::Lost(ProfileId::new(Timestamp::from_seconds(0), [1; 10]));
        assert_eq!(Urgency::of(lost, News::Step(2)), Urgency::High);
        assert_eq!(Urgency::of(lost, News::Over), Urgency::Normal);
        assert_eq!(Urgency::of(Subject::Outage(Network::X), News::Step(1)), Urgency::Normal);
    }
}
