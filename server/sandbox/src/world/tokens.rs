//! Tokens. One dies by its own row (a death or an expiry); what else a network demands is asked where it is used.

use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Result, Tx, codes};

#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) value: String,
    pub(crate) network: String,
    pub(crate) kind: Kind,
    pub(crate) person_id: String,
    pub(crate) client_id: String,
    /// The channel it speaks for, where it does not speak for the person.
    pub(crate) channel_id: Option<String>,
    pub(crate) parent: Option<String>,
    /// All tokens that came from one consent.
    pub(crate) family: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) long_lived: bool,
    pub(crate) issued_at: i64,
    pub(crate) expires_at: Option<i64>,
    pub(crate) data_access_expires_at: Option<i64>,
    /// What the token is bound to beside its client: the thumbprint of a key.
    pub(crate) binding: Option<String>,
    pub(crate) death: Option<Death>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Acts for the person.
    Access,
    /// Gets new access tokens.
    Refresh,
    /// Acts for a channel.
    Channel,
}

/// What a token died of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Death {
    PasswordChanged,
    AppRemoved,
    LoggedOut,
    Checkpoint,
    Disabled,
    Expired,
    /// A refresh token that was used.
    Rotated,
    /// The client gave it back.
    Revoked,
    /// A used refresh token of its family was presented again.
    Replayed,
}

const KINDS: [(Kind, &str); 3] =
    [(Kind::Access, "access"), (Kind::Refresh, "refresh"), (Kind::Channel, "channel")];

const DEATHS: [(Death, &str); 9] = [
    (Death::PasswordChanged, "password-changed"),
    (Death::AppRemoved, "app-removed"),
    (Death::LoggedOut, "logged-out"),
    (Death::Checkpoint, "checkpoint"),
    (Death::Disabled, "disabled"),
    (Death::Expired, "expired"),
    (Death::Rotated, "rotated"),
    (Death::Revoked, "revoked"),
    (Death::Replayed, "replayed"),
];

