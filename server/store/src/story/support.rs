//! Conversations with support: asked in one workspace, answered from another, each message once, and nobody else's to write in.

use std::sync::Arc;

use domain::{
    id::{ConversationId, LetterId},
    letter::LetterKind,
    support::{Side, Standing},
};
use engine::ports::store::{
    Store,
    letters::NewLetter,
    support::{Added, NewConversation, NewMessage, StandingChange},
};

use super::{
    Told,
    cast::{Agency, at, audit, person, sealed},
    letters,
};

/// Where the numbers of this chapter begin.
const FIRST: u64 = 8_600;

fn id(number: u64) -> ConversationId {
    ConversationId::new(at(0), random(number))
}

fn random(number: u64) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// What the agency's Master Account says so many seconds into the story, with a letter.
fn asks(agency: &Agency, number: u64, once: &str, seconds: i64) -> NewMessage {
    NewMessage {
        workspace: agency.workspace,
        conversation: id(number),
        side: Side::Asker,
        person: agency.master,
        member_of: agency.workspace,
        once: once.to_owned(),
        text: format!("Said {once}\0"),
        is_cut: false,
        diagnosis: None,
        at: at(seconds),
        letters: vec![NewLetter {
            id: LetterId::new(at(seconds), random(number + u64::try_from(seconds).unwrap_or(0))),
            workspace: Some(agency.workspace),
            to: "support@relink.test".to_owned(),
            kind: LetterKind::Support,
            sealed: sealed(once),
            at: at(seconds),
        }],
        audit: audit("support.asked", at(seconds)),
    }
}

/// What the other agency's Master Account answers.
fn answers(agency: &Agency, desk: &Agency, number: u64, once: &str, seconds: i64) -> NewMessage {
    NewMessage {
        side: Side::Support,
        person: desk.master,
        member_of: desk.workspace,
        ..asks(agency, number, once, seconds)
    }
}

fn opens(agency: &Agency, number: u64, once: &str, seconds: i64) -> NewConversation {
    let message = NewMessage {
        diagnosis: Some("All is well".to_owned()),
        ..asks(agency, number, once, seconds)
    };
    NewConversation { subject: format!("About {number}"), message }
}

pub(super) async fn ask(store: &Arc<dyn Store>, agency: &Agency, desk: &Agency) -> Told {
    let (home, first, second) = (agency.workspace, FIRST, FIRST + 1);
    let letters = store.letters(home, 1_000).await?.len();
    assert_eq!(store.open_conversation(&opens(agency, first, "a", 8_600)).await?, Some(id(first)));
    // Sent twice, it is there once; what tells of it too.
    let again = opens(agency, FIRST + 9, "a", 8_601);
    assert_eq!(store.open_conversation(&again).await?, Some(id(first)));
    assert!(store.conversation(id(FIRST + 9)).await?.is_none());
    assert_eq!(store.letters(home, 1_000).await?.len(), letters + 1);
    assert_eq!(
        store.open_conversation(&opens(agency, second, "b", 8_602)).await?,
        Some(id(second))
    );

    let mut stranger = opens(agency, FIRST + 2, "c", 8_603);
    stranger.message.person = person(FIRST);
    assert_eq!(store.open_conversation(&stranger).await?, None, "no member");
    assert!(store.conversation(id(FIRST + 2)).await?.is_none());

    let own = store.conversations_of(home, agency.master, 10).await?;
    let ids: Vec<_> = own.iter().map(|one| one.id).collect();
    assert_eq!(ids, [id(second), id(first)], "newest first");
    assert_eq!(store.conversations_of(home, agency.master, 1).await?.len(), 1);
    assert!(store.conversations_of(desk.workspace, agency.master, 10).await?.is_empty());
    assert!(store.conversations_of(home, desk.master, 10).await?.is_empty());
    let one = &own[1];
    assert_eq!((one.workspace, &*one.workspace_name, &*one.name), (home, "Workspace 1", "Grace"));
    assert_eq!((&*one.subject, one.standing), ("About 8600", Standing::Waits));
    assert_eq!((one.messages, one.answered, one.seen), (1, 0, 1));
    answer(store, agency, desk).await?;
    look_through(store, agency).await?;
    come_and_go(store, agency, desk).await
}

