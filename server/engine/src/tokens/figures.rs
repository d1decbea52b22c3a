//! What came of asking and renewing, counted for whoever runs Relink.

use std::{collections::BTreeMap, sync::Mutex};

use domain::{cause::Cause, network::Network, verdict::Verdict};

/// What came of one question to a network, or what kept it from being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// The network took the token, or gave new ones.
    Success,
    /// It recognisably refused it, for this cause.
    Dead(&'static str),
    /// A single-use refresh token was spent and its successor never arrived.
    LostRotation,
    /// It refused to answer because of too many calls.
    Limited,
    /// It did not answer, or nothing that can be read.
    Unavailable,
    /// It refused our own app.
    Misconfigured,
    /// It refused the token in words no table knows.
    Unclassified,
    /// Somebody else was renewing the grant already.
    LockWaited,
    /// The store could not commit, so that nothing was sent, or an answer was written down late.
    StoreRefused,
    /// A message that claimed to come from the network was not believed.
    SignalRefused,
    /// A message from the network was believed.
    SignalTaken,
    /// A message from the network came once more.
    SignalRepeated,
    /// The network was not asked, because it is in trouble.
    NotAsked,
}

impl Counted {
    /// The word for a label.
    #[must_use]
    pub const fn outcome(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Dead(_) => "dead",
            Self::LostRotation => "lost_rotation",
            Self::Limited => "limited",
            Self::Unavailable => "unavailable",
            Self::Misconfigured => "misconfigured",
            Self::Unclassified => "unclassified",
            Self::LockWaited => "lock_waited",
            Self::StoreRefused => "store_refused",
            Self::SignalRefused => "signal_refused",
            Self::SignalTaken => "signal_taken",
            Self::SignalRepeated => "signal_repeated",
            Self::NotAsked => "not_asked",
        }
    }

    /// The cause of a death; empty for everything else.
    #[must_use]
    pub const fn cause(self) -> &'static str {
        if let Self::Dead(cause) = self { cause } else { "" }
    }

    /// What a verdict counts as.
    #[must_use]
    pub const fn verdict(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Alive => Self::Success,
            Verdict::Dead(cause) => Self::death(cause),
            Verdict::Limited { .. } => Self::Limited,
            Verdict::Unavailable => Self::Unavailable,
            Verdict::Ours { .. } => Self::Misconfigured,
        }
    }

    const fn death(cause: &Cause) -> Self {
        match cause {
            Cause::Expired => Self::Dead("expired"),
            Cause::PasswordChanged => Self::Dead("password_changed"),
            Cause::AppRemoved => Self::Dead("app_removed"),
            Cause::LoggedOut => Self::Dead("logged_out"),
            Cause::Checkpoint => Self::Dead("checkpoint"),
            Cause::AccountDisabled => Self::Dead("account_disabled"),
            Cause::PermissionLost { .. } => Self::Dead("permission_lost"),
            Cause::RoleLost => Self::Dead("role_lost"),
            Cause::NotGranted => Self::Dead("not_granted"),
            Cause::RotationLost => Self::LostRotation,
            Cause::ReplacedElsewhere => Self::Dead("replaced_elsewhere"),
            Cause::Unrecognised { .. } => Self::Unclassified,
        }
    }
}

/// The counts since the process began.
#[derive(Debug, Default)]
pub struct Figures(Mutex<BTreeMap<(Network, Counted), u64>>);

impl Figures {
    /// Counts one.
    pub(crate) fn count(&self, network: Network, counted: Counted) {
        if let Ok(mut counts) = self.0.lock() {
            *counts.entry((network, counted)).or_default() += 1;
        }
    }

    /// The counts until now, in a fixed order.
    #[must_use]
    pub fn snapshot(&self) -> Vec<(Network, Counted, u64)> {
        let Ok(counts) = self.0.lock() else { return Vec::new() };
        counts.iter().map(|((network, counted), count)| (*network, *counted, *count)).collect()
    }
}
