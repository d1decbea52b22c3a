//! The frame of the Scheduler's pages, and what they all read.
//!
//! What a page reads it derives, and does not keep as a resource: that would be written into the document a second time, for
//! a hydration that these pages do not have.

use leptos::prelude::*;

use crate::{
    api::scheduler, backend::scheduler::Desk, error::Error, pages::Signed, parts::AppMain,
};

/// The page itself, which follows what happens in the workspace from the moment it was read at. The notice of lost
/// connections stands where posts are seen.
#[component]
pub(super) fn Room(
    desk: Desk,
    #[prop(optional)] is_quiet: bool,
    children: Children,
) -> impl IntoView {
    let live = (desk.workspace, desk.as_of);
    if is_quiet {
        view! { <AppMain live>{children()}</AppMain> }.into_any()
    } else {
        view! { <AppMain live lost=desk.lost>{children()}</AppMain> }.into_any()
    }
}

/// What every page stands on, for the workspace that is signed in.
pub(super) async fn read_desk(viewer: Signed) -> Result<Desk, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    scheduler::the_desk(viewer.workspace).await
}
