//! What the networks have in common where an account is its own one channel.

use domain::{cause::Cause, profile::Identity, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Covered, RemoteChannel};

/// The account, as the one channel its login covers.
pub(crate) fn as_channel(me: Identity, known: &[String]) -> Covered {
    let others = known.iter().filter(|id| **id != me.subject);
    let missing = others.map(|id| (id.clone(), Verdict::Dead(Cause::NotGranted))).collect();
    let Identity { subject: remote_id, name, avatar, .. } = me;
    Covered { channels: vec![RemoteChannel { remote_id, name, avatar, token: None }], missing }
}

/// Whether the grant has `scope`, for abilities that cannot be tried out.
pub(crate) fn having(channel: &ChannelAccess<'_>, scope: &str) -> Verdict {
    having_all(channel, &[scope])
}

/// As [`having`], for what needs several.
pub(crate) fn having_all(channel: &ChannelAccess<'_>, scopes: &[&str]) -> Verdict {
    let is_given = |scope: &&str| channel.scopes.iter().any(|given| given == scope);
    let missing: Vec<_> =
        scopes.iter().filter(|scope| !is_given(scope)).map(ToString::to_string).collect();
    if missing.is_empty() {
        Verdict::Alive
    } else {
        Verdict::Dead(Cause::PermissionLost { missing })
    }
}
