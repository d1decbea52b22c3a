//! How profiles stood is written down as it changes, with who mended them.

use std::sync::Arc;

use domain::{
    cause::Cause,
    health::Health,
    id::ProfileId,
    network::Network,
    time::Timestamp,
    uptime::{Doer, State},
};
use engine::ports::store::{Store, audits::AuditQuery, histories::RenewalCount};

use super::{
    Told,
    cast::{Agency, at, check, held},
};

pub(super) async fn remember(
    store: &Arc<dyn Store>,
    agency: &Agency,
    other: &Agency,
    ada: ProfileId,
) -> Told {
    let home = agency.workspace;
    let noted = store.history(home, ada, Timestamp::from_millis(0)).await?;
    let first = noted.first().ok_or("a connection begins a history")?;
    assert_eq!(
        (&first.change.state, first.change.by),
        (&State::Works, Doer::Person(agency.master))
    );
    assert_eq!(first.person.as_deref(), Some("Grace"));

    // Later than anything that was told before.
    let dead = Health::Disconnected { cause: Cause::PasswordChanged, since: at(50_000) };
    for (seconds, health) in [
        (50_000, dead.clone()),
        (50_010, dead),
        (50_020, Health::Connected { until: None }),
        (50_030, Health::Connected { until: Some(at(9_000_000)) }),
    ] {
        let held = held(&**store, agency, ada).await?;
        assert!(
            store
                .record_check(&engine::ports::store::grants::Check {
                    health,
                    ..check(&held, at(seconds))
                })
                .await?
        );
    }
    let noted = store.history(home, ada, at(50_000)).await?;
    let seen: Vec<_> =
        noted.iter().map(|it| (it.change.at, it.change.state.clone(), it.change.by)).collect();
    let expected = [
        (at(50_000), State::Lost(Cause::PasswordChanged), Doer::Network),
        (at(50_020), State::Works, Doer::Network),
    ];
    assert_eq!(seen[seen.len() - 2..], expected, "only what changes");
    assert_eq!(seen.len(), 3, "with how it stood before");
    let log = store.audit_log(home, &AuditQuery { limit: 2, ..AuditQuery::default() }).await?;
    let told: Vec<_> = log.iter().map(|it| it.logged.entry.what.as_str()).collect();
    assert_eq!(told, ["health.healed", "health.lost"]);

    let all = store.histories(home, at(50_010)).await?;
    let of = all.iter().find(|one| one.profile == ada).ok_or("it is among all")?;
    assert_eq!((of.network, of.changes.len()), (Network::Facebook, 2));
    assert_eq!(
        store
            .histories(other.workspace, at(0))
            .await?
            .iter()
            .filter(|one| one.profile == ada)
            .count(),
        0
    );
    assert_eq!(store.history(other.workspace, ada, at(0)).await?, []);
    store.forget_histories(at(50_015)).await?;
    let kept = store.history(home, ada, Timestamp::from_millis(0)).await?;
    let kept: Vec<_> = kept.iter().map(|it| it.change.at).collect();
    assert_eq!(kept, [at(50_000), at(50_020)], "how it stood then is not forgotten");

    let count =
        |network, day, count| RenewalCount { workspace: home, network, day: at(day), count };
    store
        .count_renewals(&[count(Network::X, 90_000, 2), count(Network::Facebook, 90_000, 1)])
        .await?;
    store.count_renewals(&[count(Network::X, 90_000, 3), count(Network::X, 99_000, 4)]).await?;
    let all = store.renewals_counted(home, at(90_000)).await?;
    assert_eq!(all, [(Network::Facebook, 1), (Network::X, 9)]);
    assert_eq!(store.renewals_counted(home, at(99_000)).await?, [(Network::X, 4)]);
    assert_eq!(store.renewals_counted(other.workspace, at(0)).await?, []);
    Ok(())
}
