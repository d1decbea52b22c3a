//! Whether a grant has what an ability needs, for abilities that cannot be tried out.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::ChannelAccess;

/// Whether the grant has `scope`.
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
