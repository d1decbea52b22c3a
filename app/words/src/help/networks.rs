//! What differs from network to network. Nothing stands here that a network does not tell itself.

use domain::{
    cause::Cause,
    help::{Stop, Topic},
    network::Network::{
        self, Bluesky, Facebook, Instagram, LinkedIn, Mastodon, Pinterest, Threads, TikTok, X,
        YouTube,
    },
};

use crate::say;

type Notes = Vec<(Vec<Network>, &'static str)>;

pub(super) fn notes(topic: &Topic) -> Notes {
    match topic {
        Topic::Cause(cause) => of_cause(cause),
        Topic::Stop(Stop::WrongPerson) => vec![
            (
                vec![Facebook, Instagram, YouTube, Mastodon, Bluesky],
                say!(help.stop.wrong_person.at.asks),
            ),
            (vec![X, LinkedIn, TikTok, Threads, Pinterest], say!(help.stop.wrong_person.at.silent)),
        ],
        Topic::Stop(Stop::Cancelled) => {
            vec![(vec![Facebook], say!(help.stop.cancelled.at.facebook))]
        }
        Topic::Stop(Stop::TooLate | Stop::Trouble | Stop::Refused) => Vec::new(),
    }
}

fn of_cause(cause: &Cause) -> Notes {
    match cause {
        Cause::Expired => vec![
            (vec![Facebook], say!(help.cause.expired.at.facebook)),
            (vec![Instagram, Threads], say!(help.cause.expired.at.meta)),
            (vec![X], say!(help.cause.expired.at.x)),
            (vec![LinkedIn], say!(help.cause.expired.at.linkedin)),
            (vec![YouTube], say!(help.cause.expired.at.youtube)),
            (vec![TikTok], say!(help.cause.expired.at.tiktok)),
            (vec![Pinterest], say!(help.cause.expired.at.pinterest)),
            (vec![Mastodon], say!(help.cause.expired.at.mastodon)),
            (vec![Bluesky], say!(help.cause.expired.at.bluesky)),
        ],
        Cause::PasswordChanged => vec![
            (vec![Facebook], say!(help.cause.password_changed.at.facebook)),
            (vec![YouTube], say!(help.cause.password_changed.at.youtube)),
            (vec![Mastodon], say!(help.cause.password_changed.at.mastodon)),
            (
                vec![X, LinkedIn, TikTok, Pinterest, Bluesky],
                say!(help.cause.password_changed.at.others),
            ),
        ],
        Cause::AppRemoved => vec![
            (vec![Facebook], say!(help.cause.app_removed.at.facebook)),
            (
                vec![Facebook, Instagram, Threads, X, TikTok, YouTube],
                say!(help.cause.app_removed.at.told),
            ),
            (vec![LinkedIn, Pinterest, Mastodon, Bluesky], say!(help.cause.app_removed.at.untold)),
        ],
        Cause::LoggedOut => vec![(vec![YouTube], say!(help.cause.logged_out.at.youtube))],
        Cause::Checkpoint => vec![
            (vec![Facebook], say!(help.cause.checkpoint.at.facebook)),
            (vec![Instagram], say!(help.cause.checkpoint.at.instagram)),
            (vec![Threads], say!(help.cause.checkpoint.at.threads)),
            (vec![X], say!(help.cause.checkpoint.at.x)),
            (vec![TikTok], say!(help.cause.checkpoint.at.tiktok)),
            (vec![Mastodon], say!(help.cause.checkpoint.at.mastodon)),
        ],
        Cause::AccountDisabled => vec![
            (vec![Facebook, Instagram, Threads], say!(help.cause.account_disabled.at.meta)),
            (vec![X], say!(help.cause.account_disabled.at.x)),
            (vec![YouTube], say!(help.cause.account_disabled.at.youtube)),
            (vec![TikTok], say!(help.cause.account_disabled.at.tiktok)),
            (vec![Mastodon], say!(help.cause.account_disabled.at.mastodon)),
            (vec![Bluesky], say!(help.cause.account_disabled.at.bluesky)),
        ],
        Cause::PermissionLost { .. } => vec![
            (vec![Facebook], say!(help.cause.permission_lost.at.facebook)),
            (vec![X], say!(help.cause.permission_lost.at.x)),
            (vec![YouTube], say!(help.cause.permission_lost.at.youtube)),
        ],
        Cause::RoleLost => vec![
            (vec![Facebook], say!(help.cause.role_lost.at.facebook)),
            (vec![LinkedIn], say!(help.cause.role_lost.at.linkedin)),
            (vec![YouTube], say!(help.cause.role_lost.at.youtube)),
        ],
        Cause::NotGranted => vec![
            (vec![Facebook], say!(help.cause.not_granted.at.facebook)),
            (vec![YouTube], say!(help.cause.not_granted.at.youtube)),
        ],
        Cause::RotationLost => {
            vec![(vec![X, TikTok, Bluesky], say!(help.cause.rotation_lost.at.single))]
        }
        Cause::ReplacedElsewhere => {
            vec![(vec![Facebook], say!(help.cause.replaced_elsewhere.at.facebook))]
        }
        Cause::Unrecognised { .. } => vec![(
            vec![X, LinkedIn, YouTube, TikTok, Mastodon, Bluesky],
            say!(help.cause.unrecognised.at.alike),
        )],
    }
}
