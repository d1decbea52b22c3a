//! Letters: posted with what they tell, taken, tried again, delivered or given up; and reminders of links.

use std::sync::Arc;

use domain::{
    id::{LetterId, ProfileId},
    letter::LetterKind,
    link::Link,
    time::{Span, Timestamp},
};
use engine::ports::store::{
    Store, Stored,
    letters::{NewLetter, Settled},
    links::{LinkMark, NewLink, Reminding},
    own_account::NewReset,
};

use super::{
    Told,
    cast::{Agency, at, audit, digest, sealed, workspace},
    links::link,
};

/// Where the numbers of this chapter begin.
const FIRST: u64 = 7_400;

pub(super) fn letter(agency: &Agency, number: u64, seconds: i64) -> NewLetter {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    NewLetter {
        id: LetterId::new(at(seconds), random),
        workspace: Some(agency.workspace),
        to: format!("{number}@client.test"),
        kind: LetterKind::Test,
        sealed: sealed(&format!("letter {number}")),
        at: at(seconds),
    }
}

/// Delivers all that is due; which they were, in their order.
pub(super) async fn deliver_due(store: &Arc<dyn Store>, now: Timestamp) -> Stored<Vec<LetterId>> {
    let mut delivered = Vec::new();
    while let Some(posted) = store.take_letter(now, now.after(Span::seconds(1))).await? {
        store.settle_letter(posted.id, &Settled::Delivered { at: now, keep: false }).await?;
        delivered.push(posted.id);
    }
    Ok(delivered)
}

pub(super) async fn send(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    deliver(store, agency).await?;
    with_deeds(store, agency).await?;
    remind(store, agency, ada).await?;
    store.forget_letters(at(10_000)).await?;
    assert!(store.letters(agency.workspace, 10).await?.is_empty());
    Ok(())
}

async fn deliver(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let home = agency.workspace;
    let (first, second) = (letter(agency, FIRST, 700), letter(agency, FIRST + 1, 701));
    for one in [&first, &second] {
        store.post_letter(one, &audit("letter.test", one.at)).await?;
    }
    assert_eq!(store.next_letter().await?, Some(at(700)));
    assert!(store.take_letter(at(699), at(999)).await?.is_none(), "not yet due");

    let taken = store.take_letter(at(702), at(800)).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.attempts, &taken.to), (first.id, 1, &first.to), "the older first");
    assert_eq!((&taken.sealed, taken.at), (&first.sealed, first.at));
    let other = store.take_letter(at(702), at(800)).await?.ok_or("it is due")?;
    assert_eq!(other.id, second.id);
    assert!(store.take_letter(at(702), at(800)).await?.is_none(), "both are under way");

    let answer = "450 try later".to_owned();
    let again = Settled::Again { at: at(760), answer: answer.clone() };
    store.settle_letter(first.id, &again).await?;
    let shown = store.letters(home, 10).await?;
    let ids: Vec<_> = shown.iter().map(|it| it.id).collect();
    assert_eq!(ids, [second.id, first.id], "newest first");
    assert_eq!(shown[1].due_at, Some(at(760)));
    assert_eq!(shown[1].answer, Some(answer));
    assert!(store.letters(workspace(9), 10).await?.is_empty(), "foreign");

    // Whoever had the second died: others take it when the time is over.
    assert_eq!(store.next_letter().await?, Some(at(760)));
    let taken = store.take_letter(at(800), at(900)).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.attempts), (first.id, 2));
    store.settle_letter(first.id, &Settled::Delivered { at: at(801), keep: true }).await?;
    let taken = store.take_letter(at(802), at(900)).await?.ok_or("it is due")?;
    assert_eq!((taken.id, taken.attempts), (second.id, 2));
    let answer = "550 nobody".to_owned();
    store.settle_letter(second.id, &Settled::GivenUp { at: at(803), answer }).await?;
    assert_eq!(store.next_letter().await?, None);
    // An answer that comes too late changes nothing.
    let late = Settled::Again { at: at(999), answer: String::new() };
    store.settle_letter(first.id, &late).await?;
    assert_eq!(store.next_letter().await?, None);

    let shown = store.letters(home, 1).await?;
    assert_eq!(shown[0].given_up_at, Some(at(803)));
    let kept = store.letters_kept(10).await?;
    assert_eq!(kept.len(), 1, "what was given up says nothing any more");
    assert_eq!((kept[0].id, &kept[0].sealed), (first.id, &first.sealed));
    Ok(())
}