async fn answer(store: &Arc<dyn Store>, agency: &Agency, desk: &Agency) -> Told {
    let (home, first) = (agency.workspace, FIRST);
    let said = answers(agency, desk, first, "d", 8_610);
    assert_eq!(store.add_message(&said).await?, Added::Done);
    assert_eq!(store.add_message(&said).await?, Added::Twice);
    let one = store.conversation(id(first)).await?.ok_or("it is there")?;
    assert_eq!((one.standing, one.messages, one.answered), (Standing::Answered, 2, 2));
    assert!(one.is_unread());
    store.read_conversation(home, id(first), 2).await?;
    store.read_conversation(home, id(first), 1).await?;
    let one = store.conversation(id(first)).await?.ok_or("it is there")?;
    assert!(!one.is_unread() && one.seen == 2, "what was read stays read");

    let messages = store.messages(home, id(first), 10).await?;
    let told: Vec<_> =
        messages.iter().map(|it| (it.number, it.side, &*it.name, &*it.text)).collect();
    let expected = [(1, Side::Asker, "Grace", "Said a"), (2, Side::Support, "Edsger", "Said d")];
    assert_eq!(told, expected, "a NUL is nobody's");
    assert_eq!(messages[0].diagnosis.as_deref(), Some("All is well"));
    assert_eq!((messages[0].at, messages[1].diagnosis.as_ref()), (at(8_600), None));
    assert_eq!(store.messages(home, id(first), 1).await?[0].number, 2, "the newest");
    assert!(store.messages(desk.workspace, id(first), 10).await?.is_empty(), "foreign");

    let foreign = NewMessage { workspace: desk.workspace, ..asks(agency, first, "e", 8_611) };
    assert_eq!(store.add_message(&foreign).await?, Added::Gone, "not in that workspace");
    assert_eq!(store.add_message(&asks(agency, FIRST + 3, "e", 8_611)).await?, Added::Gone);
    Ok(())
}

/// The inbox: what waits longest first, in pages.
async fn look_through(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let (home, first, second) = (agency.workspace, FIRST, FIRST + 1);
    let third = FIRST + 4;
    store.open_conversation(&opens(agency, third, "f", 8_620)).await?;
    // What is written while it waits gives nobody another place.
    assert_eq!(store.add_message(&asks(agency, second, "g", 8_621)).await?, Added::Done);
    let order = async || -> Result<Vec<_>, engine::ports::store::StoreError> {
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let page = store.inbox(after, 2).await?;
            after = page.last().map(|last| last.place);
            ids.extend(page.iter().map(|one| one.id));
            if page.len() < 2 {
                return Ok(ids);
            }
        }
    };
    assert_eq!(order().await?, [id(second), id(third), id(first)]);
    let stand = |number, standing, seconds| StandingChange {
        workspace: home,
        conversation: id(number),
        standing,
        at: at(seconds),
        audit: audit("support.closed", at(seconds)),
    };
    assert!(store.stand_conversation(&stand(second, Standing::Closed, 8_630)).await?);
    assert!(!store.stand_conversation(&stand(second, Standing::Closed, 8_631)).await?);
    assert!(!store.stand_conversation(&stand(FIRST + 3, Standing::Closed, 8_631)).await?);
    assert!(store.stand_conversation(&stand(third, Standing::Closed, 8_632)).await?);
    assert_eq!(order().await?, [id(first), id(third), id(second)], "closed last comes first");
    assert!(store.stand_conversation(&stand(second, Standing::Waits, 8_633)).await?);
    assert_eq!(store.add_message(&asks(agency, third, "h", 8_634)).await?, Added::Done);
    let one = store.conversation(id(third)).await?.ok_or("it is there")?;
    assert_eq!(one.standing, Standing::Waits, "whoever writes opens it again");
    assert_eq!(order().await?, [id(second), id(third), id(first)]);
    Ok(())
}

/// Whoever does not belong there any more, or is no Master Account of support, writes nothing.
async fn come_and_go(store: &Arc<dyn Store>, agency: &Agency, desk: &Agency) -> Told {
    let members = store.members(agency.workspace).await?;
    let mut regular = members.into_iter().filter(|one| !one.role.mends_profiles());
    let regular = regular.next().ok_or("a regular account is there")?.person;
    let regular = NewMessage {
        person: regular,
        member_of: agency.workspace,
        ..answers(agency, desk, FIRST, "i", 8_640)
    };
    assert_eq!(store.add_message(&regular).await?, Added::Gone, "no Master Account");
    let elsewhere =
        NewMessage { member_of: agency.workspace, ..answers(agency, desk, FIRST, "i", 8_641) };
    assert_eq!(store.add_message(&elsewhere).await?, Added::Gone, "no member there");
    let messages = store.messages(agency.workspace, id(FIRST), 10).await?;
    assert_eq!(messages.len(), 2);
    // What was posted is delivered, so that the next chapter finds an empty box.
    letters::deliver_due(store, at(9_000)).await?;
    store.forget_letters(at(9_001)).await?;
    Ok(())
}
