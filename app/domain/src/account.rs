//! People and what they may do.

use serde::{Deserialize, Serialize};

use crate::{
    id::{PersonId, WorkspaceId},
    language::Speech,
};

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

/// Whether a workspace keeps a Master Account when `person` becomes `next` there; `None` where they leave it.
///
/// The last one can neither step down nor go: nobody would be left to make another.
pub fn keeps_a_master(
    members: impl IntoIterator<Item = (PersonId, Role)>,
    person: PersonId,
    next: Option<Role>,
) -> bool {
    let is_master = |role: Role| role == Role::MasterAccount;
    next.is_some_and(is_master)
        || members.into_iter().any(|(member, role)| member != person && is_master(role))
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
    /// In which language the person is spoken to.
    pub speech: Speech,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn the_last_master_account_can_neither_step_down_nor_go() {
        use Role::{MasterAccount as Master, Regular};
        let id = |number| PersonId::new(Timestamp::from_millis(0), [number; 10]);
        type Case = (&'static [(u8, Role)], u8, Option<Role>, bool);
        let table: [Case; 9] = [
            (&[(1, Master)], 1, None, false),
            (&[(1, Master)], 1, Some(Regular), false),
            (&[(1, Master)], 1, Some(Master), true),
            (&[(1, Master), (2, Regular)], 1, Some(Regular), false),
            (&[(1, Master), (2, Regular)], 2, Some(Regular), true),
            (&[(1, Master), (2, Regular)], 2, None, true),
            (&[(1, Master), (2, Regular)], 2, Some(Master), true),
            (&[(1, Master), (2, Master)], 1, Some(Regular), true),
            (&[(1, Master), (2, Master)], 2, None, true),
        ];
        for (members, person, next, keeps) in table {
            let all = members.iter().map(|(number, role)| (id(*number), *role));
            assert_eq!(
                keeps_a_master(all, id(person), next),
                keeps,
                "{members:?} {person} {next:?}"
            );
        }
    }
}
