//! The frame of an App's pages. What its attributes do in the browser is written in `app/workbench/README.md`.

use domain::{account::Viewer, event::EventId, id::WorkspaceId};
use leptos::prelude::*;
use words::say;

use crate::{
    backend::Lost,
    error::Error,
    parts::{Header, LostChannels},
    paths,
};

/// Header, and below it what the page draws: an [`AppMain`], once its data is read.
#[component]
pub(crate) fn AppPage(
    viewer: Resource<Result<Option<Viewer>, Error>>,
    children: Children,
) -> impl IntoView {
    view! {
        <Header viewer />
        {children()}
    }
}

/// The page itself, with the line that tells changes to those who cannot see them. `live` is the workspace, and the event
/// that its data was read at: with it the page follows what happens. `lost` is what the notice above the page tells.
#[component]
pub(crate) fn AppMain(
    #[prop(optional, into)] live: Option<(WorkspaceId, EventId)>,
    #[prop(optional, into)] lost: Option<Lost>,
    children: Children,
) -> impl IntoView {
    let stream = live.map(|(workspace, after)| paths::events(workspace, after));
    view! {
        <main id="content" data-live=stream>
            {lost.map(|lost| view! { <LostChannels lost /> })}
            {children()}
            <p class="hidden" id="said" role="status" data-keep=""></p>
            <p
                class="cut"
                id="cut"
                role="alert"
                data-keep=""
                hidden
                data-login=paths::LOGIN
                data-unsent=say!(app_page.unsent)
                data-lost=say!(app_page.lost)
                data-signed-out=say!(app_page.signed_out)
            ></p>
        </main>
    }
}
