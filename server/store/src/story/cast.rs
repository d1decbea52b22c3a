//! Who and what the story is about. Everything has its number, so that two tellings are the same.

use domain::{
    authorization::{Binding, Purpose, WayBack},
    event::{Event, EventId},
    grant::{Grant, Renews},
    health::{Health, Losses},
    id::{AuthorizationId, ChannelId, PersonId, ProfileId, WorkspaceId},
    network::Network,
    outcome::{Coverage, Face, Outcome},
    plan::{Lane, Plan, Urgency},
    profile::Identity,
    time::{Span, Timestamp},
};
use engine::{
    ports::store::{
        Store, Stored,
        accounts::AuditEntry,
        authorizations::{LandedChannel, Landing, NewAuthorization, Taking},
        events::EventsRead,
        grants::{Begun, Check, Due, DueRequest, Fence, HeldProfile},
    },
    vault::{Fingerprint, Sealed, TokenDigest},
};

use super::Told;

/// A workspace and its Master Account.
pub(crate) struct Agency {
    pub(crate) workspace: WorkspaceId,
    pub(crate) master: PersonId,
}

/// So many seconds into the story.
pub(crate) const fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_000_000_000).after(Span::seconds(seconds))
}

pub(crate) fn workspace(number: u64) -> WorkspaceId {
    WorkspaceId::new(at(0), random(number))
}

pub(crate) fn person(number: u64) -> PersonId {
    PersonId::new(at(0), random(number))
}

pub(crate) fn profile(number: u64) -> ProfileId {
    ProfileId::new(at(0), random(number))
}

pub(crate) fn channel(number: u64) -> ChannelId {
    ChannelId::new(at(0), random(number))
}

pub(crate) fn digest(number: u64) -> TokenDigest {
    let mut bytes = [0; 32];
    bytes[24..].copy_from_slice(&number.to_be_bytes());
    TokenDigest(bytes)
}

fn random(number: u64) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&number.to_be_bytes());
    bytes
}

pub(crate) fn sealed(word: &str) -> Sealed {
    Sealed(word.as_bytes().to_vec())
}

pub(crate) fn audit(what: &str, now: Timestamp) -> AuditEntry {
    AuditEntry {
        workspace: None,
        person: None,
        what: what.to_owned(),
        about: String::new(),
        from: "192.0.2.1".to_owned(),
        at: now,
    }
}

/// An authorization of the agency's master, number `number`, begun so many seconds into the story.
pub(crate) fn binding(agency: &Agency, number: u64, purpose: Purpose, seconds: i64) -> Binding {
    Binding {
        id: AuthorizationId::new(at(0), random(number)),
        workspace: agency.workspace,
        person: agency.master,
        network: Network::Facebook,
        purpose,
        begun_at: at(seconds),
        back: WayBack::Window,
        issuer: "https://www.facebook.com".to_owned(),
    }
}

/// Its beginning. Its state and its cookie have its number too.
pub(crate) fn beginning(binding: &Binding, number: u64) -> NewAuthorization {
    NewAuthorization {
        binding: binding.clone(),
        state: digest(number),
        cookie: digest(number),
        verifier: Some(sealed("verifier")),
        memo: Some(sealed("memo")),
        audit: audit("authorization.begun", binding.begun_at),
    }
}

/// The callback of its own browser.
pub(crate) fn callback(binding: &Binding, number: u64) -> Taking {
    Taking {
        state: digest(number),
        network: binding.network,
        cookies: vec![(binding.id, digest(number))],
        viewer: Some((binding.person, binding.workspace)),
    }
}

/// Begins an authorization and takes its state.
pub(crate) async fn come_back(store: &dyn Store, binding: &Binding, number: u64) -> Told {
    store.begin_authorization(&beginning(binding, number)).await?;
    let taken = store.take_authorization(&callback(binding, number)).await?;
    assert!(taken.is_ok(), "a fresh state is taken: {taken:?}");
    Ok(())
}

pub(crate) fn identity(subject: &str, name: &str) -> Identity {
    Identity {
        issuer: "facebook".to_owned(),
        subject: subject.to_owned(),
        name: name.to_owned(),
        handle: None,
        avatar: None,
        login: None,
        told_as: None,
    }
}

