//! A channel is one, however many profiles it is linked from, and known when it is linked from none.

use std::sync::Arc;

use domain::{
    authorization::Purpose,
    channel::LinkedChannel,
    event::{Change, What},
    id::{ChannelId, ProfileId},
    network::Network,
};
use engine::ports::store::{Store, channels::NewFirst};

use super::{
    Told,
    cast::{
        Agency, at, audit, binding, channel, come_back, heard, held, identity, landed, landing,
        newest, profile,
    },
};

/// The page that Ben and Cleo both have a role on, by the number that Ben's login gives it.
const SHARED: u64 = 40;

/// Ben links a page, Cleo links it too, and each in turn is the one it is reached through.
pub(super) async fn share(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let (ben, cleo) = (profile(40), profile(41));
    let shared = channel(SHARED);
    link(store, agency, 40, (ben, "ben"), shared).await?;
    link(store, agency, 41, (cleo, "cleo"), channel(41)).await?;
    assert_eq!(links(store, agency, shared).await?, [ben, cleo], "in the order of the links");
    assert!(store.linked_channel(agency.workspace, channel(41)).await?.is_none(), "one id");
    let all = store.linked_channels(agency.workspace).await?;
    let known = all.iter().filter(|channel| channel.remote_id == "page-40");
    assert_eq!(known.map(|channel| channel.id).collect::<Vec<_>>(), [shared]);
    let opened = store.held_channel(agency.workspace, shared).await?.ok_or("it is linked")?;
    let tokens: Vec<_> = opened.held.iter().map(|held| held.own.is_some()).collect();
    assert_eq!(tokens, [true, false], "a token that is sealed for an id that is none is not kept");
    let remote_ids = ["page-40".to_owned(), "page-nobody-has".to_owned()];
    let ids = store.channel_ids(agency.workspace, Network::Facebook, "facebook", &remote_ids);
    assert_eq!(ids.await?, [("page-40".to_owned(), shared)]);

    put_first(store, agency, shared, (ben, cleo)).await?;
    unlink_and_link_again(store, agency, shared, (ben, cleo)).await
}

/// Another linked profile is chosen among those that have the channel, and told of once.
async fn put_first(
    store: &Arc<dyn Store>,
    agency: &Agency,
    shared: ChannelId,
    (ben, cleo): (ProfileId, ProfileId),
) -> Told {
    let seen = newest(&**store, agency.workspace).await?;
    for (profile, channel) in [(profile(1), shared), (cleo, channel(77)), (ben, shared)] {
        assert_eq!(store.put_first(&first(agency, profile, channel)).await?, 0, "{profile}");
    }
    assert_eq!(links(store, agency, shared).await?, [ben, cleo]);
    assert_eq!(newest(&**store, agency.workspace).await?, seen, "nothing happened");

    assert_eq!(store.put_first(&first(agency, cleo, shared)).await?, 1);
    assert_eq!(links(store, agency, shared).await?, [cleo, ben], "the one before is a backup");
    let events = heard(&**store, agency.workspace, seen).await?;
    let told: Vec<_> = events.into_iter().map(|event| event.what).collect();
    let mending = Change { before: false, after: false };
    let expected = [ben, cleo].map(|profile| What::Linked { profile, mending });
    assert_eq!(told, expected);
    Ok(())
}

/// Without its profiles a channel stays known, and comes back as what it was.
async fn unlink_and_link_again(
    store: &Arc<dyn Store>,
    agency: &Agency,
    shared: ChannelId,
    (ben, cleo): (ProfileId, ProfileId),
) -> Told {
    let entry = audit("profile.removed", at(6_980));
    assert!(store.remove_profile(agency.workspace, cleo, &entry).await?);
    assert_eq!(links(store, agency, shared).await?, [ben], "the backup is the linked profile now");
    assert!(store.remove_profile(agency.workspace, ben, &entry).await?);
    assert_eq!(links(store, agency, shared).await?, [], "known, and linked from nowhere");

    let anew = profile(42);
    link(store, agency, 42, (anew, "cleo"), channel(42)).await?;
    assert_eq!(links(store, agency, shared).await?, [anew], "the same id again");
    let found = held(&**store, agency, anew).await?.profile.channels;
    assert_eq!(found.iter().map(|channel| channel.id).collect::<Vec<_>>(), [shared]);
    assert!(store.remove_profile(agency.workspace, anew, &entry).await?);
    Ok(())
}

/// Somebody's login brings the shared page, under an id that the login made up.
async fn link(
    store: &Arc<dyn Store>,
    agency: &Agency,
    number: u64,
    (profile, who): (ProfileId, &str),
    id: ChannelId,
) -> Told {
    let binding = binding(agency, number, Purpose::Connect, 6_900);
    come_back(&**store, &binding, number).await?;
    let mut arrival = landing(&binding, profile, identity(who, who));
    arrival.channels = vec![landed(SHARED, "Shared page")];
    arrival.channels[0].id = id;
    assert_eq!(store.land(&arrival).await?, Some(()));
    Ok(())
}

fn first(agency: &Agency, profile: ProfileId, channel: ChannelId) -> NewFirst {
    NewFirst {
        workspace: agency.workspace,
        profile,
        channels: vec![channel],
        audit: audit("channels.moved", at(6_970)),
        now: at(6_970),
    }
}

/// Through whom a channel that the workspace knows is reached, the linked profile first.
async fn links(
    store: &Arc<dyn Store>,
    agency: &Agency,
    channel: ChannelId,
) -> Result<Vec<ProfileId>, Box<dyn std::error::Error + Send + Sync>> {
    let found = store.linked_channel(agency.workspace, channel).await?;
    let LinkedChannel { links, .. } = found.ok_or("a channel that was linked once is known")?;
    Ok(links.into_iter().map(|link| link.profile).collect())
}
