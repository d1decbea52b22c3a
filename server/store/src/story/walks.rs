//! A Master Account walks through what needs a person, and comes back to the walk.

use std::sync::Arc;

use domain::walk::{Passed, Walk};
use engine::ports::store::Store;

use super::{
    Told,
    cast::{Agency, at, person, profile, workspace},
};

pub(super) async fn walk(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let Agency { workspace: home, master } = *agency;
    store.walked(home, master, profile(1), Some(Passed::Skipped)).await?;
    assert_eq!(store.walk(home, master).await?, None, "nothing to pass on");

    let mut walk = Walk::begin(vec![profile(1), profile(2)], at(1_000));
    store.keep_walk(home, master, &walk).await?;
    store.walked(home, master, profile(2), Some(Passed::WrongPerson)).await?;
    store.walked(home, master, profile(1), None).await?;
    walk.passed.insert(profile(2), Passed::WrongPerson);
    walk.renewed.insert(profile(1));
    assert_eq!(store.walk(home, master).await?, Some(walk.clone()));

    let anew = Walk::begin(vec![profile(2)], at(2_000));
    store.keep_walk(home, master, &anew).await?;
    assert_eq!(store.walk(home, master).await?, Some(anew));
    store.keep_walk(workspace(9), master, &walk).await?;
    store.keep_walk(home, person(99), &walk).await?;
    assert_eq!(store.walk(workspace(9), master).await?, None, "no member there");
    assert_eq!(store.walk(home, person(99)).await?, None, "nobody");
    Ok(())
}
