//! Why something died, and what mends it.

use domain::{
    cause::{Cause, Cure},
    network::Network,
};

use crate::say;

/// One sentence: why it died. `who` is the name of the person at the network.
#[must_use]
pub fn cause(cause: &Cause, who: &str, network: Network) -> String {
    let network = network.name();
    match cause {
        Cause::Expired => say!(cause.expired, network),
        Cause::PasswordChanged => say!(cause.password_changed, network),
        Cause::AppRemoved => say!(cause.app_removed, network),
        Cause::LoggedOut => say!(cause.logged_out, who, network),
        Cause::Checkpoint => say!(cause.checkpoint, who, network),
        Cause::AccountDisabled => say!(cause.account_disabled, who, network),
        Cause::PermissionLost { missing } if missing.is_empty() => {
            say!(cause.permission_lost, network)
        }
        Cause::PermissionLost { missing } => {
            say!(cause.permission_lost_named, network, missing = missing.join(", "))
        }
        Cause::RoleLost => say!(cause.role_lost, who),
        Cause::NotGranted => say!(cause.not_granted).to_owned(),
        Cause::RotationLost => say!(cause.rotation_lost, network),
        Cause::ReplacedElsewhere => say!(cause.replaced_elsewhere).to_owned(),
        Cause::Unrecognised { code } => say!(cause.unrecognised, network, code = code.as_str()),
    }
}

/// What happened, without its end: since when is to follow.
#[must_use]
pub fn lost_because(cause: &Cause, who: &str, network: Network) -> String {
    say!(row.lost_since, why = self::cause(cause, who, network))
}

/// One sentence: what Refresh will do for a dead profile, and whether a login alone helps.
#[must_use]
pub fn cure(cause: &Cause, network: Network, channels: u32) -> String {
    let network = network.name();
    match (cause.cure(), channels) {
        (Cure::Login, 0) => say!(cure.login_none, network),
        (Cure::Login, 1) => say!(cure.login_one, network),
        (Cure::Login, count) => say!(cure.login_many, network, count),
        (Cure::LoginAndTick, _) => say!(cure.login_and_allow, network),
        (Cure::AtNetworkFirst, _) => say!(cure.at_network_first, network),
        (Cure::ChannelAdminFirst, _) => say!(cure.channel_admin_first).to_owned(),
    }
}

/// One sentence: what mends a channel that died by itself.
#[must_use]
pub fn channel_cure(cause: &Cause, network: Network, channel: &str) -> String {
    match cause {
        Cause::NotGranted => say!(cure.login_and_tick, network = network.name(), channel),
        _ => cure(cause, network, 1),
    }
}
