//! A profile is linked, and mended.

use std::sync::Arc;

use domain::{
    authorization::{Authorization, Purpose},
    cause::Cause,
    event::{Change, EventId, What},
    health::Losses,
    id::ProfileId,
    network::Network,
    outcome::{Failure, Outcome, Refusal},
};
use engine::ports::store::{
    Store,
    authorizations::Taking,
    grants::{Held, RenewalRecord, RenewalRequest},
};

use super::{
    Told,
    cast::{
        Agency, at, audit, beginning, binding, callback, channel, come_back, digest, grant, heard,
        held, identity, landed, landing, leased, newest, person, profile, sealed,
    },
};

/// Ada is linked with two pages. Nobody but her browser can bring her answer back, and nobody twice.
pub(super) async fn connect(
    store: &Arc<dyn Store>,
    agency: &Agency,
) -> Result<ProfileId, Box<dyn std::error::Error + Send + Sync>> {
    let mut alarm = store.alarm();
    let ada = profile(1);
    let binding = binding(agency, 1, Purpose::Connect, 100);
    store.begin_authorization(&beginning(&binding, 1)).await?;
    let right = callback(&binding, 1);
    for (wrong, refusal) in [
        (Taking { state: digest(77), ..right.clone() }, Refusal::Unknown),
        (Taking { cookies: vec![(binding.id, digest(77))], ..right.clone() }, Refusal::Unknown),
        (Taking { viewer: Some((person(2), agency.workspace)), ..right.clone() }, Refusal::Unknown),
        (Taking { network: Network::X, ..right.clone() }, Refusal::OtherNetwork),
    ] {
        let taken = store.take_authorization(&wrong).await?;
        assert_eq!(taken.err(), Some(refusal), "{wrong:?}");
    }
    let found = store.authorization(agency.workspace, binding.id).await?;
    let pending = Authorization::Pending(binding.clone());
    assert_eq!(found, Some(pending), "refusals change nothing");

    let taken = store.take_authorization(&right).await?;
    let taken = taken.map_err(|refusal| format!("{refusal:?}"))?;
    assert_eq!(taken.binding, binding);
    assert_eq!(taken.verifier, Some(sealed("verifier")));
    assert_eq!(taken.memo, Some(sealed("memo")));
    assert_eq!(taken.binding, binding);
    let again = store.take_authorization(&right).await?;
    assert_eq!(again.err(), Some(Refusal::Replayed));

    let mut arrival = landing(&binding, ada, identity("ada", "Ada"));
    arrival.channels = vec![landed(2, "Zinnia"), landed(1, "apples")];
    assert_eq!(store.land(&arrival).await?, Some(()));
    assert_eq!(store.land(&arrival).await?, None, "an authorization lands once");
    assert_eq!(alarm.recv().await?, agency.workspace);
    let events = heard(&**store, agency.workspace, EventId(0)).await?;
    let expected = What::Linked { profile: ada, mending: Change { before: false, after: false } };
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].what, expected);
    let found = store.authorization(agency.workspace, binding.id).await?;
    let outcome = arrival.outcome.clone();
    assert_eq!(found, Some(Authorization::Consumed(binding.clone(), outcome.clone())));
    fail(store, &binding, Failure::Unavailable).await?;
    let found = store.authorization(agency.workspace, binding.id).await?;
    assert_eq!(found, Some(Authorization::Consumed(binding, outcome)));

    let held = held(&**store, agency, ada).await?;
    assert_eq!(held.version, 1);
    assert_eq!(held.access, sealed("access 1"));
    assert_eq!(held.refresh, Some(sealed("refresh 1")));
    assert_eq!(held.grant, grant());
    assert_eq!(held.fingerprint, arrival.fingerprint);
    assert_eq!(held.intent, None);
    assert_eq!(held.channel_tokens.len(), 2);
    let names: Vec<_> = held.profile.channels.iter().map(|c| &*c.name).collect();
    assert_eq!(names, ["apples", "Zinnia"]);
    let found = store.find_profile(agency.workspace, ada).await?;
    assert_eq!(found, Some((held.profile, EventId(1))));
    link_twice(store, agency).await?;
    Ok(ada)
}

