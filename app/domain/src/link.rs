//! Reconnect links: how the owner of a profile, who has no account here, is let in to mend it, or to add one.
//!
//! A link is good for one profile, or for one new one of a network; it is used up when everything it asked for works, and
//! it ends by itself. Its secret is known to whoever has the link, and to nobody else.

use serde::{Deserialize, Serialize};

use crate::{
    id::{LinkId, PersonId, ProfileId, WorkspaceId},
    network::Network,
    outcome::{Face, Outcome},
    time::{Span, Timestamp},
};

/// The longest a link may be good for.
pub const LONGEST_LINK: Span = Span::days(30);
/// The longest note that goes with a link, in characters.
pub const LONGEST_NOTE: usize = 500;
/// So many reminders are sent at most; then whoever made the link has to find another way.
pub const MOST_REMINDERS: u32 = 5;

/// A reconnect link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its id. Not its secret.
    pub id: LinkId,
    /// The workspace it leads to.
    pub workspace: WorkspaceId,
    /// At which network.
    pub network: Network,
    /// The profile to mend; `None` for a new one.
    pub profile: Option<ProfileId>,
    /// Who made it.
    pub made_by: PersonId,
    /// When.
    pub made_at: Timestamp,
    /// Until when it is good.
    pub ends_at: Timestamp,
    /// What whoever made it has to say; may be empty.
    pub note: String,
    /// Whom it was sent to: an e-mail address.
    pub recipient: Option<String>,
    /// How often its recipient is reminded.
    pub rhythm: Rhythm,
    /// So many reminders were sent.
    pub reminded: u32,
    /// When it was opened first.
    pub opened_at: Option<Timestamp>,
    /// The last time that somebody else signed in than its profile's person, and who.
    pub wrong: Option<(Timestamp, Face)>,
    /// When it was used up.
    pub done_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// How often a link's recipient is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Rhythm {
    /// Not at all.
    #[default]
    Never,
    /// Every day.
    Daily,
    /// Every third day.
    EveryThreeDays,
    /// Every week.
    Weekly,
}

impl Rhythm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Never, Self::Daily, Self::EveryThreeDays, Self::Weekly];

    /// The days between two reminders; zero for none.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            Self::Never => 0,
            Self::Daily => 1,
            Self::EveryThreeDays => 3,
            Self::Weekly => 7,
        }
    }

    /// The rhythm of so many days.
    #[must_use]
    pub fn of_days(days: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|rhythm| rhythm.days() == days)
    }
}

/// Where a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkState {
    /// Nobody has opened it yet.
    Made,
    /// It was opened.
    Opened,
    /// Somebody else signed in than its profile's person. It is still good.
    WrongPersonCame,
    /// Everything it asked for works.
    Done,
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Expired,
}

impl Link {
    /// Where it stands.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> LinkState {
        if self.done_at.is_some() {
            LinkState::Done
        } else if self.revoked_at.is_some() {
            LinkState::Revoked
        } else if now >= self.ends_at {
            LinkState::Expired
        } else if self.wrong.is_some() {
            LinkState::WrongPersonCame
        } else if self.opened_at.is_some() {
            LinkState::Opened
        } else {
            LinkState::Made
        }
    }

    /// Whether it still lets anybody in.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        match self.state(now) {
            LinkState::Made | LinkState::Opened | LinkState::WrongPersonCame => true,
            LinkState::Done | LinkState::Revoked | LinkState::Expired => false,
        }
    }

    /// When its recipient is reminded next, if ever, after it was made or a reminder was sent at `now`.
    #[must_use]
    pub fn next_reminder(&self, now: Timestamp) -> Option<Timestamp> {
        let days = self.rhythm.days();
        let at = now.after(Span::days(days));
        let is_worth_it = self.is_open(now) && self.recipient.is_some() && at < self.ends_at;
        (days > 0 && self.reminded < MOST_REMINDERS && is_worth_it).then_some(at)
    }
}