pub(crate) fn grant() -> Grant {
    Grant {
        scopes: vec!["pages_manage_posts".to_owned()],
        issued_at: at(0),
        access_until: None,
        renews: Renews::Alone { until: None },
    }
}

/// A landing of `who`, with two tokens and no channel.
pub(crate) fn landing(binding: &Binding, profile: ProfileId, who: Identity) -> Landing {
    let now = binding.begun_at.after(Span::minutes(1));
    Landing {
        binding: binding.clone(),
        profile,
        fingerprint: Fingerprint(digest(u64::from(who.subject.as_bytes()[0])).0),
        grant: grant(),
        access: sealed("access 1"),
        refresh: Some(sealed("refresh 1")),
        health: Health::Connected { until: None },
        channels: Vec::new(),
        outcome: connected(profile, &who),
        identity: who,
        told_as: None,
        plan: plan(at(100_000)),
        audit: audit("profile.connected", now),
        now,
    }
}

fn connected(profile: ProfileId, who: &Identity) -> Outcome {
    Outcome::Connected {
        profile,
        who: Face {
            name: who.name.clone(),
            handle: who.handle.clone(),
            avatar: who.avatar.clone(),
        },
        channels: Coverage::default(),
    }
}

/// A healthy channel with a token of its own.
pub(crate) fn landed(number: u64, name: &str) -> LandedChannel {
    LandedChannel {
        id: channel(number),
        remote_id: format!("page-{number}"),
        name: name.to_owned(),
        avatar: None,
        token: Some(sealed("page token 1")),
        losses: Losses::default(),
    }
}

/// A check that found `held` as it is.
pub(crate) fn check(held: &HeldProfile, now: Timestamp) -> Check {
    Check {
        workspace: held.workspace,
        profile: held.profile.id,
        version: held.version,
        health: held.profile.health.clone(),
        grant: None,
        losses: Vec::new(),
        answered_at: Some(now),
        plan: plan(now.after(Span::hours(1))),
        announce: false,
        now,
    }
}

/// A question, and no renewal.
pub(crate) const fn plan(ask_at: Timestamp) -> Plan {
    Plan { renew_at: None, ask_at }
}

/// Takes what is due at Facebook, for a minute.
pub(crate) async fn take(
    store: &dyn Store,
    urgency: Urgency,
    now: Timestamp,
    limit: u32,
) -> Stored<Due> {
    let lane = Lane { network: Network::Facebook, urgency };
    store.take_due(&DueRequest { lane, now, again: now.after(Span::minutes(1)), limit }).await
}

/// A profile that must be there, with what opens it.
pub(crate) async fn held(
    store: &dyn Store,
    agency: &Agency,
    profile: ProfileId,
) -> Result<HeldProfile, Box<dyn std::error::Error + Send + Sync>> {
    let held = store.held_profile(agency.workspace, profile).await?;
    held.ok_or_else(|| format!("profile {profile} is not there").into())
}

/// All events of a workspace after `after`, which must be there without a gap.
pub(crate) async fn heard(
    store: &dyn Store,
    workspace: WorkspaceId,
    after: EventId,
) -> Result<Vec<Event>, Box<dyn std::error::Error + Send + Sync>> {
    match store.events_after(workspace, after, 1000).await? {
        EventsRead::Events(events) => {
            let numbers = events.iter().map(|event| event.id.0);
            assert!(
                numbers.eq((after.0 + 1..).take(events.len())),
                "the numbers of events have no gaps"
            );
            Ok(events)
        }
        EventsRead::Resync { .. } => Err("the log does not reach back".into()),
    }
}

/// The number of the newest event.
pub(crate) async fn newest(
    store: &dyn Store,
    workspace: WorkspaceId,
) -> Result<EventId, Box<dyn std::error::Error + Send + Sync>> {
    let list = store.list_profiles(workspace, &Default::default()).await?;
    Ok(list.as_of)
}

/// The number of a lease that must be given.
pub(crate) fn leased(begun: Begun) -> Result<Fence, Box<dyn std::error::Error + Send + Sync>> {
    match begun {
        Begun::Leased(fence) => Ok(fence),
        other => Err(format!("a free grant is leased: {other:?}").into()),
    }
}
