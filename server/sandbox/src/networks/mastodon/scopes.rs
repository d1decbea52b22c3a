//! The permissions: broad ones, and narrow ones that a broad one contains.

use crate::world::tokens::Token;

/// What a client gets that names no scopes.
pub(super) const DEFAULT: &str = "read";

const KNOWN: [(&str, &str); 30] = [
    ("profile", "see who you are"),
    ("read", "read all your account's data"),
    ("read:accounts", "see account information"),
    ("read:blocks", "see whom you block"),
    ("read:bookmarks", "see your bookmarks"),
    ("read:favourites", "see your favourites"),
    ("read:filters", "see your filters"),
    ("read:follows", "see whom you follow"),
    ("read:lists", "see your lists"),
    ("read:mutes", "see whom you mute"),
    ("read:notifications", "see your notifications"),
    ("read:search", "search on your behalf"),
    ("read:statuses", "see all posts"),
    ("write", "modify all your account's data"),
    ("write:accounts", "modify your profile"),
    ("write:blocks", "block accounts and domains"),
    ("write:bookmarks", "bookmark posts"),
    ("write:conversations", "mute and delete conversations"),
    ("write:favourites", "favourite posts"),
    ("write:filters", "create filters"),
    ("write:follows", "follow people"),
    ("write:lists", "create lists"),
    ("write:media", "upload media files"),
    ("write:mutes", "mute people and conversations"),
    ("write:notifications", "clear your notifications"),
    ("write:reports", "report other people"),
    ("write:statuses", "publish posts"),
    ("follow", "modify account relationships"),
    ("push", "receive your push notifications"),
    ("admin:read", "read all data on the server"),
];

pub(super) fn words(scope: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(known, _)| *known == scope).map(|(_, words)| *words)
}

pub(super) fn all() -> Vec<&'static str> {
    KNOWN.iter().map(|(scope, _)| *scope).collect()
}

/// Scopes are separated by spaces; none at all means the default.
pub(super) fn read(text: Option<&str>) -> Vec<String> {
    let text = text.filter(|text| !text.trim().is_empty()).unwrap_or(DEFAULT);
    let mut scopes: Vec<String> = Vec::new();
    for scope in text.split_whitespace() {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}

/// One of these is enough.
pub(super) fn any(token: &Token, needed: &[&str]) -> bool {
    needed.is_empty() || needed.iter().any(|scope| token.allows(scope))
}
