//! Health in a few words.

use domain::{
    cause::Cause,
    health::{Ability, Health, HealthKind, Losses},
};

use crate::say;

/// The word for a kind of health.
#[must_use]
pub fn kind(kind: HealthKind) -> &'static str {
    match kind {
        HealthKind::Connected => say!(health.connected),
        HealthKind::Expiring => say!(health.expiring),
        HealthKind::Disconnected => say!(health.disconnected),
        HealthKind::Uncertain => say!(health.uncertain),
    }
}

/// The word for an ability, as a sentence begins with it.
#[must_use]
pub fn ability(ability: Ability) -> &'static str {
    match ability {
        Ability::Publish => say!(ways.publish),
        Ability::Comments => say!(ways.comments),
        Ability::Statistics => say!(ways.statistics),
    }
}

/// What a channel can and cannot do.
#[must_use]
pub fn channel_state(profile: &Health, losses: &Losses) -> &'static str {
    if profile.is_lost() {
        return kind(HealthKind::Disconnected);
    }
    let lost = Ability::ALL.map(|ability| losses.of(ability).is_some());
    match lost {
        [false, false, false] => kind(profile.kind()),
        [true, false, false] => say!(lost.publish),
        [false, true, false] => say!(lost.comments),
        [false, false, true] => say!(lost.statistics),
        [true, true, false] => say!(lost.publish_comments),
        [true, false, true] => say!(lost.publish_statistics),
        [false, true, true] => say!(lost.comments_statistics),
        [true, true, true] => match losses.publish.as_ref().map(|loss| &loss.cause) {
            Some(Cause::RoleLost) => say!(lost.role),
            Some(Cause::NotGranted) => say!(lost.ticked),
            Some(Cause::PermissionLost { .. }) => say!(lost.permission),
            _ => kind(HealthKind::Disconnected),
        },
    }
}
