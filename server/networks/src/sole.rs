//! Networks where the account is the one channel.

use domain::{cause::Cause, profile::Identity, verdict::Verdict};
use engine::ports::networks::{Covered, RemoteChannel};

/// What a login of `me` covers: the account itself, and no other.
pub(crate) fn channel(me: Identity, known: &[String]) -> Covered {
    let missing = known
        .iter()
        .filter(|id| **id != me.subject)
        .map(|id| (id.clone(), Verdict::Dead(Cause::NotGranted)))
        .collect();
    let channel =
        RemoteChannel { remote_id: me.subject, name: me.name, avatar: me.avatar, token: None };
    Covered { channels: vec![channel], missing }
}
