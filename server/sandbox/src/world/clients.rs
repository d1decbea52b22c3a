//! The applications registered at a network.

use rusqlite::{OptionalExtension, Row, params};

use super::{Result, Tx, grants};

#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) network: String,
    pub(crate) client_id: String,
    /// None for a public client.
    pub(crate) client_secret: Option<String>,
    pub(crate) redirect_uris: Vec<String>,
    /// Under which of the network's rules it was registered, where they have changed; none is today's.
    pub(crate) generation: Option<String>,
    /// The network trusts it with more than others: at LinkedIn, with refresh tokens.
    pub(crate) partner: bool,
    /// It is still being tried out: at Google its refresh tokens last seven days.
    pub(crate) testing: bool,
}

impl Client {
    /// Redirect URIs match exactly, as the networks demand.
    pub(crate) fn allows(&self, redirect_uri: &str) -> bool {
        self.redirect_uris.iter().any(|uri| uri == redirect_uri)
    }

    pub(crate) fn has_secret(&self, secret: &str) -> bool {
        self.client_secret.as_deref() == Some(secret)
    }
}

const COLUMNS: &str =
    "network, client_id, client_secret, redirect_uris, generation, partner, testing";

fn read(row: &Row<'_>) -> rusqlite::Result<(Client, String)> {
    let client = Client {
        network: row.get(0)?,
        client_id: row.get(1)?,
        client_secret: row.get(2)?,
        redirect_uris: Vec::new(),
        generation: row.get(4)?,
        partner: row.get(5)?,
        testing: row.get(6)?,
    };
    Ok((client, row.get(3)?))
}

fn check((client, uris): (Client, String)) -> Result<Client> {
    Ok(Client { redirect_uris: serde_json::from_str(&uris)?, ..client })
}

pub(crate) fn all(tx: &Tx<'_>) -> Result<Vec<Client>> {
    let query = format!("SELECT {COLUMNS} FROM clients ORDER BY network, client_id");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let rows = statement.query_map([], read)?;
    rows.map(|row| check(row?)).collect()
}

pub(crate) fn find(tx: &Tx<'_>, network: &str, client_id: &str) -> Result<Option<Client>> {
    let query = format!("SELECT {COLUMNS} FROM clients WHERE network = ?1 AND client_id = ?2");
    let mut statement = tx.sql.prepare_cached(&query)?;
    let found = statement.query_row([network, client_id], read).optional()?;
    found.map(check).transpose()
}

/// Registers a client, or replaces all that is known of it; says whether it is new.
pub(crate) fn register(tx: &Tx<'_>, client: &Client) -> Result<bool> {
    let known = find(tx, &client.network, &client.client_id)?.is_some();
    tx.sql.execute(
        "INSERT INTO clients (network, client_id, client_secret, redirect_uris, generation, partner, testing)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (network, client_id)
         DO UPDATE SET client_secret = excluded.client_secret, redirect_uris = excluded.redirect_uris,
            generation = excluded.generation, partner = excluded.partner, testing = excluded.testing",
        params![
            client.network,
            client.client_id,
            client.client_secret,
            serde_json::to_string(&client.redirect_uris)?,
            client.generation,
            client.partner,
            client.testing,
        ],
    )?;
    Ok(!known)
}

/// The network no longer knows the client; what was granted to it ends.
pub(crate) fn forget(tx: &Tx<'_>, client: &Client) -> Result<()> {
    tx.sql.execute(
        "DELETE FROM clients WHERE network = ?1 AND client_id = ?2",
        [&client.network, &client.client_id],
    )?;
    grants::remove_all(tx, &client.network, &client.client_id)
}
