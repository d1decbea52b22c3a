//! People of a workspace of their own: who leads it, who is asked to join, who goes.

use std::sync::Arc;

use domain::{
    account::Role,
    id::{InvitationId, ProfileId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Store,
        accounts::{AccountCreated, NewSession},
        team::{
            InvitationRenewal, InvitationState, Invited, Joined, Joining, MembershipChange,
            NewInvitation, TeamChange,
        },
    },
    vault::TokenDigest,
};
use tokio::task::JoinSet;

use super::{
    Told,
    cast::{Agency, at, audit, digest, person, workspace},
    people::account,
};

/// The number of the workspace of these people, and those of its first two.
const HOME: u64 = 40;
const IDA: u64 = 41;
const OLE: u64 = 42;

fn change(number: u64) -> MembershipChange {
    MembershipChange {
        workspace: workspace(HOME),
        person: person(number),
        audit: audit("role.changed", at(30)),
    }
}

/// The last Master Account can neither step down nor go, in whatever order two of them try.
pub(super) async fn masters(store: &Arc<dyn Store>) -> Told {
    for (number, name) in [(IDA, "Ida"), (OLE, "Ole")] {
        let email = format!("{name}@example.net");
        let new = account(HOME, number, name, &email, Role::MasterAccount);
        assert_eq!(store.create_account(&new).await?, AccountCreated::Created);
    }
    let nobody = store.change_role(&change(99), Role::Regular).await?;
    assert_eq!(nobody, TeamChange::NoMember);
    let foreign = MembershipChange { workspace: workspace(1), ..change(IDA) };
    assert_eq!(store.change_role(&foreign, Role::Regular).await?, TeamChange::NoMember);

    // One after the other, in both orders.
    for (first, second) in [(IDA, OLE), (OLE, IDA)] {
        assert_eq!(store.change_role(&change(first), Role::Regular).await?, TeamChange::Done);
        assert_eq!(
            store.change_role(&change(second), Role::Regular).await?,
            TeamChange::LastMaster
        );
        assert_eq!(store.remove_member(&change(second)).await?, TeamChange::LastMaster);
        assert_eq!(store.change_role(&change(first), Role::MasterAccount).await?, TeamChange::Done);
    }
    // Both in one moment: each takes the other's role, or steps down itself.
    for round in 0..6_u64 {
        let mut both = JoinSet::new();
        for number in if round % 2 == 0 { [IDA, OLE] } else { [OLE, IDA] } {
            let store = Arc::clone(store);
            both.spawn(async move { store.change_role(&change(number), Role::Regular).await });
        }
        let mut done = Vec::new();
        while let Some(one) = both.join_next().await {
            done.push(one??);
        }
        assert!(done.contains(&TeamChange::Done), "{done:?}");
        assert!(done.contains(&TeamChange::LastMaster), "{done:?}");
        assert_eq!(store.master_accounts(workspace(HOME)).await?.len(), 1);
        for number in [IDA, OLE] {
            let again = store.change_role(&change(number), Role::MasterAccount).await?;
            assert_eq!(again, TeamChange::Done);
        }
    }
    Ok(())
}

fn invitation(number: u64, email: &str, then: Timestamp) -> NewInvitation {
    NewInvitation {
        workspace: workspace(HOME),
        id: InvitationId::new(then, [u8::try_from(number % 256).unwrap_or_default(); 10]),
        email: email.to_owned(),
        role: Role::Regular,
        secret: secret(number),
        by: person(IDA),
        now: then,
        ends_at: at(200),
        letter: None,
        audit: audit("person.invited", then),
    }
}

/// Apart from the digests of sessions.
fn secret(number: u64) -> TokenDigest {
    digest(40_000 + number)
}

fn joining(number: u64, person_number: u64, name: Option<&str>, then: Timestamp) -> Joining {
    Joining {
        secret: secret(number),
        person: person(person_number),
        new: name.map(|name| (name.to_owned(), format!("hash of {name}"))),
        from: String::new(),
        now: then,
    }
}