fn word<T: PartialEq + Copy>(words: &[(T, &'static str)], value: T) -> &'static str {
    words.iter().find(|(known, _)| *known == value).map_or("", |(_, word)| word)
}

fn value<T: Copy>(words: &[(T, &'static str)], text: &str) -> Option<T> {
    words.iter().find(|(_, word)| *word == text).map(|(known, _)| *known)
}

impl Token {
    /// What the token's own row says.
    pub(crate) fn death(&self, now: i64) -> Option<Death> {
        let expired = self.expires_at.is_some_and(|at| at <= now);
        self.death.or(expired.then_some(Death::Expired))
    }

    pub(crate) fn allows(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}

const COLUMNS: &str =
    "value, network, person_id, client_id, channel_id, parent, family, long_lived,
    issued_at, expires_at, data_access_expires_at, binding, kind, death, scopes";

type Raw = (Token, String, Option<String>, String);

fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    let token = Token {
        value: row.get(0)?,
        network: row.get(1)?,
        person_id: row.get(2)?,
        client_id: row.get(3)?,
        channel_id: row.get(4)?,
        parent: row.get(5)?,
        family: row.get(6)?,
        long_lived: row.get(7)?,
        issued_at: row.get(8)?,
        expires_at: row.get(9)?,
        data_access_expires_at: row.get(10)?,
        binding: row.get(11)?,
        kind: Kind::Access,
        scopes: Vec::new(),
        death: None,
    };
    Ok((token, row.get(12)?, row.get(13)?, row.get(14)?))
}

fn check((token, kind, death, scopes): Raw) -> Result<Token> {
    // The key of this row is a secret: the family names it well enough.
    let impossible = || Error::Row { table: "tokens", id: token.family.clone() };
    let kind = value(&KINDS, &kind).ok_or_else(impossible)?;
    let death = match death {
        Some(text) => Some(value(&DEATHS, &text).ok_or_else(impossible)?),
        None => None,
    };
    Ok(Token { kind, death, scopes: serde_json::from_str(&scopes)?, ..token })
}

pub(crate) fn find(tx: &Tx<'_>, network: &str, value: &str) -> Result<Option<Token>> {
    let query = format!("SELECT {COLUMNS} FROM tokens WHERE value = ?1 AND network = ?2");
    let mut statement = tx.sql.prepare_cached(&query)?;
    statement.query_row([value, network], read).optional()?.map(check).transpose()
}

/// The tokens with which a client can still act for a person, oldest first.
pub(crate) fn living(tx: &Tx<'_>, person_id: &str, client_id: &str) -> Result<Vec<Token>> {
    let query = format!(
        "SELECT {COLUMNS} FROM tokens
         WHERE person_id = ?1 AND client_id = ?2 AND death IS NULL ORDER BY rowid"
    );
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([person_id, client_id], read)?;
    let tokens = rows.map(|row| check(row?)).collect::<Result<Vec<_>>>()?;
    Ok(tokens.into_iter().filter(|token| token.death(tx.now).is_none()).collect())
}

/// The channel token already derived from a person's token.
pub(crate) fn derived(tx: &Tx<'_>, parent: &str, channel_id: &str) -> Result<Option<Token>> {
    let query = format!(
        "SELECT {COLUMNS} FROM tokens
         WHERE parent = ?1 AND channel_id = ?2 AND death IS NULL ORDER BY issued_at DESC LIMIT 1"
    );
    let mut statement = tx.sql.prepare_cached(&query)?;
    statement.query_row([parent, channel_id], read).optional()?.map(check).transpose()
}

pub(crate) fn put(tx: &Tx<'_>, token: &Token) -> Result<()> {
    tx.sql
        .prepare_cached(
            "INSERT INTO tokens (value, network, kind, person_id, client_id, channel_id, parent, family,
                scopes, long_lived, issued_at, expires_at, data_access_expires_at, death,
                binding)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            token.value,
            token.network,
            word(&KINDS, token.kind),
            token.person_id,
            token.client_id,
            token.channel_id,
            token.parent,
            token.family,
            serde_json::to_string(&token.scopes)?,
            token.long_lived,
            token.issued_at,
            token.expires_at,
            token.data_access_expires_at,
            token.death.map(|death| word(&DEATHS, death)),
            token.binding,
        ])?;
    Ok(())
}

/// Kills what a person gave, to one client or to all; what is dead already keeps its own cause.
pub(crate) fn kill(
    tx: &Tx<'_>,
    person_id: &str,
    client_id: Option<&str>,
    death: Death,
) -> Result<()> {
    bury_expired(tx)?;
    codes::void(tx, person_id, client_id)?;
    tx.sql.execute(
        "UPDATE tokens SET death = ?3
         WHERE person_id = ?1 AND (?2 IS NULL OR client_id = ?2) AND death IS NULL",
        params![person_id, client_id, word(&DEATHS, death)],
    )?;
    Ok(())
}

/// Ends every token of the person now, as if its time had come.
pub(crate) fn expire(tx: &Tx<'_>, person_id: &str) -> Result<()> {
    tx.sql.execute(
        "UPDATE tokens SET expires_at = ?2, death = 'expired' WHERE person_id = ?1 AND death IS NULL",
        params![person_id, tx.now],
    )?;
    codes::void(tx, person_id, None)
}

pub(crate) fn kill_one(tx: &Tx<'_>, token: &Token, death: Death) -> Result<()> {
    tx.sql
        .prepare_cached("UPDATE tokens SET death = ?2 WHERE value = ?1 AND death IS NULL")?
        .execute([&token.value, word(&DEATHS, death)])?;
    Ok(())
}

pub(crate) fn kill_family(tx: &Tx<'_>, family: &str, death: Death) -> Result<()> {
    tx.sql.execute(
        "UPDATE tokens SET death = ?2 WHERE family = ?1 AND death IS NULL",
        [family, word(&DEATHS, death)],
    )?;
    Ok(())
}

/// Writes down what the clock has ended, so that no later move of the clock undoes it.
pub(crate) fn bury_expired(tx: &Tx<'_>) -> Result<()> {
    tx.sql.execute(
        "UPDATE tokens SET death = 'expired' WHERE death IS NULL AND expires_at <= ?1",
        [tx.now],
    )?;
    Ok(())
}

/// Whether the client can still act for the person themselves.
pub(crate) fn any_alive(tx: &Tx<'_>, person_id: &str, client_id: &str) -> Result<bool> {
    Ok(tx
        .sql
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM tokens WHERE person_id = ?1 AND client_id = ?2
                AND kind <> 'channel' AND death IS NULL
                AND (expires_at IS NULL OR expires_at > ?3))",
        )?
        .query_row(params![person_id, client_id, tx.now], |row| row.get(0))?)
}
