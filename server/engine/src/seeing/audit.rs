//! The audit log: read by those who may, and proved by anybody who holds the database.

use domain::{
    account::Viewer,
    id::{PersonId, WorkspaceId},
};

use crate::{
    Engine, Error, only_masters,
    ports::store::{
        Store, StoreError, Stored,
        audits::{AuditQuery, Head, Logged, Shown, link},
    },
};

/// How many entries are read at once.
const BATCH: u32 = 1000;

/// What a chain proved to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Its end. Whoever keeps it elsewhere can tell later whether anything before it was changed.
    pub head: Head,
    /// The first entry that is not what it was, if any.
    pub broken: Option<Broken>,
}

/// Where a chain does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The entry of this number was changed, or cannot be read.
    Changed(u64),
    /// The entry of this number is missing.
    Missing(u64),
    /// There are entries from this number on that the chain's end does not know.
    Beyond(u64),
}

/// A chain by its name: a workspace, or what belongs to none.
pub type Chain = Option<WorkspaceId>;

impl Engine {
    /// Entries of the viewer's workspace, newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn audit_log(
        &self,
        viewer: &Viewer,
        query: &AuditQuery,
    ) -> Result<Vec<Shown>, Error> {
        only_masters(viewer)?;
        Ok(self.store.audit_log(viewer.workspace, query).await?)
    }

    /// Who belongs to the viewer's workspace, by name.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn audited_people(&self, viewer: &Viewer) -> Result<Vec<(PersonId, String)>, Error> {
        only_masters(viewer)?;
        Ok(self.store.audited_people(viewer.workspace).await?)
    }

    /// Whether the chain of the viewer's workspace holds.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn verify_audit(&self, viewer: &Viewer) -> Result<Verified, Error> {
        only_masters(viewer)?;
        Ok(verify(&*self.store, Some(viewer.workspace)).await?)
    }
}

/// Proves every chain of the store, each with its name.
///
/// # Errors
/// Only those of the store.
pub async fn verify_all(store: &dyn Store) -> Stored<Vec<(Chain, Verified)>> {
    let mut verified = Vec::new();
    for chain in store.audit_chains().await? {
        verified.push((chain, verify(store, chain).await?));
    }
    Ok(verified)
}

/// Walks a chain from its first entry to its end. Entries may be added meanwhile: the end that was read first counts.
async fn verify(store: &dyn Store, chain: Chain) -> Stored<Verified> {
    let head = store.audit_head(chain).await?.unwrap_or(Head::NONE);
    let mut at = Head::NONE;
    let broken = loop {
        let entries = match store.audit_chain(chain, at.number, BATCH).await {
            Ok(entries) => entries,
            Err(StoreError::Corrupt { .. }) => {
                break first_damaged(store, chain, at.number).await?;
            }
            Err(error) => return Err(error),
        };
        let began = at.number;
        let broken = follow(&entries, &mut at, head);
        if broken.is_some() || at.number == began || at.number == head.number {
            break broken;
        }
    };
    let broken = match broken {
        None if at.number < head.number => Some(Broken::Missing(at.number + 1)),
        None if at.hash != head.hash => Some(Broken::Changed(head.number)),
        None => beyond(store, chain).await?,
        broken => broken,
    };
    Ok(Verified { head, broken })
}

/// Follows entries up to the end; the first that does not fit ends it.
fn follow(entries: &[Logged], at: &mut Head, head: Head) -> Option<Broken> {
    for logged in entries.iter().take_while(|logged| logged.number <= head.number) {
        if logged.number != at.number + 1 {
            return Some(Broken::Missing(at.number + 1));
        }
        let hash = link(&at.hash, logged.number, &logged.entry, logged.facts.as_deref());
        if hash != logged.hash {
            return Some(Broken::Changed(logged.number));
        }
        *at = Head { number: logged.number, hash };
    }
    None
}

/// The first entry after `after` that cannot be read.
async fn first_damaged(store: &dyn Store, chain: Chain, after: u64) -> Stored<Option<Broken>> {
    for number in after..after + u64::from(BATCH) {
        match store.audit_chain(chain, number, 1).await {
            Ok(_) => {}
            Err(StoreError::Corrupt { .. }) => return Ok(Some(Broken::Changed(number + 1))),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// What stands behind the end: an entry that was put there by somebody who did not move it. Entries are read before the end,
/// so that one that is added at this moment is known to it.
async fn beyond(store: &dyn Store, chain: Chain) -> Stored<Option<Broken>> {
    let head = store.audit_head(chain).await?.unwrap_or(Head::NONE);
    let mut last = store.audit_chain(chain, head.number, 1).await?;
    let Some(entry) = last.pop() else { return Ok(None) };
    let head = store.audit_head(chain).await?.unwrap_or(Head::NONE);
    Ok((entry.number > head.number).then_some(Broken::Beyond(entry.number)))
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;
    use crate::ports::store::accounts::AuditEntry;

    fn chain(length: u64) -> (Vec<Logged>, Head) {
        let mut head = Head::NONE;
        let entry = |number| AuditEntry {
            workspace: None,
            person: None,
            what: format!("test.{number}"),
            about: String::new(),
            from: String::new(),
            at: Timestamp::from_millis(0),
        };
        let entries = (1..=length).map(|number| {
            let entry = entry(number);
            head = head.next(&entry, None);
            Logged { number, entry, facts: None, hash: head.hash }
        });
        let entries: Vec<_> = entries.collect();
        (entries, head)
    }

    fn walked(entries: &[Logged], head: Head) -> (Option<Broken>, Head) {
        let mut at = Head::NONE;
        (follow(entries, &mut at, head), at)
    }

    #[test]
    fn a_chain_breaks_where_it_was_touched() {
        let (entries, head) = chain(5);
        assert_eq!(walked(&entries, head), (None, head));

        let mut changed = entries.clone();
        changed[2].entry.about = "somebody else".into();
        assert_eq!(walked(&changed, head).0, Some(Broken::Changed(3)));

        let mut missing = entries.clone();
        missing.remove(1);
        assert_eq!(walked(&missing, head).0, Some(Broken::Missing(2)));

        let (broken, at) = walked(&entries[..4], head);
        assert_eq!(
            (broken, at.number),
            (None, 4),
            "what is missing at the end is known to the head"
        );
    }
}
