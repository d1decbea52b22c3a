//! Social Profiles.

use domain::id::{NotAnId, ProfileId, WorkspaceId};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{
    backend::{ListQuery, Offer, ProfileRow, ProfilesPage, Removed, Ways},
    error::Error,
    wire::Answer,
};

/// One page of profiles.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn list(
    workspace: WorkspaceId,
    #[server(default)] query: ListQuery,
) -> Result<ProfilesPage, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.profiles.list(&viewer, query).await)
}

/// Which networks a profile can be added of.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn offers(workspace: WorkspaceId) -> Result<Vec<Offer>, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.profiles.offers(&viewer).await)
}

/// One profile anew.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn one(workspace: WorkspaceId, profile: ProfileId) -> Result<ProfileRow, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.profiles.one(&viewer, profile).await)
}

/// The channels of one profile, and who else has them.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_ways(workspace: WorkspaceId, profile: ProfileId) -> Result<Ways, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.profiles.ways(&viewer, profile).await)
}

/// Asks the networks at once about the profiles shown; the answers arrive as events.
#[server(output = Answer)]
pub(crate) async fn check(workspace: WorkspaceId, profiles: Shown) -> Result<(), Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.profiles.check(&viewer, profiles.0).await)
}

/// Removes a profile.
#[server(output = Answer)]
pub(crate) async fn remove(workspace: WorkspaceId, profile: ProfileId) -> Result<Removed, Error> {
    use crate::request::{answer, backend, viewer_in};
    let viewer = viewer_in(workspace)?;
    answer(backend()?.profiles.remove(&viewer, profile).await)
}

/// The profiles a page shows; in a form one field, their ids with commas between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Shown(pub(crate) Vec<ProfileId>);

impl TryFrom<String> for Shown {
    type Error = NotAnId;

    fn try_from(ids: String) -> Result<Self, NotAnId> {
        ids.split(',')
            .filter(|id| !id.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl From<Shown> for String {
    fn from(Shown(ids): Shown) -> Self {
        let ids: Vec<Self> = ids.iter().map(ToString::to_string).collect();
        ids.join(",")
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    #[test]
    fn ids_survive_the_form_field() {
        let id = |n| ProfileId::new(Timestamp::from_millis(n), [0; 10]);
        for shown in [Shown(vec![]), Shown(vec![id(1)]), Shown(vec![id(1), id(2)])] {
            assert_eq!(Shown::try_from(String::from(shown.clone())), Ok(shown));
        }
        assert_eq!(Shown::try_from("Ada".to_owned()), Err(NotAnId));
    }
}
