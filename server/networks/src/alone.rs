//! Networks at which a login covers one channel: the account itself.

use domain::{cause::Cause, profile::Identity, verdict::Verdict};
use engine::ports::networks::{Covered, RemoteChannel};

/// The account `me` as the only channel. Another one that is known is another account's, which this login did not give.
pub(crate) fn covered(me: Identity, known: &[String]) -> Covered {
    let missing = known
        .iter()
        .filter(|id| **id != me.subject)
        .map(|id| (id.clone(), Verdict::Dead(Cause::NotGranted)))
        .collect();
    let Identity { subject: remote_id, name, avatar, .. } = me;
    Covered { channels: vec![RemoteChannel { remote_id, name, avatar, token: None }], missing }
}
