//! Webhooks: added, changed, switched off and on, and their messages, one at a time for each.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    hook::{CallAnswer, HookKind, MOST_WAITING},
    id::{DeliveryId, HookId},
    language::Speech,
    notice::Topic,
    time::Timestamp,
};
use engine::ports::store::{
    Store,
    accounts::AuditEntry,
    hooks::{CallSettled, DeliveryShown, Hook, HookChange, NewDelivery, NewHook},
    own_account::Reader,
};

use super::{
    Told,
    cast::{Agency, at, audit, sealed},
};

fn hook(number: u8) -> HookId {
    HookId::new(at(0), [number; 10])
}

fn new_hook(agency: &Agency, number: u8) -> NewHook {
    NewHook {
        workspace: agency.workspace,
        hook: Hook {
            id: hook(number),
            kind: HookKind::Standard,
            name: format!("Hook {number}"),
            sealed: sealed(&format!("hook {number}")),
            topics: BTreeSet::from([Topic::Lost, Topic::Mended]),
            made_by: agency.master,
            made_at: at(9_000 + i64::from(number)),
            off_since: None,
        },
        audit: entry(agency, "hook.added", 9_000),
    }
}

fn entry(agency: &Agency, what: &str, seconds: i64) -> AuditEntry {
    AuditEntry { workspace: Some(agency.workspace), ..audit(what, at(seconds)) }
}

fn message(agency: &Agency, to: u8, number: u32, seconds: i64) -> NewDelivery {
    let mut random = [to; 10];
    random[6..].copy_from_slice(&number.to_be_bytes());
    NewDelivery {
        id: DeliveryId::new(at(seconds), random),
        workspace: agency.workspace,
        hook: hook(to),
        kind: "test",
        facts: format!("facts {number}"),
        at: at(seconds),
    }
}

pub(super) async fn call(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    manage(store, agency, other).await?;
    send(store, agency, other).await?;
    end(store, agency).await?;
    store.forget_deliveries(at(100_000)).await?;
    assert_eq!(store.deliveries(agency.workspace, 10).await?, []);
    Ok(())
}

async fn manage(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    let home = agency.workspace;
    for number in [1, 2] {
        assert!(store.add_hook(&new_hook(agency, number), 2).await?);
    }
    assert!(!store.add_hook(&new_hook(agency, 3), 2).await?, "there are enough");
    let hooks = store.hooks(home).await?;
    assert_eq!(hooks, [new_hook(agency, 1).hook, new_hook(agency, 2).hook], "the oldest first");
    assert_eq!(store.hooks(other.workspace).await?, []);

    let change = HookChange {
        workspace: home,
        hook: hook(2),
        topics: Some(BTreeSet::from([Topic::Outage])),
        sealed: None,
        is_switched_on: false,
        audit: entry(agency, "hook.changed", 9_010),
    };
    assert!(store.change_hook(&change).await?);
    let foreign = HookChange { workspace: other.workspace, ..change.clone() };
    assert!(!store.change_hook(&foreign).await?);
    let resealed = HookChange { topics: None, sealed: Some(sealed("anew")), ..change };
    assert!(store.change_hook(&resealed).await?);
    let changed = &store.hooks(home).await?[1];
    assert_eq!(changed.topics, BTreeSet::from([Topic::Outage]));
    assert_eq!(changed.sealed, sealed("anew"));
    let gone = entry(agency, "hook.removed", 9_011);
    assert!(!store.remove_hook(other.workspace, hook(2), &gone).await?);
    Ok(())
}

/// How a message stands.
async fn shown(
    store: &Arc<dyn Store>,
    agency: &Agency,
    id: DeliveryId,
) -> Result<DeliveryShown, Box<dyn std::error::Error + Send + Sync>> {
    let all = store.deliveries(agency.workspace, 2_000).await?;
    all.into_iter().find(|it| it.id == id).ok_or_else(|| "it is there".into())
}

