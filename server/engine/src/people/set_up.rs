//! Adding people before anybody could invite them: the first Master Account, and the demo's accounts.

use domain::{
    account::Role,
    id::{PersonId, WorkspaceId},
};

use super::{
    Opened,
    fields::{is_email, is_password, is_text},
};
use crate::{
    Engine, Error,
    ports::store::accounts::{AccountCreated, NewAccount},
    vault::Token,
};

/// A person to be added with a workspace.
#[derive(Debug, Clone)]
pub struct FirstAccount {
    /// The workspace's name.
    pub workspace: String,
    /// The person's name.
    pub name: String,
    /// The person's e-mail address.
    pub email: String,
    /// The password.
    pub password: Token,
}

/// Why an account was not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountRefused {
    /// A field is empty or cannot be what it says; its name.
    Invalid(&'static str),
    /// Another person has this e-mail address.
    EmailTaken,
    /// The installation is set up already.
    NotFirst,
}

impl Engine {
    /// Whether a Master Account exists.
    ///
    /// # Errors
    /// Only those of the store.
    pub async fn is_set_up(&self) -> Result<bool, Error> {
        Ok(self.store.is_set_up().await?)
    }

    /// Makes the first Master Account and opens a session for it.
    ///
    /// # Errors
    /// Only those of the store; what the person can mend is an [`AccountRefused`].
    pub async fn set_up(
        &self,
        account: FirstAccount,
        from: &str,
    ) -> Result<Result<Opened, AccountRefused>, Error> {
        match self.create_account(account, None, Role::MasterAccount, true).await? {
            // Whoever was made this moment has no second step yet.
            Ok((workspace, person)) => self.open_session(person, workspace, from).await.map(Ok),
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// Adds a person: to `workspace`, or to a new one.
    ///
    /// # Errors
    /// Only those of the store; what a person can mend is an [`AccountRefused`].
    pub async fn create_account(
        &self,
        account: FirstAccount,
        workspace: Option<WorkspaceId>,
        role: Role,
        only_as_first: bool,
    ) -> Result<Result<(WorkspaceId, PersonId), AccountRefused>, Error> {
        if let Some(field) = invalid_field(&account) {
            return Ok(Err(AccountRefused::Invalid(field)));
        }
        let now = self.clock.now();
        let workspace = workspace.unwrap_or_else(|| WorkspaceId::new(now, self.fresh_id()));
        let person = PersonId::new(now, self.fresh_id());
        let created = self
            .store
            .create_account(&NewAccount {
                workspace,
                workspace_name: account.workspace.trim().to_owned(),
                person,
                name: account.name.trim().to_owned(),
                email: account.email.trim().to_lowercase(),
                password_hash: self.hash(account.password).await?,
                role,
                only_as_first,
                now,
            })
            .await?;
        Ok(match created {
            AccountCreated::Created => Ok((workspace, person)),
            AccountCreated::EmailTaken => Err(AccountRefused::EmailTaken),
            AccountCreated::NotFirst => Err(AccountRefused::NotFirst),
        })
    }
}

impl Engine {
    /// The workspace that whoever has this address joined first; `None` where nobody has it.
    ///
    /// # Errors
    /// Only those of the store.
    pub async fn home_of(&self, email: &str) -> Result<Option<WorkspaceId>, Error> {
        let found = self.store.credentials(email.trim()).await?;
        Ok(found.map(|credentials| credentials.workspace))
    }
}

fn invalid_field(account: &FirstAccount) -> Option<&'static str> {
    if !is_text(&account.workspace) {
        Some("workspace")
    } else if !is_text(&account.name) {
        Some("name")
    } else if !is_email(&account.email) {
        Some("email")
    } else if !is_password(&account.password) {
        Some("password")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> FirstAccount {
        FirstAccount {
            workspace: "North Agency".into(),
            name: "Mara".into(),
            email: "mara@north.test".into(),
            password: Token::new("a long password".into()),
        }
    }

    #[test]
    fn every_field_that_cannot_be_is_named() {
        assert_eq!(invalid_field(&account()), None);
        let table = [
            (FirstAccount { workspace: "  ".into(), ..account() }, "workspace"),
            (FirstAccount { name: "x".repeat(201), ..account() }, "name"),
            (FirstAccount { email: "mara".into(), ..account() }, "email"),
            (FirstAccount { email: "@north.test".into(), ..account() }, "email"),
            (FirstAccount { email: "ma ra@north.test".into(), ..account() }, "email"),
            (FirstAccount { password: Token::new("ninechars".into()), ..account() }, "password"),
            (FirstAccount { password: Token::new("x".repeat(1025)), ..account() }, "password"),
        ];
        for (account, field) in table {
            assert_eq!(invalid_field(&account), Some(field), "{account:?}");
        }
    }
}