/// The same person again is not a second profile.
async fn link_twice(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let binding = binding(agency, 2, Purpose::Connect, 200);
    come_back(&**store, &binding, 2).await?;
    let twin = landing(&binding, profile(2), identity("ada", "Ada"));
    assert_eq!(store.land(&twin).await?, None);
    assert_eq!(newest(&**store, agency.workspace).await?, EventId(1));
    assert!(store.find_profile(agency.workspace, profile(2)).await?.is_none());
    let found = store.authorization(agency.workspace, binding.id).await?;
    assert_eq!(found, Some(Authorization::Completed(binding.clone())));
    fail(store, &binding, Failure::ProfileGone).await?;
    let found = store.authorization(agency.workspace, binding.id).await?;
    let failed = failed(Failure::ProfileGone);
    assert_eq!(found, Some(Authorization::Failed(binding, failed)));
    Ok(())
}

/// Ada is red; a login mends her while a renewal is still under way.
pub(super) async fn reconnect(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let before = held(&**store, agency, ada).await?;
    let fence = leased(
        store
            .begin_renewal(&RenewalRequest {
                workspace: agency.workspace,
                profile: ada,
                version: before.version,
                spends: Some(digest(5)),
                takes_over: None,
                now: at(5_000),
            })
            .await?,
    )?;
    let renewing = Held { workspace: agency.workspace, profile: ada, fence };

    let purpose = Purpose::Reconnect { profile: ada };
    let third = binding(agency, 3, purpose, 5_002);
    come_back(&**store, &third, 3).await?;
    let stranger = landing(&third, ada, identity("mallory", "Mallory"));
    assert_eq!(store.land(&stranger).await?, None, "another person");
    let seen = newest(&**store, agency.workspace).await?;
    let mut arrival = landing(&third, ada, identity("ada", "Ada"));
    arrival.access = sealed("access 3");
    arrival.refresh = None;
    arrival.channels = vec![landed(1, "apples")];
    arrival.channels[0].token = None;
    arrival.channels[0].losses = Losses::all(&Cause::RoleLost, at(5_002));
    assert_eq!(store.land(&arrival).await?, Some(()));

    let after = held(&**store, agency, ada).await?;
    assert_eq!(after.version, before.version + 1);
    assert_eq!(after.access, sealed("access 3"));
    assert_eq!(after.refresh, before.refresh, "never overwritten with nothing");
    assert_eq!(after.channel_tokens, before.channel_tokens);
    assert_eq!(after.intent, None);
    assert_eq!(after.profile.channels.len(), 2, "the unnamed one stays");
    let renewal = RenewalRecord {
        held: renewing,
        version: before.version,
        health: before.profile.health.clone(),
        plan: before.plan,
        grant: grant(),
        access: sealed("from before the login"),
        refresh: None,
        now: at(5_003),
    };
    assert_eq!(store.record_renewal(&renewal).await?, None);

    let events = heard(&**store, agency.workspace, seen).await?;
    assert_eq!(events.len(), 1);
    let What::Checked { channels, mending, .. } = &events[0].what else {
        return Err(format!("no channel is new: {:?}", events[0].what).into());
    };
    assert_eq!(channels.len(), 2);
    assert!(mending.after, "a lost channel belongs into the red frame");

    let fourth = binding(agency, 4, purpose, 5_100);
    come_back(&**store, &fourth, 4).await?;
    let mut arrival = landing(&fourth, ada, identity("ada", "Ada Lovelace"));
    arrival.channels = vec![landed(1, "apples"), landed(3, "Quince")];
    // A login at the same moment saw this page as new too, and lands second.
    arrival.channels[0].id = channel(99);
    arrival.channels[0].token = Some(sealed("for a channel that will not exist"));
    assert_eq!(store.land(&arrival).await?, Some(()));
    let mended = held(&**store, agency, ada).await?;
    assert_eq!(mended.profile.identity.name, "Ada Lovelace");
    assert!(!mended.profile.needs_mending());
    assert!(mended.profile.channels.iter().any(|c| c.id == channel(1)));
    assert!(mended.profile.channels.iter().all(|c| c.id != channel(99)));
    assert!(mended.channel_tokens.iter().all(|(_, token)| *token == sealed("page token 1")));
    let events = heard(&**store, agency.workspace, events[0].id).await?;
    let expected = What::Linked { profile: ada, mending: Change { before: true, after: false } };
    assert_eq!(events[0].what, expected);
    Ok(())
}

async fn fail(
    store: &Arc<dyn Store>,
    binding: &domain::authorization::Binding,
    failure: Failure,
) -> Told {
    let entry = audit("authorization.failed", at(200));
    store.fail_authorization(binding.id, &failed(failure), &entry).await?;
    Ok(())
}

const fn failed(failure: Failure) -> Outcome {
    Outcome::Failed { profile: None, failure }
}
