//! Sealing everything anew under the first key, while everybody goes on reading.

use std::collections::BTreeMap;

use crate::{
    ports::store::{Store, Stored, secrets::Resealed},
    vault::Vault,
};

/// So many secrets are read and sealed in one step: a bounded unit of work.
const STEP: u32 = 500;
/// Secrets that were changed while the walk was under way are met in another one; whoever still seals with another key after
/// so many walks is a server that has not been told of the new one.
const WALKS: u32 = 3;

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sealing {
    /// So many secrets were sealed anew.
    pub resealed: u64,
    /// Those that do not open, readably named: their key is missing, or they are damaged. They are left as they are.
    pub closed: Vec<String>,
    /// How many secrets each key seals now, by its id; the one that seals is always named.
    pub by_key: BTreeMap<String, u64>,
}

/// Seals everything anew that is not sealed with the first key. It can be stopped and begun again at any moment, and nobody
/// who reads or writes meanwhile is disturbed: a secret is replaced only where it still is what was read.
///
/// # Errors
/// The store's; then what was sealed anew stays so.
pub async fn seal_anew(store: &dyn Store, vault: &dyn Vault) -> Stored<Sealing> {
    let mut sealing = Sealing::default();
    for _ in 0..WALKS {
        let replaced = walk(store, vault, &mut sealing).await?;
        sealing.resealed += replaced;
        sealing.by_key = count(store, vault).await?;
        let others =
            sealing.by_key.iter().any(|(id, count)| id != vault.key_that_seals() && *count > 0);
        if !others || replaced == 0 {
            break;
        }
    }
    Ok(sealing)
}

/// How many secrets each key seals.
///
/// # Errors
/// The store's.
pub async fn count(store: &dyn Store, vault: &dyn Vault) -> Stored<BTreeMap<String, u64>> {
    let mut counts = BTreeMap::from([(vault.key_that_seals().to_owned(), 0)]);
    let mut after = None;
    loop {
        let step = store.sealed_after(after.as_ref(), STEP).await?;
        let Some(last) = step.last() else { return Ok(counts) };
        after = Some(last.walk.clone());
        for one in step {
            let id = vault.key_of(&one.sealed).unwrap_or("?").to_owned();
            *counts.entry(id).or_default() += 1;
        }
    }
}

async fn walk(store: &dyn Store, vault: &dyn Vault, sealing: &mut Sealing) -> Stored<u64> {
    let (mut after, mut replaced) = (None, 0);
    sealing.closed.clear();
    loop {
        let step = store.sealed_after(after.as_ref(), STEP).await?;
        let Some(last) = step.last() else { return Ok(replaced) };
        after = Some(last.walk.clone());
        let mut anew = Vec::new();
        for one in step {
            if vault.key_of(&one.sealed) == Some(vault.key_that_seals()) {
                continue;
            }
            match vault.open(&one.sealed, one.place) {
                Ok(token) => anew.push(Resealed {
                    at: one.walk,
                    to: vault.seal(&token, one.place),
                    from: one.sealed,
                }),
                Err(_) => sealing.closed.push(format!("{:?}", one.place)),
            }
        }
        if !anew.is_empty() {
            replaced += store.reseal(&anew).await?;
        }
    }
}