/// A letter is posted with what it tells, or neither is.
async fn with_deeds(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let (known, unknown) = (letter(agency, FIRST + 2, 810), letter(agency, FIRST + 3, 810));
    let reset = |email: &str, letter: &NewLetter| NewReset {
        email: email.to_owned(),
        secret: digest(FIRST + 2),
        now: at(810),
        ends_at: at(820),
        audit: audit("password.forgotten", at(810)),
        letter: Some(letter.clone()),
    };
    let (_, email) = store
        .master_accounts(agency.workspace)
        .await?
        .into_iter()
        .next()
        .ok_or("there is a Master Account")?;
    assert!(store.begin_reset(&reset(&email, &known)).await?.is_some());
    assert!(store.begin_reset(&reset("nobody@agency.test", &unknown)).await?.is_none());
    let taken = store.take_letter(at(811), at(900)).await?.ok_or("it is due")?;
    assert_eq!(taken.id, known.id);
    assert!(store.take_letter(at(811), at(900)).await?.is_none(), "nobody to write to");
    store.settle_letter(known.id, &Settled::Delivered { at: at(812), keep: false }).await?;
    Ok(())
}

async fn remind(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let home = agency.workspace;
    let new = NewLink {
        letter: Some(letter(agency, FIRST + 4, 830)),
        ..link(agency, FIRST + 4, Some(ada), 830)
    };
    let Link { id, made_at, .. } = new.link;
    assert!(store.make_link(&new).await?);
    let sent = store.take_letter(at(831), at(900)).await?.ok_or("it goes with the link")?;
    store.settle_letter(sent.id, &Settled::Delivered { at: at(832), keep: false }).await?;

    let due_at = made_at.after(Span::days(1));
    let mine = |due: Vec<engine::ports::store::links::DueReminder>| {
        due.into_iter().find(|it| it.shown.link.id == id)
    };
    assert!(mine(store.reminders_due(due_at.before(Span::millis(1)), 50).await?).is_none());
    assert!(store.next_reminder().await?.is_some_and(|at| at <= due_at));
    let due = mine(store.reminders_due(due_at, 50).await?).ok_or("it is due")?;
    assert_eq!((due.due_at, &due.sealed), (due_at, &sealed("link secret")));
    let next_at = Some(due_at.after(Span::days(1)));
    let first = Reminding {
        workspace: home,
        link: id,
        due_at,
        next_at,
        letter: Some(letter(agency, FIRST + 5, 840)),
    };
    assert!(!store.remind(&Reminding { workspace: workspace(9), ..first.clone() }).await?);
    assert!(store.remind(&first).await?);
    assert!(!store.remind(&first).await?, "once, whoever comes second");
    assert_eq!(store.link(home, id).await?.ok_or("it is there")?.link.reminded, 1);
    let sent = store.take_letter(at(841), at(900)).await?.ok_or("it was posted")?;
    store.settle_letter(sent.id, &Settled::Delivered { at: at(842), keep: false }).await?;
    assert!(store.take_letter(at(843), at(900)).await?.is_none(), "one reminder");

    let revoked = audit("link.revoked", at(850));
    assert!(store.mark_link(home, id, &LinkMark::Revoked, &revoked).await?);
    let late = Reminding { due_at: next_at.ok_or("it was set")?, ..first };
    assert!(!store.remind(&late).await?, "nobody is reminded of what was taken back");
    Ok(())
}
