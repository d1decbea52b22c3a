//! A key opens its workspace as long as it is not over, and whoever made it is a Master Account there.

use std::sync::Arc;

use domain::{
    id::ApiKeyId,
    scope::Scope,
    time::{Span, Timestamp},
};
use engine::ports::store::{
    Store,
    accounts::AuditEntry,
    api_keys::{ApiKey, KeyUse, NewApiKey, NewRequest, RequestBegan, RequestEnded},
    audits::AuditQuery,
};
use engine::vault::Sealed;

use super::{
    Told,
    cast::{Agency, at, audit, digest, person},
};

const FROM: &str = "192.0.2.1";

pub(super) async fn open(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    let id = |number| ApiKeyId::new(at(0), [number; 10]);
    let entry = |what, seconds| AuditEntry {
        workspace: Some(agency.workspace),
        ..audit(what, at(seconds))
    };
    let key = |number: u8, made_by| NewApiKey {
        workspace: agency.workspace,
        key: ApiKey {
            id: id(number),
            name: format!("Key {number}"),
            scopes: vec![Scope::Profiles, Scope::Audit],
            made_by,
            made_at: at(60_000 + i64::from(number)),
            ends_at: at(61_000),
            used_at: None,
        },
        digest: digest(900 + u64::from(number)),
        audit: entry("key.made", 60_000),
    };
    store.add_api_key(&key(1, agency.master)).await?;
    store.add_api_key(&key(2, person(2))).await?;
    let names: Vec<_> =
        store.api_keys(agency.workspace).await?.into_iter().map(|key| key.name).collect();
    assert_eq!(names, ["Key 2", "Key 1"], "the newest first");
    assert_eq!(store.api_keys(other.workspace).await?, []);

    let day = Timestamp::from_millis(0);
    let find = |number, now| store.find_api_key(digest(number), FROM, day, now);
    let open = find(901, at(60_010)).await?.ok_or("a fresh key opens")?;
    assert_eq!((open.id, open.viewer.workspace), (id(1), agency.workspace));
    assert_eq!(open.scopes, [Scope::Profiles, Scope::Audit]);
    assert_eq!((open.used_at, open.is_known), (None, false));
    assert!(find(901, at(61_000)).await?.is_none(), "it is over");
    assert!(find(902, at(60_010)).await?.is_none(), "made by nobody who mends profiles");
    assert!(find(999, at(60_010)).await?.is_none(), "nobody's");

    let used = |seconds| KeyUse {
        key: id(1),
        workspace: agency.workspace,
        from: FROM.to_owned(),
        day,
        forget: day.before(Span::days(2)),
        audit: entry("key.used", seconds),
    };
    for seconds in [60_020, 60_030, 60_700] {
        store.note_key_use(&used(seconds)).await?;
    }
    let open = find(901, at(60_710)).await?.ok_or("it still opens")?;
    assert_eq!((open.used_at, open.is_known), (Some(at(60_700)), true));
    let what = Some("key.used".to_owned());
    let query = AuditQuery { what, limit: 10, ..AuditQuery::default() };
    assert_eq!(store.audit_log(agency.workspace, &query).await?.len(), 1, "once a day");

    requests(store, agency, id(1)).await?;

    let gone = entry("key.revoked", 60_800);
    assert!(!store.remove_api_key(other.workspace, id(1), &gone).await?, "foreign");
    assert!(store.remove_api_key(agency.workspace, id(1), &gone).await?);
    assert!(!store.remove_api_key(agency.workspace, id(1), &gone).await?);
    assert!(find(901, at(60_810)).await?.is_none());
    Ok(())
}

/// A request that is sent twice under one name begins once, and whoever sends it again is told what the first was answered.
async fn requests(store: &Arc<dyn Store>, agency: &Agency, key: ApiKeyId) -> Told {
    let begin = |name: &str, asks, seconds| NewRequest {
        workspace: agency.workspace,
        key,
        name: name.to_owned(),
        asks: [asks; 32],
        at: at(seconds),
        forget: at(seconds - 100),
    };
    let end = |name: &str, answer: Option<&[u8]>| RequestEnded {
        workspace: agency.workspace,
        key,
        name: name.to_owned(),
        answer: answer.map(|bytes| Sealed(bytes.to_vec())),
    };
    let again = |asks, answer: Option<&[u8]>| {
        let answer = answer.map(|bytes| Sealed(bytes.to_vec()));
        Some(RequestBegan::Again { asks: [asks; 32], answer })
    };
    let once = begin("a", 1, 60_500);
    let both = tokio::join!(store.begin_request(&once), store.begin_request(&once));
    let mut both = [both.0?, both.1?];
    both.sort_by_key(|began| began != &Some(RequestBegan::First));
    assert_eq!(both, [Some(RequestBegan::First), again(1, None)], "of two at once one is first");
    assert_eq!(store.begin_request(&begin("b", 1, 60_500)).await?, Some(RequestBegan::First));
    store.end_request(&end("a", Some(b"done"))).await?;
    assert_eq!(store.begin_request(&begin("a", 2, 60_510)).await?, again(1, Some(b"done")));
    store.end_request(&end("b", None)).await?;
    assert_eq!(store.begin_request(&begin("b", 3, 60_520)).await?, Some(RequestBegan::First));
    assert_eq!(store.begin_request(&begin("a", 1, 60_601)).await?, Some(RequestBegan::First));
    let nobodys = NewRequest { key: ApiKeyId::new(at(0), [99; 10]), ..once };
    assert_eq!(store.begin_request(&nobodys).await?, None);
    Ok(())
}
