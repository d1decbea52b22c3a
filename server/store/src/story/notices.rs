//! How things stand is read in one look; of two who look at once one tells, and what is told is posted with it.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    account::Role,
    cause::Cause,
    event::EventId,
    health::Health,
    hook::CallAnswer,
    id::{DeliveryId, LetterId, ProfileId},
    letter::LetterKind,
    network::Network,
    notice::{Choices, Incident, News, Quiet, Subject},
    zone::Zone,
};
use engine::ports::store::{
    Store,
    devices::PushSettled,
    grants::Check,
    hooks::NewDelivery,
    letters::{NewLetter, Settled},
    notices::{Board, NoticesTold},
};

use super::{
    Told,
    cast::{Agency, at, check, held, newest, person, sealed, workspace},
    devices,
};

pub(super) async fn tell(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    look(store, agency, ada).await?;
    write(store, agency).await?;
    choose(store, agency).await
}

/// The board of the agency, with what ends before so many seconds.
async fn board(
    store: &Arc<dyn Store>,
    agency: &Agency,
    ends: i64,
) -> Result<Board, Box<dyn std::error::Error + Send + Sync>> {
    let board = store.notice_board(agency.workspace, at(ends)).await?;
    board.ok_or_else(|| "the agency is there".into())
}

async fn look(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    assert!(store.notice_board(workspace(99), at(0)).await?.is_none());
    assert!(store.unheard_workspaces().await?.contains(&agency.workspace));
    let before = held(&**store, agency, ada).await?;

    let end = at(50_000);
    let soon = Check { health: Health::Expiring { at: end }, ..check(&before, at(8_000)) };
    assert!(store.record_check(&soon).await?);
    let read = board(store, agency, 50_000).await?;
    assert_eq!((read.heard, read.looked, read.look_at), (None, 0, None), "never looked at");
    assert_eq!((read.next_end, read.zone.name()), (Some(end), "Europe/Prague"));
    assert_eq!(read.as_of, newest(&**store, agency.workspace).await?);
    assert!(read.facts.iter().all(|fact| fact.subject != Subject::Ending(ada)));
    let read = board(store, agency, 50_001).await?;
    let fact = read.facts.iter().find(|fact| fact.subject == Subject::Ending(ada));
    let fact = fact.ok_or("what ends is seen")?;
    let channels = u32::try_from(before.profile.channels.len())?;
    assert_eq!((fact.at, fact.count, fact.network), (Some(end), channels, Network::Facebook));
    assert_eq!(read.next_end, None);

    let cause = Cause::PasswordChanged;
    let health = Health::Disconnected { cause: cause.clone(), since: at(8_100) };
    let dead = Check { health, ..check(&before, at(8_100)) };
    assert!(store.record_check(&dead).await?);
    let read = board(store, agency, 50_001).await?;
    let fact = read.facts.iter().find(|fact| fact.subject == Subject::Lost(ada));
    let fact = fact.ok_or("what is lost is seen")?;
    assert_eq!((fact.count, fact.cause.as_ref()), (channels, Some(&cause)));
    assert_eq!(fact.name, before.profile.identity.name);
    let masters: Vec<_> = read.members.iter().filter(|it| it.role == Role::MasterAccount).collect();
    assert!(masters.iter().any(|it| it.person == agency.master && it.choices.is_none()));

    let alive = Check { health: before.profile.health.clone(), ..check(&before, at(8_200)) };
    assert!(store.record_check(&alive).await?);
    Ok(())
}

