//! What every call of the Graph API shares: whose token it carries, and whether that token may act.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::errors;
use crate::call::Call;
use crate::networks::meta::dead;
use crate::networks::meta::refusal::Refusal;
use crate::world::clients::Client;
use crate::world::grants::Grant;
use crate::world::tokens::{Kind, Token};
use crate::world::{Tx, channels, clients, grants, tokens};

pub(super) const NETWORK: &str = "facebook";

/// What can be asked for, in words for the person.
pub(super) const SCOPES: [(&str, &str); 15] = [
    ("public_profile", "see your name and profile picture"),
    ("email", "see your e-mail address"),
    ("pages_show_list", "show a list of the pages you manage"),
    ("pages_manage_posts", "create and manage content on your pages"),
    ("pages_read_engagement", "read content posted on your pages"),
    ("pages_manage_engagement", "create and manage comments on your pages"),
    ("pages_read_user_content", "read what people write on your pages"),
    ("pages_manage_metadata", "manage the settings of your pages"),
    ("read_insights", "see insights of your pages"),
    ("business_management", "manage your business"),
    ("pages_messaging", "manage conversations of your pages"),
    (
        "instagram_basic",
        "see the profile and media of the Instagram accounts connected to your pages",
    ),
    ("instagram_content_publish", "publish media for those Instagram accounts"),
    ("instagram_manage_comments", "manage comments for those Instagram accounts"),
    ("instagram_manage_insights", "see insights of those Instagram accounts"),
];

/// Whether a permission is given page by page.
pub(super) fn is_about_pages(scope: &str) -> bool {
    scope.starts_with("pages_") || matches!(scope, "read_insights" | "business_management")
}

/// What a call brings to prove who makes it.
#[derive(Clone, Debug)]
pub(super) struct Credentials {
    token: Option<String>,
    proof: Option<String>,
}

impl Credentials {
    pub(super) fn of(call: &Call) -> Self {
        let header = call.authorization(&["bearer", "oauth"]);
        let token = call.get("access_token").or(header);
        Self {
            token: token.filter(|token| !token.is_empty()).map(str::to_owned),
            proof: call.get("appsecret_proof").map(str::to_owned),
        }
    }

    /// Who calls, if they may call at all.
    pub(super) fn check(&self, tx: &Tx<'_>) -> Result<Caller, Refusal> {
        let text = self.token.as_deref().ok_or_else(errors::no_token)?;
        let caller = read_token(tx, text)?;
        let client_id = match &caller {
            Caller::App(client) => &client.client_id,
            Caller::Person { token, .. } | Caller::Page { token, .. } => &token.client_id,
        };
        if let Some(proof) = &self.proof {
            let client = clients::find(tx, NETWORK, client_id)?;
            let secret = client.and_then(|client| client.client_secret);
            if secret.is_none_or(|secret| !proves(proof, text, &secret)) {
                return Err(errors::bad_proof().into());
            }
        }
        Ok(caller)
    }
}

/// Whether `proof` is the hex HMAC-SHA256 of the token under the app's secret.
fn proves(proof: &str, token: &str, secret: &str) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(token.as_bytes());
    hex::decode(proof).is_ok_and(|proof| mac.verify_slice(&proof).is_ok())
}

/// Who is behind a valid token.
pub(super) enum Caller {
    App(Client),
    Person { token: Token, grant: Grant },
    Page { token: Token, page: channels::Seat },
}

impl Caller {
    /// The person, where the call needs one.
    pub(super) fn person(self) -> Result<(Token, Grant), Refusal> {
        match self {
            Self::Person { token, grant } => Ok((token, grant)),
            Self::App(_) => Err(errors::no_token().into()),
            Self::Page { .. } => Err(errors::no_such_field("accounts", "Page").into()),
        }
    }
}

fn read_token(tx: &Tx<'_>, text: &str) -> Result<Caller, Refusal> {
    if let Some(client) = app_token(tx, text)? {
        return Ok(Caller::App(client));
    }
    match tokens::find(tx, NETWORK, text)? {
        Some(token) => judge(tx, token),
        None => Err(dead::unreadable().into()),
    }
}

/// An app's own token is its id and its secret with a bar between.
pub(super) fn app_token(tx: &Tx<'_>, text: &str) -> Result<Option<Client>, Refusal> {
    let Some((id, secret)) = text.split_once('|') else { return Ok(None) };
    let client = clients::find(tx, NETWORK, id)?;
    Ok(client.filter(|client| client.has_secret(secret)))
}

/// Whether a token may act now: by its own row, by the role on the page, and by the pages ticked last.
pub(super) fn judge(tx: &Tx<'_>, token: Token) -> Result<Caller, Refusal> {
    if let Some(death) = token.death(tx.now) {
        return Err(errors::dead(&token, death, tx.now).into());
    }
    let grant = grants::find(tx, &token.person_id, &token.client_id)?;
    let Some(grant) = grant.filter(|grant| !grant.removed) else {
        return Err(errors::dead(&token, tokens::Death::AppRemoved, tx.now).into());
    };
    match (token.kind, &token.channel_id) {
        (Kind::Channel, Some(page_id)) => {
            let page =
                channels::seat(tx, &token.person_id, page_id)?.ok_or_else(errors::role_lost)?;
            if !grant.covers(page_id) || !grant.scopes.iter().any(|scope| is_about_pages(scope)) {
                return Err(errors::not_ticked().into());
            }
            // What was taken back since counts for the page token too.
            let token = Token { scopes: grant.scopes, ..token };
            Ok(Caller::Page { token, page })
        }
        _ => Ok(Caller::Person { token: Token { scopes: grant.scopes.clone(), ..token }, grant }),
    }
}

/// What a role lets one do with a page.
pub(super) fn tasks(role: &str) -> &'static [&'static str] {
    match role {
        "admin" => &["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"],
        "editor" => &["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE"],
        _ => &["ANALYZE"],
    }
}

/// A page token is only given to those who can do more than look.
pub(super) fn usable(role: &str) -> bool {
    tasks(role).contains(&"CREATE_CONTENT")
}
