//! Why a grant or a channel died: facts in the network's terms. The sentences for people are in the catalogue.

use serde::{Deserialize, Serialize};

/// Why a grant, or one channel of it, no longer works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// The token's lifetime ended.
    Expired,
    /// The person changed their password, or the network ended the session for security.
    PasswordChanged,
    /// The person removed our app at the network.
    AppRemoved,
    /// The person logged out of the session the token came from.
    LoggedOut,
    /// The network wants the person to pass a check there first.
    Checkpoint,
    /// The network disabled the account.
    AccountDisabled,
    /// The login did not give, or took back, permissions that an ability needs.
    PermissionLost {
        /// The scopes that are gone, as the network spells them; empty where it does not say.
        missing: Vec<String>,
    },
    /// The person no longer has a sufficient role on the channel.
    RoleLost,
    /// The channel was not ticked in the network's dialog.
    NotGranted,
    /// A single-use refresh token was spent and its successor never arrived.
    RotationLost,
    /// A later login elsewhere replaced this grant.
    ReplacedElsewhere,
    /// The network says the token is dead and does not say why in words we know.
    Unrecognised {
        /// What it said, e.g. `invalid_request`; never a token.
        code: String,
    },
}

/// What has to happen before the channel works again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cure {
    /// A new login is enough.
    Login,
    /// A new login with the channel, or the permission, ticked.
    LoginAndTick,
    /// First the person clears something at the network; a login before that fails.
    AtNetworkFirst,
    /// First an admin of the channel restores the person's role; a login does not help.
    ChannelAdminFirst,
}

impl Cause {
    /// Every cause, each without the facts that one case of it has.
    #[must_use]
    pub const fn all() -> [Self; 12] {
        [
            Self::Expired,
            Self::PasswordChanged,
            Self::AppRemoved,
            Self::LoggedOut,
            Self::Checkpoint,
            Self::AccountDisabled,
            Self::PermissionLost { missing: Vec::new() },
            Self::RoleLost,
            Self::NotGranted,
            Self::RotationLost,
            Self::ReplacedElsewhere,
            Self::Unrecognised { code: String::new() },
        ]
    }

    /// The word for the path of its page in the help: stable, and the reader's word rather than ours.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::PasswordChanged => "password-changed",
            Self::AppRemoved => "app-removed",
            Self::LoggedOut => "logged-out",
            Self::Checkpoint => "security-check",
            Self::AccountDisabled => "account-disabled",
            Self::PermissionLost { .. } => "permission-missing",
            Self::RoleLost => "role-lost",
            Self::NotGranted => "not-ticked",
            Self::RotationLost => "renewal-cut-off",
            Self::ReplacedElsewhere => "replaced",
            Self::Unrecognised { .. } => "no-reason",
        }
    }

    /// What mends it.
    #[must_use]
    pub const fn cure(&self) -> Cure {
        match self {
            Self::Expired
            | Self::PasswordChanged
            | Self::AppRemoved
            | Self::LoggedOut
            | Self::RotationLost
            | Self::ReplacedElsewhere
            | Self::Unrecognised { .. } => Cure::Login,
            Self::PermissionLost { .. } | Self::NotGranted => Cure::LoginAndTick,
            Self::Checkpoint | Self::AccountDisabled => Cure::AtNetworkFirst,
            Self::RoleLost => Cure::ChannelAdminFirst,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::de::{IntoDeserializer as _, value};

    use super::*;

    /// Serde names every variant where it knows none of that name, so a variant that was forgotten in the list is found.
    #[test]
    fn the_list_of_all_causes_leaves_none_out() {
        let unknown: value::StrDeserializer<'_, value::Error> = "Nothing".into_deserializer();
        let says = Cause::deserialize(unknown).unwrap_err().to_string();
        let (_, known) = says.split_once("expected one of ").unwrap();
        let known: Vec<_> = known.split(", ").map(|name| name.trim_matches('`')).collect();
        let listed = Cause::all().map(|cause| format!("{cause:?}"));
        let listed: Vec<_> = listed.iter().map(|it| it.split(' ').next().unwrap()).collect();
        assert_eq!(listed, known);
    }
}
