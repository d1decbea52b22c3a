//! The frame of Community Management's pages, and what they all read.

use std::sync::Arc;

use domain::network::Network;
use leptos::prelude::*;
use words::say;

use crate::{
    api::community,
    backend::community::{Counter, Heard},
    error::Error,
    pages::Signed,
    parts::AppMain,
};

/// The page itself, which follows what happens in the workspace from the moment it was read at.
#[component]
pub(super) fn Room(
    counter: Arc<Counter>,
    #[prop(optional)] is_quiet: bool,
    children: Children,
) -> impl IntoView {
    let live = (counter.workspace, counter.as_of);
    if is_quiet {
        view! { <AppMain live>{children()}</AppMain> }.into_any()
    } else {
        view! { <AppMain live lost=counter.lost.clone()>{children()}</AppMain> }.into_any()
    }
}

/// What every page stands on, for the workspace that is signed in.
pub(super) async fn read_counter(viewer: Signed) -> Result<Arc<Counter>, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    community::the_counter(viewer.workspace).await.map(Arc::new)
}

/// The network of a channel; any, for one that is not known.
pub(super) fn network_of(heard: Option<&Heard>) -> Network {
    heard.map_or(Network::Facebook, |heard| heard.channel.network)
}

/// The name of a channel.
pub(super) fn name_of(heard: Option<&Heard>) -> String {
    heard.map_or_else(
        || say!(community.removed_channel).to_owned(),
        |heard| heard.channel.name.clone(),
    )
}

/// The author of a comment.
pub(super) fn author_of(author: Option<&str>) -> String {
    author.unwrap_or(say!(community.somebody)).to_owned()
}

/// The name of somebody in the workspace.
pub(super) fn member(counter: &Counter, person: domain::id::PersonId) -> Option<String> {
    let found = counter.members.iter().find(|(id, _)| *id == person);
    found.map(|(_, name)| name.clone())
}
