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
    pub(crate) push: Option<Address>,
}

/// Where the network tells a client things of its own accord.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(crate) url: String,
    /// The word by which the client knows that it is the network who asks, where the network keeps one.
    pub(crate) verify_token: Option<String>,
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
    "network, client_id, client_secret, redirect_uris, generation, partner, testing, push_url,
    verify_token";

fn read(row: &Row<'_>) -> rusqlite::Result<(Client, String)> {
    let verify_token = row.get(8)?;
    let url: Option<String> = row.get(7)?;
    let client = Client {
        network: row.get(0)?,
        client_id: row.get(1)?,
        client_secret: row.get(2)?,
        redirect_uris: Vec::new(),
        generation: row.get(4)?,
        partner: row.get(5)?,
        testing: row.get(6)?,
        push: url.map(|url| Address { url, verify_token }),
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
        "INSERT INTO clients (network, client_id, client_secret, redirect_uris, generation, partner, testing,
            push_url, verify_token)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (network, client_id)
         DO UPDATE SET client_secret = excluded.client_secret, redirect_uris = excluded.redirect_uris,
            generation = excluded.generation, partner = excluded.partner, testing = excluded.testing,
            push_url = excluded.push_url, verify_token = excluded.verify_token",
        params![
            client.network,
            client.client_id,
            client.client_secret,
            serde_json::to_string(&client.redirect_uris)?,
            client.generation,
            client.partner,
            client.testing,
            client.push.as_ref().map(|push| &push.url),
            client.push.as_ref().and_then(|push| push.verify_token.as_ref()),
        ],
    )?;
    Ok(!known)
}

/// Writes down where the client is told things now, and nothing else of it.
pub(crate) fn set_push(tx: &Tx<'_>, client: &Client) -> Result<()> {
    let push = client.push.as_ref();
    tx.sql.execute(
        "UPDATE clients SET push_url = ?3, verify_token = ?4 WHERE network = ?1 AND client_id = ?2",
        params![
            client.network,
            client.client_id,
            push.map(|push| &push.url),
            push.and_then(|push| push.verify_token.as_ref()),
        ],
    )?;
    Ok(())
}

/// The network no longer knows the client; what was granted to it ends.
pub(crate) fn forget(tx: &Tx<'_>, client: &Client) -> Result<()> {
    tx.sql.execute(
        "DELETE FROM clients WHERE network = ?1 AND client_id = ?2",
        [&client.network, &client.client_id],
    )?;
    grants::remove_all(tx, &client.network, &client.client_id)
}
