//! The permissions: transitional ones that allow much, and fine ones for a collection, a method, a kind of blob.

use super::answers::Xrpc;
use crate::world::tokens::Token;

/// Whoever has this may do nearly everything.
pub(super) const GENERIC: &str = "transition:generic";
pub(super) const EMAIL: &str = "transition:email";

/// The kinds of fine permissions, each before a colon.
const FINE: [(&str, &str); 6] = [
    ("repo", "change records in your repository"),
    ("rpc", "make requests for you"),
    ("blob", "upload files"),
    ("account", "see details of your account"),
    ("identity", "change your identity"),
    ("include", "what a set of permissions contains"),
];

/// None for what no server knows.
pub(super) fn words(scope: &str) -> Option<&'static str> {
    match scope {
        "atproto" => Some("know who you are"),
        GENERIC => Some("read and publish for you"),
        EMAIL => Some("see your e-mail address"),
        "transition:chat.bsky" => Some("read and write your messages"),
        _ => {
            let (kind, _) = scope.split_once([':', '?'])?;
            FINE.iter().find(|(known, _)| *known == kind).map(|(_, words)| *words)
        }
    }
}

/// Something a token must allow.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed<'a> {
    /// To make a record in a collection.
    Create(&'a str),
    /// To delete one.
    Delete(&'a str),
    /// To call a method of the application behind the server.
    Call(&'a str),
    Upload,
}

impl Deed<'_> {
    pub(super) fn check(self, token: &Token) -> Result<(), Xrpc> {
        if token.allows(GENERIC) || token.scopes.iter().any(|scope| self.is_allowed_by(scope)) {
            return Ok(());
        }
        Err(Xrpc::missing_scope(&match self {
            Self::Create(collection) => format!("repo:{collection}?action=create"),
            Self::Delete(collection) => format!("repo:{collection}?action=delete"),
            Self::Call(method) => format!("rpc:{method}?aud=did:web:api.bsky.app%23bsky_appview"),
            Self::Upload => "blob:*/*".to_owned(),
        }))
    }

    fn is_allowed_by(self, scope: &str) -> bool {
        let (place, rest) = scope.split_once('?').unwrap_or((scope, ""));
        let Some((kind, what)) = place.split_once(':') else { return false };
        match self {
            Self::Create(collection) | Self::Delete(collection) => {
                let wanted = if matches!(self, Self::Create(_)) { "create" } else { "delete" };
                let mut actions = form_urlencoded::parse(rest.as_bytes())
                    .filter(|(name, _)| name == "action")
                    .peekable();
                let action =
                    actions.peek().is_none() || actions.any(|(_, action)| action == wanted);
                kind == "repo" && (what == "*" || what == collection) && action
            }
            Self::Call(method) => kind == "rpc" && (what == "*" || what == method),
            Self::Upload => kind == "blob",
        }
    }
}