async fn send(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    let home = agency.workspace;
    let (first, second) = (message(agency, 1, 1, 9_100), message(agency, 1, 2, 9_101));
    let third = message(agency, 2, 3, 9_102);
    for new in [&first, &second, &third] {
        assert!(store.post_delivery(new, &entry(agency, "hook.test", 9_100)).await?);
    }
    let foreign = NewDelivery { workspace: other.workspace, ..first.clone() };
    assert!(!store.post_delivery(&foreign, &entry(agency, "hook.test", 9_100)).await?);
    assert_eq!(store.next_delivery().await?, Some(at(9_100)));
    assert!(store.take_delivery(at(9_099), at(9_200)).await?.is_none(), "not yet due");

    let take = |now, lease| store.take_delivery(at(now), at(lease));
    let taken = take(9_110, 9_200).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.hook, taken.attempts), (first.id, hook(1), 1), "the older first");
    assert_eq!((&taken.facts, taken.at, taken.workspace), (&first.facts, first.at, home));
    assert_eq!((taken.hook_kind, taken.sealed), (HookKind::Standard, sealed("hook 1")));
    let taken = take(9_110, 9_200).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.sealed), (third.id, sealed("anew")), "one at a time for each");
    assert!(take(9_110, 9_200).await?.is_none(), "both are called");

    let answer = CallAnswer::Status(500);
    let (due, rest_until) = (at(9_150), at(9_130));
    let again = CallSettled::Again { at: due, rest_until, answer };
    store.settle_delivery(home, first.id, &again).await?;
    assert!(take(9_129, 9_200).await?.is_none(), "it is left alone");
    assert_eq!(store.next_delivery().await?, Some(at(9_130)));
    let taken = take(9_130, 9_230).await?.ok_or("it is due")?;
    assert_eq!(taken.id, second.id);
    let answer = CallAnswer::Status(204);
    store.settle_delivery(home, second.id, &CallSettled::Taken { at: at(9_131), answer }).await?;
    let stands = shown(store, agency, second.id).await?;
    assert_eq!((stands.delivered_at, stands.due_at), (Some(at(9_131)), None));
    assert_eq!((stands.answer, stands.attempts, stands.hook), (Some(answer), 1, hook(1)));

    let taken = take(9_150, 9_250).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.attempts), (first.id, 2));
    let answer = CallAnswer::TimedOut;
    store.settle_delivery(home, first.id, &CallSettled::GivenUp { at: at(9_151), answer }).await?;
    let stands = shown(store, agency, first.id).await?;
    assert_eq!((stands.given_up_at, stands.answer), (Some(at(9_151)), Some(answer)));
    // Whoever had the third died: others take it when the time is over.
    let taken = take(9_200, 9_300).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.attempts), (third.id, 2));
    let answer = CallAnswer::Status(200);
    store.settle_delivery(home, third.id, &CallSettled::Taken { at: at(9_201), answer }).await?;
    assert_eq!(store.next_delivery().await?, None);

    let note = entry(agency, "hook.replayed", 9_300);
    assert!(!store.replay_delivery(other.workspace, first.id, at(9_300), &note).await?);
    assert!(store.replay_delivery(home, first.id, at(9_300), &note).await?);
    let taken = take(9_300, 9_400).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.attempts, &taken.facts), (first.id, 1, &first.facts));
    let ids: Vec<_> = store.deliveries(home, 10).await?.into_iter().map(|it| it.id).collect();
    assert_eq!(ids, [third.id, second.id, first.id], "the newest first");
    assert_eq!(store.deliveries(other.workspace, 10).await?, []);
    store.forget_deliveries(at(10_000)).await?;
    let ids: Vec<_> = store.deliveries(home, 10).await?.into_iter().map(|it| it.id).collect();
    assert_eq!(ids, [first.id], "what is under way is kept");
    let answer = CallAnswer::Status(200);
    store.settle_delivery(home, first.id, &CallSettled::Taken { at: at(9_301), answer }).await?;
    Ok(())
}

/// Whoever listened is gone, or too much waits.
async fn end(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let home = agency.workspace;
    let note = |what| entry(agency, what, 9_400);
    let (first, waits) = (message(agency, 2, 10, 9_400), message(agency, 2, 11, 9_401));
    for new in [&first, &waits] {
        assert!(store.post_delivery(new, &note("hook.test")).await?);
    }
    let taken = store.take_delivery(at(9_410), at(9_500)).await?.ok_or("it is due")?;
    assert_eq!(taken.id, first.id);
    let gone = CallSettled::Gone { at: at(9_411), answer: CallAnswer::Status(410) };
    store.settle_delivery(home, first.id, &gone).await?;
    assert_eq!(store.hooks(home).await?[1].off_since, Some(at(9_411)));
    let stands = shown(store, agency, waits.id).await?;
    assert_eq!((stands.given_up_at, stands.due_at), (Some(at(9_411)), None));
    assert_eq!(stands.answer, Some(CallAnswer::SwitchedOff));
    let late = message(agency, 2, 12, 9_420);
    assert!(!store.post_delivery(&late, &note("hook.test")).await?, "it is off");
    assert!(!store.replay_delivery(home, waits.id, at(9_420), &note("hook.replayed")).await?);
    let board = store.notice_board(home, Timestamp::from_millis(0)).await?.ok_or("it is there")?;
    let ears: Vec<_> = board.hooks.iter().map(|ear| ear.hook).collect();
    assert_eq!(ears, [hook(1)], "only those that are on hear");
    let on = HookChange {
        workspace: home,
        hook: hook(2),
        topics: None,
        sealed: None,
        is_switched_on: true,
        audit: note("hook.switched_on"),
    };
    assert!(store.change_hook(&on).await?);
    assert_eq!(store.hooks(home).await?[1].off_since, None);

    for number in 0..u32::try_from(MOST_WAITING)? + 1 {
        let new = message(agency, 2, 100 + number, 9_500);
        assert!(store.post_delivery(&new, &note("hook.test")).await?);
    }
    let all = store.deliveries(home, 2_000).await?;
    let waiting = all.iter().filter(|it| it.due_at.is_some()).count();
    assert_eq!(waiting, MOST_WAITING);
    let full = |it: &&DeliveryShown| it.answer == Some(CallAnswer::QueueFull);
    assert_eq!(all.iter().filter(full).count(), 1, "it is written down, and can be sent once more");
    assert!(store.remove_hook(home, hook(2), &note("hook.removed")).await?);
    assert_eq!(store.next_delivery().await?, None, "nothing waits for what is no more");
    Ok(())
}

/// A webhook's reader is the person who added it, in its own workspace.
pub(super) async fn read(
    store: &Arc<dyn Store>,
    agency: &Agency,
    other: &Agency,
    speech: Speech,
) -> Told {
    let new = new_hook(agency, 90);
    assert!(store.add_hook(&new, 10).await?);
    let reader = |workspace| Reader::Hook(workspace, new.hook.id);
    assert_eq!(store.speech_of(&reader(agency.workspace)).await?, Some(speech));
    assert_eq!(store.speech_of(&reader(other.workspace)).await?, None);
    let gone = entry(agency, "hook.removed", 9_904);
    assert!(store.remove_hook(agency.workspace, new.hook.id, &gone).await?);
    assert_eq!(store.speech_of(&reader(agency.workspace)).await?, None);
    Ok(())
}
