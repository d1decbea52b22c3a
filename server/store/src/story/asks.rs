//! Somebody who cannot mend a profile asks for it, once for each time it is lost.

use std::sync::Arc;

use domain::{event::What, id::ProfileId};
use engine::ports::store::{Store, asks::NewAsk};

use super::{
    Told,
    cast::{Agency, at, audit, heard, newest, person, profile, workspace},
};

pub(super) async fn ask(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let asking = |number, seconds, lost_since| NewAsk {
        workspace: agency.workspace,
        profile: ada,
        person: person(number),
        lost_since: at(lost_since),
        audit: audit("profile.asked", at(seconds)),
        now: at(seconds),
    };
    let seen = newest(&**store, agency.workspace).await?;
    assert!(store.ask(&asking(2, 500, 400)).await?);
    assert!(!store.ask(&asking(2, 510, 400)).await?, "once");
    assert!(store.ask(&asking(1, 520, 400)).await?, "somebody else");
    assert!(store.ask(&asking(2, 600, 590)).await?, "it was lost again");
    let unknown = NewAsk { profile: profile(99), ..asking(2, 600, 590) };
    assert!(!store.ask(&unknown).await?);
    let foreign = NewAsk { workspace: workspace(2), ..asking(2, 600, 590) };
    assert!(!store.ask(&foreign).await?);

    let events = heard(&**store, agency.workspace, seen).await?;
    let told: Vec<_> = events.into_iter().map(|event| event.what).collect();
    assert_eq!(told, vec![What::Asked { profile: ada }; 3]);
    let asks = store.asks(agency.workspace).await?;
    let asks: Vec<_> = asks.into_iter().map(|ask| (ask.profile, ask.name, ask.at)).collect();
    let expected = [("Grace", 520), ("Alan", 600)].map(|(name, then)| (ada, name.into(), at(then)));
    assert_eq!(asks, expected);
    assert_eq!(store.asks(workspace(2)).await?, []);
    Ok(())
}
