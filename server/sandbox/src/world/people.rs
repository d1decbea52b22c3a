//! People, what state their account is in, and where they are signed in.

use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Result, Tx};
use crate::random;

#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) network: String,
    pub(crate) name: String,
    pub(crate) handle: String,
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) state: State,
}

/// What the network lets the person do at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Active,
    /// The network wants the person to confirm something on its own site first.
    Checkpoint,
    Disabled,
}

impl State {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Checkpoint => "checkpoint",
            Self::Disabled => "disabled",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Checkpoint, Self::Disabled]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

const COLUMNS: &str = "id, network, name, handle, login, password, state";

fn read(row: &Row<'_>) -> rusqlite::Result<(Person, String)> {
    let person = Person {
        id: row.get(0)?,
        network: row.get(1)?,
        name: row.get(2)?,
        handle: row.get(3)?,
        login: row.get(4)?,
        password: row.get(5)?,
        state: State::Active,
    };
    Ok((person, row.get(6)?))
}

fn check((person, state): (Person, String)) -> Result<Person> {
    match State::parse(&state) {
        Some(state) => Ok(Person { state, ..person }),
        None => Err(Error::Row { table: "people", id: person.id }),
    }
}

pub(crate) fn all(tx: &Tx<'_>) -> Result<Vec<Person>> {
    let query = format!("SELECT {COLUMNS} FROM people ORDER BY rowid");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([], read)?;
    rows.map(|row| check(row?)).collect()
}

pub(crate) fn find(tx: &Tx<'_>, network: &str, id: &str) -> Result<Option<Person>> {
    let query = format!("SELECT {COLUMNS} FROM people WHERE network = ?1 AND id = ?2");
    let found = tx.sql.prepare_cached(&query)?.query_row([network, id], read).optional()?;
    found.map(check).transpose()
}

/// Who signs in with this login and password. The login is not case-sensitive, as an e-mail address is not.
pub(crate) fn authenticate(
    tx: &Tx<'_>,
    network: &str,
    login: &str,
    password: &str,
) -> Result<Option<Person>> {
    let query = format!(
        "SELECT {COLUMNS} FROM people WHERE network = ?1 AND login = lower(?2) AND password = ?3"
    );
    let login = login.trim();
    let found =
        tx.sql.prepare_cached(&query)?.query_row([network, login, password], read).optional()?;
    found.map(check).transpose()
}

pub(crate) fn set_state(tx: &Tx<'_>, person: &Person, state: State) -> Result<()> {
    tx.sql.execute("UPDATE people SET state = ?2 WHERE id = ?1", [&person.id, state.as_str()])?;
    Ok(())
}

/// Gives the person a password nobody had before and signs them out everywhere.
pub(crate) fn change_password(tx: &Tx<'_>, person: &Person) -> Result<String> {
    let changed = tx.sql.query_row(
        "UPDATE people SET changes = changes + 1, password = first_password || '-' || (changes + 2)
         WHERE id = ?1 RETURNING password",
        [&person.id],
        |row| row.get(0),
    )?;
    sign_out_everywhere(tx, person)?;
    Ok(changed)
}

/// Passwords and account states as they were in the beginning.
pub(crate) fn reset(tx: &Tx<'_>) -> Result<()> {
    tx.sql.execute("UPDATE people SET password = first_password, state = 'active'", [])?;
    Ok(())
}

/// Opens a browser's session and gives its secret.
pub(crate) fn sign_in(tx: &Tx<'_>, person: &Person) -> Result<String> {
    let session = random::token(32);
    tx.sql.execute(
        "INSERT INTO sessions (id, network, person_id) VALUES (?1, ?2, ?3)",
        params![session, person.network, person.id],
    )?;
    Ok(session)
}

pub(crate) fn signed_in(tx: &Tx<'_>, network: &str, session: &str) -> Result<Option<Person>> {
    let id: Option<String> = tx
        .sql
        .prepare_cached("SELECT person_id FROM sessions WHERE id = ?1 AND network = ?2")?
        .query_row([session, network], |row| row.get(0))
        .optional()?;
    id.map_or(Ok(None), |id| find(tx, network, &id))
}

pub(crate) fn sign_out(tx: &Tx<'_>, session: &str) -> Result<()> {
    tx.sql.execute("DELETE FROM sessions WHERE id = ?1", [session])?;
    Ok(())
}

pub(crate) fn sign_out_everywhere(tx: &Tx<'_>, person: &Person) -> Result<()> {
    tx.sql.execute("DELETE FROM sessions WHERE person_id = ?1", [&person.id])?;
    Ok(())
}
