//! What a network tells by itself counts once, and makes everybody it is about due.

use std::sync::Arc;

use domain::{authorization::Purpose, id::ProfileId, network::Network, plan::Urgency, time::Span};
use engine::{
    ports::store::{Store, signals::TakenSignal},
    vault::Fingerprint,
};

use super::{
    Told,
    cast::{Agency, at, binding, come_back, digest, held, identity, landing, profile, take},
};

pub(super) async fn hear(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let found = held(&**store, agency, ada).await?;
    let now = at(6_000);
    let signal = TakenSignal {
        network: Network::Facebook,
        id: "message 1".to_owned(),
        about: found.fingerprint,
        now,
    };
    let everybody = Some(vec![(agency.workspace, ada)]);
    assert_eq!(store.take_signal(&signal).await?, everybody);
    assert_eq!(store.take_signal(&signal).await?, None, "once");
    let due = take(&**store, Urgency::Expiring, now, 10).await?;
    assert_eq!(due.profiles, [(agency.workspace, ada)], "also after a crash");
    let elsewhere = TakenSignal { network: Network::X, ..signal.clone() };
    assert_eq!(store.take_signal(&elsewhere).await?, everybody, "each network numbers its own");
    let stranger = TakenSignal {
        id: "message 2".to_owned(),
        about: Fingerprint(digest(999).0),
        ..signal.clone()
    };
    assert_eq!(store.take_signal(&stranger).await?, Some(vec![]));

    store.forget_signals(now).await?;
    assert_eq!(store.take_signal(&signal).await?, None, "not older than that");
    store.forget_signals(now.after(Span::millis(1))).await?;
    assert_eq!(store.take_signal(&signal).await?, everybody);
    logins(store, agency).await
}

/// A network may name somebody by another id than we do, and a login that several identities share is told of as one.
async fn logins(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let login = Fingerprint(digest(500).0);
    let mut linked = Vec::new();
    for (number, told_as) in [(51, Some(login)), (52, None)] {
        let binding = binding(agency, number, Purpose::Connect, 6_100);
        come_back(&**store, &binding, number).await?;
        let mut who = identity(&format!("{number}"), &format!("Channel {number}"));
        who.login = Some("ada@example.org".to_owned());
        who.told_as = told_as.map(|_| "117".to_owned());
        let mut arrival = landing(&binding, profile(number), who.clone());
        arrival.told_as = told_as;
        assert_eq!(store.land(&arrival).await?, Some(()));
        assert_eq!(held(&**store, agency, profile(number)).await?.profile.identity, who);
        linked.push((agency.workspace, profile(number)));
    }
    let signal = TakenSignal {
        network: Network::Facebook,
        id: "message 3".to_owned(),
        about: login,
        now: at(6_200),
    };
    let mut about = store.take_signal(&signal).await?.unwrap_or_default();
    about.sort_unstable();
    assert_eq!(about, linked);
    for (workspace, id) in linked {
        let audit = super::cast::audit("profile.removed", at(6_300));
        assert!(store.remove_profile(workspace, id, &audit).await?);
    }
    Ok(())
}