/// An invitation is accepted once, by whom it was meant for; one person belongs to several workspaces.
pub(super) async fn invite(store: &Arc<dyn Store>) -> Told {
    let home = workspace(HOME);
    let member = store.invite(&invitation(1, "OLE@example.NET", at(100))).await?;
    assert_eq!(member, Invited::MemberAlready);
    assert_eq!(store.invite(&invitation(2, "uma@example.net", at(101))).await?, Invited::Done);
    assert_eq!(store.invite(&invitation(3, "Uma@example.net", at(102))).await?, Invited::Done);
    assert!(store.open_invitation(secret(2), at(103)).await?.is_none(), "another took its place");
    let open = store.open_invitation(secret(3), at(199)).await?.ok_or("it is open")?;
    assert_eq!((open.by.as_str(), open.email.as_str()), ("Ida", "Uma@example.net"));
    assert_eq!((open.workspace, open.person), (home, None));
    assert!(store.open_invitation(secret(3), at(200)).await?.is_none(), "its time is over");

    // Sent anew, with another secret.
    let renewal = |number, id| InvitationRenewal {
        workspace: home,
        id,
        secret: secret(number),
        ends_at: at(300),
        letter: None,
        audit: audit("invitation.renewed", at(104)),
    };
    let renewed = store.renew_invitation(&renewal(4, open.id)).await?.ok_or("it is there")?;
    assert_eq!((renewed.email.as_str(), renewed.by.as_str()), ("Uma@example.net", "Ida"));
    let foreign = InvitationRenewal { workspace: workspace(1), ..renewal(5, open.id) };
    assert!(store.renew_invitation(&foreign).await?.is_none());
    assert!(store.open_invitation(secret(3), at(105)).await?.is_none());

    let by_no_account = store.join(&joining(4, 50, None, at(110))).await?;
    assert_eq!(by_no_account, Joined::OtherPerson, "nobody has that address");
    let closed = store.join(&joining(3, 43, Some("Uma"), at(110))).await?;
    assert_eq!(closed, Joined::Closed);
    let mut crowd = JoinSet::new();
    for number in 43..46 {
        let store = Arc::clone(store);
        crowd.spawn(async move { store.join(&joining(4, number, Some("Uma"), at(110))).await });
    }
    let mut joined = Vec::new();
    while let Some(one) = crowd.join_next().await {
        joined.push(one??);
    }
    let done = joined.iter().filter(|it| **it == Joined::Done(home, Role::Regular)).count();
    assert_eq!(done, 1, "{joined:?}");
    assert!(joined.contains(&Joined::Closed), "{joined:?}");
    let uma = store.credentials("uma@example.net").await?.ok_or("she has an account")?;
    assert_eq!((uma.workspace, uma.password_hash.as_str()), (home, "hash of Uma"));
    assert!(store.renew_invitation(&renewal(6, open.id)).await?.is_none(), "it is accepted");

    // Alan, who has an account elsewhere, joins as who he is.
    assert_eq!(store.invite(&invitation(7, "alan@example.com", at(120))).await?, Invited::Done);
    let open = store.open_invitation(secret(7), at(121)).await?.ok_or("it is open")?;
    assert_eq!(open.person, Some(person(2)));
    for wrong in [joining(7, 60, Some("Eve"), at(121)), joining(7, IDA, None, at(121))] {
        assert_eq!(store.join(&wrong).await?, Joined::OtherPerson);
    }
    let right = store.join(&joining(7, 2, None, at(121))).await?;
    assert_eq!(right, Joined::Done(home, Role::Regular));
    let homes = store.workspaces_of(person(2)).await?;
    let homes: Vec<_> = homes.iter().map(|it| it.workspace).collect();
    assert_eq!(homes, [workspace(1), home]);
    switch(store).await?;

    // Whoever steps down takes their invitations along.
    assert_eq!(store.invite(&invitation(8, "zoe@example.net", at(130))).await?, Invited::Done);
    assert_eq!(store.change_role(&change(IDA), Role::Regular).await?, TeamChange::Done);
    assert!(store.open_invitation(secret(8), at(131)).await?.is_none());
    assert_eq!(store.change_role(&change(IDA), Role::MasterAccount).await?, TeamChange::Done);
    let listed = store.invitations(home, 10).await?;
    let states: Vec<_> = listed.iter().map(|it| (it.email.as_str(), it.state)).collect();
    let expected = [
        ("zoe@example.net", InvitationState::Revoked),
        ("alan@example.com", InvitationState::Accepted),
        ("Uma@example.net", InvitationState::Accepted),
        ("uma@example.net", InvitationState::Revoked),
    ];
    assert_eq!(states, expected);
    assert_eq!(store.invitations(workspace(1), 10).await?, []);
    let again = listed[0].id;
    assert!(!store.revoke_invitation(home, again, &audit("x", at(132))).await?);
    assert!(store.renew_invitation(&renewal(9, again)).await?.is_some());
    assert!(!store.revoke_invitation(workspace(1), again, &audit("x", at(133))).await?);
    assert!(store.revoke_invitation(home, again, &audit("x", at(133))).await?);
    assert!(store.open_invitation(secret(9), at(134)).await?.is_none());
    Ok(())
}

/// A session goes on in another workspace of its person, and ends with the membership.
async fn switch(store: &Arc<dyn Store>) -> Told {
    let session = NewSession {
        digest: secret(20),
        person: person(2),
        workspace: workspace(1),
        now: at(122),
        until: at(900),
        from: String::new(),
    };
    store.open_session(&session).await?;
    let entry = audit("workspace.switched", at(123));
    assert!(!store.switch_workspace(secret(20), workspace(2), &entry).await?);
    assert!(!store.switch_workspace(secret(21), workspace(HOME), &entry).await?);
    assert!(store.switch_workspace(secret(20), workspace(HOME), &entry).await?);
    let viewer = store.viewer(secret(20), at(124)).await?.ok_or("it goes on")?;
    assert_eq!(viewer.workspace, workspace(HOME));
    let elsewhere = NewSession { digest: secret(22), ..session };
    store.open_session(&elsewhere).await?;
    assert_eq!(store.remove_member(&change(2)).await?, TeamChange::Done);
    assert!(store.viewer(secret(20), at(125)).await?.is_none(), "it ended with the membership");
    assert!(store.viewer(secret(22), at(125)).await?.is_some(), "that one is elsewhere");
    store.close_session(secret(22)).await?;
    assert_eq!(store.remove_member(&change(2)).await?, TeamChange::NoMember);
    Ok(())
}

/// A profile hangs on the login of who connected it last.
pub(super) async fn hang(store: &Arc<dyn Store>, agency: &Agency, ada: ProfileId) -> Told {
    let hanging = store.connectors(agency.workspace).await?;
    let found = hanging.iter().find(|one| one.profile == ada).ok_or("somebody connected it")?;
    assert_eq!((found.person, found.name.as_str()), (agency.master, "Grace"));
    assert_eq!(store.connectors(workspace(HOME)).await?, []);
    Ok(())
}
