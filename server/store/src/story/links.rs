//! A profile's owner, who has no account here, mends it by a link.

use std::sync::Arc;

use domain::{
    authorization::{Binding, Purpose, WayBack},
    cause::Cause,
    event::What,
    id::{LinkId, ProfileId},
    link::{Link, LinkState, Rhythm},
    network::Network,
    outcome::{Face, Missing, Outcome, Refusal},
    time::Span,
};
use engine::ports::store::{
    Store,
    authorizations::Taking,
    links::{LinkMark, NewLink},
};

use super::{
    Told,
    cast::{
        Agency, at, audit, beginning, binding, callback, digest, heard, identity, landing, newest,
        person, profile, sealed, workspace,
    },
};

/// Where the numbers of this chapter begin.
const FIRST: u64 = 7_000;

pub(super) fn link(
    agency: &Agency,
    number: u64,
    profile: Option<ProfileId>,
    seconds: i64,
) -> NewLink {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    let made_at = at(seconds);
    let link = Link {
        id: LinkId::new(made_at, random),
        workspace: agency.workspace,
        network: Network::Facebook,
        profile,
        made_by: agency.master,
        made_at,
        ends_at: made_at.after(Span::days(7)),
        note: "The bakery waits.".into(),
        recipient: Some("ada@client.test".into()),
        rhythm: Rhythm::Daily,
        reminded: 0,
        opened_at: None,
        wrong: None,
        done_at: None,
        revoked_at: None,
    };
    let remind_at = link.next_reminder(made_at);
    NewLink {
        link,
        secret: digest(number),
        sealed: Some(sealed("link secret")),
        remind_at,
        audit: audit("link.made", made_at),
        letter: None,
    }
}

pub(super) async fn mend(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    make(store, agency, ada).await?;
    mark(store, agency, ada).await?;
    land(store, agency, ada).await
}

async fn make(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let new = link(agency, FIRST, Some(ada), 600);
    assert!(store.make_link(&new).await?);
    let unknown = link(agency, FIRST + 1, Some(profile(99)), 600);
    assert!(!store.make_link(&unknown).await?, "no such profile here");
    let adds = link(agency, FIRST + 2, None, 601);
    assert!(store.make_link(&adds).await?);

    let shown = store.links(agency.workspace, 10).await?;
    let ids: Vec<_> = shown.iter().map(|shown| shown.link.id).collect();
    assert_eq!(ids, [adds.link.id, new.link.id], "newest first");
    assert_eq!(store.links(agency.workspace, 1).await?.len(), 1);
    assert!(store.links(workspace(9), 10).await?.is_empty());
    assert_eq!(shown[1].link, new.link);
    assert_eq!((shown[1].asker.as_str(), shown[0].profile_name.as_deref()), ("Grace", None));
    let found = store.link_of_secret(digest(FIRST)).await?;
    assert_eq!(found.as_ref(), Some(&shown[1]));
    assert_eq!(store.link(agency.workspace, new.link.id).await?, found);
    assert_eq!(store.link(workspace(9), new.link.id).await?, None, "foreign");
    assert_eq!(store.link_of_secret(digest(FIRST + 1)).await?, None);
    Ok(())
}

async fn mark(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let new = link(agency, FIRST + 3, Some(ada), 610);
    assert!(store.make_link(&new).await?);
    let (home, id) = (agency.workspace, new.link.id);
    let came = Face { name: "Ben".into(), handle: None, avatar: None };
    let opened = audit("link.opened", at(620));
    assert!(!store.mark_link(workspace(9), id, &LinkMark::Opened, &opened).await?, "foreign");
    assert!(store.mark_link(home, id, &LinkMark::Opened, &opened).await?);
    assert!(!store.mark_link(home, id, &LinkMark::Opened, &opened).await?, "once");
    let wrong = LinkMark::WrongPerson(came.clone());
    assert!(store.mark_link(home, id, &wrong, &audit("link.wrong_person", at(630))).await?);
    let shown = store.link(home, id).await?.ok_or("it is there")?;
    assert_eq!(shown.link.opened_at, Some(at(620)));
    assert_eq!(shown.link.wrong, Some((at(630), came)));
    assert!(store.mark_link(home, id, &LinkMark::Revoked, &audit("link.revoked", at(640))).await?);
    for late in [LinkMark::Opened, wrong, LinkMark::Revoked] {
        assert!(!store.mark_link(home, id, &late, &audit("late", at(650))).await?, "{late:?}");
    }
    let shown = store.link(home, id).await?.ok_or("it is there")?;
    assert_eq!(shown.link.revoked_at, Some(at(640)));
    assert_eq!(shown.link.state(at(650)), LinkState::Revoked);
    // What nobody needs any more is not kept, not even sealed: it would be met here.
    let left = store.sealed_after(None, 1_000).await?;
    assert!(!left.is_empty());
    Ok(())
}

/// Two come by the same link, at the same time: one of them mends the profile.
async fn land(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let new = link(agency, FIRST + 4, Some(ada), 660);
    assert!(store.make_link(&new).await?);
    let back = WayBack::Link(new.link.id);
    let purpose = Purpose::Reconnect { profile: ada };
    let come = |number, seconds| Binding { back, ..binding(agency, number, purpose, seconds) };
    let (first, second, third) = (come(FIRST + 5, 670), come(FIRST + 6, 671), come(FIRST + 7, 672));
    for (binding, number) in [(&first, FIRST + 5), (&second, FIRST + 6), (&third, FIRST + 7)] {
        store.begin_authorization(&beginning(binding, number)).await?;
        let elsewhere = Taking { cookies: Vec::new(), ..callback(binding, number) };
        let taken = store.take_authorization(&elsewhere).await?;
        assert_eq!(taken.map(drop), Err(Refusal::Unknown), "another browser");
        // Whoever is signed in there, the browser counts.
        let theirs =
            Taking { viewer: Some((person(2), workspace(9))), ..callback(binding, number) };
        assert!(store.take_authorization(&theirs).await?.is_ok());
        let found = store.authorization_of_browser(binding.id, digest(number)).await?;
        assert_eq!(found.map(|it| it.binding().clone()).as_ref(), Some(binding));
        let other = store.authorization_of_browser(binding.id, digest(number + 1)).await?;
        assert_eq!(other, None, "another browser");
    }

    let seen = newest(&**store, agency.workspace).await?;
    let mut partly = landing(&first, ada, identity("ada", "Ada"));
    if let Outcome::Connected { channels, .. } = &mut partly.outcome {
        channels.missing = vec![Missing { name: "Bakery".into(), cause: Cause::NotGranted }];
    }
    assert!(store.land(&partly).await?.is_some());
    let shown = store.link(agency.workspace, new.link.id).await?.ok_or("it is there")?;
    assert_eq!(shown.link.done_at, None, "something is left to do");
    let whole = landing(&second, ada, identity("ada", "Ada"));
    assert!(store.land(&whole).await?.is_some());
    let shown = store.link(agency.workspace, new.link.id).await?.ok_or("it is there")?;
    assert_eq!(shown.link.done_at, Some(whole.now));
    let late = landing(&third, ada, identity("ada", "Ada"));
    assert!(store.land(&late).await?.is_none(), "it is used up");

    let told = heard(&**store, agency.workspace, seen).await?;
    let used = told.iter().filter(|it| it.what == What::LinkUsed { profile: ada });
    assert_eq!(used.count(), 2);
    Ok(())
}
