//! Devices: added, renewed, removed, ended with their sessions, and their messages, one at a time for each.

use std::sync::Arc;

use domain::{
    account::Role,
    device::MOST_WAITING,
    hook::CallAnswer,
    id::{DeviceId, PersonId, PushId},
    language::Speech,
    notice::{Choices, Way},
};
use engine::ports::store::{
    Store,
    accounts::AuditEntry,
    devices::{Device, DeviceAddress, DeviceRenewal, NewDevice, NewPush, PushSettled},
    own_account::{Ending, Reader},
};

use super::{
    Told,
    cast::{Agency, at, audit, digest, person, sealed},
};

type Found<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

pub(super) fn device(number: u8) -> DeviceId {
    DeviceId::new(at(0), [number; 10])
}

fn address(number: u8) -> DeviceAddress {
    DeviceAddress {
        endpoint: digest(7_000 + u64::from(number)),
        sealed: sealed(&format!("device {number}")),
        session: digest(8_000 + u64::from(number)),
        agent: format!("Browser {number}"),
    }
}

fn entry(agency: &Agency, what: &str, seconds: i64) -> AuditEntry {
    AuditEntry { workspace: Some(agency.workspace), ..audit(what, at(seconds)) }
}

/// A device of the agency's master, with the address of that number.
fn new_device(agency: &Agency, number: u8) -> NewDevice {
    NewDevice {
        workspace: agency.workspace,
        person: agency.master,
        id: device(number),
        address: address(number),
        choices: None,
        audit: entry(agency, "device.added", 9_600 + i64::from(number)),
    }
}

pub(super) fn push(agency: &Agency, to: u8, number: u32, seconds: i64) -> NewPush {
    let mut random = [to; 10];
    random[6..].copy_from_slice(&number.to_be_bytes());
    NewPush {
        id: PushId::new(at(seconds), random),
        workspace: agency.workspace,
        device: device(to),
        facts: format!("facts {number}"),
        at: at(seconds),
    }
}

pub(super) async fn tell(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    add(store, agency, other).await?;
    renew(store, agency, other).await?;
    send(store, agency, other).await?;
    end(store, agency).await?;
    end_with_sessions(store, agency).await
}

async fn ids(store: &Arc<dyn Store>, agency: &Agency) -> Found<Vec<DeviceId>> {
    let devices = store.devices(agency.workspace, agency.master).await?;
    Ok(devices.into_iter().map(|it| it.id).collect())
}

async fn add(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    let home = agency.workspace;
    for number in [1, 2] {
        assert!(store.add_device(&new_device(agency, number), 2).await?);
    }
    assert!(!store.add_device(&new_device(agency, 3), 2).await?, "there are enough");
    let stranger = NewDevice { person: person(99), ..new_device(agency, 3) };
    assert!(!store.add_device(&stranger, 10).await?, "nobody");
    let devices = store.devices(home, agency.master).await?;
    let expected = Device {
        id: device(1),
        agent: "Browser 1".to_owned(),
        endpoint: Some(address(1).endpoint),
        made_at: at(9_601),
        delivered_at: None,
        answered: None,
        gone_at: None,
        due_at: None,
    };
    assert_eq!(devices.first(), Some(&expected), "the oldest first");
    assert_eq!(store.devices(home, other.master).await?, []);
    assert_eq!(store.devices(other.workspace, agency.master).await?, []);
    let board = store.notice_board(home, at(0)).await?.ok_or("it is there")?;
    let heard = |person: PersonId| {
        board.members.iter().filter(move |it| it.person == person).flat_map(|it| it.devices.clone())
    };
    assert_eq!(heard(agency.master).collect::<Vec<_>>(), [device(1), device(2)]);

    // Named once more in the same browser, it is there once.
    let again = NewDevice { id: device(4), ..new_device(agency, 2) };
    assert!(store.add_device(&again, 2).await?);
    assert_eq!(ids(store, agency).await?, [device(1), device(4)]);
    // Somebody else has that browser now, in a workspace of theirs.
    let chosen = Choices::of(Role::Regular).with_a_device(Role::MasterAccount);
    let taken = NewDevice { choices: chosen.clone(), ..new_device(other, 5) };
    let taken = NewDevice { address: address(2), ..taken };
    assert!(store.add_device(&taken, 2).await?);
    assert_eq!(ids(store, agency).await?, [device(1)]);
    assert_eq!(store.notice_choices(other.workspace, other.master).await?, chosen);
    assert!(chosen.is_some_and(|it| it.wants_by(domain::notice::Topic::Lost, Way::Push)));
    let note = entry(agency, "device.removed", 9_620);
    let remove = |person, id| store.remove_device(home, person, id, &note);
    assert!(!remove(other.master, device(1)).await?);
    assert!(!remove(agency.master, device(5)).await?);
    let note = entry(other, "device.removed", 9_620);
    assert!(store.remove_device(other.workspace, other.master, device(5), &note).await?);
    Ok(())
}

