//! The people of the world: who they are, how they log in, what they do to their grants at the networks.

use std::sync::Arc;

use domain::{
    account::{Role, Viewer},
    authorization::WayBack,
    id::{PersonId, ProfileId, WorkspaceId},
    language::Speech,
    network::Network,
    profile::Identity,
    time::Span,
};
use engine::{
    Engine,
    ports::{
        networks::Who,
        store::{Accounts as _, accounts::NewAccount},
    },
    reconnect::{Begin, Callback, Completion, Target},
    vault::Token,
};

use crate::{
    network::{
        kinds::{self, Kind, NETWORKS},
        truth::{Channel, Person},
    },
    world::{BEGINNING, World, sleep},
};

/// A workspace's Master Account.
pub(crate) async fn move_in(world: &World, number: u8) -> Viewer {
    let workspace = WorkspaceId::new(BEGINNING, [number; 10]);
    let person = PersonId::new(BEGINNING, [number; 10]);
    let account = NewAccount {
        workspace,
        workspace_name: format!("Workspace {number}"),
        person,
        name: format!("Master {number}"),
        email: format!("master{number}@relink.test"),
        password_hash: String::new(),
        role: Role::MasterAccount,
        only_as_first: false,
        now: BEGINNING,
    };
    // The store in memory does not fail.
    let _ = world.store.create_account(&account).await;
    Viewer {
        person,
        name: account.name,
        email: account.email,
        workspace,
        workspace_name: account.workspace_name,
        role: Role::MasterAccount,
        speech: Speech::default(),
    }
}

/// Somebody new at a network. Returns their place among the people.
pub(crate) fn be_born(world: &World) -> usize {
    let mut dice = world.dice();
    let mut truth = world.truth();
    let network = dice.pick(&NETWORKS).unwrap_or(Network::X);
    let place = truth.people.len();
    let subject = format!("person-{place}");
    let issuer = if kinds::has_servers(network) {
        format!("https://server-{}.example", dice.within(1, 2))
    } else {
        network.slug().to_owned()
    };
    let channels = (0..dice.within(0, 3)).map(|number| Channel {
        remote_id: format!("channel-{place}-{number}"),
        has_role: true,
        changed_at: BEGINNING,
    });
    let channels = channels.collect();
    let life = match kinds::kind(network) {
        Kind::Prolonged => Some(Span::hours(dice.within(40, 60 * 24 - 25))),
        Kind::Fixed | Kind::Pages => Some(Span::hours(dice.within(20, 365 * 24))),
        Kind::Strict | Kind::Reusable | Kind::Endless => None,
    };
    let lies_by = if life.is_none() && dice.chance(150_000) { dice.within(-1500, 1500) } else { 0 };
    let identity = Identity {
        issuer,
        subject: subject.clone(),
        name: subject,
        handle: None,
        avatar: None,
        login: None,
        told_as: None,
    };
    truth.people.push(Person { network, identity, channels, lies_by, life });
    place
}

/// Logs somebody in, for a new profile or to mend one. True if it landed.
pub(crate) async fn log_in(
    world: Arc<World>,
    engine: Engine,
    viewer: Viewer,
    target: Target,
    person: usize,
) -> bool {
    let (network, issuer) = {
        let truth = world.truth();
        let person = &truth.people[person];
        (person.network, person.identity.issuer.clone())
    };
    wish(&world, network, 3);
    let begun = engine.begin(Begin {
        viewer: &viewer,
        target,
        who: Who::Whoever,
        typed: Some(&issuer),
        back: WayBack::Tab,
        from: "192.0.2.1",
    });
    let Ok(begun) = begun.await else { return false };
    let at_the_network = world.within(2_000, 60_000);
    sleep(at_the_network).await;
    let code = format!("code-{}", begun.id);
    world.truth().codes.insert(code.clone(), person);
    let callback = Callback {
        state: Some(Token::new(begun.location)),
        code: Some(Token::new(code)),
        error: None,
        iss: Some(issuer),
        cookies: vec![(begun.id, begun.cookie)],
        viewer: Some(viewer),
        from: "192.0.2.1".to_owned(),
    };
    let completion = engine.complete(network, callback).await;
    matches!(
        completion,
        Ok(Completion::Ended { report, .. })
            if matches!(report.outcome, domain::outcome::Outcome::Connected { .. })
    )
}

/// Writes down that somebody wants a network to be asked.
pub(crate) fn wish(world: &World, network: Network, times: usize) {
    let now = world.now();
    let mut book = world.book();
    book.wishes.entry(network).or_default().extend(std::iter::repeat_n(now, times));
}

/// The person whose profile this is.
pub(crate) fn owner(world: &World, workspace: WorkspaceId, profile: ProfileId) -> Option<usize> {
    let subject = world.store.row((workspace, profile), |row| {
        (row.profile.network, row.profile.identity.subject.clone())
    });
    let (network, subject) = subject?;
    let truth = world.truth();
    truth.people.iter().position(|p| p.network == network && p.identity.subject == subject)
}
