//! What every database must do: tell the story, hold a crowd, bear damage.

mod audit;
mod crowd;
pub(in super::super) mod damage;
mod pace;

use std::{error::Error, sync::Arc};

use domain::{account::Role, authorization::Purpose, id::ProfileId};
use engine::ports::store::{
    Accounts as _, Authorizations as _,
    accounts::{AccountCreated, NewAccount},
};

use super::{super::tests::if_there, Db};
use crate::story::{
    cast::{Agency, at, binding, come_back, identity, landed, landing, person, profile, workspace},
    story,
};

pub(in super::super) type Tested = Result<(), Box<dyn Error + Send + Sync>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_is_told() -> Tested {
    let Some((_place, store)) = if_there().await? else { return Ok(()) };
    story(Arc::new(store)).await
}

/// Adds the agency, and `many` profiles with two channels each. Their authorizations have their numbers.
pub(in super::super) async fn agency(
    store: &Db,
    many: u64,
) -> Result<Agency, Box<dyn Error + Send + Sync>> {
    let agency = Agency { workspace: workspace(1), master: person(1) };
    let master = NewAccount {
        workspace: agency.workspace,
        workspace_name: "Agency".to_owned(),
        person: agency.master,
        name: "Grace".to_owned(),
        email: "grace@example.com".to_owned(),
        password_hash: "hash".to_owned(),
        role: Role::MasterAccount,
        only_as_first: false,
        now: at(0),
    };
    assert_eq!(store.create_account(&master).await?, AccountCreated::Created);
    for number in 0..many {
        link(store, &agency, number).await?;
    }
    Ok(agency)
}

/// Links the profile of this number.
pub(in super::super) async fn link(
    store: &Db,
    agency: &Agency,
    number: u64,
) -> Result<ProfileId, Box<dyn Error + Send + Sync>> {
    let binding = binding(agency, number, Purpose::Connect, 100);
    come_back(store, &binding, number).await?;
    let who = identity(&format!("subject-{number}"), &format!("Person {number}"));
    let mut arrival = landing(&binding, profile(number), who);
    arrival.channels = vec![landed(2 * number, "Bakery"), landed(2 * number + 1, "Café")];
    assert_eq!(store.land(&arrival).await?, Some(()));
    Ok(arrival.profile)
}