async fn renew(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    let home = agency.workspace;
    let (before, after) = (address(1).endpoint, address(6));
    assert_eq!(store.devices_at(agency.master, before).await?, [(home, device(1))]);
    assert_eq!(store.devices_at(other.master, before).await?, []);
    let renewal = DeviceRenewal {
        workspace: home,
        person: agency.master,
        device: device(1),
        before,
        address: after.clone(),
    };
    let foreign = DeviceRenewal { person: other.master, ..renewal.clone() };
    assert!(!store.renew_device(&foreign).await?);
    assert!(store.renew_device(&renewal).await?);
    assert!(!store.renew_device(&renewal).await?, "it is there no more");
    assert_eq!(store.devices_at(agency.master, before).await?, []);
    assert_eq!(store.devices_at(agency.master, after.endpoint).await?, [(home, device(1))]);
    Ok(())
}

async fn the(store: &Arc<dyn Store>, agency: &Agency, number: u8) -> Found<Device> {
    let devices = store.devices(agency.workspace, agency.master).await?;
    devices.into_iter().find(|it| it.id == device(number)).ok_or_else(|| "it is there".into())
}

async fn send(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    let home = agency.workspace;
    assert!(store.add_device(&new_device(agency, 2), 2).await?);
    let (first, second) = (push(agency, 1, 1, 9_700), push(agency, 1, 2, 9_701));
    let third = push(agency, 2, 3, 9_702);
    for new in [&first, &second, &third] {
        assert!(store.post_push(new, &entry(agency, "device.test", 9_700)).await?);
    }
    let foreign = NewPush { workspace: other.workspace, ..first.clone() };
    assert!(!store.post_push(&foreign, &entry(agency, "device.test", 9_700)).await?);
    assert_eq!(store.next_push().await?, Some(at(9_700)));
    assert_eq!(the(store, agency, 1).await?.due_at, Some(at(9_700)));
    let take = |now, lease| store.take_push(at(now), at(lease));
    assert!(take(9_699, 9_800).await?.is_none(), "not yet due");

    let taken = take(9_710, 9_800).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.device, taken.attempts), (first.id, device(1), 1));
    assert_eq!((&taken.facts, taken.at, taken.workspace), (&first.facts, first.at, home));
    assert_eq!(taken.sealed, address(6).sealed, "where it is reached now");
    let taken = take(9_710, 9_800).await?.ok_or("it is due")?;
    assert_eq!(taken.id, third.id, "one at a time for each");
    assert!(take(9_710, 9_800).await?.is_none(), "both are written to");

    let (busy, fine) = (CallAnswer::Status(503), CallAnswer::Status(201));
    let (due_at, rest_until) = (at(9_750), at(9_730));
    let again = PushSettled::Again { at: at(9_711), due_at, rest_until, answer: busy };
    store.settle_push(home, first.id, &again).await?;
    let stands = the(store, agency, 1).await?;
    assert_eq!((stands.answered, stands.delivered_at), (Some((at(9_711), busy)), None));
    assert!(take(9_729, 9_800).await?.is_none(), "it is left alone");
    assert_eq!(store.next_push().await?, Some(at(9_730)));
    let taken = take(9_730, 9_830).await?.ok_or("it is due")?;
    assert_eq!(taken.id, second.id);
    store.settle_push(home, second.id, &PushSettled::Taken { at: at(9_731), answer: fine }).await?;
    let stands = the(store, agency, 1).await?;
    assert_eq!((stands.answered, stands.delivered_at), (Some((at(9_731), fine)), Some(at(9_731))));
    let taken = take(9_750, 9_850).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.attempts), (first.id, 2));
    let given_up = PushSettled::GivenUp { at: at(9_751), answer: CallAnswer::TimedOut };
    store.settle_push(home, first.id, &given_up).await?;
    let stands = the(store, agency, 1).await?;
    assert_eq!(stands.answered, Some((at(9_751), CallAnswer::TimedOut)));
    assert_eq!((stands.delivered_at, stands.due_at), (Some(at(9_731)), None));
    // Whoever had the third died: others take it when the time is over.
    let taken = take(9_800, 9_900).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.attempts), (third.id, 2));
    store.settle_push(home, third.id, &PushSettled::Taken { at: at(9_801), answer: fine }).await?;
    assert_eq!(store.next_push().await?, None);
    Ok(())
}

