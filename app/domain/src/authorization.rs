//! One OAuth round trip, as a value whose transitions take `self`.
//!
//! Invariant: a state is taken once. Guarded by `a_state_is_taken_once`.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AuthorizationId, LinkId, PersonId, ProfileId, WorkspaceId},
    network::Network,
    outcome::{Outcome, Refusal},
    time::{Span, Timestamp},
};

/// How long a person has, from the click to the network's answer.
pub const AUTHORIZATION_LIFETIME: Span = Span::minutes(10);

/// What an authorization is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Link a new profile.
    Connect,
    /// Mend an existing profile.
    Reconnect {
        /// Which.
        profile: ProfileId,
    },
}

impl Purpose {
    /// The profile to mend, if it is about one.
    #[must_use]
    pub const fn profile(self) -> Option<ProfileId> {
        match self {
            Self::Connect => None,
            Self::Reconnect { profile } => Some(profile),
        }
    }
}

/// Where a round trip leads back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WayBack {
    /// To Social Profiles, in the tab it was begun in.
    Tab,
    /// To nowhere: it runs in a window of its own, which closes.
    Window,
    /// To the next profile of a walk through all that need a person.
    Walk,
    /// To whoever had this link, who has no account here.
    Link(LinkId),
}

impl WayBack {
    /// The link it was begun by.
    #[must_use]
    pub const fn link(self) -> Option<LinkId> {
        match self {
            Self::Link(link) => Some(link),
            Self::Tab | Self::Window | Self::Walk => None,
        }
    }
}

/// Everything an authorization is bound to. Nothing of it is ever taken from the callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// Its id, which also names its cookie.
    pub id: AuthorizationId,
    /// The workspace it was begun in.
    pub workspace: WorkspaceId,
    /// Who began it; of one begun by a link, who made the link.
    pub person: PersonId,
    /// At which network.
    pub network: Network,
    /// What for.
    pub purpose: Purpose,
    /// When.
    pub begun_at: Timestamp,
    /// Where it leads back to.
    pub back: WayBack,
    /// Who must have sent the answer: what `iss` says where the network sends it (RFC 9207).
    pub issuer: String,
}

/// One OAuth round trip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorization {
    /// The person is at the network.
    Pending(Binding),
    /// The network's answer came back, and its state is taken. The exchange is under way, or was cut off.
    Completed(Binding),
    /// Its outcome was committed together with everything it changed.
    Consumed(Binding, Outcome),
    /// It ended without changing anything.
    Failed(Binding, Outcome),
}

impl Authorization {
    /// Begins one.
    #[must_use]
    pub const fn begin(binding: Binding) -> Self {
        Self::Pending(binding)
    }

    /// Takes the state: an answer came back to `network`'s redirect URI.
    ///
    /// Being late is not a refusal: the caller still learns whose authorization it was, so that the person is led back
    /// (see [`Binding::is_too_late`]).
    ///
    /// # Errors
    /// A [`Refusal`] if it was taken before or belongs to another network.
    pub fn complete(self, network: Network) -> Result<Self, Refusal> {
        match self {
            Self::Pending(binding) if binding.network != network => Err(Refusal::OtherNetwork),
            Self::Pending(binding) => Ok(Self::Completed(binding)),
            Self::Completed(_) | Self::Consumed(..) | Self::Failed(..) => Err(Refusal::Replayed),
        }
    }

    /// What it is bound to.
    #[must_use]
    pub const fn binding(&self) -> &Binding {
        match self {
            Self::Pending(binding)
            | Self::Completed(binding)
            | Self::Consumed(binding, _)
            | Self::Failed(binding, _) => binding,
        }
    }

    /// How it ended, once it has.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        match self {
            Self::Pending(_) | Self::Completed(_) => None,
            Self::Consumed(_, outcome) | Self::Failed(_, outcome) => Some(outcome),
        }
    }
}

impl Binding {
    /// Whether `now` is past its ten minutes.
    #[must_use]
    pub fn is_too_late(&self, now: Timestamp) -> bool {
        now > self.begun_at.after(AUTHORIZATION_LIFETIME)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Failure;

    fn binding() -> Binding {
        let at = Timestamp::from_millis(1_000);
        Binding {
            id: AuthorizationId::new(at, [1; 10]),
            workspace: WorkspaceId::new(at, [2; 10]),
            person: PersonId::new(at, [3; 10]),
            network: Network::Facebook,
            purpose: Purpose::Connect,
            begun_at: at,
            back: WayBack::Window,
            issuer: "https://www.facebook.com".into(),
        }
    }

    #[test]
    fn a_state_is_taken_once() {
        let taken = Authorization::begin(binding()).complete(Network::Facebook);
        assert_eq!(taken, Ok(Authorization::Completed(binding())));
        let failed = Outcome::Failed { profile: None, failure: Failure::Cancelled };
        for ended in [
            Authorization::Completed(binding()),
            Authorization::Consumed(binding(), failed.clone()),
            Authorization::Failed(binding(), failed),
        ] {
            assert_eq!(ended.complete(Network::Facebook), Err(Refusal::Replayed));
        }
    }

    #[test]
    fn an_answer_at_another_networks_redirect_uri_is_refused() {
        let answer = Authorization::begin(binding()).complete(Network::X);
        assert_eq!(answer, Err(Refusal::OtherNetwork));
    }

    #[test]
    fn ten_minutes_are_allowed_and_no_more() {
        let last = binding().begun_at.after(AUTHORIZATION_LIFETIME);
        assert!(!binding().is_too_late(last));
        assert!(binding().is_too_late(last.after(Span::millis(1))));
    }
}
