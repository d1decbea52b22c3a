//! What a person granted to a client: one row for the two of them, whose coverage each consent replaces.

use rusqlite::{OptionalExtension, Row, params};

use super::channels::Channel;
use super::people::Person;
use super::{Result, Tx, tokens};

#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) network: String,
    pub(crate) person_id: String,
    pub(crate) client_id: String,
    /// The person's id as this client sees it.
    pub(crate) scoped_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) declined: Vec<String>,
    pub(crate) channels: Vec<String>,
    /// The person or the client took it back; it is kept to remember what was ticked.
    pub(crate) removed: bool,
}

impl Grant {
    pub(crate) fn covers(&self, channel_id: &str) -> bool {
        !self.removed && self.channels.iter().any(|id| id == channel_id)
    }
}

const COLUMNS: &str =
    "network, person_id, client_id, scoped_id, removed, scopes, declined, channels";

fn read(row: &Row<'_>) -> rusqlite::Result<(Grant, [String; 3])> {
    let grant = Grant {
        network: row.get(0)?,
        person_id: row.get(1)?,
        client_id: row.get(2)?,
        scoped_id: row.get(3)?,
        removed: row.get(4)?,
        scopes: Vec::new(),
        declined: Vec::new(),
        channels: Vec::new(),
    };
    Ok((grant, [row.get(5)?, row.get(6)?, row.get(7)?]))
}

fn check((grant, [scopes, declined, channels]): (Grant, [String; 3])) -> Result<Grant> {
    Ok(Grant {
        scopes: serde_json::from_str(&scopes)?,
        declined: serde_json::from_str(&declined)?,
        channels: serde_json::from_str(&channels)?,
        ..grant
    })
}

pub(crate) fn of_person(tx: &Tx<'_>, person_id: &str) -> Result<Vec<Grant>> {
    let query = format!("SELECT {COLUMNS} FROM grants WHERE person_id = ?1 ORDER BY client_id");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([person_id], read)?;
    rows.map(|row| check(row?)).collect()
}

pub(crate) fn find(tx: &Tx<'_>, person_id: &str, client_id: &str) -> Result<Option<Grant>> {
    let query = format!("SELECT {COLUMNS} FROM grants WHERE person_id = ?1 AND client_id = ?2");
    let mut statement = tx.sql.prepare_cached(&query)?;
    statement.query_row([person_id, client_id], read).optional()?.map(check).transpose()
}

/// Whose grant is meant by an id that only this client knows.
pub(crate) fn by_scoped_id(tx: &Tx<'_>, client_id: &str, scoped_id: &str) -> Result<Option<Grant>> {
    let query = format!("SELECT {COLUMNS} FROM grants WHERE client_id = ?1 AND scoped_id = ?2");
    let mut statement = tx.sql.prepare_cached(&query)?;
    statement.query_row([client_id, scoped_id], read).optional()?.map(check).transpose()
}

/// Writes the grant as it is now, whatever it was before.
pub(crate) fn put(tx: &Tx<'_>, grant: &Grant) -> Result<()> {
    tx.sql.execute(
        "INSERT INTO grants
            (network, person_id, client_id, scoped_id, removed, scopes, declined, channels, granted_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (network, person_id, client_id) DO UPDATE SET
            removed = excluded.removed, scopes = excluded.scopes, declined = excluded.declined,
            channels = excluded.channels, granted_at = excluded.granted_at",
        params![
            grant.network,
            grant.person_id,
            grant.client_id,
            grant.scoped_id,
            grant.removed,
            serde_json::to_string(&grant.scopes)?,
            serde_json::to_string(&grant.declined)?,
            serde_json::to_string(&grant.channels)?,
            tx.now,
        ],
    )?;
    Ok(())
}

/// Takes the grants of a person back, those of one client or of all, and kills what hangs on them.
pub(crate) fn remove(tx: &Tx<'_>, person_id: &str, client_id: Option<&str>) -> Result<()> {
    tx.sql.execute(
        "UPDATE grants SET removed = 1 WHERE person_id = ?1 AND (?2 IS NULL OR client_id = ?2)",
        params![person_id, client_id],
    )?;
    tokens::kill(tx, person_id, client_id, tokens::Death::AppRemoved)
}

/// Takes back whatever was granted to a client.
pub(crate) fn remove_all(tx: &Tx<'_>, network: &str, client_id: &str) -> Result<()> {
    let people: Vec<String> = tx
        .sql
        .prepare_cached("SELECT person_id FROM grants WHERE network = ?1 AND client_id = ?2")?
        .query_map([network, client_id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    people.iter().try_for_each(|person| remove(tx, person, Some(client_id)))
}

/// Takes one permission out of every grant of a person, and out of the tokens that hang on it, or puts it back: what the
/// person does on the network's page of connected apps.
pub(crate) fn permit(tx: &Tx<'_>, person: &Person, scope: &str, given: bool) -> Result<()> {
    let (from, to) = if given { ("declined", "scopes") } else { ("scopes", "declined") };
    let with = |list: &str| {
        format!(
            "(SELECT json_group_array(value) FROM (SELECT value FROM json_each({list}) UNION SELECT ?2))"
        )
    };
    let without = |list: &str| {
        format!("(SELECT json_group_array(value) FROM json_each({list}) WHERE value <> ?2)")
    };
    let changed = tx.sql.execute(
        &format!(
            "UPDATE grants SET {to} = {}, {from} = {}
             WHERE person_id = ?1 AND ?2 IN (SELECT value FROM json_each({from}))",
            with(to),
            without(from)
        ),
        [&person.id, scope],
    )?;
    if changed == 0 {
        return Ok(());
    }
    let scopes = if given { with("scopes") } else { without("scopes") };
    tx.sql.execute(
        &format!("UPDATE tokens SET scopes = {scopes} WHERE person_id = ?1 AND death IS NULL"),
        [&person.id, scope],
    )?;
    Ok(())
}

/// Unticks a channel in the grants that cover it, or ticks it again, for one person or everybody with a role on it.
pub(crate) fn cover(
    tx: &Tx<'_>,
    channel: &Channel,
    person: Option<&str>,
    ticked: bool,
) -> Result<()> {
    let people: Vec<String> = tx
        .sql
        .prepare_cached(
            "SELECT person_id FROM roles WHERE channel_id = ?1 AND (?2 IS NULL OR person_id = ?2)",
        )?
        .query_map(params![channel.id, person], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for person in people {
        let mut grants = of_person(tx, &person)?;
        grants.retain(|grant| grant.network == channel.network);
        for mut grant in grants {
            grant.channels.retain(|id| *id != channel.id);
            if ticked {
                grant.channels.push(channel.id.clone());
            }
            put(tx, &grant)?;
        }
    }
    Ok(())
}

/// A grant lives while the client holds anything with which it can act for the person.
pub(crate) fn alive(tx: &Tx<'_>, grant: &Grant) -> Result<bool> {
    Ok(!grant.removed && tokens::any_alive(tx, &grant.person_id, &grant.client_id)?)
}