/// Nobody listens any more, or too much waits.
async fn end(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let home = agency.workspace;
    let note = || entry(agency, "device.test", 9_900);
    let (first, waits) = (push(agency, 2, 10, 9_900), push(agency, 2, 11, 9_901));
    for new in [&first, &waits] {
        assert!(store.post_push(new, &note()).await?);
    }
    let taken = store.take_push(at(9_910), at(10_000)).await?.ok_or("it is due")?;
    assert_eq!(taken.id, first.id);
    let answer = CallAnswer::Status(410);
    store.settle_push(home, first.id, &PushSettled::Gone { at: at(9_911), answer }).await?;
    let gone = the(store, agency, 2).await?;
    assert_eq!((gone.gone_at, gone.endpoint, gone.due_at), (Some(at(9_911)), None, None));
    assert_eq!(store.next_push().await?, None, "nothing waits for what is gone");
    assert!(!store.post_push(&push(agency, 2, 12, 9_912), &note()).await?);
    let board = store.notice_board(home, at(0)).await?.ok_or("it is there")?;
    let heard: Vec<_> = board.members.into_iter().flat_map(|it| it.devices).collect();
    assert_eq!(heard, [device(1)], "only who listens is told");
    assert!(store.add_device(&new_device(agency, 3), 2).await?);
    assert_eq!(ids(store, agency).await?, [device(1), device(3)], "what is gone is forgotten");

    for number in 0..u32::try_from(MOST_WAITING)? {
        assert!(store.post_push(&push(agency, 3, 100 + number, 9_920), &note()).await?);
    }
    assert!(!store.post_push(&push(agency, 3, 999, 9_921), &note()).await?, "enough waits");
    let note = entry(agency, "device.removed", 9_930);
    assert!(store.remove_device(home, agency.master, device(3), &note).await?);
    assert_eq!(store.next_push().await?, None);
    Ok(())
}

/// Whoever ends a session ends what was named in it.
async fn end_with_sessions(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    for number in [7, 8, 9] {
        assert!(store.add_device(&new_device(agency, number), 10).await?);
    }
    let waits = push(agency, 7, 1, 9_940);
    assert!(store.post_push(&waits, &entry(agency, "device.test", 9_940)).await?);
    store.close_session(address(7).session).await?;
    assert_eq!(ids(store, agency).await?, [device(1), device(8), device(9)]);
    assert_eq!(store.next_push().await?, None);
    let note = entry(agency, "session.ended", 9_941);
    let one = Ending::One(address(8).session);
    store.end_sessions(agency.master, one, &note).await?;
    assert_eq!(ids(store, agency).await?, [device(1), device(9)]);
    let all_but = Ending::AllBut(address(6).session);
    store.end_sessions(agency.master, all_but, &note).await?;
    assert_eq!(ids(store, agency).await?, [device(1)], "the first is named in that one by now");
    Ok(())
}

/// A device's reader is the person whose it is, in its own workspace.
pub(super) async fn read(
    store: &Arc<dyn Store>,
    agency: &Agency,
    other: &Agency,
    speech: Speech,
) -> Told {
    let new = new_device(agency, 90);
    assert!(store.add_device(&new, 10).await?);
    let reader = |workspace| Reader::Device(workspace, new.id);
    assert_eq!(store.speech_of(&reader(agency.workspace)).await?, Some(speech));
    assert_eq!(store.speech_of(&reader(other.workspace)).await?, None);
    let gone = entry(agency, "device.removed", 9_903);
    assert!(store.remove_device(agency.workspace, agency.master, new.id, &gone).await?);
    assert_eq!(store.speech_of(&reader(agency.workspace)).await?, None);
    Ok(())
}
