//! Networks stand and fall; a reader falls behind.

use std::sync::Arc;

use domain::{
    cause::Cause,
    event::{EventId, What},
    network::Network,
    standing::Standing,
    verdict::Verdict,
};
use engine::ports::store::{Store, events::EventsRead, profiles::ProfileQuery};

use super::{
    Told,
    cast::{Agency, at, heard, newest},
};

/// X fails three times in a row: who has a profile there hears of it, once.
pub(super) async fn stand_and_fall(
    store: &Arc<dyn Store>,
    agency: &Agency,
    other: &Agency,
) -> Told {
    let (mine, theirs) =
        (newest(&**store, agency.workspace).await?, newest(&**store, other.workspace).await?);
    let trouble = Standing::Trouble { since: at(7_003) };
    for (second, verdict, turned) in [
        (7_000, Verdict::Unavailable, None),
        (7_001, Verdict::Unavailable, None),
        (7_002, Verdict::Limited { until: None }, None),
        (7_003, Verdict::Unavailable, Some(trouble.clone())),
        (7_004, Verdict::Unavailable, None),
    ] {
        let standing = store.count_verdict(Network::X, &verdict, at(second)).await?;
        assert_eq!(standing, turned, "at {second}");
    }
    let standings = [(Network::X, trouble.clone())];
    assert_eq!(store.standings().await?, standings);
    let events = heard(&**store, other.workspace, theirs).await?;
    let whats: Vec<_> = events.into_iter().map(|event| event.what).collect();
    let told = What::Standing { network: Network::X, standing: trouble };
    assert_eq!(whats, [told]);
    assert_eq!(heard(&**store, agency.workspace, mine).await?, []);
    let query = ProfileQuery::default();
    let list = store.list_profiles(other.workspace, &query).await?;
    assert_eq!(list.standings, standings);
    let list = store.list_profiles(agency.workspace, &query).await?;
    assert_eq!(list.standings, [], "no profile there");

    let answer = Verdict::Dead(Cause::Expired);
    let standing = store.count_verdict(Network::X, &answer, at(7_005)).await?;
    assert_eq!(standing, Some(Standing::Fine));
    assert_eq!(store.standings().await?, []);
    let standing = store.count_verdict(Network::X, &Verdict::Alive, at(7_006)).await?;
    assert_eq!(standing, None);
    assert_eq!(heard(&**store, other.workspace, theirs).await?.len(), 2);
    Ok(())
}

/// The log forgets what is old. Who asks for that is told to start anew, never left with a gap.
pub(super) async fn fall_behind(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let last = newest(&**store, agency.workspace).await?;
    let all = heard(&**store, agency.workspace, EventId(0)).await?;
    assert_eq!(all.last().map(|event| event.id), Some(last));
    let read = store.events_after(agency.workspace, EventId(0), 2).await?;
    assert_eq!(read, EventsRead::Events(all[..2].to_vec()), "in portions");
    let read = store.events_after(agency.workspace, last, 10).await?;
    assert_eq!(read, EventsRead::Events(Vec::new()));
    let resync = EventsRead::Resync { last };
    let beyond = EventId(last.0 + 1);
    let read = store.events_after(agency.workspace, beyond, 10).await?;
    assert_eq!(read, resync, "the log never got that far");

    let kept = all.len() - 1;
    let oldest = all[kept].clone();
    store.forget_events(oldest.at).await?;
    let read = store.events_after(agency.workspace, EventId(oldest.id.0 - 1), 10).await?;
    let EventsRead::Events(events) = read else {
        return Err("the log reaches back to its oldest event".into());
    };
    assert_eq!(events.last(), Some(&oldest));
    let read = store.events_after(agency.workspace, EventId(0), 10).await?;
    assert_eq!(read, resync);

    store.forget_events(at(1_000_000)).await?;
    let read = store.events_after(agency.workspace, last, 10).await?;
    assert_eq!(read, EventsRead::Events(Vec::new()), "nothing was missed");
    let read = store.events_after(agency.workspace, oldest_before(last), 10);
    assert_eq!(read.await?, resync);
    Ok(())
}

const fn oldest_before(last: EventId) -> EventId {
    EventId(last.0 - 1)
}
