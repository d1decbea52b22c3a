//! Whose token a call brings, at the two networks with this manner of login.

use super::asked::Asked;
use super::dead;
use super::login::Login;
use super::refusal::{GraphError, Refusal};
use crate::world::Tx;
use crate::world::channels::{self, Channel};
use crate::world::grants::{self, Grant};
use crate::world::tokens::{self, Death, Token};

/// Who calls: a person's token, and the account it is for.
pub(in crate::networks) struct Caller {
    pub(in crate::networks) token: Token,
    pub(in crate::networks) grant: Grant,
    pub(in crate::networks) account: Channel,
}

impl Login {
    /// The token a call brings, if it lives.
    pub(in crate::networks) fn identify(
        &self,
        tx: &Tx<'_>,
        asked: &Asked,
    ) -> Result<(Token, Grant), Refusal> {
        let value = asked.token.as_deref().ok_or_else(|| {
            GraphError::oauth(104, "An access token is required to request this resource.")
        })?;
        let token = tokens::find(tx, self.network, value)?.ok_or_else(dead::unreadable)?;
        self.judge(tx, token)
    }

    /// Whether a token may act: by its own row, and by the person's consent.
    pub(in crate::networks) fn judge(
        &self,
        tx: &Tx<'_>,
        token: Token,
    ) -> Result<(Token, Grant), Refusal> {
        let grant = grants::find(tx, &token.person_id, &token.client_id)?;
        let grant = grant.filter(|grant| !grant.removed);
        let death = match &grant {
            None => token.death(tx.now).or(Some(Death::AppRemoved)),
            Some(_) => token.death(tx.now),
        };
        match (grant, death) {
            (Some(grant), None) => Ok((token, grant)),
            (_, death) => {
                let death = death.unwrap_or(Death::AppRemoved);
                Err(dead::dead(&token, death, tx.now, self.site).into())
            }
        }
    }

    /// Who calls, for which account, with which right beside the basic one.
    pub(in crate::networks) fn caller(
        &self,
        tx: &Tx<'_>,
        asked: &Asked,
        method: &str,
        right: Option<&str>,
    ) -> Result<Caller, Refusal> {
        let (token, grant) = self.identify(tx, asked)?;
        let missing = std::iter::once(self.basic).chain(right).find(|scope| !token.allows(scope));
        if let Some(scope) = missing {
            return Err((self.not_permitted)(scope).into());
        }
        // The account is the person's own; without its role it is none that apps have access to.
        let seat = channels::seat(tx, &token.person_id, &token.person_id)?;
        let account = seat.ok_or_else(|| self.unsupported(method))?.channel;
        Ok(Caller { token, grant, account })
    }
}
