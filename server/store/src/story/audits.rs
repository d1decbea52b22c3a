//! What was done is written down in chains that nobody else's entries get into.

use std::sync::Arc;

use domain::id::WorkspaceId;
use engine::ports::store::{
    Store,
    accounts::AuditEntry,
    audits::{AuditQuery, Head, link},
};

use super::{
    Told,
    cast::{Agency, at, audit, person},
};

pub(super) async fn look_back(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    for chain in store.audit_chains().await? {
        holds(&**store, chain).await?;
    }
    let everything = AuditQuery { limit: 1000, ..AuditQuery::default() };
    let seen = store.audit_log(agency.workspace, &everything).await?.len();
    let entry = |about: &str, seconds| AuditEntry {
        workspace: Some(agency.workspace),
        person: Some(person(2)),
        about: about.to_owned(),
        ..audit("story.told", at(seconds))
    };
    for (about, seconds) in [("first\0", 9_000), ("second", 9_001), ("third", 9_002)] {
        store.audit(&entry(about, seconds)).await?;
    }
    store
        .audit(&AuditEntry { workspace: Some(other.workspace), ..entry("elsewhere", 9_001) })
        .await?;
    store.audit(&AuditEntry { workspace: None, ..entry("nowhere", 9_001) }).await?;
    for chain in [Some(agency.workspace), Some(other.workspace), None] {
        holds(&**store, chain).await?;
    }

    let told = |query: AuditQuery| async move {
        let log = store.audit_log(agency.workspace, &AuditQuery { limit: 3, ..query }).await?;
        let about = |it: engine::ports::store::audits::Shown| it.logged.entry.about;
        Ok::<_, engine::ports::store::StoreError>(log.into_iter().map(about).collect::<Vec<_>>())
    };
    let newest = told(AuditQuery::default()).await?;
    assert_eq!(newest[..2], ["third", "second"], "newest first, and nobody else's");
    assert!(newest[2].starts_with("first"), "{newest:?}");
    let log = store.audit_log(agency.workspace, &everything).await?;
    assert_eq!(log.len(), seen + 3);
    assert_eq!(log[0].person.as_deref(), Some("Alan"), "with who did it");
    let what = Some("story.told".to_owned());
    let query = AuditQuery { before: Some(log[1].logged.number), what, ..AuditQuery::default() };
    assert_eq!(told(query.clone()).await?.len(), 1, "the next page goes on");
    let period =
        AuditQuery { since: Some(at(9_001)), until: Some(at(9_002)), ..AuditQuery::default() };
    assert_eq!(told(period).await?, ["second"]);
    let about = AuditQuery { about: Some("third".to_owned()), ..AuditQuery::default() };
    assert_eq!(told(about).await?, ["third"]);
    let nobody = AuditQuery { person: Some(person(77)), ..AuditQuery::default() };
    assert_eq!(told(nobody).await?, [""; 0]);
    let people = store.audited_people(agency.workspace).await?;
    let people: Vec<_> = people.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(people, ["Alan", "Grace"]);
    Ok(())
}

/// Every entry is chained to the one before it, and the last one is the end.
async fn holds(store: &dyn Store, chain: Option<WorkspaceId>) -> Told {
    let entries = store.audit_chain(chain, 0, 10_000).await?;
    let mut end = Head::NONE;
    for logged in entries {
        let hash = link(&end.hash, end.number + 1, &logged.entry, logged.facts.as_deref());
        assert_eq!((logged.number, logged.hash), (end.number + 1, hash), "{:?}", logged.entry);
        end = Head { number: logged.number, hash };
    }
    assert_eq!(store.audit_head(chain).await?, Some(end));
    assert_eq!(store.audit_chain(chain, end.number, 10).await?, []);
    Ok(())
}
