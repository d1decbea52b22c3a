//! From a code to a short-lived token, to a long-lived one, and on while that lives. Instagram (with its own login) and
//! Threads do this in the same way and differ in words and names only.

use serde_json::{Value, json};

use super::asked::Asked;
use super::refusal::{GraphError, Refusal};
use crate::random;
use crate::world::clock::{DAY, SECOND};
use crate::world::grants::{self, Grant};
use crate::world::tokens::{self, Kind, Token};
use crate::world::{Tx, clients, codes};

const SHORT: i64 = 3_600;
const LONG: i64 = 5_184_000;
const DATA_ACCESS: i64 = 90 * DAY;
/// A code is good for an hour.
pub(in crate::networks) const CODE: i64 = 3_600;

/// The parameters with which the browser is sent back when the person does not agree.
pub(in crate::networks) const CANCELLED: &[(&str, &str)] = &[
    ("error", "access_denied"),
    ("error_reason", "user_denied"),
    ("error_description", "The user denied your request"),
];

/// What the two call their things.
pub(in crate::networks) struct Login {
    pub(in crate::networks) network: &'static str,
    /// How tokens begin.
    pub(in crate::networks) prefix: &'static str,
    /// The grant type that makes a short-lived token long-lived.
    pub(in crate::networks) exchange: &'static str,
    /// The grant type that gives a long-lived token sixty new days.
    pub(in crate::networks) refresh: &'static str,
    /// The type of errors that are not about tokens.
    pub(in crate::networks) kind: &'static str,
    /// Where a person goes when the network wants to see them first.
    pub(in crate::networks) site: &'static str,
    /// The scope without which nothing works.
    pub(in crate::networks) basic: &'static str,
    /// What a missing permission is answered with.
    pub(in crate::networks) not_permitted: fn(&str) -> GraphError,
}

impl Login {
    pub(in crate::networks) fn wrong(&self, message: impl Into<String>) -> GraphError {
        GraphError::oauth(100, message).kind(self.kind)
    }

    /// The wrong method, or an account that the app has no access to: the same words for both.
    pub(in crate::networks) fn unsupported(&self, method: &str) -> GraphError {
        self.wrong(format!("Unsupported request - method type: {method}"))
    }

    pub(in crate::networks) fn no_such_object(&self, id: &str, method: &str) -> GraphError {
        let message = format!(
            "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
             permissions, or does not support this operation"
        );
        self.wrong(message).subcode(33)
    }

    pub(in crate::networks) fn no_such_field(&self, field: &str, node: &str) -> GraphError {
        self.wrong(format!("Tried accessing nonexisting field ({field}) on node type ({node})"))
    }

    pub(in crate::networks) fn nowhere(&self, path: &str) -> GraphError {
        GraphError::oauth(2500, format!("Unknown path components: {path}")).kind(self.kind)
    }

    /// What a parameter says; it may not be missing.
    pub(in crate::networks) fn needed<'a>(
        &self,
        asked: &'a Asked,
        name: &str,
    ) -> Result<&'a str, GraphError> {
        asked.filled(name).ok_or_else(|| self.wrong(format!("The parameter {name} is required.")))
    }

    /// A short-lived token for a code.
    pub(in crate::networks) fn redeem(
        &self,
        tx: &Tx<'_>,
        asked: &Asked,
    ) -> Result<(Token, Grant), Refusal> {
        let refuse = |text: &str| Refusal::Code(text.to_owned());
        let needed = |name: &str| {
            asked.filled(name).ok_or_else(|| Refusal::Code(format!("You must provide a {name}")))
        };
        let client = clients::find(tx, self.network, needed("client_id")?)?;
        let client = client.ok_or_else(|| refuse("Invalid platform app"))?;
        if !client.has_secret(needed("client_secret")?) {
            return Err(refuse("Error validating client secret."));
        }
        if needed("grant_type")? != "authorization_code" {
            return Err(refuse("Invalid grant_type"));
        }
        let redirect_uri = needed("redirect_uri")?;
        let code = codes::find(tx, self.network, needed("code")?)?
            .filter(|code| code.client_id == client.client_id && !code.used)
            .ok_or_else(|| refuse("Matching code was not found or was already used"))?;
        if code.expires_at <= tx.now {
            return Err(refuse("This authorization code has expired"));
        }
        if code.redirect_uri != redirect_uri {
            return Err(refuse(
                "Error validating verification code. Please make sure your redirect_uri is identical to the one you \
                 used in the OAuth dialog request",
            ));
        }
        codes::spend(tx, &code)?;
        let grant = grants::find(tx, &code.person_id, &code.client_id)?
            .filter(|grant| !grant.removed)
            .ok_or_else(|| refuse("Matching code was not found or was already used"))?;
        let token = Token {
            value: self.value(),
            network: self.network.to_owned(),
            kind: Kind::Access,
            person_id: code.person_id,
            client_id: code.client_id,
            channel_id: None,
            parent: None,
            family: random::token(16),
            scopes: code.scopes,
            long_lived: false,
            issued_at: tx.now,
            expires_at: Some(tx.now + SHORT * SECOND),
            data_access_expires_at: Some(tx.now + DATA_ACCESS),
            binding: None,
            death: None,
        };
        tokens::put(tx, &token)?;
        Ok((token, grant))
    }

    /// A long-lived token for a short-lived one that lives. That one goes on to its own end.
    pub(in crate::networks) fn lengthen(
        &self,
        tx: &Tx<'_>,
        asked: &Asked,
    ) -> Result<Value, Refusal> {
        self.granting(asked, self.exchange)?;
        let secret = self.needed(asked, "client_secret")?;
        let (token, _) = self.identify(tx, asked)?;
        let client = clients::find(tx, self.network, &token.client_id)?;
        if !client.is_some_and(|client| client.has_secret(secret)) {
            return Err(GraphError::oauth(1, "Error validating client secret.").into());
        }
        if token.long_lived {
            return Err(no_session().into());
        }
        self.issue_long(tx, &token)
    }

    /// Sixty new days for a long-lived token that lives and is a day old.
    pub(in crate::networks) fn renew(&self, tx: &Tx<'_>, asked: &Asked) -> Result<Value, Refusal> {
        self.granting(asked, self.refresh)?;
        let (token, _) = self.identify(tx, asked)?;
        if !token.long_lived {
            return Err(no_session().into());
        }
        if !token.allows(self.basic) {
            return Err((self.not_permitted)(self.basic).into());
        }
        if tx.now - token.issued_at < DAY {
            return Err(self.wrong("Sorry, this content isn't available right now").into());
        }
        self.issue_long(tx, &token)
    }

    fn granting(&self, asked: &Asked, wanted: &str) -> Result<(), GraphError> {
        match self.needed(asked, "grant_type")? {
            given if given == wanted => Ok(()),
            _ => Err(self.wrong(format!("Param grant_type must be one of {{{wanted}}}"))),
        }
    }

    fn issue_long(&self, tx: &Tx<'_>, old: &Token) -> Result<Value, Refusal> {
        let token = Token {
            value: self.value(),
            long_lived: true,
            issued_at: tx.now,
            expires_at: Some(tx.now + LONG * SECOND),
            ..old.clone()
        };
        tokens::put(tx, &token)?;
        Ok(json!({ "access_token": token.value, "token_type": "bearer", "expires_in": LONG }))
    }

    fn value(&self) -> String {
        format!("{}{}", self.prefix, random::token(96))
    }
}

fn no_session() -> GraphError {
    GraphError::oauth(
        452,
        "Session key invalid. This could be because the session key has an incorrect format, or because the user has \
         revoked this session",
    )
}