/// Whether a link has done all it was made for. One whose person left a channel unticked is good for another try; one that
/// brought a new profile is not, or it could bring any number of them.
#[must_use]
pub fn uses_up(profile: Option<ProfileId>, outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Connected { .. } => profile.is_none() || outcome.is_full_success(),
        Outcome::WrongPerson { .. } | Outcome::Failed { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cause::Cause,
        outcome::{Coverage, Failure, Missing},
    };

    const NOW: Timestamp = Timestamp::from_seconds(1_796_000_000);

    fn link() -> Link {
        Link {
            id: LinkId::new(NOW, [1; 10]),
            workspace: WorkspaceId::new(NOW, [2; 10]),
            network: Network::Facebook,
            profile: Some(ProfileId::new(NOW, [3; 10])),
            made_by: PersonId::new(NOW, [4; 10]),
            made_at: NOW,
            ends_at: NOW.after(Span::days(7)),
            note: String::new(),
            recipient: Some("ada@client.test".into()),
            rhythm: Rhythm::EveryThreeDays,
            reminded: 0,
            opened_at: None,
            wrong: None,
            done_at: None,
            revoked_at: None,
        }
    }

    fn face() -> Face {
        Face { name: "Ben".into(), handle: None, avatar: None }
    }

    #[test]
    fn what_has_happened_to_a_link_decides_where_it_stands() {
        let opened = Link { opened_at: Some(NOW), ..link() };
        let wrong = Link { wrong: Some((NOW, face())), ..opened.clone() };
        let done = Link { done_at: Some(NOW), ..wrong.clone() };
        let revoked = Link { revoked_at: Some(NOW), ..wrong.clone() };
        for (link, state, is_open) in [
            (link(), LinkState::Made, true),
            (opened, LinkState::Opened, true),
            (wrong, LinkState::WrongPersonCame, true),
            (done, LinkState::Done, false),
            (revoked, LinkState::Revoked, false),
        ] {
            assert_eq!((link.state(NOW), link.is_open(NOW)), (state, is_open));
        }
        assert_eq!(link().state(link().ends_at), LinkState::Expired);
        assert!(!link().is_open(link().ends_at));
        let done = Link { done_at: Some(NOW), ..link() };
        assert_eq!(done.state(link().ends_at), LinkState::Done, "whatever the time");
    }

    #[test]
    fn reminders_keep_their_rhythm_and_stop_by_themselves() {
        let days = |days| NOW.after(Span::days(days));
        assert_eq!(link().next_reminder(NOW), Some(days(3)));
        assert_eq!(link().next_reminder(days(3)), Some(days(6)));
        assert_eq!(link().next_reminder(days(6)), None, "it ends before");
        for silent in [
            Link { rhythm: Rhythm::Never, ..link() },
            Link { recipient: None, ..link() },
            Link { reminded: MOST_REMINDERS, ..link() },
            Link { done_at: Some(NOW), ..link() },
            Link { revoked_at: Some(NOW), ..link() },
        ] {
            assert_eq!(silent.next_reminder(NOW), None, "{silent:?}");
        }
    }

    #[test]
    fn a_link_is_used_up_by_what_it_was_made_for() {
        let profile = ProfileId::new(NOW, [3; 10]);
        let came = |missing| Outcome::Connected {
            profile,
            who: face(),
            channels: Coverage { missing, ..Coverage::default() },
        };
        let whole = came(Vec::new());
        let partly = came(vec![Missing { name: "Bakery".into(), cause: Cause::NotGranted }]);
        let wrong = Outcome::WrongPerson { profile, expected: face(), came: face(), heals: None };
        let failed = Outcome::Failed { profile: Some(profile), failure: Failure::Cancelled };
        for (outcome, mends, adds) in [
            (whole, true, true),
            (partly, false, true),
            (wrong, false, false),
            (failed, false, false),
        ] {
            assert_eq!(uses_up(Some(profile), &outcome), mends, "{outcome:?}");
            assert_eq!(uses_up(None, &outcome), adds, "{outcome:?}");
        }
    }
}
