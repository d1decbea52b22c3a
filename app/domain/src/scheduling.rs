//! Who may do what with the posts of a channel.

use serde::{Deserialize, Serialize};

use crate::post::PostStateKind;

/// What somebody is for the posts of one channel. A Master Account is [`SchedulerRole::Admin`] of all; a regular account without
/// a role for a channel does not see its posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SchedulerRole {
    /// Whose channel it is: sees its posts, and approves what is proposed or returns it.
    Client,
    /// Writes, and proposes: nothing of theirs goes out unless somebody else approves it.
    Editor,
    /// Does everything: plans, sends, decides, approves.
    Admin,
}

impl SchedulerRole {
    /// All of them, the one that may least first.
    pub const ALL: [Self; 3] = [Self::Client, Self::Editor, Self::Admin];

    /// The word for columns and forms.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// The role a word names.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.slug() == slug)
    }

    /// Whether posts may be written and changed.
    #[must_use]
    pub const fn may_write(self) -> bool {
        matches!(self, Self::Editor | Self::Admin)
    }

    /// Whether what is written goes out without anybody's approval: else it is proposed. Deciding what is late, and when the
    /// channel posts, go with it.
    #[must_use]
    pub const fn may_publish(self) -> bool {
        matches!(self, Self::Admin)
    }

    /// Whether what is proposed may be approved, or returned.
    #[must_use]
    pub const fn may_approve(self) -> bool {
        matches!(self, Self::Client | Self::Admin)
    }

    /// Whether a post of this kind may be deleted: by whoever may not publish only what nobody has approved yet.
    #[must_use]
    pub const fn may_delete(self, kind: PostStateKind) -> bool {
        match self {
            Self::Client => false,
            Self::Editor => matches!(
                kind,
                PostStateKind::Draft | PostStateKind::Proposed | PostStateKind::Returned
            ),
            Self::Admin => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_it_is_for_and_no_more() {
        // (role, writes, publishes, approves)
        for (role, writes, publishes, approves) in [
            (SchedulerRole::Client, false, false, true),
            (SchedulerRole::Editor, true, false, false),
            (SchedulerRole::Admin, true, true, true),
        ] {
            let may = (role.may_write(), role.may_publish(), role.may_approve());
            assert_eq!(may, (writes, publishes, approves), "{role:?}");
            assert_eq!(SchedulerRole::from_slug(role.slug()), Some(role));
        }
        assert_eq!(SchedulerRole::from_slug("manager"), None);
    }

    #[test]
    fn what_somebody_approved_is_deleted_by_nobody_who_may_not_publish() {
        for kind in PostStateKind::ALL {
            let is_unapproved = matches!(
                kind,
                PostStateKind::Draft | PostStateKind::Proposed | PostStateKind::Returned
            );
            assert_eq!(SchedulerRole::Editor.may_delete(kind), is_unapproved, "{kind:?}");
            assert!(!SchedulerRole::Client.may_delete(kind), "{kind:?}");
            assert!(SchedulerRole::Admin.may_delete(kind), "{kind:?}");
        }
    }
}
