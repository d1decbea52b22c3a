//! Many profiles at once, put into the store as a login would.

use domain::{
    authorization::{Binding, Purpose, WayBack},
    cause::Cause,
    grant::{Grant, Renews},
    health::Health,
    id::{AuthorizationId, ProfileId},
    network::Network,
    outcome::{Coverage, Face, Outcome},
    plan::Plan,
    profile::Identity,
    time::{Span, Timestamp},
};
use engine::{
    ports::store::{
        accounts::AuditEntry,
        authorizations::{Landing, NewAuthorization, Taking},
        grants::Check,
    },
    vault::{Fingerprint, Sealed, Token},
};

use crate::house::House;

/// Links so many profiles of Pinterest, without channels.
pub(super) async fn link(house: &House, count: u8) -> Vec<ProfileId> {
    let mut profiles = Vec::new();
    for number in 1..=count {
        profiles.push(land(house, number).await);
    }
    profiles
}

/// They are found dead.
pub(super) async fn turn_red(house: &House, profiles: &[ProfileId]) {
    for profile in profiles {
        let since = house.now();
        let health = Health::Disconnected { cause: Cause::PasswordChanged, since };
        check(house, *profile, health).await;
    }
}

/// The login ends then.
pub(super) async fn ends(house: &House, profile: ProfileId, at: Timestamp) {
    check(house, profile, Health::working(Some(at), house.now())).await;
}

async fn check(house: &House, profile: ProfileId, health: Health) {
    let (home, now) = (house.viewer.workspace, house.now());
    let held = house.store.held_profile(home, profile).await.unwrap().unwrap();
    let check = Check {
        workspace: home,
        profile,
        version: held.version,
        health,
        grant: None,
        losses: Vec::new(),
        answered_at: Some(now),
        plan: plan(now),
        announce: false,
        now,
    };
    assert!(house.store.record_check(&check).await.unwrap());
}

fn plan(now: Timestamp) -> Plan {
    Plan { renew_at: None, ask_at: now.after(Span::days(400)) }
}

fn audit(now: Timestamp) -> AuditEntry {
    AuditEntry {
        workspace: None,
        person: None,
        what: "profile.connected".into(),
        about: String::new(),
        from: String::new(),
        at: now,
    }
}

async fn land(house: &House, number: u8) -> ProfileId {
    let now = house.now();
    let profile = ProfileId::new(now, [number; 10]);
    let (name, secret) = (format!("Person {number:02}"), Token::new(format!("crowd {number}")));
    let identity = Identity {
        issuer: "pinterest".into(),
        subject: number.to_string(),
        name: name.clone(),
        handle: None,
        avatar: None,
        login: None,
        told_as: None,
    };
    let binding = Binding {
        id: AuthorizationId::new(now, [number; 10]),
        workspace: house.viewer.workspace,
        person: house.viewer.person,
        network: Network::Pinterest,
        purpose: Purpose::Connect,
        begun_at: now,
        back: WayBack::Window,
        issuer: "https://www.pinterest.com".into(),
    };
    let begun = NewAuthorization {
        binding: binding.clone(),
        state: secret.digest(),
        cookie: secret.digest(),
        verifier: None,
        memo: None,
        audit: audit(now),
    };
    house.store.begin_authorization(&begun).await.unwrap();
    let taking = Taking {
        state: secret.digest(),
        network: binding.network,
        cookies: vec![(binding.id, secret.digest())],
        viewer: Some((binding.person, binding.workspace)),
    };
    house.store.take_authorization(&taking).await.unwrap().unwrap();
    let landing = Landing {
        outcome: Outcome::Connected {
            profile,
            who: Face { name, handle: None, avatar: None },
            channels: Coverage::default(),
        },
        binding,
        profile,
        identity,
        told_as: None,
        fingerprint: Fingerprint(secret.digest().0),
        grant: Grant {
            scopes: Vec::new(),
            issued_at: now,
            access_until: None,
            renews: Renews::Alone { until: None },
        },
        access: Sealed(b"access".to_vec()),
        refresh: None,
        health: Health::Connected { until: None },
        channels: Vec::new(),
        plan: plan(now),
        audit: audit(now),
        now,
    };
    house.store.land(&landing).await.unwrap().unwrap();
    profile
}