async fn write(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let home = agency.workspace;
    let read = board(store, agency, 0).await?;
    let fact = domain::notice::Fact {
        subject: Subject::Outage(Network::Facebook),
        network: Network::Facebook,
        name: String::new(),
        count: 0,
        cause: None,
        at: None,
    };
    let mut incident = Incident::new(fact, at(8_300));
    incident.tell(agency.master, News::Step(1));
    let letter = NewLetter {
        id: LetterId::new(at(8_300), [77; 10]),
        workspace: Some(home),
        to: "ada@example.org".to_owned(),
        kind: LetterKind::Notice,
        sealed: sealed("notice"),
        at: at(8_300),
    };
    let ear = read.hooks.first().ok_or("a webhook of the chapter before")?;
    let message = NewDelivery {
        id: DeliveryId::new(at(8_300), [78; 10]),
        workspace: home,
        hook: ear.hook,
        kind: "network.outage_began",
        facts: "facts".to_owned(),
        at: at(8_300),
    };
    let push = devices::push(agency, 1, 79, 8_300);
    let told = NoticesTold {
        workspace: home,
        looked: read.looked,
        heard: read.as_of,
        look_at: Some(at(9_000)),
        changed: vec![incident.clone()],
        settled: Vec::new(),
        letters: vec![letter.clone()],
        deliveries: vec![message.clone()],
        pushes: vec![push.clone()],
    };
    assert!(store.write_notices(&told).await?);
    assert!(!store.write_notices(&told).await?, "somebody else looked meanwhile");
    let letters = store.letters(home, 10).await?;
    assert_eq!(letters.iter().filter(|it| it.id == letter.id).count(), 1, "posted once");
    let messages = store.deliveries(home, 10).await?;
    assert_eq!(messages.iter().filter(|it| it.id == message.id).count(), 1, "posted once");
    let taken = store.take_push(at(10_000), at(10_100)).await?.ok_or("it is posted with it")?;
    assert_eq!((taken.id, taken.device), (push.id, push.device));
    let answer = CallAnswer::Status(201);
    store.settle_push(home, push.id, &PushSettled::Taken { at: at(10_001), answer }).await?;
    assert!(store.take_push(at(10_200), at(10_300)).await?.is_none(), "posted once");
    assert!(!store.unheard_workspaces().await?.contains(&home));
    assert_eq!(store.notices_due(at(8_999), 10).await?, []);
    assert_eq!(store.notices_due(at(9_000), 10).await?, [home]);
    assert_eq!(store.next_notice().await?, Some(at(9_000)));
    let read = board(store, agency, 0).await?;
    assert_eq!((read.heard, read.looked), (Some(told.heard), 1));
    assert_eq!(read.incidents, std::slice::from_ref(&incident));

    incident.over_at = Some(at(8_400));
    let over = NoticesTold {
        looked: 1,
        look_at: None,
        changed: vec![incident.clone()],
        letters: Vec::new(),
        deliveries: Vec::new(),
        pushes: Vec::new(),
        ..told
    };
    assert!(store.write_notices(&over).await?);
    assert_eq!(store.notices_due(at(10_000), 10).await?, []);
    assert_eq!(board(store, agency, 0).await?.incidents, std::slice::from_ref(&incident));
    let settled = vec![incident.fact.subject];
    let settled = NoticesTold { looked: 2, changed: Vec::new(), settled, ..over };
    assert!(store.write_notices(&settled).await?);
    let read = board(store, agency, 0).await?;
    assert_eq!((read.incidents, read.looked), (Vec::new(), 3));
    assert!(read.heard > Some(EventId(0)));
    let delivered = Settled::Delivered { at: at(8_400), keep: false };
    store.settle_letter(letter.id, &delivered).await?;
    Ok(())
}

async fn choose(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let home = agency.workspace;
    let quiet = Some(Quiet { from: 1_320, until: 420 });
    let zone = Zone::named("Europe/Prague").ok();
    let mut choices = Choices { quiet, zone, ..Choices::of(Role::MasterAccount) };
    assert_eq!(store.notice_choices(home, agency.master).await?, None);
    store.keep_notice_choices(home, agency.master, &choices, at(8_500)).await?;
    assert_eq!(store.notice_choices(home, agency.master).await?, Some(choices.clone()));
    assert_eq!(store.notices_due(at(8_500), 10).await?, [home], "what counts now is looked at");
    choices.ways = BTreeMap::new();
    store.keep_notice_choices(home, agency.master, &choices, at(8_600)).await?;
    let read = board(store, agency, 0).await?;
    let mine = read.members.into_iter().find(|it| it.person == agency.master);
    assert_eq!(mine.and_then(|it| it.choices), Some(choices.clone()));
    store.keep_notice_choices(home, person(99), &choices, at(8_600)).await?;
    assert_eq!(store.notice_choices(home, person(99)).await?, None, "nobody");
    Ok(())
}
