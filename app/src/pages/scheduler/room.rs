//! The frame of the Scheduler's pages, and what they all read.

use leptos::prelude::*;

use crate::{
    api::scheduler, backend::scheduler::Desk, error::Error, pages::Signed, parts::Framed,
};

/// The frame.
#[component]
pub(super) fn Room(viewer: Signed, children: Children) -> impl IntoView {
    view! { <Framed viewer>{children()}</Framed> }
}

/// What every page stands on, for the workspace that is signed in.
pub(super) async fn read_desk(viewer: Signed) -> Result<Desk, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    scheduler::the_desk(viewer.workspace).await
}
