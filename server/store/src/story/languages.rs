//! Languages: what a browser asks for, what somebody chooses, and who reads what is sent.

use std::sync::Arc;

use domain::language::{Language, Speech};
use engine::ports::store::{
    Store,
    accounts::NewSession,
    own_account::{Reader, Sight},
};

use super::{
    Told,
    cast::{Agency, at, digest},
    devices, hooks,
};

pub(super) async fn speak(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    let grace = || Reader::Address("gRACE@example.com".to_owned());
    assert_eq!(store.speech_of(&grace()).await?, Some(Speech::default()));
    let nobody = Reader::Address("nobody@example.com".to_owned());
    assert_eq!(store.speech_of(&nobody).await?, None);

    let session = NewSession {
        digest: digest(9_901),
        person: agency.master,
        workspace: agency.workspace,
        now: at(9_900),
        until: at(9_990),
        from: "192.0.2.1".to_owned(),
    };
    store.open_session(&session).await?;
    let seen = |asked| Sight {
        digest: session.digest,
        at: at(9_901),
        from: "192.0.2.1".to_owned(),
        agent: "A browser".to_owned(),
        asked,
    };
    store.see_session(&seen(Some(Language::Czech))).await?;
    // A browser that asks for none of ours forgets nothing.
    store.see_session(&seen(None)).await?;
    let asked = Speech { chosen: None, asked: Some(Language::Czech) };
    let viewer = store.viewer(session.digest, at(9_902)).await?;
    assert_eq!(viewer.ok_or("the session is open")?.speech, asked);
    store.choose_language(agency.master, Some(Language::German)).await?;
    let chosen = Speech { chosen: Some(Language::German), ..asked };
    let viewer = store.viewer(session.digest, at(9_902)).await?;
    assert_eq!(viewer.ok_or("the session is open")?.speech, chosen);

    devices::read(store, agency, other, chosen).await?;
    hooks::read(store, agency, other, chosen).await?;
    assert_eq!(store.speech_of(&grace()).await?, Some(chosen));
    let edsger = Reader::Address("edsger@example.com".to_owned());
    assert_eq!(store.speech_of(&edsger).await?, Some(Speech::default()), "nobody else's");
    store.choose_language(agency.master, None).await?;
    assert_eq!(store.speech_of(&grace()).await?, Some(asked));
    store.close_session(session.digest).await?;
    Ok(())
}
