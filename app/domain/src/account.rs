//! People and what they may do.

use serde::{Deserialize, Serialize};

use crate::id::{PersonId, WorkspaceId};

/// What a person is in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// The administrator: sees and mends Social Profiles.
    MasterAccount,
    /// Everybody else.
    Regular,
}

impl Role {
    /// Whether Social Profiles, and all that mends them, are open to this role.
    #[must_use]
    pub const fn mends_profiles(self) -> bool {
        matches!(self, Self::MasterAccount)
    }
}

/// Who is asking: a person in the workspace their session is in. Made from the session cookie only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The person.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The person's e-mail address.
    pub email: String,
    /// The workspace of this session.
    pub workspace: WorkspaceId,
    /// That workspace's name.
    pub workspace_name: String,
    /// What the person is there.
    pub role: Role,
}
